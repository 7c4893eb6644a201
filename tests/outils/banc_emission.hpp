// BancEmission: une Emission sur un transport en mémoire, et un facteur qui ne fait que compter.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/evenement.hpp"
#include "outils/transport_memoire.hpp"
#include "session/emission.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <string_view>

template<>
struct Catch::StringMaker<cconn::detail::Envoi> {
    static std::string convert(cconn::detail::Envoi envoi) {
        switch (envoi) {
        case cconn::detail::Envoi::accepte:
            return "accepte";
        case cconn::detail::Envoi::plein:
            return "plein";
        case cconn::detail::Envoi::clos:
            return "clos";
        }
        return "?";
    }
};

namespace outils {

/// Le facteur est le test : c'est lui qui appelle `vidanger` quand `appels_facteur` a augmenté.
class BancEmission final {
public:
    explicit BancEmission(const cconn::Limites& limites = {})
        : emission(
              transport,
              limites,
              [this](cconn::detail::Emission::Rappel rappel) {
                  if (rappel == cconn::detail::Emission::Rappel::memoire) {
                      return; // rien à écrire : memoire_test.cpp l'éprouve
                  }
                  dernier_rappel = rappel;
                  appels_facteur.signaler();
              },
              [this] { allegements.signaler(); }
          ) {}

    cconn::detail::Envoi
    offre(std::string_view message, cconn::detail::Rythme rythme = cconn::detail::Rythme::pose) {
        return emission.offrir(
            std::span(reinterpret_cast<const std::uint8_t*>(message.data()), message.size()), rythme
        );
    }

    /// La même chose par un message que plusieurs connexions se partageraient.
    cconn::detail::Envoi partage(std::string_view message) {
        auto tampon = std::make_shared<cconn::detail::Tampon>();
        tampon->write(message.data(), message.size());
        return emission.offrir(std::shared_ptr<const cconn::detail::Tampon>(std::move(tampon)));
    }

    /// Le socket accepte ces octets, et le facteur vidange. @return vrai s'il doit revenir.
    bool vidange(std::size_t octets = TransportMemoire::sans_limite) {
        transport.accepter(octets);
        return emission.vidanger() != cconn::detail::Vidange::finie;
    }

    [[nodiscard]] std::string recu() const {
        const Octets octets = transport.recus();
        return {octets.begin(), octets.end()};
    }

    TransportMemoire transport;
    Evenement appels_facteur;
    cconn::detail::Emission::Rappel dernier_rappel{}; ///< Ce que le dernier appel demandait.
    Evenement allegements;
    cconn::detail::Emission emission;
};

} // namespace outils
