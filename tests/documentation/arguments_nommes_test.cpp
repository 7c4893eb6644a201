// Extraits du guide des arguments nommés.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <catch2/catch.hpp>

#include <string>

TEST_CASE("Guide : appeler avec des arguments nommes", "[documentation]") {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("decrire", [](std::string sommet, cconn::Nommes noms) {
        noms.exiger_parmi({"altitude", "pays"});
        return cconn::Valeur(cconn::Valeur::Table{
            {"sommet", sommet}, {"altitude", noms.lire_ou<int>("altitude", 0)}});
    });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    std::string dit;

    // [extrait : appeler]
    const auto fiche = client.appeler<cconn::Valeur>(
        "decrire", "Cervin", cconn::Nommes{{"altitude", 4478}, {"pays", "Suisse"}}
    );
    const int altitude = fiche["altitude"].vers<int>(); // 4478
    // [fin : appeler]

    // [extrait : erreurs]
    try {
        client.appeler("decrire", "Cervin", cconn::Nommes{{"altitude", "haut"}});
    } catch (const cconn::Erreur& erreur) {
        dit = erreur.what(); // « ARGUMENTS_INCOMPATIBLES : decrire : argument « altitude »... »
    }
    // [fin : erreurs]

    CHECK(altitude == 4478);
    CHECK(dit.starts_with("ARGUMENTS_INCOMPATIBLES : decrire : argument « altitude »"));
}
