// Fil: un fil d'exécution nommé, que son propriétaire attend toujours.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <pthread.h>
#include <string>
#include <string_view>

namespace cconn::detail {

/// Un fil d'exécution : nommé, de pile choisie, joint par son destructeur, jamais détaché.
///
/// Les signaux y sont bloqués, pour que l'hôte garde les siens sur ses fils. Exceptions : les fautes
/// synchrones (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS), que le noyau n'adresse qu'au fil
/// fautif et qui doivent trouver le gestionnaire de plantage de l'hôte s'il en a un.
///
/// Exige : `corps` ne laisse sortir aucune exception. S'il le fait tout de même, le processus
/// survit : le fil prend fin et `quand_echec` est appelé, sur ce fil.
///
/// @fils Un `Fil` appartient à un seul propriétaire ; `est_ce_fil` s'appelle de partout, une fois la
///       construction finie.
class Fil {
public:
    /// Reçoit une phrase qui nomme le fil et l'exception ; ne doit pas lever.
    using QuandEchec = std::function<void(std::string_view phrase)>;

    /// Aucun fil.
    Fil() noexcept = default;

    /// Démarre un fil.
    ///
    /// @param nom          ASCII ; les outils du système n'en montrent que 15 octets.
    /// @param taille_pile  en octets, arrondie à la page, au moins le minimum du système (et 4 Mio
    ///                     sous ASan et TSan).
    /// @param corps        ses captures sont détruites sur le fil, avant que `joindre` ne rende.
    /// @param quand_echec  vide : la phrase est écrite sur la sortie d'erreur.
    /// @throws Erreur  `attente_pleine` : le système refuse un fil de plus.
    Fil(const std::string& nom,
        std::size_t taille_pile,
        std::function<void()> corps,
        QuandEchec quand_echec = {});

    Fil(const Fil&) = delete;
    Fil& operator=(const Fil&) = delete;
    Fil(Fil&& autre) noexcept;
    /// Joint d'abord le fil remplacé.
    Fil& operator=(Fil&& autre) noexcept;
    /// Joint le fil. Exige : n'est pas détruit par le fil lui-même.
    ~Fil();

    /// Attend la fin du fil ; sans effet s'il n'y en a pas. Exige : pas depuis le fil lui-même.
    /// @blocage Oui, jusqu'à la fin de `corps`.
    void joindre() noexcept;

    /// Vrai d'un fil démarré et pas encore joint, même si `corps` est fini.
    [[nodiscard]] bool est_joignable() const noexcept { return fil_.has_value(); }

    /// Vrai si l'appelant s'exécute sur ce fil.
    [[nodiscard]] bool est_ce_fil() const noexcept;

private:
    std::optional<pthread_t> fil_;
};

} // namespace cconn::detail
