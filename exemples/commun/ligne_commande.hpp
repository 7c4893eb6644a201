// Ligne de commande: ce que les exemples ajoutent à CLI11 pour qu'il parle français.
// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

namespace ligne_commande {

/// Code de sortie d'un programme dont la ligne de commande est refusée.
constexpr int usage_incorrect = 2;

/// Refuse, en français, ce qui n'est pas un nombre de `min` à `max`.
template<class N>
CLI::Validator nombre(N min, N max) {
    const auto refuser = [min, max](const std::string& texte) {
        N valeur{};
        const bool accepte =
            CLI::detail::lexical_cast(texte, valeur) && valeur >= min && valeur <= max;
        return accepte ? std::string{}
                       : "« " + texte + " » n'est pas un nombre de " + CLI::detail::to_string(min) +
                             " à " + CLI::detail::to_string(max);
    };
    return {refuser, ""};
}

/// Met en français l'aide de `app` et de ses commandes.
inline void mettre_en_francais(CLI::App& app) {
    auto& mots = *app.get_formatter();
    mots.label("Usage", "Usage ");
    mots.label("Positionals", "Arguments ");
    mots.label("OPTIONS", "options");
    mots.label("SUBCOMMAND", "commande ...");
    mots.label("REQUIRED", "");
    mots.label("TEXT", "");
    app.get_help_ptr()->description("Montre cette aide");
    for (CLI::Option* option : app.get_options({})) {
        option->group("Options ");
    }
    for (CLI::App* commande : app.get_subcommands({})) {
        commande->group("Commandes ");
        mettre_en_francais(*commande);
    }
}

/// Ce que CLI11 reproche à la ligne de commande, en français.
inline std::string traduire(const CLI::App& app, const CLI::ParseError& erreur) {
    std::string texte = erreur.what();
    const std::string nom = texte.substr(0, texte.find(':'));
    if (const auto restes = app.remaining(true); !restes.empty()) {
        return "inconnu ou de trop : " + CLI::detail::join(restes, " ");
    }
    if (texte == "A subcommand is required") {
        return "il manque une commande";
    }
    if (dynamic_cast<const CLI::RequiredError*>(&erreur) != nullptr) {
        return "il manque " + texte.substr(0, texte.find(" is required"));
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&erreur) != nullptr) {
        return nom + " attend une valeur";
    }
    if (dynamic_cast<const CLI::ConversionError*>(&erreur) != nullptr) {
        return "valeur refusée : " + texte.substr(texte.find(": ") + 2);
    }
    if (dynamic_cast<const CLI::ValidationError*>(&erreur) != nullptr) {
        return nom + " " + texte.substr(nom.size());
    }
    return texte;
}

/// Analyse la ligne de commande, aide et refus en français.
///
/// @return le code avec lequel finir tout de suite : l'aide était demandée, ou la ligne est refusée.
inline std::optional<int> analyser(CLI::App& app, int argc, char** argv) {
    mettre_en_francais(app);
    try {
        app.parse(argc, argv);
        return std::nullopt;
    } catch (const CLI::Success& aide) {
        app.exit(aide);
        return EXIT_SUCCESS;
    } catch (const CLI::ParseError& erreur) {
        std::cerr << traduire(app, erreur) << " ; voir --help\n";
        return usage_incorrect;
    }
}

} // namespace ligne_commande
