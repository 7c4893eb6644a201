// SPDX-License-Identifier: MIT
#include "travaux.hpp"

#include <cconn/erreur.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>

namespace travaux {
namespace {

using namespace std::chrono_literals;

/// Octets du point de code qui commence le texte ; 1 si ce n'est pas de l'UTF-8.
std::size_t longueur_point(std::string_view texte) {
    const auto premier = static_cast<unsigned char>(texte.front());
    const std::size_t longueur = premier >= 0xF0   ? 4
                                 : premier >= 0xE0 ? 3
                                 : premier >= 0xC0 ? 2
                                                   : 1;
    const auto suite = texte.substr(1, longueur - 1);
    const bool entier = std::all_of(suite.begin(), suite.end(), [](char octet) {
        return (static_cast<unsigned char>(octet) & 0xC0) == 0x80;
    });
    return entier && suite.size() == longueur - 1 ? longueur : 1;
}

} // namespace

std::vector<std::string_view> points_de_code(std::string_view texte) {
    std::vector<std::string_view> points;
    while (!texte.empty()) {
        points.push_back(texte.substr(0, longueur_point(texte)));
        texte.remove_prefix(points.back().size());
    }
    return points;
}

std::string retourner(std::string_view texte) {
    std::string resultat;
    const auto points = points_de_code(texte);
    std::for_each(points.rbegin(), points.rend(), [&](auto point) { resultat += point; });
    return resultat;
}

std::string echanger(std::string_view texte) {
    std::string resultat;
    auto points = points_de_code(texte);
    for (std::size_t rang = 1; rang < points.size(); rang += 2) {
        std::swap(points[rang - 1], points[rang]);
    }
    std::for_each(points.begin(), points.end(), [&](auto point) { resultat += point; });
    return resultat;
}

std::string repeter(std::string_view texte) {
    const auto points = points_de_code(texte);
    std::size_t taille = 0;
    for (std::size_t rang = 1; rang <= points.size(); ++rang) {
        taille += rang * points[rang - 1].size();
    }
    if (taille > taille_resultat_max) {
        throw cconn::Erreur(
            cconn::CodeErreur::argument_invalide,
            "résultat de " + std::to_string(taille) + " octets, limite " +
                std::to_string(taille_resultat_max)
        );
    }
    std::string resultat;
    resultat.reserve(taille);
    for (std::size_t rang = 1; rang <= points.size(); ++rang) {
        for (std::size_t fois = 0; fois < rang; ++fois) {
            resultat += points[rang - 1];
        }
    }
    return resultat;
}

// [extrait : tous]
std::span<const Travail> tous() {
    static constexpr std::array travaux{
        Travail{"retourner", retourner, 2s},
        Travail{"echanger", echanger, 5s},
        Travail{"repeter", repeter, 7s},
    };
    return travaux;
}
// [fin : tous]

const Travail& travail(int type) {
    if (type < 1 || type > std::ssize(tous())) {
        throw std::out_of_range("pas de tâche de type " + std::to_string(type));
    }
    return tous()[static_cast<std::size_t>(type - 1)];
}

} // namespace travaux
