// Ouvrier: la vie d'un processus ouvrier, de sa naissance à son arrêt.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/ouvriers/application.hpp>
#include <cconn/ouvriers/config.hpp>

#include "canal.hpp"
#include "tableau.hpp"

#include <cstddef>
#include <sys/types.h>

namespace cconn::ouvriers {

/// Ce que contremaître et ouvriers ont besoin de savoir, fixé par `lancer`.
struct Mission {
    const Config* config = nullptr;
    const Fabrique* fabrique = nullptr;
    const Tableau* tableau = nullptr;
    int ecoute = -1;   ///< Le socket d'écoute, partagé par tous.
    int commande = -1; ///< Le bout du contremaître ; s'y lisent des `Ordre`, et la fin de l'hôte.
    int journal = -1;  ///< Reçoit des lignes ; -1 : la sortie d'erreur.
    int hote = -1;     ///< pidfd de l'hôte, lisible quand il meurt ; -1 : le système n'en a pas.
};

/// Les réglages du serveur d'un ouvrier.
[[nodiscard]] OptionsServeur options_serveur(const Config& config, int ecoute);

/// Comment finit un ouvrier.
enum class Sortie : int {
    arret = 0,            ///< On le lui a demandé.
    sans_serveur = 3,     ///< Son serveur n'a pu être construit.
    sans_application = 4, ///< Son application a levé : inutile d'en essayer une autre.
};

/// Sert jusqu'à SIGTERM. Appelé une fois, dans un processus neuf où ce fil est le seul.
///
/// @param contremaitre  son parent ; s'il meurt, l'ouvrier meurt aussitôt.
[[nodiscard]] Sortie
vivre_en_ouvrier(const Mission& mission, std::size_t numero, pid_t contremaitre) noexcept;

} // namespace cconn::ouvriers
