// Cible libFuzzer: une valeur gardée dans la base se lit ou se refuse ; lue, elle se garde à l'identique.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "codage.hpp"

#include <cstdint>
#include <cstdlib>
#include <span>

namespace cconn::taches::detail {
namespace {

void exiger(bool condition) {
    if (!condition) {
        std::abort();
    }
}

} // namespace

// Nom imposé par libFuzzer. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* donnees, std::size_t taille) {
    try {
        const Octets gardee = emballer(deballer(std::span(donnees, taille)));
        exiger(emballer(deballer(gardee)) == gardee);
    } catch (const Erreur& erreur) {
        exiger(erreur.code() == CodeErreur::stockage_indisponible);
    }
    return 0;
}

} // namespace cconn::taches::detail
