// Cycle: lancer, éteindre, relancer; l'état de marche d'un serveur ou d'un client.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/protege.hpp"

#include <condition_variable>

namespace cconn::detail {

/// Où en est un serveur ou un client : neuf, lancé, éteint, et de nouveau lancé.
///
/// @fils Tout fil.
class Cycle final {
public:
    /// Comment on lance.
    enum class Lancement {
        bloquant, ///< Un `eteindre` déjà arrivé sur un objet neuf compte : on ne lance pas.
        en_fond,  ///< On lance toujours.
    };

    /// Passe à l'état lancé.
    ///
    /// @return faux s'il ne faut pas lancer.
    /// @throws Erreur `etat_invalide` s'il est déjà lancé.
    [[nodiscard]] bool commencer(Lancement lancement);

    /// Passe de lancé à éteint, et réveille qui attend la fin.
    void finir();

    /// Note qu'on veut éteindre. @return vrai s'il était lancé : la fin est à attendre.
    bool demander_arret();

    [[nodiscard]] bool est_lance() const;
    /// Vrai du premier `demander_arret` au prochain `commencer`.
    [[nodiscard]] bool arret_demande() const;

    /// Attend la fin. @return faux à l'échéance.
    [[nodiscard]] bool attendre_fin(Instant echeance);

private:
    struct Etat {
        bool neuf = true;
        bool lance = false;
        bool arret_demande = false;
    };

    Protege<Etat> etat_;
    std::condition_variable fin_;
};

} // namespace cconn::detail
