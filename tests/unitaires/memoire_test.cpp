// Tests de Memoire: ce que chacun prend et rend, par pas, et ce que comptent blocs et files.
// SPDX-License-Identifier: MIT
#include "base/memoire.hpp"
#include "outils/transport_memoire.hpp"
#include "protocole/tampon_reception.hpp"
#include "session/emission.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace cconn::detail {

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

} // namespace cconn::detail
