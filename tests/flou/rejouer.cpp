// Donne à une cible d'essais au hasard les vecteurs de conformité et son corpus, entiers et coupés.
// SPDX-License-Identifier: MIT
#include "outils/vecteurs.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <vector>

// Le nom et la forme sont ceux que libFuzzer impose.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t taille);

namespace {

/// Joue ces octets coupés partout, puis entiers. @return combien de fois.
std::size_t jouer(const std::vector<std::uint8_t>& octets) {
    // Au-delà, un vecteur ne fait que se répéter : le couper partout n'apprend rien.
    constexpr std::size_t coupures_max = 256;
    const std::size_t coupures = std::min(octets.size(), coupures_max);
    for (std::size_t fin = 0; fin <= coupures; ++fin) {
        LLVMFuzzerTestOneInput(octets.data(), fin);
    }
    LLVMFuzzerTestOneInput(octets.data(), octets.size());
    return coupures + 2;
}

std::vector<std::uint8_t> lire(const std::filesystem::path& chemin) {
    std::ifstream fichier(chemin, std::ios::binary);
    return {std::istreambuf_iterator<char>(fichier), {}};
}

} // namespace

/// @param nb, arguments  les dossiers du corpus.
int main(int nb, char** arguments) {
    std::size_t nb_joues = 0;
    for (const char* dossier : std::span(arguments, static_cast<std::size_t>(nb)).subspan(1)) {
        for (const auto& fichier : std::filesystem::directory_iterator(dossier)) {
            nb_joues += jouer(lire(fichier.path()));
        }
    }
    for (const char* fichier : {"entetes.txt", "envois.txt", "messages.txt", "trames.txt"}) {
        for (const outils::Vecteur& vecteur : outils::lire_vecteurs(fichier)) {
            nb_joues += jouer(vecteur.octets);
        }
    }
    std::cout << nb_joues << " entrées jouées\n";
    return 0;
}
