// SPDX-License-Identifier: MIT
#include "session/adieux.hpp"

#include "protocole/encodage.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

namespace cconn::detail {

namespace {

constexpr std::chrono::seconds duree_adieu{2};
constexpr std::size_t adieux_max = 64;

/// Jette ce que le client a écrit : fermer avec des octets non lus romprait la connexion.
void jeter_recus(Transport& transport) {
    std::array<std::uint8_t, 4'096>
        poubelle; // NOLINT(cppcoreguidelines-pro-type-member-init): écrit par recevoir
    for (int lectures = 0; lectures < 16; ++lectures) {
        if (transport.recevoir(poubelle, Instant{}).genre != Lecture::Genre::octets) {
            return;
        }
    }
}

} // namespace

void Adieux::dire(
    std::unique_ptr<Transport> transport, const Refus& refus, std::size_t taille_max
) {
    const Instant maintenant = std::chrono::steady_clock::now();
    fermer_anciens(maintenant);
    Tampon trame;
    ecrire_refus(trame, 0, refus, taille_max);
    // Le tampon d'émission d'une connexion neuve est vide : ces quelques octets y entrent.
    static_cast<void>(transport->envoyer(trame.octets()));
    transport->couper(Sens::ecriture);
    adieux_.push_back({std::move(transport), maintenant + duree_adieu});
}

void Adieux::fermer_anciens(Instant maintenant) {
    while (!adieux_.empty() && (adieux_.size() >= adieux_max || adieux_.front().fin <= maintenant)
    ) {
        jeter_recus(*adieux_.front().transport);
        adieux_.pop_front();
    }
}

} // namespace cconn::detail
