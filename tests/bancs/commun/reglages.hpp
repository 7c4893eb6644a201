// Reglages: ce que la ligne de commande d'un pair du banc peut changer.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace banc {

/// Les mêmes pour tous les pairs ; chacun ne lit que ce qui le concerne.
struct Reglages {
    /// « serveur », « client » ou « decrire ».
    std::string role;
    /// A, B, C, D, E, F, G, H ou croissance (client).
    std::string mesure;
    /// Port du serveur (client).
    std::uint16_t port = 0;
    /// Octets de charge d'un message ; au moins 8, qui portent son numéro.
    std::size_t taille = 32;
    /// Temps que dure la mesure, si `nombre` est nul.
    std::chrono::nanoseconds duree = std::chrono::milliseconds{500};
    /// Opérations à faire, par connexion, au lieu d'une durée : le travail est alors exactement connu.
    std::uint64_t nombre = 0;
    /// Connexions tenues (C, F, G, croissance) ; le serveur peut s'y préparer.
    std::size_t connexions = 1;
    /// Fils qui se partagent les connexions (croissance).
    std::size_t fils = 64;
    /// Appels ou diffusions en vol (B, F).
    std::size_t en_vol = 100;
    /// `raw` seulement : écrire par blocs de 64 Kio.
    bool lot = false;
    /// `cconn` seulement : grouper les envois (B, D).
    bool grouper = false;
    /// `cconn` seulement : attente active, aux deux bouts, en microsecondes.
    unsigned attente_active = 0;
    /// Processus du serveur, dont la mesure G lit la mémoire.
    int pid_serveur = 0;
};

} // namespace banc
