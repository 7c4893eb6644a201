// Tests de Emission vers un pair lent: quels avis cèdent leur place, lesquels jamais.
// SPDX-License-Identifier: MIT
#include "outils/banc_emission.hpp"
#include "session/emission.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace cconn::detail {
namespace {

using outils::BancEmission;

/// Un banc dont la file ne prend que ces messages, et dont le socket n'a pris qu'un octet du premier.
struct BancLent {
    explicit BancLent(std::size_t messages, std::size_t octets = 1'000)
        : banc(limites(messages, octets)),
          emission(banc.emission) {
        banc.transport.accepter(1);
        REQUIRE(offre("[tete]") == Envoi::accepte);
    }

    static Limites limites(std::size_t messages, std::size_t octets) {
        Limites limites;
        limites.messages_en_attente_max = messages;
        limites.octets_en_attente_max = octets;
        return limites;
    }

    Envoi offre(std::string_view message) { return banc.offre(message); }
    Envoi selon(PolitiqueLent politique, std::string_view message, std::string cle = {}) {
        auto tampon = std::make_shared<Tampon>();
        tampon->write(message.data(), message.size());
        return emission.offrir_selon(std::move(tampon), Rythme::pose, {politique, std::move(cle)});
    }
    Envoi ancien(std::string_view message) {
        return selon(PolitiqueLent::retirer_anciens, message);
    }
    Envoi dernier(std::string_view message, std::string cle) {
        return selon(PolitiqueLent::garder_dernier, message, std::move(cle));
    }
    /// Le socket prend encore ces octets ; sans argument, tout.
    bool vidange(std::size_t octets = outils::TransportMemoire::sans_limite) {
        return banc.vidange(octets);
    }
    /// Ce que le pair lit quand il se remet à lire.
    std::string tout() {
        while (vidange()) {
        }
        return banc.recu();
    }

    BancEmission banc;
    Emission& emission;
};

} // namespace

TEST_CASE("Emission : pleine, elle retire les plus anciens avis qui le permettent", "[lent]") {
    BancLent banc(4);

    for (const char* avis : {"a", "b", "c", "d", "e"}) {
        CHECK(banc.ancien(avis) == Envoi::accepte);
    }

    CHECK(banc.emission.retires() == 2);
    CHECK(banc.tout() == "[tete]cde");
}

TEST_CASE("Emission : ni les autres messages, ni celui qui est entame ne sont retires", "[lent]") {
    BancLent banc(3);
    CHECK(banc.offre("(reponse)") == Envoi::accepte);
    CHECK(banc.ancien("a") == Envoi::accepte);
    CHECK(banc.ancien("b") == Envoi::accepte);
    CHECK(banc.offre("(autre)") == Envoi::plein); // elle ne prend pas la place d'un avis
    CHECK(banc.ancien("c") == Envoi::accepte);

    CHECK(banc.tout() == "[tete](reponse)c");
    CHECK(banc.emission.octets_en_attente() == 0);
}

TEST_CASE("Emission : sans rien a retirer, l'avis de trop est refuse", "[lent]") {
    BancLent banc(2);
    CHECK(banc.offre("(reponse)") == Envoi::accepte);

    CHECK(banc.ancien("a") == Envoi::plein);
    CHECK(banc.emission.retires() == 0);
}

TEST_CASE("Emission : assez d'octets sont liberes pour un grand avis", "[lent]") {
    BancLent banc(100, 20);
    for (int i = 0; i < 7; ++i) {
        CHECK(banc.ancien("ab") == Envoi::accepte);
    }

    CHECK(banc.ancien("0123456789") == Envoi::accepte);

    CHECK(banc.emission.octets_en_attente() <= 20);
    CHECK(banc.tout() == "[tete]abab0123456789");
}

TEST_CASE("Emission : de chaque cle, seul le dernier avis attend", "[lent]") {
    BancLent banc(100);

    for (const char tour : {'1', '2', '3'}) {
        CHECK(banc.dernier(std::string("x") + tour, "x") == Envoi::accepte);
        CHECK(banc.dernier(std::string("y") + tour, "y") == Envoi::accepte);
        CHECK(banc.offre(std::string("r") + tour) == Envoi::accepte);
    }

    CHECK(banc.emission.retires() == 4);
    CHECK(banc.tout() == "[tete]x3y3r1r2r3");
    CHECK(banc.dernier("x4", "x") == Envoi::accepte); // rien n'attend : il part
    CHECK(banc.banc.recu() == "[tete]x3y3r1r2r3x4");
}

TEST_CASE("Emission : un avis entame n'est pas remplace", "[lent]") {
    BancLent banc(100);
    CHECK(banc.dernier("<x1>", "x") == Envoi::accepte);
    static_cast<void>(banc.vidange(5 + 2)); // la tête, et la moitié de x1

    CHECK(banc.dernier("<x2>", "x") == Envoi::accepte);
    CHECK(banc.dernier("<x3>", "x") == Envoi::accepte);

    CHECK(banc.tout() == "[tete]<x1><x3>");
}

TEST_CASE("Emission : des milliers d'avis retires ne laissent rien derriere eux", "[lent]") {
    BancLent banc(8);
    CHECK(banc.offre("(reponse)") == Envoi::accepte);
    for (int i = 0; i < 10'000; ++i) {
        REQUIRE(banc.ancien("a" + std::to_string(i % 10)) == Envoi::accepte);
        if (i % 1'000 == 0) {
            REQUIRE(banc.dernier("k", "cle" + std::to_string(i)) != Envoi::clos);
        }
    }

    const std::string recu = banc.tout();

    CHECK(recu.starts_with("[tete](reponse)"));
    CHECK(recu.size() <= 15 + 6 * 2);
    CHECK(banc.emission.octets_en_attente() == 0);
    CHECK(banc.emission.retires() >= 9'990);
}

TEST_CASE("Emission : rien n'attend, la politique ne change rien", "[lent]") {
    BancEmission banc;
    auto tampon = std::make_shared<Tampon>();
    tampon->write("seul", 4);

    CHECK(
        banc.emission.offrir_selon(tampon, Rythme::pose, {PolitiqueLent::garder_dernier, "cle"}) ==
        Envoi::accepte
    );

    CHECK(banc.recu() == "seul");
}

} // namespace cconn::detail
