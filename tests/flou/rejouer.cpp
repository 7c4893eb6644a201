// Donne à une cible d'essais au hasard tous les vecteurs de conformité, entiers et coupés.
// SPDX-License-Identifier: MIT
#include "outils/vecteurs.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>

// Le nom et la forme sont ceux que libFuzzer impose.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t taille);

int main() {
    // Au-delà, un vecteur ne fait que se répéter : le couper partout n'apprend rien.
    constexpr std::size_t coupures_max = 256;
    std::size_t nb_joues = 0;
    for (const char* fichier : {"entetes.txt", "envois.txt", "messages.txt", "trames.txt"}) {
        for (const outils::Vecteur& vecteur : outils::lire_vecteurs(fichier)) {
            const std::size_t taille = vecteur.octets.size();
            for (std::size_t debut = 0; debut <= std::min(taille, coupures_max); ++debut) {
                LLVMFuzzerTestOneInput(vecteur.octets.data(), debut);
                ++nb_joues;
            }
            LLVMFuzzerTestOneInput(vecteur.octets.data(), taille);
        }
    }
    std::cout << nb_joues << " entrées jouées\n";
    return 0;
}
