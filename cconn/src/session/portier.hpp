// Portier: combien de clients peuvent venir, par seconde et à la fois, en tout et de chaque adresse.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/options.hpp>

#include "base/instant.hpp"
#include "base/protege.hpp"
#include "base/resultat.hpp"
#include "base/seau.hpp"
#include "base/table_recente.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace cconn::detail {

/// Compte les arrivées et les présents. De l'arithmétique, sans horloge.
///
/// @fils Tout fil.
class Portier final {
public:
    /// @throws Erreur `argument_invalide` : débit impossible.
    Portier(const Admission& admission, std::size_t max_clients);

    /// Compte une arrivée, et un présent si elle est permise. @return pourquoi elle ne l'est pas.
    [[nodiscard]] std::optional<Refus> recevoir(const std::string& ip, Instant maintenant);
    /// Un client reçu n'est plus là.
    void raccompagner(const std::string& ip);

private:
    struct Etat {
        explicit Etat(const Debit& debit);

        Seau arrivees;
        TableRecente<std::optional<Seau>> par_adresse;
        /// Pas plus d'adresses que de clients.
        std::map<std::string, std::size_t> presents;
    };

    [[nodiscard]] bool est_exempte(const std::string& ip) const;
    [[nodiscard]] static std::optional<Refus>
    compter(Seau& seau, Instant maintenant, const char* quoi);

    // Fixé après construction
    Admission admission_;
    std::size_t par_adresse_max_;

    // Partagé
    Protege<Etat> etat_;
};

} // namespace cconn::detail
