// Tests des statistiques d'un serveur et d'un client: ce qu'ils comptent de ce qui se passe.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/duo.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace {

using namespace std::chrono_literals;
using cconn::Cause;
using cconn::CodeErreur;
using cconn::Statistiques;
using outils::Duo;
using outils::Vers;

Statistiques de(const Duo& duo, Vers vers) {
    return vers == Vers::serveur ? duo.serveur.statistiques() : duo.client.statistiques();
}

cconn::StatistiquesCommande commande(const Statistiques& releve, std::string_view nom) {
    for (const auto& trouvee : releve.commandes) {
        if (trouvee.nom == nom) {
            return trouvee;
        }
    }
    throw std::runtime_error("commande absente des statistiques");
}

template<class F>
CodeErreur code_de(F appel) {
    try {
        appel();
    } catch (const cconn::Erreur& erreur) {
        return erreur.code_cconn();
    }
    return CodeErreur{};
}

} // namespace

TEST_CASE("Statistiques : comptent les executions, les erreurs et les durees d'une commande") {
    const auto vers = GENERATE(Vers::serveur, Vers::client);
    INFO(vers);
    Duo duo(vers);
    duo.chez_appele("somme", [](int a, int b) { return a + b; });
    duo.chez_appele("echouer", [] { throw std::runtime_error("non"); });
    const auto appele = duo.appele();

    CHECK(appele.appeler<int>("somme", 1, 2) == 3);
    CHECK(appele.appeler<int>("somme", 3, 4) == 7);
    CHECK(code_de([&] { appele.appeler("somme", "deux"); }) == CodeErreur::arguments_incompatibles);
    CHECK(code_de([&] { appele.appeler("echouer"); }) == CodeErreur::echec_gestionnaire);
    CHECK(code_de([&] { appele.appeler("absente"); }) == CodeErreur::commande_inconnue);

    const auto releve = de(duo, vers);
    CHECK(commande(releve, "somme").executions == 3);
    CHECK(commande(releve, "somme").erreurs == 1);
    CHECK(commande(releve, "somme").durees.nombre >= 1);
    CHECK(commande(releve, "echouer").erreurs == 1);
    CHECK(releve.commandes_inconnues == 1);
}

TEST_CASE("Statistiques : les deux bouts comptent le meme trafic") {
    Duo duo;
    duo.serveur.enregistrer_commande("echo", [](std::string texte) { return texte; });
    duo.client.enregistrer_commande("avis", [](const std::string& /*texte*/) {});
    const auto tailles = {std::size_t{10}, std::size_t{100'000}, std::size_t{3'000'000}};
    for (const std::size_t taille : tailles) {
        CHECK(duo.client.appeler<std::string>("echo", std::string(taille, 'x')).size() == taille);
    }
    CHECK(duo.serveur.envoyer("avis", std::string(5'000, 'y')) == 1);
    REQUIRE(outils::attendre_que([&] {
        return commande(duo.client.statistiques(), "avis").executions == 1;
    }));

    const auto serveur = duo.serveur.statistiques();
    const auto client = duo.client.statistiques();
    CHECK(serveur.recus.messages == 3);
    CHECK(serveur.envoyes.messages == 4);
    CHECK(serveur.recus.octets == client.envoyes.octets);
    CHECK(serveur.envoyes.octets == client.recus.octets);
    CHECK(serveur.recus.messages == client.envoyes.messages);
    CHECK(serveur.envoyes.messages == client.recus.messages);
    CHECK(serveur.recus.octets > 3'100'010);
}

TEST_CASE("Statistiques : une connexion finie laisse ses comptes et sa cause") {
    cconn::Serveur serveur(0, 4);
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();
    for (int numero = 0; numero < 3; ++numero) {
        cconn::Client client("127.0.0.1", serveur.port());
        CHECK(client.appeler<int>("somme", 1, numero) == numero + 1);
        CHECK(serveur.statistiques().connexions_ouvertes >= 1);
    }
    REQUIRE(outils::attendre_que([&] {
        return serveur.statistiques().connexions_finies[Cause::pair_parti] == 3;
    }));

    const auto releve = serveur.statistiques();
    CHECK(releve.connexions_etablies == 3);
    CHECK(releve.connexions_ouvertes == 0);
    CHECK(commande(releve, "somme").executions == 3);
    CHECK(releve.recus.messages == 3);
    CHECK(releve.envoyes.messages == 3);
}

TEST_CASE("Statistiques : un client refuse l'est par son code") {
    const outils::JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction()});
    serveur.lancer_en_fond();
    const cconn::Client premier("127.0.0.1", serveur.port());
    REQUIRE(outils::attendre_clients(serveur, 1));
    outils::PairBrut second(serveur.port());
    CHECK(second.lire().find("SERVEUR_PLEIN") != std::string::npos);
    CHECK(serveur.statistiques().connexions_refusees[CodeErreur::serveur_plein] == 1);

    cconn::Serveur difficile(0, 1, {.journal = journal.fonction()});
    difficile.quand_client_connecte([](cconn::Connexion& /*client*/) { return false; });
    difficile.lancer_en_fond();
    outils::PairBrut refuse(difficile.port());
    CHECK(refuse.lire().find("CONNEXION_REFUSEE") != std::string::npos);
    REQUIRE(outils::attendre_que([&] {
        return difficile.statistiques().connexions_finies[Cause::refusee] == 1;
    }));
    CHECK(difficile.statistiques().connexions_refusees[CodeErreur::connexion_refusee] == 1);
    CHECK(difficile.statistiques().connexions_etablies == 0);
}

TEST_CASE(
    "Statistiques : les reponses que personne n'attend, les envois perdus, les appels en cours"
) {
    Duo duo;
    outils::Evenement finir;
    duo.serveur.enregistrer_commande("attendre", [&finir] { finir.attendre(); });
    const auto appel = duo.client.appeler_async("attendre");
    REQUIRE(outils::attendre_que([&] { return duo.serveur.statistiques().reponses_dues == 1; }));
    CHECK(duo.client.statistiques().appels_en_cours == 1);

    CHECK(appel.annuler());
    finir.signaler();
    CHECK(outils::attendre_que([&] { return duo.client.statistiques().reponses_orphelines == 1; }));
    CHECK(duo.client.statistiques().appels_en_cours == 0);

    duo.client.fermer();
    CHECK_FALSE(duo.client.envoyer("perdu"));
    CHECK(duo.client.statistiques().envois_perdus == 1);
    CHECK(duo.client.statistiques().connexions_ouvertes == 0);
}

TEST_CASE("Statistiques : les durees se taisent si on ne les veut pas") {
    cconn::Serveur serveur(0, 1, {.durees_commandes = cconn::DureesCommandes::ignorees});
    serveur.enregistrer_motif("som.*", [](const std::string& /*nom*/, int a) { return a; });
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());
    CHECK(client.appeler<int>("somme", 5) == 5);

    const auto releve = serveur.statistiques();
    CHECK(commande(releve, "som.*").executions == 1);
    CHECK(commande(releve, "som.*").durees.nombre == 0);
}
