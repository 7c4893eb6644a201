// Cadence: à quel rythme le fil courant envoie.
// SPDX-License-Identifier: MIT
#include "session/cadence.hpp"

#include <chrono>
#include <cstdint>

namespace cconn::detail {

namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

/// Envois d'une mesure : assez pour que deux messages qui se suivent ne soient pas une rafale.
constexpr int envois_par_mesure = 8;
/// La même chose dans une rafale déjà constatée, où l'on mesure moins souvent.
constexpr int envois_par_mesure_en_rafale = 64;
/// Écart moyen au plus entre deux envois d'une rafale, par destinataire : plusieurs fois le prix d'un
/// `send`, pour que les faire un par un n'empêche pas de la reconnaître.
constexpr microseconds ecart_max{20};

struct Mesure {
    steady_clock::time_point debut{}; ///< Du deuxième envoi.
    std::int64_t destinataires = 0;   ///< Depuis le début, en tout.
    int envois = 0;
    int envois_voulus = envois_par_mesure;
    Rythme rythme = Rythme::pose;
};

// Le rythme est une propriété du fil, et `envoyer` n'a rien d'autre où la garder.
thread_local Mesure mesure;

} // namespace

Rythme Cadence::noter_envoi(std::size_t destinataires) noexcept {
    Mesure& m = mesure;
    ++m.envois;
    if (m.envois == 2) {
        // Pas au premier : qui n'envoie qu'une fois ne lit pas l'heure.
        m.debut = steady_clock::now();
        m.destinataires = 0;
    }
    if (m.envois >= m.envois_voulus) {
        const auto maintenant = steady_clock::now();
        const bool rapproches = maintenant - m.debut < m.destinataires * ecart_max;
        m.debut = maintenant;
        m.destinataires = 0;
        m.envois = 2;
        m.envois_voulus = rapproches ? envois_par_mesure_en_rafale : envois_par_mesure;
        m.rythme = rapproches ? Rythme::rafale : Rythme::pose;
    }
    m.destinataires += static_cast<std::int64_t>(destinataires);
    return m.rythme;
}

void Cadence::noter_attente() noexcept {
    mesure.envois = 0;
    mesure.envois_voulus = envois_par_mesure;
    mesure.rythme = Rythme::pose;
}

} // namespace cconn::detail
