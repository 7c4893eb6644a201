// Les clients refusés, gardés le temps qu'ils lisent pourquoi.
// SPDX-License-Identifier: MIT
#include "session/adieux.hpp"

#include "protocole/encodage.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace cconn::detail {

namespace {

constexpr std::chrono::seconds duree_adieu{2};
/// Au-delà, le plus ancien est fermé plus tôt : un assaillant n'épuise pas les descripteurs.
constexpr std::size_t adieux_max = 64;

} // namespace

Instant
Adieux::dire(std::unique_ptr<Transport> transport, const Refus& refus, std::size_t taille_max) {
    Tampon trame;
    ecrire_refus(trame, 0, refus, taille_max);
    // Le tampon d'émission d'une connexion neuve est vide : ces quelques octets y entrent.
    static_cast<void>(transport->envoyer(trame.octets()));
    transport->couper(Sens::ecriture);
    const Instant fin = std::chrono::steady_clock::now() + duree_adieu;
    Adieu de_trop; // fermé sans verrou
    const auto adieux = adieux_.verrouiller();
    if (adieux->size() == adieux_max) {
        de_trop = std::move(adieux->front());
        adieux->pop_front();
    }
    adieux->push_back({std::move(transport), fin});
    return fin;
}

Instant Adieux::controler(Instant maintenant) {
    std::vector<Adieu> finis; // fermés sans verrou
    const auto adieux = adieux_.verrouiller();
    while (!adieux->empty() && adieux->front().fin <= maintenant) {
        finis.push_back(std::move(adieux->front()));
        adieux->pop_front();
    }
    return adieux->empty() ? jamais : adieux->front().fin;
}

} // namespace cconn::detail
