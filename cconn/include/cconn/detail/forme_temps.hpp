// Forme des instants et des durées de <chrono>.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/forme.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace cconn::detail {

/// Instant compté depuis 1970-01-01 UTC, tel que msgpack le transmet (extension -1).
struct InstantMsgpack {
    std::int64_t secondes = 0;
    std::uint32_t nanosecondes = 0; ///< Moins d'un milliard.
};

/// @source spécification msgpack, « Timestamp extension type » : 4, 8 ou 12 octets selon la valeur.
CCONN_API void ecrire_instant(Tampon& tampon, const InstantMsgpack& instant);

/// Faux si ce n'est pas une extension -1 de 4, 8 ou 12 octets avec moins de 10^9 nanosecondes.
[[nodiscard]] CCONN_API bool lire_instant(const Element& recu, InstantMsgpack& instant);

/// Un instant de l'horloge du système. Les autres horloges n'ont pas de sens chez le pair.
///
/// Une durée plus grossière que la valeur reçue arrondit vers le passé.
template<class D>
struct Forme<std::chrono::time_point<std::chrono::system_clock, D>> : FormeSimple {
    using Instant = std::chrono::time_point<std::chrono::system_clock, D>;

    static std::string nom() { return "instant"; }
    static bool lire(Lecteur& lecteur, Instant& valeur) {
        const Element recu = lecteur.suivant();
        InstantMsgpack lu;
        if (!lire_instant(recu, lu) || !est_representable(lu.secondes)) {
            return lecteur.refuser(recu, nom());
        }
        const std::chrono::seconds secondes(lu.secondes);
        const std::chrono::nanoseconds reste(lu.nanosecondes);
        valeur = Instant(std::chrono::floor<D>(secondes) + std::chrono::floor<D>(reste));
        return true;
    }
    static void ecrire(Tampon& tampon, const Instant& valeur) {
        const auto ecoule = valeur.time_since_epoch();
        const auto secondes = std::chrono::floor<std::chrono::seconds>(ecoule);
        const auto reste = std::chrono::duration_cast<std::chrono::nanoseconds>(ecoule - secondes);
        ecrire_instant(tampon, {secondes.count(), static_cast<std::uint32_t>(reste.count())});
    }

private:
    /// Vrai si ce nombre de secondes, et la fraction qui le suit, tiennent dans une durée D.
    static bool est_representable(std::int64_t secondes) {
        using Large = std::chrono::duration<double>;
        // Une seconde de marge : la fraction, et l'arrondi vers le passé.
        const Large valeur(static_cast<double>(secondes));
        return valeur < Large(D::max()) - Large(1) && valeur > Large(D::min()) + Large(1);
    }
};

/// Une durée voyage comme le nombre de ses unités : `250ms` est l'entier 250. Les deux bouts
/// emploient donc la même unité.
template<class R, class P>
    requires(Entier<R> || Flottant<R>)
struct Forme<std::chrono::duration<R, P>> : FormeSimple {
    static std::string nom() { return Forme<R>::nom(); }
    static bool lire(Lecteur& lecteur, std::chrono::duration<R, P>& valeur) {
        R nombre{};
        const bool lu = Forme<R>::lire(lecteur, nombre);
        valeur = std::chrono::duration<R, P>(nombre);
        return lu;
    }
    static void ecrire(Tampon& tampon, std::chrono::duration<R, P> valeur) {
        Forme<R>::ecrire(tampon, valeur.count());
    }
};

} // namespace cconn::detail
