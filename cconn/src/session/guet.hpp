// Guet: attendre activement des octets qui ne tarderont pas.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "transport/transport.hpp"

#include <chrono>
#include <cstdint>
#include <span>

namespace cconn::detail {

/// Regarde sans dormir si des octets arrivent, un bref moment, et seulement tant que cela paie.
///
/// S'endormir et être réveillé coûte plus qu'un aller-retour local. Entre deux regards le fil cède le
/// processeur : l'autre bout, sur la même machine, en a peut-être besoin pour répondre. Après assez
/// d'échecs de suite, les lectures suivantes dorment aussitôt, et le guet n'est retenté que de loin
/// en loin : une connexion inactive ne coûte rien.
///
/// @fils Le lecteur seul.
class Guet final {
public:
    /// @param duree  d'un guet ; nulle : on ne guette jamais.
    explicit Guet(std::chrono::microseconds duree) : duree_(duree) {}

    /// Reçoit en guettant d'abord, au plus jusqu'à l'échéance.
    /// @blocage Comme `Transport::recevoir`.
    [[nodiscard]] Lecture
    recevoir(Transport& transport, std::span<std::uint8_t> place, Instant echeance);

private:
    [[nodiscard]] bool vaut_la_peine();
    void noter(Lecture::Genre issue);

    std::chrono::microseconds duree_;
    int echecs_ = 0;   ///< Guets de suite qui n'ont rien vu.
    int a_sauter_ = 0; ///< Lectures sans guet avant d'essayer de nouveau.
    int saut_suivant_ = 0;
};

} // namespace cconn::detail
