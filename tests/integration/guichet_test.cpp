// Essais du guichet: ce qui n'est pas écouté avant l'authentification, les essais, la mémoire.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "base/memoire.hpp"
#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::erreur_de;
using outils::JournalMemoire;
using outils::PairBrut;

namespace {

const std::string jeton = "6f1e7a0c9b3d4e58";
const std::string faux_jeton = "6f1e7a0c9b3d4e59";

/// Un serveur qui compte ce qu'il exécute, et le journal qui le fait taire.
struct Cas {
    explicit Cas(cconn::OptionsServeur options, std::size_t max_clients = 8)
        : serveur(0, max_clients, outils::avec_journal(std::move(options), journal)) {
        serveur.enregistrer_commande("somme", [this](int a, int b) {
            ++executees;
            return a + b;
        });
        serveur.enregistrer_commande("qui", [](cconn::Connexion& c) { return c.identite(); });
    }

    std::unique_ptr<cconn::Client> client(std::string avec) const {
        return std::make_unique<cconn::Client>(
            "127.0.0.1",
            serveur.port(),
            cconn::OptionsClient{.jeton = std::move(avec), .journal = journal.fonction()}
        );
    }

    JournalMemoire journal;
    std::atomic<int> executees = 0;
    cconn::Serveur serveur;
};

/// Un serveur où Ada et son mot de passe entrent.
struct CasFonction : Cas {
    explicit CasFonction(cconn::OptionsServeur options = {}) : Cas(std::move(options)) {
        serveur.authentifier(
            [](const std::string& nom, const std::string& passe) -> std::optional<std::string> {
                return passe == "analytique" ? std::optional(nom) : std::nullopt;
            }
        );
        serveur.lancer_en_fond();
    }
};

bool commence(const std::string& texte, const std::string& debut) {
    return texte.rfind(debut, 0) == 0;
}

} // namespace

TEST_CASE("Guichet : avant elle, rien n'est execute ni compte", "[guichet]") {
    Cas cas({.jeton = jeton});
    std::atomic<int> vus = 0;
    cas.serveur.quand_client_connecte([&](cconn::Connexion& client) {
        ++vus;
        return client.identite() == "jeton";
    });
    cas.serveur.lancer_en_fond();
    PairBrut pair(cas.serveur.port());

    pair.envoyer_avis("somme", 1, 2);
    pair.envoyer_requete(1, "somme", 1, 2);
    CHECK(
        pair.lire() == R"([1,1,[1,"NON_AUTHENTIFIE : seule cconn.authentifier est écoutée avant )"
                       R"(l'authentification"],null])"
    );
    CHECK(cas.serveur.envoyer("annonce") == 0);
    CHECK(cas.serveur.nb_clients() == 0);
    CHECK(vus == 0);
    pair.envoyer_requete(2, "cconn.authentifier", jeton);

    CHECK(pair.lire() == "[1,2,null,null]");
    pair.envoyer_requete(3, "somme", 1, 2);
    CHECK(pair.lire() == "[1,3,null,3]");
    CHECK(cas.executees == 1);
    CHECK(vus == 1);
    CHECK(cas.serveur.nb_clients() == 1);
}

TEST_CASE("Guichet : trois essais, lents, puis dehors", "[guichet]") {
    Cas cas({.jeton = jeton});
    cas.serveur.lancer_en_fond();
    PairBrut pair(cas.serveur.port());

    for (int essai = 1; essai <= 3; ++essai) {
        std::string reponse;
        const auto duree = outils::duree_de([&] {
            pair.envoyer_requete(1, "cconn.authentifier", faux_jeton);
            reponse = pair.lire();
        });
        CHECK(duree >= 250ms);
        CHECK(
            reponse == R"([1,1,[1,"AUTHENTIFICATION_REFUSEE : essai )" + std::to_string(essai) +
                           R"( sur 3"],null])"
        );
    }

    CHECK(commence(pair.lire(), R"([1,0,[1,"AUTHENTIFICATION_REFUSEE)"));
    CHECK(pair.lire() == "fin");
}

TEST_CASE("Guichet : le silence est congedie au delai", "[guichet]") {
    Cas cas({.jeton = jeton, .delai_authentification = 100ms});
    cas.serveur.lancer_en_fond();
    PairBrut muet(cas.serveur.port());
    PairBrut lent(cas.serveur.port());

    lent.envoyer("\x94"); // commence un message et s'en tient là

    CHECK(muet.lire() == R"([1,0,[1,"NON_AUTHENTIFIE : pas d'authentification en 100 ms"],null])");
    CHECK(muet.lire() == "fin");
    CHECK(commence(lent.lire(), R"([1,0,[1,"NON_AUTHENTIFIE)"));
}

TEST_CASE("Guichet : de petites limites avant, les ordinaires apres", "[guichet]") {
    Cas cas({.jeton = jeton});
    cas.serveur.lancer_en_fond();
    const auto dit = [&](const std::string& octets) {
        PairBrut pair(cas.serveur.port());
        pair.envoyer(octets);
        return pair.lire();
    };

    CHECK(
        dit(PairBrut::trame(0, 1, "x", std::make_tuple(std::string(4'096, 'x'))))
            .find("TRAME_TROP_GRANDE") != std::string::npos
    );
    CHECK(dit("\x94\x01\x02\x03\x91\x91\x91\x91\x90").find("TROP_PROFOND") != std::string::npos);
    CHECK(
        dit(std::string("\x94\x01\x02\x03\xdc\x00\x20", 7)).find("TROP_ELEMENTS") !=
        std::string::npos
    );
    cas.serveur.enregistrer_commande("longueur", [](const std::string& t) { return t.size(); });
    CHECK(
        cas.client(jeton)->appeler<std::size_t>("longueur", std::string(1'000'000, 'x')) ==
        1'000'000
    );
}

TEST_CASE("Guichet : le secret n'est dans aucune ligne ni aucune erreur", "[guichet]") {
    const CasFonction cas({.jeton = jeton});
    std::string dit;

    dit += erreur_de([&] { cas.client(jeton + jeton); });
    const auto client = cas.client("");
    dit += erreur_de([&] { client->s_authentifier(jeton, 7); });
    dit += erreur_de([&] { client->s_authentifier("Ada", "mot-de-passe"); });
    PairBrut pair(cas.serveur.port());
    pair.envoyer_requete(1, "cconn.authentifier", jeton, jeton, jeton);
    dit += pair.lire();
    dit += erreur_de([&] { cconn::Serveur s(0, 1, {.adresse = "0.0.0.0", .jeton = jeton}); });

    CHECK(dit.find("AUTHENTIFICATION_REFUSEE") != std::string::npos);
    CHECK(dit.find(jeton) == std::string::npos);
    CHECK(dit.find("mot-de-passe") == std::string::npos);
    CHECK(cas.journal.tout().find(jeton) == std::string::npos);
    CHECK(cas.journal.tout().find("mot-de-passe") == std::string::npos);
}

TEST_CASE("Guichet : qui ne lit pas ses refus est coupe", "[guichet]") {
    Cas cas({.jeton = jeton, .delai_authentification = 20s});
    cas.serveur.lancer_en_fond();
    PairBrut pair(cas.serveur.port());
    const std::string requete = PairBrut::trame(0, 1, "somme", std::make_tuple(1, 2));
    std::string lot;
    while (lot.size() < 60'000) {
        lot += requete;
    }

    const auto noyer = [&] {
        for (int i = 0; i < 10'000; ++i) {
            pair.envoyer(lot);
        }
    };

    CHECK_THROWS_AS(noyer(), std::runtime_error);
    CHECK(cas.executees == 0);
}

TEST_CASE("Guichet : eteindre n'attend pas ceux qui sont au guichet", "[guichet]") {
    Cas cas({.jeton = jeton, .delai_authentification = 20s});
    cas.serveur.lancer_en_fond();
    PairBrut muet(cas.serveur.port());
    PairBrut refuse(cas.serveur.port());
    refuse.envoyer_requete(1, "cconn.authentifier", faux_jeton);
    CHECK(commence(refuse.lire(), "[1,1,[1,\"AUTH"));

    CHECK(outils::duree_de([&] { cas.serveur.eteindre(); }) < 4s);

    CHECK(muet.lire() == "fin");
}

TEST_CASE("Guichet : un inconnu ne fait pas tenir plus de 32 Kio", "[guichet][memoire][T-66]") {
    constexpr std::size_t nb_inconnus = 20;
    Cas cas({.jeton = jeton, .delai_authentification = 20s}, 4 * nb_inconnus);
    cas.serveur.lancer_en_fond();
    const std::size_t avant = cconn::detail::Memoire::prise();
    const std::string grande = PairBrut::trame(2, "x", std::make_tuple(std::string(4'000, 'x')));
    std::string flux;
    while (flux.size() < 100'000) {
        flux += grande; // des avis aussi grands que permis, puis le début d'un dernier
    }
    flux += grande.substr(0, 4'000);

    std::vector<PairBrut> inconnus;
    for (std::size_t i = 0; i < nb_inconnus; ++i) {
        inconnus.emplace_back(cas.serveur.port()).envoyer(flux);
    }
    for (auto& inconnu : inconnus) {
        REQUIRE(inconnu.attendre_remise());
    }

    const std::size_t tenus = cconn::detail::Memoire::prise() - avant;
    INFO(tenus / nb_inconnus << " octets par inconnu");
    CHECK(tenus <= nb_inconnus * (std::size_t{32} << 10));
    CHECK(cas.serveur.nb_clients() == 0);
}
