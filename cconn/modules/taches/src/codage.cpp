// SPDX-License-Identifier: MIT
#include "codage.hpp"

#include <cconn/correspondance.hpp> // tout ce qui écrit et lit une valeur
#include <cconn/erreur.hpp>

namespace cconn::taches::detail {

Octets emballer(const Valeur& valeur) {
    cconn::detail::Tampon tampon;
    cconn::detail::empaqueter_resultat(tampon, valeur);
    const auto octets = tampon.octets();
    return {octets.begin(), octets.end()};
}

Valeur deballer(std::span<const std::uint8_t> octets) {
    try {
        return cconn::detail::depaqueter_resultat<Valeur>("valeur gardée", octets);
    } catch (const Erreur& erreur) {
        throw Erreur(CodeErreur::stockage_indisponible, erreur.contexte());
    }
}

} // namespace cconn::taches::detail
