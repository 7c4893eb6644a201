// Tests de Emission: d'un fil qui envoie en rafale, les messages s'ajoutent et partent ensemble.
// SPDX-License-Identifier: MIT
#include "outils/banc_emission.hpp"

#include <string>
#include <thread>

using cconn::detail::Emission;
using cconn::detail::Envoi;
using cconn::detail::Rythme;
using cconn::detail::Vidange;
using outils::BancEmission;
using outils::TransportMemoire;

TEST_CASE("Emission : une rafale attend le passage du facteur", "[session][emission]") {
    BancEmission banc;

    for (const auto* const message : {"a", "b", "c"}) {
        CHECK(banc.offre(message, Rythme::rafale) == Envoi::accepte);
    }

    CHECK(banc.recu().empty());
    CHECK(banc.appels_facteur.nombre() == 1);
    CHECK(banc.dernier_rappel == Emission::Rappel::bientot);
    CHECK(banc.emission.est_en_rafale());
    CHECK(banc.emission.sans_progres_depuis() == cconn::detail::jamais);

    CHECK(banc.emission.vidanger() == Vidange::suivre);
    CHECK(banc.recu() == "abc");
}

TEST_CASE(
    "Emission : le facteur repasse quelques fois pour rien, puis s'en va", "[session][emission]"
) {
    BancEmission banc;
    static_cast<void>(banc.offre("a", Rythme::rafale));
    int passages = 0;
    while (banc.emission.vidanger() == Vidange::suivre) {
        ++passages;
        REQUIRE(passages < 100);
    }
    CHECK(passages > 0);
    CHECK_FALSE(banc.emission.est_en_rafale());

    CHECK(banc.offre("b", Rythme::rafale) == Envoi::accepte);
    CHECK(banc.appels_facteur.nombre() == 2);
}

TEST_CASE("Emission : entre deux passages, un message pose part aussitot", "[session][emission]") {
    BancEmission banc;
    static_cast<void>(banc.offre("a", Rythme::rafale));
    static_cast<void>(banc.offre("b", Rythme::rafale));

    SECTION("apres ceux qui attendaient") {
        CHECK(banc.offre("c") == Envoi::accepte);
        CHECK(banc.recu() == "abc");
    }
    SECTION("seul si rien n'attend") {
        REQUIRE(banc.emission.vidanger() == Vidange::suivre);
        CHECK(banc.offre("c") == Envoi::accepte);
        CHECK(banc.recu() == "abc");
    }
    CHECK(banc.appels_facteur.nombre() == 1);
}

TEST_CASE("Emission : pousser prend les devants du facteur", "[session][emission]") {
    BancEmission banc;
    static_cast<void>(banc.offre("a", Rythme::rafale));

    CHECK(banc.emission.pousser());
    CHECK(banc.recu() == "a");
    CHECK_FALSE(banc.emission.pousser());
}

TEST_CASE("Emission : en rafale, un grand message n'attend pas", "[session][emission]") {
    BancEmission banc;
    const std::string grand(100'000, 'g');
    static_cast<void>(banc.offre("a", Rythme::rafale));

    CHECK(banc.offre(grand, Rythme::rafale) == Envoi::accepte);

    CHECK((banc.recu() == "a" + grand));
}

TEST_CASE("Emission : une rafale que le socket arrete attend sa place", "[session][emission]") {
    BancEmission banc;
    banc.transport.accepter(1);
    static_cast<void>(banc.offre("abc", Rythme::rafale));

    CHECK(banc.emission.vidanger() == Vidange::pleine);
    CHECK_FALSE(banc.emission.est_en_rafale());
    CHECK(banc.emission.sans_progres_depuis() != cconn::detail::jamais);

    CHECK(banc.offre("d", Rythme::rafale) == Envoi::accepte);
    CHECK(banc.offre("e") == Envoi::accepte);
    CHECK(banc.recu() == "a");
    CHECK_FALSE(banc.vidange());
    CHECK(banc.recu() == "abcde");
}

TEST_CASE("Emission : une rafale ne depasse pas les limites de la file", "[session][emission]") {
    cconn::Limites limites;
    limites.messages_en_attente_max = 4;
    BancEmission banc(limites);
    banc.transport.accepter(0);

    int acceptes = 0;
    while (banc.offre("x", Rythme::rafale) == Envoi::accepte) {
        ++acceptes;
        REQUIRE(acceptes < 100);
    }

    CHECK(acceptes == 4);
    CHECK(banc.dernier_rappel == Emission::Rappel::place_libre);
}

TEST_CASE("Emission : clore pendant que le facteur ecrit l'attend", "[session][emission]") {
    BancEmission banc;
    constexpr int tours = 2'000;
    std::jthread facteur([&] {
        while (!banc.emission.est_close()) {
            static_cast<void>(banc.emission.vidanger());
        }
    });
    for (int i = 0; i < tours; ++i) {
        static_cast<void>(banc.offre("x", Rythme::rafale));
    }

    banc.emission.clore();
    const std::string recu = banc.recu();
    CHECK(banc.offre("y", Rythme::rafale) == Envoi::clos);
    facteur.join();

    CHECK((banc.recu() == recu)); // rien n'est parti après
}
