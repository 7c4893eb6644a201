// Tentatives: les échecs d'authentification de chaque adresse, et qui est bloqué pour combien de temps.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/table_recente.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace cconn::detail {

/// L'adresse telle qu'on la compte : en IPv6, son réseau de 64 bits, que son abonné a tout entier.
[[nodiscard]] std::string cle_adresse(const std::string& ip);

/// Vrai d'une adresse de cette machine : 127.0.0.0/8 ou ::1.
[[nodiscard]] bool est_boucle_locale(const std::string& ip);

/// Dix échecs dans une minute bloquent une adresse une minute, puis deux, quatre, jusqu'à quinze ;
/// quinze minutes sans blocage remettent à une. Dix mille adresses au plus sont retenues.
///
/// @fils Un seul à la fois.
/// @source fiabilite, limites d'authentification.
class Tentatives final {
public:
    static constexpr std::size_t echecs_max = 10;
    static constexpr std::chrono::minutes fenetre{1};
    static constexpr std::chrono::minutes blocage_min{1};
    static constexpr std::chrono::minutes blocage_max{15};
    static constexpr std::size_t adresses_max = 10'000;

    void noter_echec(std::string_view adresse, Instant maintenant);

    /// Temps pendant lequel cette adresse est encore bloquée ; zéro si elle ne l'est pas.
    [[nodiscard]] std::chrono::milliseconds
    attente(std::string_view adresse, Instant maintenant) const;

private:
    struct Adresse {
        Instant debut{};        ///< De la fenêtre en cours.
        std::size_t echecs = 0; ///< Dans cette fenêtre.
        Instant libre{};        ///< Fin du dernier blocage.
        std::chrono::minutes blocage{0};
    };

    TableRecente<Adresse> adresses_{adresses_max};
};

} // namespace cconn::detail
