// Tests de Emission: un grand message s'écrit depuis la mémoire de l'appelant, à sa place dans le flux.
// SPDX-License-Identifier: MIT
#include "outils/banc_emission.hpp"

#include <string>
#include <thread>

using cconn::detail::Emission;
using cconn::detail::Envoi;
using cconn::detail::Rythme;
using cconn::detail::Tampon;
using outils::BancEmission;
using outils::TransportMemoire;

namespace {

const std::string longs(Tampon::taille_citation_min, 'L');

/// Une trame qui cite `longs` entre deux textes.
Tampon trame_longue() {
    Tampon trame;
    trame.permettre_citations();
    trame.write("debut", 5);
    trame.citer({reinterpret_cast<const std::uint8_t*>(longs.data()), longs.size()});
    trame.write("fin", 3);
    return trame;
}

const std::string octets_trame = "debut" + longs + "fin";

} // namespace

TEST_CASE("Emission longue : part en entier", "[session][emission]") {
    BancEmission banc;

    CHECK(banc.emission.offrir_long(trame_longue()) == Envoi::accepte);

    CHECK((banc.recu() == octets_trame));
    CHECK(banc.appels_facteur.nombre() == 0);
    CHECK(banc.emission.attendre_vide(cconn::detail::Instant{}));
}

TEST_CASE("Emission longue : ce que le pair ne prend pas est garde", "[session][emission]") {
    BancEmission banc;
    const std::size_t pris = GENERATE(0, 3, 5, 6, 70, 65'541, 65'542);
    banc.transport.accepter(pris);
    {
        const Tampon trame = trame_longue();
        CHECK(banc.emission.offrir_long(trame) == Envoi::accepte);
    } // la trame et ce qu'elle cite ne servent plus
    CHECK((banc.recu() == octets_trame.substr(0, pris)));
    CHECK(banc.appels_facteur.nombre() == 1);
    CHECK(banc.dernier_rappel == Emission::Rappel::place_libre);
    CHECK(banc.emission.octets_en_attente() == octets_trame.size() - pris);

    CHECK(banc.offre("suite") == Envoi::accepte);
    CHECK_FALSE(banc.vidange());

    CHECK((banc.recu() == octets_trame + "suite"));
    CHECK(banc.emission.octets_en_attente() == 0);
}

TEST_CASE("Emission longue : attend son tour derriere une file", "[session][emission]") {
    BancEmission banc;
    SECTION("retenue par un groupe") {
        banc.emission.ouvrir_groupe();
        static_cast<void>(banc.offre("avant"));
        CHECK(banc.emission.offrir_long(trame_longue()) == Envoi::accepte);
        banc.emission.fermer_groupe();
    }
    SECTION("d'une rafale") {
        static_cast<void>(banc.offre("avant", Rythme::rafale));
        CHECK(banc.emission.offrir_long(trame_longue()) == Envoi::accepte);
    }
    SECTION("d'un pair qui ne lit pas") {
        banc.transport.accepter(0);
        static_cast<void>(banc.offre("avant"));
        CHECK(banc.emission.offrir_long(trame_longue()) == Envoi::accepte);
        CHECK_FALSE(banc.vidange());
    }
    CHECK((banc.recu() == "avant" + octets_trame));
}

TEST_CASE(
    "Emission longue : ce qui vient pendant qu'elle part passe apres", "[session][emission]"
) {
    BancEmission banc;
    bool premiere = true;
    banc.transport.quand_ecriture = [&] {
        if (std::exchange(premiere, false)) {
            std::jthread([&] {
                CHECK(banc.offre("apres") == Envoi::accepte);
                CHECK_FALSE(banc.emission.attendre_vide(cconn::detail::Instant{}));
                CHECK(banc.emission.vidanger() == cconn::detail::Vidange::suivre);
            }).join();
        }
    };

    CHECK(banc.emission.offrir_long(trame_longue()) == Envoi::accepte);

    CHECK((banc.recu() == octets_trame + "apres"));
}

TEST_CASE("Emission longue : rompue en chemin, se clot", "[session][emission]") {
    BancEmission banc;
    banc.transport.quand_ecriture = [&] {
        banc.transport.rompre();
    };

    CHECK(banc.emission.offrir_long(trame_longue()) == Envoi::clos);
    CHECK(banc.emission.est_close());
    CHECK(banc.emission.offrir_long(trame_longue()) == Envoi::clos);
}
