// Bornes: ce qu'un hôte a le droit de demander, vérifié à la construction.
// SPDX-License-Identifier: MIT
#include "session/bornes.hpp"

#include <cconn/erreur.hpp>

#include "transport/descripteurs.hpp"

#include <string>

namespace cconn::detail {

namespace {

constexpr int port_max = 65'535;
/// Descripteurs laissés à l'hôte.
constexpr std::size_t descripteurs_hote = 64;

} // namespace

void exiger_entre(
    std::string_view nom, std::size_t valeur, std::size_t minimum, std::size_t maximum
) {
    if (valeur < minimum || valeur > maximum) {
        throw Erreur(
            CodeErreur::argument_invalide,
            std::string(nom) + " vaut " + std::to_string(valeur) + ", attendu de " +
                std::to_string(minimum) + " à " + std::to_string(maximum)
        );
    }
}

void exiger_positif(std::string_view nom, std::chrono::milliseconds delai) {
    exiger_au_moins(nom, delai, std::chrono::milliseconds{0});
}

void exiger_au_moins(
    std::string_view nom, std::chrono::milliseconds delai, std::chrono::milliseconds minimum
) {
    if (delai < minimum) {
        throw Erreur(
            CodeErreur::argument_invalide,
            std::string(nom) + " vaut " + std::to_string(delai.count()) + " ms, attendu " +
                std::to_string(minimum.count()) + " au moins"
        );
    }
}

void exiger_reel(std::string_view nom, double valeur, double minimum, double maximum) {
    if (!(valeur >= minimum && valeur <= maximum)) { // faux aussi de ce qui n'est pas un nombre
        throw Erreur(
            CodeErreur::argument_invalide,
            std::string(nom) + " vaut " + std::to_string(valeur) + ", attendu de " +
                std::to_string(minimum) + " à " + std::to_string(maximum)
        );
    }
}

void exiger_bref(
    std::string_view nom, std::chrono::microseconds duree, std::chrono::microseconds maximum
) {
    if (duree.count() < 0 || duree > maximum) {
        throw Erreur(
            CodeErreur::argument_invalide,
            std::string(nom) + " vaut " + std::to_string(duree.count()) + " µs, attendu de 0 à " +
                std::to_string(maximum.count())
        );
    }
}

std::uint16_t exiger_port(int port, int minimum) {
    if (port < minimum || port > port_max) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "port " + std::to_string(port) + ", attendu de " + std::to_string(minimum) + " à " +
                std::to_string(port_max)
        );
    }
    return static_cast<std::uint16_t>(port);
}

std::size_t exiger_max_clients(std::size_t max_clients) {
    const std::size_t permis = nb_descripteurs_max();
    if (max_clients == 0 || max_clients + descripteurs_hote > permis) {
        throw Erreur(
            CodeErreur::argument_invalide,
            std::to_string(max_clients) + " clients au plus, attendu de 1 à " +
                std::to_string(permis - descripteurs_hote) +
                " avec les descripteurs que le système permet (RLIMIT_NOFILE)"
        );
    }
    return max_clients;
}

} // namespace cconn::detail
