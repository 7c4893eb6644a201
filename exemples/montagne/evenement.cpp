// Evenement: une étiquette et ses arguments, tels qu'on les écrit sur la ligne de commande.
// SPDX-License-Identifier: MIT
#include "evenement.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <regex>
#include <stdexcept>

namespace {

/// Le texte entier comme un nombre de ce type.
template<class N>
std::optional<N> lire_nombre(const std::string& texte) {
    N nombre{};
    const char* const fin = texte.data() + texte.size();
    const auto lu = std::from_chars(texte.data(), fin, nombre);
    return lu.ec == std::errc() && lu.ptr == fin ? std::optional(nombre) : std::nullopt;
}

cconn::Valeur lire_valeur(const std::string& mot) {
    if (mot == "nil") {
        return nullptr;
    }
    if (mot == "vrai" || mot == "faux") {
        return mot == "vrai";
    }
    if (const auto entier = lire_nombre<std::int64_t>(mot)) {
        return *entier;
    }
    if (const auto flottant = lire_nombre<double>(mot)) {
        return *flottant;
    }
    const bool entre_guillemets = mot.size() >= 2 && mot.front() == '"' && mot.back() == '"';
    return entre_guillemets ? mot.substr(1, mot.size() - 2) : mot;
}

} // namespace

std::vector<Evenement> lire_evenements(const std::vector<std::string>& mots) {
    static const std::regex nomme("([A-Za-z_][A-Za-z0-9_]*)=(.*)");
    std::vector<Evenement> evenements(1);
    for (const std::string& mot : mots) {
        std::smatch parties;
        if (mot == "+") {
            evenements.emplace_back();
        } else if (evenements.back().etiquette.empty()) {
            evenements.back().etiquette = mot;
        } else if (std::regex_match(mot, parties, nomme)) {
            evenements.back().nommes.definir(parties[1].str(), lire_valeur(parties[2]));
        } else {
            evenements.back().args.ajouter(lire_valeur(mot));
        }
    }
    for (const Evenement& evenement : evenements) {
        if (evenement.etiquette.empty()) {
            throw std::invalid_argument("il manque une étiquette ; voir --help");
        }
    }
    return evenements;
}
