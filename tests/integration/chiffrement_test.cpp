// Tests du chiffrement, vu de cconn: sa place entre TCP et les sessions, et le clair face à TLS.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/erreurs.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"
#include "outils/transport_enveloppe.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace cconn {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using outils::ChiffrementFeint;

namespace {

const std::string salut_tls("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", 11);
const std::string alerte_tls("\x15\x03\x03\x00\x02\x02\x28", 7);

std::shared_ptr<ChiffrementFeint> certifiant(std::string nom) {
    return std::make_shared<ChiffrementFeint>(outils::Ouverture{std::move(nom), {}});
}

std::shared_ptr<ChiffrementFeint> refusant(CodeErreur code, std::string texte) {
    return std::make_shared<ChiffrementFeint>(outils::Ouverture{
        "", detail::Refus{code, std::move(texte)}});
}

} // namespace

TEST_CASE("Chiffrement : un serveur en clair dit a qui demande TLS qu'il ne chiffre pas", "[tls]") {
    const outils::JournalMemoire journal;
    outils::Recueil<Cause> causes;
    Serveur serveur(0, 1, {.journal = journal.fonction()});
    serveur.quand_client_deconnecte([&](Connexion&, Cause cause) { causes.ajouter(cause); });
    serveur.lancer_en_fond();

    outils::PairBrut pair(serveur.port());
    pair.envoyer(salut_tls);

    CHECK_THAT(pair.lire(), Contains("CHIFFREMENT_INATTENDU"));
    CHECK(pair.lire() == "fin");
    REQUIRE(causes.attendre(1).size() == 1);
    CHECK(causes.valeurs().front() == Cause::chiffrement_refuse);
    CHECK(journal.contient(NiveauJournal::avertissement, "CHIFFREMENT_INATTENDU"));
}

TEST_CASE("Chiffrement : un client en clair comprend qu'un serveur n'accepte que TLS", "[tls]") {
    outils::EcouteBrute ecoute;
    Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    const auto appel = client.appeler_async("bonjour");

    serveur.envoyer(alerte_tls);

    CHECK(outils::code_de([&] { appel.valeur(); }) == "CHIFFREMENT_ATTENDU");
}

TEST_CASE("Chiffrement : un client dont l'ouverture echoue n'est pas construit", "[tls]") {
    const outils::EcouteBrute ecoute;
    const auto chiffrement = refusant(CodeErreur::certificat_refuse, "certificat périmé");

    const auto construire = [&] {
        const Client client("127.0.0.1", ecoute.port(), {.chiffrement = chiffrement});
    };

    CHECK(outils::erreur_de(construire) == "CERTIFICAT_REFUSE : certificat périmé");
}

TEST_CASE("Chiffrement : un serveur ferme qui manque l'ouverture, et reprend sa place", "[tls]") {
    const outils::JournalMemoire journal;
    outils::Evenement filtre;
    const auto chiffrement = refusant(CodeErreur::poignee_echouee, "trop tard");
    Serveur serveur(0, 1, {.journal = journal.fonction(), .chiffrement = chiffrement});
    serveur.quand_client_connecte([&](Connexion&) {
        filtre.signaler();
        return true;
    });
    serveur.lancer_en_fond();

    for (int essai = 0; essai < 3; ++essai) {
        outils::PairBrut pair(serveur.port());
        CHECK(pair.lire() == "fin");
    }

    CHECK_FALSE(filtre.est_arrive());
    CHECK(journal.attendre(NiveauJournal::avertissement, "POIGNEE_ECHOUEE : trop tard"));
}

TEST_CASE("Chiffrement : le nom certifie du pair se lit des deux cotes", "[tls]") {
    Serveur serveur(0, 1, {.chiffrement = certifiant("alice")});
    serveur.enregistrer_commande("qui", [](Connexion& client) { return client.nom_certifie(); });
    serveur.lancer_en_fond();

    const Client client("127.0.0.1", serveur.port(), {.chiffrement = certifiant("serveur.test")});

    CHECK(client.appeler<std::string>("qui") == "alice");
    CHECK(client.nom_certifie() == "serveur.test");
}

TEST_CASE("Chiffrement : en clair, personne n'a de nom certifie", "[tls]") {
    Serveur serveur(0);
    serveur.enregistrer_commande("qui", [](Connexion& client) { return client.nom_certifie(); });
    serveur.lancer_en_fond();

    const Client client("127.0.0.1", serveur.port());

    CHECK(client.appeler<std::string>("qui").empty());
    CHECK(client.nom_certifie().empty());
}

TEST_CASE("Chiffrement : le client de trop apprend que le serveur est plein", "[tls]") {
    Serveur serveur(0, 1, {.chiffrement = certifiant("")});
    serveur.lancer_en_fond();
    const Client premier("127.0.0.1", serveur.port(), {.chiffrement = certifiant("")});
    REQUIRE(outils::attendre_que([&] { return serveur.nb_clients() == 1; }));

    const Client second("127.0.0.1", serveur.port(), {.chiffrement = certifiant("")});

    CHECK(outils::code_de([&] { second.appeler("bonjour"); }) == "SERVEUR_PLEIN");
    serveur.eteindre();
}

} // namespace cconn
