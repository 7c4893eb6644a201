// Politiques: comment part chaque commande vers un pair lent.
// SPDX-License-Identifier: MIT
#include "session/politiques.hpp"

#include <cconn/detail/lecteur.hpp>

namespace cconn::detail {

Politiques::Politiques(std::optional<ReglageEnvoi> defaut) {
    if (defaut && defaut->politique != PolitiqueLent::attendre) {
        regler({}, *defaut);
    }
}

void Politiques::regler(std::string_view nom, const ReglageEnvoi& reglage) {
    reglages_.verrouiller()->insert_or_assign(std::string(nom), reglage);
    reglees_ = true;
}

std::optional<ReglageEnvoi> Politiques::de_commande(std::string_view nom) const {
    const auto reglages = reglages_.verrouiller();
    const auto trouve = reglages->find(nom);
    return trouve == reglages->end() ? std::nullopt : std::optional(trouve->second);
}

std::optional<ReglageEnvoi> Politiques::defaut() const {
    return de_commande({});
}

ReglageEnvoi
choisir_reglage(const Politiques& connexion, const Politiques& hote, std::string_view nom) {
    for (const Politiques* politiques : {&connexion, &hote}) {
        if (const auto reglage = politiques->de_commande(nom)) {
            return *reglage;
        }
    }
    for (const Politiques* politiques : {&connexion, &hote}) {
        if (const auto reglage = politiques->defaut()) {
            return *reglage;
        }
    }
    return {};
}

std::string cle_avis(std::span<const std::uint8_t> trame, std::optional<std::size_t> rang) {
    Lecteur lecteur(trame);
    static_cast<void>(lecteur.suivant()); // le tableau de l'enveloppe
    static_cast<void>(lecteur.suivant()); // le type
    const std::string_view nom = lecteur.suivant().texte();
    std::string cle(nom);
    const Element arguments = lecteur.suivant();
    if (!rang || arguments.nature != Nature::tableau || *rang >= arguments.taille()) {
        return cle;
    }
    std::span<const std::uint8_t> argument;
    for (std::size_t i = 0; i <= *rang; ++i) {
        argument = lecteur.extraire();
    }
    cle.push_back('\0'); // qu'aucun nom ne contient
    cle.append(argument.begin(), argument.end());
    return cle;
}

} // namespace cconn::detail
