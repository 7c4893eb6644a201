// Contremaitre: le processus qui crée les ouvriers, remplace ceux qui meurent, et les arrête.
// SPDX-License-Identifier: MIT
#pragma once

#include "canal.hpp"
#include "descripteur.hpp"
#include "ouvrier.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <sys/types.h>
#include <vector>

namespace cconn::ouvriers {

/// Ce que l'hôte demande, un octet chacun.
enum class Ordre : char {
    arreter = 'a', ///< Que chaque ouvrier s'éteigne.
    tuer = 't',    ///< Que ceux qui restent soient tués.
};

/// La boucle du contremaître.
///
/// Construit dans l'hôte, avant le fork, pour que l'enfant ait peu à allouer. L'enfant n'a et n'aura
/// qu'un fil : ses propres fork sont donc sans danger, quels que soient les fils de l'hôte.
///
/// L'hôte mort, son bout de la commande est fermé. Un enfant que l'hôte aurait fait par fork en
/// tiendrait une copie : d'où le pidfd, en plus. PR_SET_PDEATHSIG ne convient pas ici, qui suit le
/// fil qui a fait le fork et non le processus.
class Contremaitre final {
public:
    explicit Contremaitre(const Mission& mission);

    /// Dans l'enfant : mène les ouvriers jusqu'à un ordre, SIGTERM ou la mort de l'hôte.
    /// @return le code de sortie du processus, 0 si tous les ouvriers ont fini.
    [[nodiscard]] int conduire();

private:
    using Horloge = std::chrono::steady_clock;
    using Instant = Horloge::time_point;

    /// La place d'un ouvrier.
    struct Place {
        pid_t pid = 0; ///< 0 : personne.
        Instant naissance;
        Instant retour; ///< S'il n'y a personne, quand embaucher.
        std::chrono::milliseconds recul{0};
        bool ecartee = false; ///< L'application ne s'y construit pas : on n'embauche plus.
    };

    void oublier_hote();
    void embaucher(std::size_t numero);
    void embaucher_dus();
    void attendre_evenement();
    void lire_ordres();
    void lire_signaux();
    void recueillir_morts();
    void constater_mort(std::size_t numero, int etat);
    void remplacer_plus_tard(Place& place) const;
    void commencer_arret();
    void tuer_restants();
    void fermer_si_personne();
    [[nodiscard]] bool quelqu_un_vit() const;
    [[nodiscard]] int delai_reveil() const;

    // Fixé après construction
    Mission mission_;
    Canal canal_;

    // Le seul fil de ce processus
    std::vector<Place> places_;
    Descripteur signaux_; ///< signalfd de SIGTERM et SIGCHLD.
    std::optional<Instant> fin_forcee_;
    bool en_arret_ = false;
};

} // namespace cconn::ouvriers
