// Message: un identifiant et une charge d'octets, qui s'ajoutent et s'extraient par morceaux.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>
#include <cconn/message.hpp>

namespace cconn {

Message& Message::ajouter(std::span<const std::uint8_t> octets) {
    // Les octets peuvent venir de cette même charge : une insertion directe les perdrait.
    const Octets copie(octets.begin(), octets.end());
    charge_.insert(charge_.end(), copie.begin(), copie.end());
    return *this;
}

Message& Message::ajouter(std::string_view texte) {
    return ajouter({reinterpret_cast<const std::uint8_t*>(texte.data()), texte.size()});
}

Octets Message::extraire(std::size_t nb) {
    const auto extraits = avancer(nb);
    return {extraits.begin(), extraits.end()};
}

std::string Message::extraire_texte(std::size_t nb) {
    const auto extraits = avancer(nb);
    return {extraits.begin(), extraits.end()};
}

std::span<const std::uint8_t> Message::avancer(std::size_t nb) {
    if (nb > reste()) {
        throw Erreur(
            CodeErreur::argument_invalide,
            std::to_string(nb) + " octets à extraire d'un message où il en reste " +
                std::to_string(reste()) + ", sur " + std::to_string(taille())
        );
    }
    const auto extraits = std::span(charge_).subspan(lus_, nb);
    lus_ += nb;
    return extraits;
}

} // namespace cconn
