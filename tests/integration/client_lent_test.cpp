// Un pair qui ne lit pas: il est déconnecté, et lui seul.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using cconn::Cause;
using cconn::CodeErreur;

constexpr std::size_t taille_envoi = std::size_t{1} << 20;

cconn::OptionsServeur options_pressees() {
    cconn::OptionsServeur options;
    options.limites.delai_client_lent = 200ms;
    options.delai_envoi = 0ms;
    options.journal = [](auto, auto) {
    };
    return options;
}

/// Code de l'erreur d'un appel qui échoue.
CodeErreur code_de(const cconn::Appel<int>& appel) {
    try {
        appel.valeur();
    } catch (const cconn::Erreur& erreur) {
        return erreur.code_cconn();
    }
    return {};
}

} // namespace

TEST_CASE("Client lent : est deconnecte sans retarder les autres", "[emission][limites]") {
    outils::Recueil<Cause> departs; // avant le serveur, qui y écrit jusqu'à sa destruction
    outils::Recueil<cconn::Connexion> arrivees;
    cconn::Serveur serveur(0, 2, options_pressees());
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.quand_client_connecte([&](cconn::Connexion& client) {
        arrivees.ajouter(client);
        return true;
    });
    serveur.quand_client_deconnecte([&](cconn::Connexion&, Cause cause) { departs.ajouter(cause); }
    );
    serveur.lancer_en_fond();
    const outils::PairBrut muet(serveur.port());
    const cconn::Connexion lent = arrivees.attendre(1).at(0);
    cconn::Client vif("127.0.0.1", serveur.port());

    const auto appel = lent.appeler_async<int>("jamais");
    const std::vector<std::uint8_t> bloc(taille_envoi);
    while (lent.envoyer("bloc", bloc)) {
        REQUIRE(vif.appeler<int>("somme", 1, 2) == 3);
    }

    CHECK(departs.attendre(1) == std::vector{Cause::client_lent});
    CHECK(code_de(appel) == CodeErreur::client_lent);
    CHECK(vif.appeler<int>("somme", 1, 2) == 3);
}

TEST_CASE("Client lent : une file pleine refuse, puis accepte de nouveau", "[emission][limites]") {
    auto options = options_pressees();
    options.limites.delai_client_lent = 10s;
    options.limites.octets_en_attente_max = 2 * taille_envoi;
    outils::Recueil<cconn::Connexion> arrivees;
    cconn::Serveur serveur(0, 1, options);
    serveur.quand_client_connecte([&](cconn::Connexion& client) {
        arrivees.ajouter(client);
        return true;
    });
    serveur.lancer_en_fond();
    outils::PairBrut pair(serveur.port());
    const cconn::Connexion client = arrivees.attendre(1).at(0);

    const std::string bloc(taille_envoi, 'x');
    int acceptes = 0;
    while (client.envoyer("bloc", bloc)) {
        ++acceptes;
    }
    CHECK_THROWS_WITH(client.appeler_async("x", bloc), Catch::StartsWith("ATTENTE_PLEINE : "));
    for (int recus = 0; recus < acceptes; ++recus) {
        CHECK(pair.lire().size() > taille_envoi);
    }

    CHECK(client.envoyer("bloc", bloc));
    CHECK(pair.lire().size() > taille_envoi);
}
