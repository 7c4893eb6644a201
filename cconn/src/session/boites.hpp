// Boites: les boîtes d'un serveur ou d'un client, et ce qui peut encore les remplir.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/protege.hpp"
#include "session/rattachement.hpp"

#include <atomic>
#include <memory>
#include <vector>

namespace cconn::detail {

class FileBoite;
class Session;

/// Ce qu'une boîte a besoin de savoir de son hôte : d'un client, sa connexion ; d'un serveur, s'il
/// marche.
///
/// @fils Tout fil.
class Boites final {
public:
    void inscrire(const std::shared_ptr<FileBoite>& boite);

    // Client

    /// La connexion de maintenant ; nulle sur un serveur, et si le client n'existe plus.
    [[nodiscard]] std::shared_ptr<Session> session() const;
    void definir_session(const std::shared_ptr<Session>& session);
    void definir_rattachable(const std::shared_ptr<Rattachable>& client);
    /// Attend la connexion suivante. @return `aucun` sur un serveur, et si le client n'existe plus.
    [[nodiscard]] Rattachement rattacher(Instant echeance) const;

    // Serveur

    /// Il va servir des clients.
    void noter_lancement();
    /// On lui a demandé de s'éteindre. S'il n'était pas lancé, plus rien ne viendra.
    void noter_demande_arret();
    /// Il n'a plus de clients ; plus rien ne viendra, jusqu'au prochain lancement.
    void noter_arret();
    [[nodiscard]] bool est_arret_demande() const { return (marche_ & arret_demande) != 0; }
    [[nodiscard]] bool est_arrete() const { return marche_ == arret_demande; }

private:
    struct Etat {
        std::vector<std::weak_ptr<FileBoite>> boites;
        std::weak_ptr<Session> session;
        std::weak_ptr<Rattachable> client;
    };
    static constexpr unsigned lance = 1;
    static constexpr unsigned arret_demande = 2;

    void reveiller() const;

    Protege<Etat> etat_;
    std::atomic<unsigned> marche_ = 0; // se lit sous le verrou d'une boîte ou d'une session
};

} // namespace cconn::detail
