// Tests de Emission: ce qui part aussitôt, ce qui attend, et toujours dans l'ordre.
// SPDX-License-Identifier: MIT
#include "outils/afficher.hpp"
#include "outils/banc_emission.hpp"
#include "session/emission.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

namespace cconn::detail {
namespace {

using outils::BancEmission;

Instant maintenant() {
    return std::chrono::steady_clock::now();
}

} // namespace

TEST_CASE("Emission : envoie aussitot ce que le socket accepte", "[session][emission]") {
    BancEmission banc;

    CHECK(banc.offre("bonjour ") == Envoi::accepte);
    CHECK(banc.partage("monde") == Envoi::accepte);

    CHECK(banc.recu() == "bonjour monde");
    CHECK(banc.transport.ecritures() == 2);
    CHECK(banc.appels_facteur.nombre() == 0);
    CHECK(banc.emission.octets_en_attente() == 0);
}

TEST_CASE("Emission : garde le reste d'un message coupe n'importe ou", "[session][emission]") {
    const std::string message = "bonjour";
    const bool partage = GENERATE(false, true);
    for (std::size_t coupure = 0; coupure < message.size(); ++coupure) {
        INFO("coupé après " << coupure);
        BancEmission banc;
        banc.transport.accepter(coupure);

        CHECK((partage ? banc.partage(message) : banc.offre(message)) == Envoi::accepte);

        CHECK(banc.recu() == message.substr(0, coupure));
        CHECK(banc.emission.octets_en_attente() == message.size() - coupure);
        CHECK(banc.appels_facteur.nombre() == 1);
        CHECK_FALSE(banc.vidange());
        CHECK(banc.recu() == message);
        CHECK(banc.emission.octets_en_attente() == 0);
    }
}

TEST_CASE(
    "Emission : met a la suite ce qui vient pendant qu'un message attend", "[session][emission]"
) {
    BancEmission banc;
    banc.transport.accepter(3);
    CHECK(banc.offre("bonjour") == Envoi::accepte);
    banc.transport.accepter(100);

    // Le socket accepterait, mais l'ordre passe avant.
    CHECK(banc.offre(" le") == Envoi::accepte);
    CHECK(banc.partage(" monde") == Envoi::accepte);
    CHECK(banc.recu() == "bon");
    CHECK(banc.emission.octets_en_attente() == 13);

    CHECK_FALSE(banc.vidange());
    CHECK(banc.recu() == "bonjour le monde");
}

TEST_CASE("Emission : n'appelle le facteur qu'une fois par attente", "[session][emission]") {
    BancEmission banc;
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("a"));
    static_cast<void>(banc.offre("b"));
    CHECK(banc.appels_facteur.nombre() == 1);

    CHECK(banc.vidange(1));
    static_cast<void>(banc.offre("c"));
    CHECK(banc.appels_facteur.nombre() == 1);

    CHECK_FALSE(banc.vidange());
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("d"));
    CHECK(banc.appels_facteur.nombre() == 2);
    CHECK(banc.recu() == "abc");
}

TEST_CASE("Emission : part d'un coup quand de petits messages attendent", "[session][emission]") {
    BancEmission banc;
    banc.transport.accepter(0);
    for (int rang = 0; rang < 1'000; ++rang) {
        REQUIRE(banc.offre("message") == Envoi::accepte);
    }
    const std::size_t avant = banc.transport.ecritures();

    CHECK_FALSE(banc.vidange());

    CHECK(banc.transport.ecritures() == avant + 1);
    CHECK(banc.recu().size() == 7'000);
}

TEST_CASE("Emission : vidange une file de nombreux morceaux", "[session][emission]") {
    BancEmission banc;
    banc.transport.accepter(0);
    std::string attendu;
    for (int rang = 0; rang < 300; ++rang) {
        const std::string message = std::to_string(rang) + ";";
        REQUIRE(banc.partage(message) == Envoi::accepte);
        attendu += message;
    }

    CHECK_FALSE(banc.vidange());

    CHECK(banc.recu() == attendu);
}

TEST_CASE("Emission : garde intacts des messages de plus de 64 Kio", "[session][emission]") {
    BancEmission banc;
    banc.transport.accepter(10);
    const std::string long_a(100'000, 'a');
    const std::string long_b(70'000, 'b');
    CHECK(banc.offre(long_a) == Envoi::accepte);
    CHECK(banc.offre("petit") == Envoi::accepte);
    CHECK(banc.offre(long_b) == Envoi::accepte);

    while (banc.vidange(30'000)) {
    }

    CHECK((banc.recu() == long_a + "petit" + long_b));
}

TEST_CASE(
    "Emission : partage les octets d'un message au lieu de les copier", "[session][emission]"
) {
    BancEmission banc;
    banc.transport.accepter(1);
    const std::string octets(1'000, 'x'); // plus court, il se recopierait
    auto tampon = std::make_shared<Tampon>();
    tampon->write(octets.data(), octets.size());
    const std::shared_ptr<const Tampon> message = std::move(tampon);

    CHECK(banc.emission.offrir(message) == Envoi::accepte);
    CHECK(message.use_count() == 2);

    CHECK_FALSE(banc.vidange());
    CHECK(message.use_count() == 1);
    CHECK((banc.recu() == octets));
}

// Fin

TEST_CASE("Emission : close, refuse tout et ne touche plus au transport", "[session][emission]") {
    BancEmission banc;
    banc.transport.accepter(1);
    static_cast<void>(banc.offre("abc"));
    banc.transport.accepter(100);
    const std::size_t ecritures = banc.transport.ecritures();
    CHECK_FALSE(banc.emission.est_close());

    banc.emission.clore();

    CHECK(banc.emission.est_close());
    CHECK(banc.offre("d") == Envoi::clos);
    CHECK(banc.partage("e") == Envoi::clos);
    CHECK(banc.emission.vidanger() == cconn::detail::Vidange::finie);
    banc.emission.ouvrir_groupe();
    banc.emission.fermer_groupe();
    static_cast<void>(banc.emission.pousser());
    CHECK(banc.transport.ecritures() == ecritures);
    CHECK(banc.recu() == "a");
    CHECK(banc.emission.octets_en_attente() == 2);
}

TEST_CASE("Emission : se clot quand l'envoi direct est rompu", "[session][emission]") {
    BancEmission banc;
    banc.transport.rompre();

    CHECK(banc.offre("a") == Envoi::clos);

    CHECK(banc.emission.est_close());
    CHECK(banc.appels_facteur.nombre() == 0);
}

TEST_CASE("Emission : se clot quand la vidange est rompue", "[session][emission]") {
    BancEmission banc;
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("abc"));
    banc.transport.rompre();

    CHECK_FALSE(banc.vidange());

    CHECK(banc.emission.est_close());
    CHECK(banc.offre("d") == Envoi::clos);
    CHECK(banc.emission.octets_en_attente() == 3);
}

// Pair lent

TEST_CASE("Emission : sans rien qui attende, le pair n'est pas lent", "[session][emission]") {
    BancEmission banc;

    CHECK(banc.emission.sans_progres_depuis() == jamais);
    static_cast<void>(banc.offre("a"));
    CHECK(banc.emission.sans_progres_depuis() == jamais);
}

TEST_CASE("Emission : date le dernier progres du pair", "[session][emission]") {
    BancEmission banc;
    banc.transport.accepter(0);
    const Instant avant = maintenant();
    static_cast<void>(banc.offre("abc"));
    const Instant attente = banc.emission.sans_progres_depuis();
    CHECK(attente >= avant);
    CHECK(attente <= maintenant());

    CHECK(banc.vidange(0));
    CHECK(banc.emission.sans_progres_depuis() == attente);
    static_cast<void>(banc.offre("d"));
    CHECK(banc.emission.sans_progres_depuis() == attente);

    CHECK(banc.vidange(1));
    CHECK(banc.emission.sans_progres_depuis() > attente);
    CHECK(banc.emission.sans_progres_depuis() <= maintenant());

    CHECK_FALSE(banc.vidange());
    CHECK(banc.emission.sans_progres_depuis() == jamais);
}

TEST_CASE("Emission : close, ne dit plus le pair lent", "[session][emission]") {
    BancEmission banc;
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("a"));

    banc.emission.clore();

    CHECK(banc.emission.sans_progres_depuis() == jamais);
}

} // namespace cconn::detail
