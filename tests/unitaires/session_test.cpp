// Tests de Session sans port: ce qui dépend de l'ordre exact de deux fils.
// SPDX-License-Identifier: MIT
#include <cconn/detail/signature.hpp>

#include "outils/evenement.hpp"
#include "outils/trames.hpp"
#include "outils/transport_memoire.hpp"
#include "session/session.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace cconn::detail {
namespace {

using outils::Evenement;
using outils::requete;
using outils::TransportMemoire;

} // namespace

TEST_CASE("Session : laisse reprendre un identifiant des que la reponse part", "[session]") {
    Evenement remarque;
    const auto hote = std::make_shared<Hote>(Reglages::depuis(OptionsServeur{}), [&](auto, auto) {
        remarque.signaler();
    });
    hote->commandes.enregistrer("a", "", adapter_commande<Cote::serveur>([] { return 5; }));
    auto possede = std::make_unique<TransportMemoire>();
    TransportMemoire& pair = *possede;
    std::jthread lecteur;
    bool premiere = true;
    std::shared_ptr<Session> session;
    pair.quand_ecriture = [&] {
        if (std::exchange(premiere, false)) {
            // Le pair a sa réponse, et se sert aussitôt du même identifiant ; un autre fil lit.
            pair.livrer(requete(1, "a"));
            lecteur = std::jthread([&] {
                session->lire_disponible();
                remarque.signaler();
            });
            CHECK(remarque.attendre());
        }
    };
    session = std::make_shared<Session>(hote, std::move(possede), 1);
    session->admettre();
    pair.livrer(requete(1, "a"));

    session->lire_disponible();
    REQUIRE(lecteur.joinable());
    lecteur.join();

    const outils::Octets reponse = outils::reponse(1, 5);
    CHECK(
        outils::vers_hexa(pair.recus()) == outils::vers_hexa(outils::enchainer({reponse, reponse}))
    );
    session->fermer_transport();
}

} // namespace cconn::detail
