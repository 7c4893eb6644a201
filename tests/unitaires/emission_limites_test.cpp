// Tests de Emission: ce qui peut attendre vers un pair, et qui est prévenu quand cela change.
// SPDX-License-Identifier: MIT
#include "outils/banc_emission.hpp"
#include "session/emission.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace cconn::detail {
namespace {

using outils::BancEmission;
using outils::Evenement;

Limites limites_octets(std::size_t octets) {
    Limites limites;
    limites.octets_en_attente_max = octets;
    return limites;
}

Limites limites_messages(std::size_t messages) {
    Limites limites;
    limites.messages_en_attente_max = messages;
    return limites;
}

Instant dans(std::chrono::seconds delai) {
    return std::chrono::steady_clock::now() + delai;
}

/// Ce qu'un autre fil obtient en attendant. Construit, ce fil est au bord de l'attente.
class AttenteAilleurs final {
public:
    template<class F>
    explicit AttenteAilleurs(F attendre)
        : fil_([this, attendre] {
              au_bord_.signaler();
              issue_ = attendre();
              finie_.signaler();
          }) {
        REQUIRE(au_bord_.attendre());
    }

    /// @return l'issue de l'attente ; exige qu'elle vienne.
    bool issue() {
        REQUIRE(finie_.attendre());
        return issue_;
    }

private:
    bool issue_ = false;
    Evenement au_bord_;
    Evenement finie_;
    std::jthread fil_;
};

} // namespace

TEST_CASE("Emission : borne les octets qui attendent", "[session][emission][limites]") {
    BancEmission banc(limites_octets(10));
    banc.transport.accepter(0);

    CHECK(banc.offre("12345") == Envoi::accepte);
    CHECK(banc.offre("678901") == Envoi::plein);
    CHECK(banc.partage("678901") == Envoi::plein);
    CHECK(banc.offre("67890") == Envoi::accepte);
    CHECK(banc.offre("1") == Envoi::plein);

    CHECK(banc.emission.octets_en_attente() == 10);
    CHECK(banc.vidange(1));
    CHECK(banc.offre("1") == Envoi::accepte);
    CHECK_FALSE(banc.vidange());
    CHECK(banc.recu() == "12345678901");
}

TEST_CASE("Emission : borne les messages qui attendent", "[session][emission][limites]") {
    const std::size_t limite = GENERATE(1U, 2U, 100U);
    BancEmission banc(limites_messages(limite));
    // Deux fois : ce qui part ensemble doit aussi se décompter ensemble.
    for (std::size_t tour = 1; tour <= 2; ++tour) {
        banc.transport.accepter(0);
        for (std::size_t rang = 0; rang < limite; ++rang) {
            REQUIRE(banc.offre("a") == Envoi::accepte);
        }

        CHECK(banc.offre("b") == Envoi::plein);
        CHECK(banc.partage("b") == Envoi::plein);
        CHECK_FALSE(banc.vidange());
        CHECK(banc.recu() == std::string(tour * limite, 'a'));
    }
}

TEST_CASE(
    "Emission : laisse toujours passer un message si rien n'attend", "[session][emission][limites]"
) {
    const Limites limites = GENERATE(limites_octets(0), limites_octets(2), limites_messages(0));
    BancEmission banc(limites);
    banc.transport.accepter(1);

    CHECK(banc.offre("abc") == Envoi::accepte);
    CHECK(banc.offre("d") == Envoi::plein);
    CHECK_FALSE(banc.vidange());

    CHECK(banc.recu() == "abc");
    CHECK(banc.offre("d") == Envoi::accepte);
}

TEST_CASE(
    "Emission : se dit chargee au-dela de la moitie de sa limite", "[session][emission][limites]"
) {
    BancEmission banc(limites_octets(10));
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("12345"));
    CHECK_FALSE(banc.emission.est_chargee());

    static_cast<void>(banc.offre("6"));
    CHECK(banc.emission.est_chargee());
    CHECK(banc.allegements.nombre() == 0);

    CHECK(banc.vidange(1));
    CHECK_FALSE(banc.emission.est_chargee());
    CHECK(banc.allegements.nombre() == 1);
    CHECK_FALSE(banc.vidange());
    CHECK(banc.allegements.nombre() == 1);
}

TEST_CASE(
    "Emission : se dit chargee au-dela de la moitie de ses messages", "[session][emission][limites]"
) {
    BancEmission banc(limites_messages(4));
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("a"));
    static_cast<void>(banc.offre("b"));
    CHECK_FALSE(banc.emission.est_chargee());

    static_cast<void>(banc.offre("c"));
    CHECK(banc.emission.est_chargee());
}

TEST_CASE("Emission : close, n'est plus chargee et le dit", "[session][emission][limites]") {
    BancEmission banc(limites_octets(10));
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("1234567"));
    REQUIRE(banc.emission.est_chargee());

    banc.emission.clore();

    CHECK_FALSE(banc.emission.est_chargee());
    CHECK(banc.allegements.nombre() == 1);
}

// Attendre

TEST_CASE("Emission : n'attend pas s'il y a de la place", "[session][emission][attente]") {
    BancEmission banc(limites_octets(10));

    CHECK(banc.emission.attendre_place(100, Instant{}));
    CHECK(banc.emission.attendre_vide(Instant{}));

    banc.transport.accepter(0);
    static_cast<void>(banc.offre("12345"));
    CHECK(banc.emission.attendre_place(5, Instant{}));
    CHECK_FALSE(banc.emission.attendre_place(6, Instant{}));
    CHECK_FALSE(banc.emission.attendre_vide(Instant{}));
}

TEST_CASE("Emission : attend que le facteur fasse de la place", "[session][emission][attente]") {
    BancEmission banc(limites_octets(10));
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("1234567890"));
    AttenteAilleurs place([&] {
        return banc.emission.attendre_place(4, dans(std::chrono::seconds{20}));
    });

    CHECK(banc.vidange(4)); // la place y est, mais la file reste à plus de la moitié
    CHECK(banc.vidange(1));

    CHECK(place.issue());
    CHECK(banc.offre("1234") == Envoi::accepte);
}

TEST_CASE("Emission : attend que tout soit parti", "[session][emission][attente]") {
    BancEmission banc;
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("abc"));
    AttenteAilleurs vide([&] { return banc.emission.attendre_vide(dans(std::chrono::seconds{20})); }
    );

    CHECK(banc.vidange(2));
    CHECK_FALSE(banc.vidange());

    CHECK(vide.issue());
}

TEST_CASE("Emission : close, libere ceux qui attendent", "[session][emission][attente]") {
    BancEmission banc(limites_octets(3));
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("abc"));
    AttenteAilleurs place([&] {
        return banc.emission.attendre_place(1, dans(std::chrono::seconds{20}));
    });
    AttenteAilleurs vide([&] { return banc.emission.attendre_vide(dans(std::chrono::seconds{20})); }
    );

    banc.emission.clore();

    CHECK_FALSE(place.issue());
    CHECK_FALSE(vide.issue());
}

TEST_CASE("Emission : rompue, libere ceux qui attendent", "[session][emission][attente]") {
    BancEmission banc(limites_octets(3));
    banc.transport.accepter(0);
    static_cast<void>(banc.offre("abc"));
    AttenteAilleurs place([&] {
        return banc.emission.attendre_place(1, dans(std::chrono::seconds{20}));
    });
    AttenteAilleurs vide([&] { return banc.emission.attendre_vide(dans(std::chrono::seconds{20})); }
    );

    banc.transport.rompre();
    CHECK_FALSE(banc.vidange());

    CHECK_FALSE(place.issue());
    CHECK_FALSE(vide.issue());
}

TEST_CASE("Emission : ne mele pas les messages de plusieurs fils", "[session][emission][attente]") {
    constexpr int nb_fils = 4;
    constexpr int nb_messages = 300;
    BancEmission banc(limites_octets(200));
    banc.transport.accepter(0);
    Evenement au_bord;
    Evenement finis;
    std::vector<std::jthread> fils;
    fils.reserve(nb_fils);
    for (int fil = 0; fil < nb_fils; ++fil) {
        fils.emplace_back([&banc, &au_bord, &finis, fil] {
            for (int rang = 0; rang < nb_messages; ++rang) {
                const std::string message(1, static_cast<char>('A' + fil));
                while (banc.offre(message + std::to_string(rang) + ";") == Envoi::plein) {
                    au_bord.signaler();
                    static_cast<void>(
                        banc.emission.attendre_place(8, dans(std::chrono::seconds{20}))
                    );
                }
            }
            finis.signaler();
        });
    }

    REQUIRE(au_bord.attendre(nb_fils));

    // Le facteur : un socket qui prend quelques octets à la fois.
    Evenement fin;
    std::jthread facteur([&] {
        while (fin.nombre() == 0) {
            static_cast<void>(banc.vidange(17));
            std::this_thread::yield();
        }
    });
    CHECK(finis.attendre(nb_fils)); // aucun n'est resté endormi alors qu'il y avait de la place
    fils.clear();
    fin.signaler();
    facteur.join();
    CHECK_FALSE(banc.vidange());

    std::vector<int> suivants(nb_fils, 0);
    const std::string recu = banc.recu();
    for (std::size_t debut = 0; debut < recu.size();) {
        const std::size_t virgule = recu.find(';', debut);
        REQUIRE(virgule != std::string::npos);
        const auto fil = static_cast<std::size_t>(recu[debut] - 'A');
        REQUIRE(fil < nb_fils);
        REQUIRE(recu.substr(debut + 1, virgule - debut - 1) == std::to_string(suivants[fil]));
        ++suivants[fil];
        debut = virgule + 1;
    }
    CHECK(suivants == std::vector<int>(nb_fils, nb_messages));
}

} // namespace cconn::detail
