// Compteurs: les statistiques d'un hôte: ses connexions finies, les vivantes, et les refus.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/statistiques.hpp>

#include "base/protege.hpp"
#include "session/comptes.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cconn::detail {

class Session;

/// Réunit ce que les connexions comptent chacune pour soi.
///
/// Une connexion vivante garde ses comptes sous ses propres verrous, que personne ne lui dispute ; en
/// finissant, elle les verse ici. Le relevé lit tout. Ce qui est rare se compte ici directement : c'est
/// l'endroit où ajouter un refus ou une perte.
///
/// @fils Tout fil, sans tenir aucun verrou.
class Compteurs final {
public:
    // Connexions

    void inscrire(const std::shared_ptr<Session>& session);
    void noter_etablie() { ++etablies_; }
    /// Verse les comptes d'une connexion finie, et sa cause ; une fois.
    void verser(const Session& session);

    // Ce qui est rare

    void noter_connexion_refusee(CodeErreur code);
    void noter_commande_refusee(CodeErreur code);
    void noter_envoi_perdu() { ++envois_perdus_; }

    /// @param noms  des commandes, par rang.
    [[nodiscard]] Statistiques relever(const std::vector<std::string>& noms) const;

private:
    struct Etat {
        Totaux totaux;
        std::map<std::uint64_t, std::weak_ptr<Session>> vivantes; ///< Par identifiant.
        std::map<Cause, std::uint64_t> finies;
        std::map<CodeErreur, std::uint64_t> connexions_refusees;
        std::map<CodeErreur, std::uint64_t> commandes_refusees;
    };

    mutable Protege<Etat> etat_;
    std::atomic<std::uint64_t> etablies_ = 0;
    std::atomic<std::uint64_t> envois_perdus_ = 0;
};

} // namespace cconn::detail
