// Journal: les lignes que cconn écrit, et la fonction de l'hôte qui les reçoit.
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

namespace cconn {

/// Gravité d'une ligne de journal, de la moindre à la plus grande.
enum class NiveauJournal {
    trace,         ///< Chaque trame ; pour déboguer un pair.
    information,   ///< Clients qui arrivent et partent.
    avertissement, ///< Le programme continue, mais quelqu'un devrait regarder.
    erreur,        ///< Quelque chose n'a pas été fait.
};

/// Reçoit les lignes de journal d'un serveur ou d'un client.
///
/// Le texte est en français, sur une ligne, sans caractère de contrôle (ce qui vient du pair est
/// échappé), et limité en débit : au plus 10 lignes par seconde et par niveau, puis une ligne qui
/// compte celles qui ont été tues.
///
/// @fils Tout fil de cconn, plusieurs à la fois : la fonction se protège elle-même. Elle ne doit ni
///       bloquer ni rappeler l'objet qui l'appelle.
using FonctionJournal = std::function<void(NiveauJournal niveau, std::string_view texte)>;

} // namespace cconn
