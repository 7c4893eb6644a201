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

/// Met en français l'aide de `app` ; à appeler avant d'y ajouter options et commandes.
inline void parler_francais(CLI::App& app) {
    app.get_formatter()->label("Usage", "Usage ");
    app.get_formatter()->label("Positionals", "Arguments ");
    app.get_formatter()->label("OPTIONS", "options");
    app.get_formatter()->label("SUBCOMMAND", "commande ...");
    app.get_formatter()->column_width(32);
    app.option_defaults()->group("Options ");
    app.group("Commandes ");
    app.set_help_flag("-h,--help,--aide", "montre cette aide");
}

/// Refuse, en français, ce qui n'est pas un nombre de ces bornes ; bornes entières, entier.
template<class N>
CLI::Validator nombre(N min, N max) {
    return {
        [min, max](const std::string& texte) {
            N valeur{};
            if (CLI::detail::lexical_cast(texte, valeur) && valeur >= min && valeur <= max) {
                return std::string{};
            }
            return "« " + texte + " » n'est pas un nombre de " + CLI::detail::to_string(min) +
                   " à " + CLI::detail::to_string(max);
        },
        ""};
}

/// Ce que CLI11 reproche à la ligne de commande, en français.
inline std::string traduire(const CLI::ParseError& erreur) {
    const std::string texte = erreur.what();
    // Les noms sont en tête du texte, sauf les mots de trop, qui sont à la fin.
    if (dynamic_cast<const CLI::ExtrasError*>(&erreur) != nullptr) {
        return "de trop : " + texte.substr(texte.find(": ") + 2);
    }
    if (texte == "A subcommand is required") {
        return "il manque une commande";
    }
    if (dynamic_cast<const CLI::RequiredError*>(&erreur) != nullptr) {
        return "il manque " + texte.substr(0, texte.find(" is required"));
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&erreur) != nullptr) {
        return texte.substr(0, texte.find(':')) + " attend une valeur";
    }
    return texte;
}

/// Analyse la ligne de commande.
///
/// @return le code avec lequel finir tout de suite : l'aide était demandée, ou la ligne est refusée.
inline std::optional<int> analyser(CLI::App& app, int argc, char** argv) {
    try {
        app.parse(argc, argv);
        return std::nullopt;
    } catch (const CLI::Success& aide) {
        app.exit(aide);
        return EXIT_SUCCESS;
    } catch (const CLI::ParseError& erreur) {
        std::cerr << traduire(erreur) << " ; voir --help\n";
        return usage_incorrect;
    }
}

} // namespace ligne_commande
