// Registre: les places d'un serveur, et les clients qui les occupent.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/protege.hpp"
#include "session/session.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace cconn::detail {

/// Compte les places et sait qui est là.
///
/// Un client passe par : `prendre_place` → `inscrire` → `accepter` (après le filtre de l'hôte) →
/// `liberer` (après la fonction de déconnexion).
///
/// @fils Tout fil.
class Registre final {
public:
    using Sessions = std::vector<std::shared_ptr<Session>>;

    explicit Registre(std::size_t nb_places) : nb_places_(nb_places) {}

    /// Prend une place. @return faux s'il n'y en a pas.
    ///
    /// Si toutes sont prises mais qu'un client est sur le départ, attend sa place jusqu'à
    /// l'échéance : un client parti ne fait pas refuser le suivant.
    [[nodiscard]] bool prendre_place(Instant echeance);
    /// Attend une place, ou `fermer`. @return faux si fermé.
    [[nodiscard]] bool attendre_place();
    void rendre_place();

    void inscrire(const std::shared_ptr<Session>& session);
    /// Inscrit un client que l'on va refuser, le temps de le lui dire. @return faux s'ils sont déjà
    /// trop.
    [[nodiscard]] bool inscrire_sans_place(const std::shared_ptr<Session>& session);
    void accepter(const Session& session);
    /// Retire le client et rend sa place. Sans effet s'il n'est pas inscrit.
    void liberer(const Session& session);

    /// Clients acceptés, par ordre d'arrivée.
    [[nodiscard]] std::shared_ptr<const Sessions> acceptes() const;
    /// Clients inscrits, acceptés ou pas encore.
    [[nodiscard]] Sessions inscrits() const;

    /// Réveille `attendre_place`, qui rendra faux jusqu'à `ouvrir`.
    void fermer();
    void ouvrir();

private:
    struct Inscrit {
        std::shared_ptr<Session> session;
        bool accepte = false;
        bool a_place = true;
    };
    struct Etat {
        std::size_t places_prises = 0;
        std::size_t sans_place = 0;
        std::map<std::uint64_t, Inscrit> inscrits;
        /// Copie des clients acceptés, partagée entre les diffusions ; nulle : à refaire.
        std::shared_ptr<const Sessions> acceptes;
        bool ferme = false;
    };

    [[nodiscard]] bool prendre_place_libre();
    [[nodiscard]] bool quelqu_un_part() const;

    // Fixé après construction
    std::size_t nb_places_;

    // Partagé
    mutable Protege<Etat> etat_;
    std::condition_variable place_libre_;
};

} // namespace cconn::detail
