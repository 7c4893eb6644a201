// Rejoue un corpus d'essais au hasard : chaque fichier des dossiers nommés, sans libFuzzer.
// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

// Le nom et la forme sont ceux que libFuzzer impose.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t taille);

int main(int nb_arguments, char** arguments) {
    int nb_joues = 0;
    for (int rang = 1; rang < nb_arguments; ++rang) {
        for (const auto& entree : std::filesystem::directory_iterator(arguments[rang])) {
            std::ifstream fichier(entree.path(), std::ios::binary);
            const std::vector<char> contenu{std::istreambuf_iterator<char>(fichier), {}};
            std::vector<std::uint8_t> octets(contenu.begin(), contenu.end());
            LLVMFuzzerTestOneInput(octets.data(), octets.size());
            ++nb_joues;
        }
    }
    std::cout << nb_joues << " entrées rejouées\n";
    return nb_joues > 0 ? 0 : 1;
}
