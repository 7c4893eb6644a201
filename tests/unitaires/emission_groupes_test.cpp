// Tests de Emission: les groupes, qui retiennent des messages pour les faire partir ensemble.
// SPDX-License-Identifier: MIT
#include "outils/banc_emission.hpp"
#include "session/emission.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace cconn::detail {
namespace {

using outils::BancEmission;

constexpr std::size_t kio = 1'024;

} // namespace

TEST_CASE("Emission : un groupe part en une ecriture", "[session][emission][groupes]") {
    BancEmission banc;

    banc.emission.ouvrir_groupe();
    CHECK(banc.offre("a") == Envoi::accepte);
    CHECK(banc.partage("b") == Envoi::accepte);
    CHECK(banc.offre("c") == Envoi::accepte);
    CHECK(banc.recu().empty());
    CHECK(banc.emission.octets_en_attente() == 3);
    banc.emission.fermer_groupe();

    CHECK(banc.recu() == "abc");
    CHECK(banc.transport.ecritures() == 1);
    CHECK(banc.appels_facteur.nombre() == 0);
}

TEST_CASE("Emission : un groupe vide n'ecrit rien", "[session][emission][groupes]") {
    BancEmission banc;

    banc.emission.ouvrir_groupe();
    CHECK_FALSE(banc.emission.pousser());
    banc.emission.fermer_groupe();

    CHECK(banc.transport.ecritures() == 0);
}

TEST_CASE("Emission : les groupes s'emboitent", "[session][emission][groupes]") {
    BancEmission banc;
    banc.emission.ouvrir_groupe();
    static_cast<void>(banc.offre("a"));
    banc.emission.ouvrir_groupe();
    static_cast<void>(banc.offre("b"));

    banc.emission.fermer_groupe();
    CHECK(banc.recu().empty());
    static_cast<void>(banc.offre("c"));
    banc.emission.fermer_groupe();

    CHECK(banc.recu() == "abc");
    CHECK(banc.offre("d") == Envoi::accepte);
    CHECK(banc.recu() == "abcd");
}

TEST_CASE("Emission : pousser fait partir sans fermer le groupe", "[session][emission][groupes]") {
    BancEmission banc;
    banc.emission.ouvrir_groupe();
    static_cast<void>(banc.offre("a"));

    CHECK(banc.emission.pousser());
    CHECK(banc.recu() == "a");
    static_cast<void>(banc.offre("b"));
    CHECK(banc.recu() == "a");
    banc.emission.fermer_groupe();

    CHECK(banc.recu() == "ab");
}

TEST_CASE("Emission : le facteur finit ce que pousser n'a pas pu", "[session][emission][groupes]") {
    BancEmission banc;
    banc.emission.ouvrir_groupe();
    static_cast<void>(banc.offre("abc"));
    banc.transport.accepter(1);

    CHECK(banc.emission.pousser());
    CHECK(banc.recu() == "a");
    CHECK(banc.appels_facteur.nombre() == 1);
    CHECK_FALSE(banc.vidange());
    CHECK(banc.recu() == "abc");
}

TEST_CASE(
    "Emission : le facteur finit ce que la fin d'un groupe n'a pas pu",
    "[session][emission][groupes]"
) {
    BancEmission banc;
    banc.emission.ouvrir_groupe();
    static_cast<void>(banc.offre("abc"));
    banc.transport.accepter(2);

    banc.emission.fermer_groupe();

    CHECK(banc.recu() == "ab");
    CHECK(banc.appels_facteur.nombre() == 1);
    CHECK_FALSE(banc.vidange());
    CHECK(banc.recu() == "abc");
}

TEST_CASE("Emission : un groupe ne retient pas plus de 64 Kio", "[session][emission][groupes]") {
    BancEmission banc;
    banc.emission.ouvrir_groupe();
    CHECK(banc.offre(std::string(64 * kio - 1, 'a')) == Envoi::accepte);
    CHECK(banc.recu().empty());

    CHECK(banc.offre("b") == Envoi::accepte);
    CHECK(banc.recu().size() == 64 * kio);
    CHECK(banc.offre("c") == Envoi::accepte);
    CHECK(banc.recu().size() == 64 * kio);
}

TEST_CASE(
    "Emission : un groupe que le socket refuse passe au facteur", "[session][emission][groupes]"
) {
    BancEmission banc;
    banc.emission.ouvrir_groupe();
    banc.transport.accepter(10);

    CHECK(banc.offre(std::string(64 * kio, 'a')) == Envoi::accepte);

    CHECK(banc.appels_facteur.nombre() == 1);
    CHECK(banc.offre("b") == Envoi::accepte);
    CHECK_FALSE(banc.vidange());
    CHECK(banc.recu() == std::string(64 * kio, 'a') + "b");
}

TEST_CASE(
    "Emission : un groupe ouvert n'arrete pas ce que le facteur vidange",
    "[session][emission][groupes]"
) {
    BancEmission banc;
    banc.transport.accepter(1);
    static_cast<void>(banc.offre("abc"));

    banc.emission.ouvrir_groupe();
    static_cast<void>(banc.offre("d"));
    CHECK_FALSE(banc.emission.pousser());
    CHECK_FALSE(banc.vidange());
    banc.emission.fermer_groupe();

    CHECK(banc.recu() == "abcd");
    CHECK(banc.appels_facteur.nombre() == 1);
}

TEST_CASE(
    "Emission : un groupe plus long que la file part en plusieurs fois",
    "[session][emission][groupes][limites]"
) {
    Limites limites;
    const bool par_messages = GENERATE(false, true);
    (par_messages ? limites.messages_en_attente_max : limites.octets_en_attente_max) = 4;
    BancEmission banc(limites);

    banc.emission.ouvrir_groupe();
    for (const char* const message : {"a", "b", "c", "d", "e", "f"}) {
        CHECK(banc.offre(message) == Envoi::accepte);
    }
    CHECK(banc.partage("plus_long_que_la_file") == Envoi::accepte);
    banc.emission.fermer_groupe();

    CHECK(banc.recu() == "abcdefplus_long_que_la_file");
    CHECK(banc.appels_facteur.nombre() == 0);
}

TEST_CASE(
    "Emission : un groupe est plein quand le socket l'est aussi",
    "[session][emission][groupes][limites]"
) {
    Limites limites;
    limites.octets_en_attente_max = 4;
    BancEmission banc(limites);
    banc.transport.accepter(1);
    banc.emission.ouvrir_groupe();
    CHECK(banc.offre("abcd") == Envoi::accepte);
    CHECK(banc.appels_facteur.nombre() == 0);

    CHECK(banc.offre("ef") == Envoi::plein);

    // Ce qui n'a pas pu partir n'attend pas la fin du groupe.
    CHECK(banc.recu() == "a");
    CHECK(banc.appels_facteur.nombre() == 1);
    CHECK_FALSE(banc.vidange());
    CHECK(banc.offre("ef") == Envoi::accepte);
    banc.emission.fermer_groupe();
    CHECK(banc.recu() == "abcdef");
}

TEST_CASE(
    "Emission : rompue pendant un groupe, le dit des que possible", "[session][emission][groupes]"
) {
    BancEmission banc;
    banc.emission.ouvrir_groupe();
    banc.transport.rompre();
    CHECK(banc.offre("a") == Envoi::accepte);

    CHECK(banc.offre(std::string(64 * kio, 'b')) == Envoi::clos);

    CHECK(banc.emission.est_close());
    banc.emission.fermer_groupe();
    CHECK(banc.offre("c") == Envoi::clos);
}

} // namespace cconn::detail
