// Tests de Memoire: ce que chacun prend et rend, par pas, et ce que comptent blocs et files.
// SPDX-License-Identifier: MIT
#include "base/memoire.hpp"
#include "outils/banc_emission.hpp"
#include "outils/transport_memoire.hpp"
#include "protocole/tampon_reception.hpp"
#include "session/emission.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace cconn::detail {

using outils::BancEmission;

TEST_CASE("Memoire : une part prend, rend, et rend le reste en partant", "[base][memoire]") {
    const std::size_t avant = Memoire::prise();
    {
        PartMemoire part;
        part.fixer(1'000);
        CHECK(Memoire::prise() == avant + 1'000);
        part.fixer(10);
        CHECK(Memoire::prise() == avant + 10);
        CHECK(part.octets() == 10);
    }
    CHECK(Memoire::prise() == avant);
}

TEST_CASE("Memoire : une part qui suit ignore les petits ecarts", "[base][memoire]") {
    const std::size_t avant = Memoire::prise();
    PartMemoire part;

    CHECK_FALSE(part.suivre(16'383));
    CHECK(Memoire::prise() == avant);
    CHECK(part.suivre(16'384));
    CHECK(Memoire::prise() == avant + 16'384);
    CHECK_FALSE(part.suivre(1));
    CHECK(Memoire::prise() == avant + 16'384);
    CHECK_FALSE(part.suivre(0));

    CHECK(Memoire::prise() == avant);
}

TEST_CASE("Memoire : compte les blocs de reception, jusqu'a leur fin", "[base][memoire]") {
    const std::size_t avant = Memoire::prise();
    {
        TamponReception tampon;
        const auto place = tampon.place(1);
        CHECK(Memoire::prise() == avant + place.size());
        tampon.ajouter(100);
        const TrameRecue trame = tampon.emprunter(100);
        CHECK(tampon.capacite() == place.size());
        TamponReception::rendre(*trame.bloc);
    }
    CHECK(Memoire::prise() == avant);
}

TEST_CASE("Memoire : compte ce qu'un pair ne lit pas", "[base][memoire]") {
    const std::size_t avant = Memoire::prise();
    outils::TransportMemoire transport;
    transport.accepter(0);
    {
        int signales = 0;
        Emission emission(
            transport,
            Limites{},
            [&](Emission::Rappel rappel) {
                signales += rappel == Emission::Rappel::memoire ? 1 : 0;
            },
            [] {}
        );
        const std::vector<std::uint8_t> message(1'000, 7);
        for (int i = 0; i < 100; ++i) {
            REQUIRE(emission.offrir(message) == Envoi::accepte);
        }
        CHECK(Memoire::prise() >= avant + 100'000 - 16'384);
        CHECK(Memoire::prise() <= avant + 100'000);
        CHECK(signales > 3);
        CHECK(signales < 8);

        transport.accepter(outils::TransportMemoire::sans_limite);
        CHECK(emission.vidanger() == Vidange::finie);
        CHECK(Memoire::prise() == avant);
    }
    CHECK(Memoire::prise() == avant);
}

TEST_CASE("Memoire : une file close rend la sienne et dit ce qui est perdu", "[session][memoire]") {
    const std::size_t avant = Memoire::prise();
    BancEmission banc;
    banc.transport.accepter(0);
    static_cast<void>(banc.offre(std::string(100'000, 'x')));
    REQUIRE(Memoire::prise() >= avant + 80'000);

    banc.emission.clore();

    CHECK(Memoire::prise() == avant);
    CHECK(banc.emission.octets_en_attente() == 100'000);
    CHECK_FALSE(banc.emission.attendre_vide(Instant{}));
}

TEST_CASE("Memoire : prise, seule une petite file grandit", "[session][memoire]") {
    BancEmission banc;
    banc.transport.accepter(0);
    banc.emission.definir_memoire_max(0);

    CHECK(banc.offre(std::string(100'000, 'x')) == Envoi::accepte); // la file était vide
    CHECK(banc.offre("y") == Envoi::plein);
    static_cast<void>(banc.vidange());
    banc.transport.accepter(0);
    CHECK(banc.offre("a") == Envoi::accepte);
    CHECK(banc.offre(std::string(60'000, 'x')) == Envoi::accepte);
    CHECK(banc.offre(std::string(60'000, 'x')) == Envoi::plein);
}

} // namespace cconn::detail
