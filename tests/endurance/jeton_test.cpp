// La durée de la comparaison d'un jeton ne dit pas où il diffère: le test de Welch sur 100 000 mesures.
// SPDX-License-Identifier: MIT
#include "base/temps_constant.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace cconn::detail {
namespace {

constexpr std::size_t nb_mesures = 100'000;
/// Comparaisons par mesure : une seule est plus courte que le grain de l'horloge.
constexpr int repetitions = 20;

double mesurer(const std::string& secret, const std::string& donne) {
    const auto debut = std::chrono::steady_clock::now();
    int egaux = 0;
    for (int i = 0; i < repetitions; ++i) {
        egaux += egaux_en_temps_constant(secret, donne) ? 1 : 0;
    }
    const std::chrono::duration<double, std::nano> duree = std::chrono::steady_clock::now() - debut;
    REQUIRE(egaux == 0);
    return duree.count();
}

/// Sans les mesures qu'une interruption a allongées : le même seuil pour les deux.
std::vector<double> ecreter(std::vector<double> mesures, double seuil) {
    std::erase_if(mesures, [seuil](double mesure) { return mesure > seuil; });
    return mesures;
}

struct Resume {
    double moyenne = 0;
    double variance = 0; ///< De la moyenne.
};

Resume resumer(const std::vector<double>& mesures) {
    const auto nombre = static_cast<double>(mesures.size());
    double somme = 0;
    for (const double mesure : mesures) {
        somme += mesure;
    }
    const double moyenne = somme / nombre;
    double ecarts = 0;
    for (const double mesure : mesures) {
        ecarts += (mesure - moyenne) * (mesure - moyenne);
    }
    return {moyenne, ecarts / (nombre - 1) / nombre};
}

} // namespace

TEST_CASE("Jeton : premier ou dernier octet faux, la meme duree", "[endurance][T-67]") {
    const std::string secret(64, 'k');
    std::array<std::string, 2> faux{secret, secret};
    faux.at(0).front() = 'x';
    faux.at(1).back() = 'x';
    std::array<std::vector<double>, 2> mesures;
    std::mt19937 hasard(20'261'120); // graine fixe : l'ordre se refait
    for (std::size_t i = 0; i < nb_mesures; ++i) {
        const std::size_t lequel = hasard() % 2;
        mesures.at(lequel).push_back(mesurer(secret, faux.at(lequel)));
    }

    std::vector<double> toutes = mesures[0];
    toutes.insert(toutes.end(), mesures[1].begin(), mesures[1].end());
    const auto rang = toutes.begin() + static_cast<std::ptrdiff_t>(toutes.size() * 9 / 10);
    std::nth_element(toutes.begin(), rang, toutes.end());
    const Resume premier = resumer(ecreter(mesures[0], *rang));
    const Resume dernier = resumer(ecreter(mesures[1], *rang));
    const double t =
        (premier.moyenne - dernier.moyenne) / std::sqrt(premier.variance + dernier.variance);

    WARN(
        "premier octet faux " << premier.moyenne / repetitions << " ns, dernier "
                              << dernier.moyenne / repetitions << " ns, t = " << t
    );
    CHECK(std::abs(t) < 4.5);
}

} // namespace cconn::detail
