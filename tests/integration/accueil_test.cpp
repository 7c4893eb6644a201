// Essais de `quand_client_connecte` et `quand_client_deconnecte`: refuser, accueillir, dire adieu.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using cconn::Cause;
using outils::code_de;
using outils::Evenement;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;

namespace {

/// Un serveur dont chaque client a droit à un adieu, noté avec sa cause.
struct Cas {
    explicit Cas(cconn::OptionsServeur options = {})
        : serveur(0, 4, outils::avec_journal(std::move(options), journal)) {
        serveur.enregistrer_commande("bonjour", [] { return 1; });
        serveur.quand_client_deconnecte([this](cconn::Connexion&, Cause cause) {
            causes.ajouter(std::string(texte(cause)));
        });
    }

    /// Les causes notées une fois que plus aucun client n'est là.
    std::vector<std::string> adieux(std::size_t nombre) {
        causes.attendre(nombre);
        outils::attendre_clients(serveur, 0);
        serveur.eteindre();
        return causes.valeurs();
    }

    JournalMemoire journal;
    Recueil<std::string> causes;
    cconn::Serveur serveur;
};

std::vector<std::string> seule(Cause cause) {
    return {std::string(texte(cause))};
}

} // namespace

TEST_CASE("Accueil : faux ou une exception refuse le client, qui l'apprend", "[accueil]") {
    const bool par_exception = GENERATE(false, true);
    Cas cas;
    cas.serveur.quand_client_connecte([&](cconn::Connexion&) -> bool {
        if (par_exception) {
            throw std::runtime_error("pas de place pour vous");
        }
        return false;
    });
    cas.serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", cas.serveur.port());

    CHECK(code_de([&] { client.appeler("bonjour"); }) == "CONNEXION_REFUSEE");

    CHECK(cas.serveur.nb_clients() == 0);
    CHECK(cas.adieux(0).empty());
    CHECK(
        cas.journal.contient(cconn::NiveauJournal::erreur, "pas de place pour vous") ==
        par_exception
    );
}

TEST_CASE("Accueil : un client refuse laisse sa place", "[accueil]") {
    std::atomic<int> vus = 0;
    JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction()});
    serveur.enregistrer_commande("bonjour", [] { return 1; });
    serveur.quand_client_connecte([&](cconn::Connexion&) { return ++vus % 2 == 0; });
    serveur.lancer_en_fond();

    int servis = 0;
    int refuses = 0;
    for (int i = 0; i < 40; ++i) {
        const cconn::Client client("127.0.0.1", serveur.port());
        const auto code = code_de([&] { client.appeler("bonjour"); });
        servis += code == "rien" ? 1 : 0;
        refuses += code == "CONNEXION_REFUSEE" ? 1 : 0;
    }

    CHECK(servis == 20);
    CHECK(refuses == 20);
}

TEST_CASE("Accueil : passe avant la premiere commande, sur le fil du client", "[accueil]") {
    Recueil<std::string> etapes;
    Recueil<std::thread::id> fils;
    Evenement reprise;
    Cas cas;
    cas.serveur.quand_client_connecte([&](cconn::Connexion& client) {
        reprise.attendre();
        fils.ajouter(std::this_thread::get_id());
        etapes.ajouter("accueil");
        return client.envoyer("bienvenue");
    });
    cas.serveur.enregistrer_commande("noter", [&] {
        fils.ajouter(std::this_thread::get_id());
        etapes.ajouter("commande");
    });
    cas.serveur.lancer_en_fond();
    PairBrut pair(cas.serveur.port());
    pair.envoyer_requete(1, "noter");

    CHECK(pair.lire(20ms) == "rien");
    CHECK(cas.serveur.nb_clients() == 0);
    reprise.signaler();

    CHECK(pair.lire() == R"([2,"bienvenue",[]])");
    CHECK(pair.lire() == "[1,1,null,null]");
    CHECK(etapes.valeurs() == std::vector<std::string>{"accueil", "commande"});
    CHECK(fils.valeurs().at(0) == fils.valeurs().at(1));
}

TEST_CASE("Accueil : peut appeler le client et attendre sa reponse", "[accueil]") {
    Recueil<std::string> noms;
    Cas cas;
    cas.serveur.quand_client_connecte([&](cconn::Connexion& client) {
        noms.ajouter(client.appeler<std::string>("nom"));
        return true;
    });
    cas.serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", cas.serveur.port());
    client.enregistrer_commande("nom", [] { return "Ada"; });

    CHECK(client.appeler<int>("bonjour") == 1);
    CHECK(noms.valeurs() == std::vector<std::string>{"Ada"});
}

TEST_CASE("Accueil : un client accepte est dans la liste des sa premiere commande", "[accueil]") {
    cconn::Serveur serveur(0, 2);
    serveur.quand_client_connecte([](cconn::Connexion&) { return true; });
    serveur.enregistrer_commande("compter", [](cconn::Serveur& s) { return s.nb_clients(); });
    serveur.lancer_en_fond();

    const cconn::Client un("127.0.0.1", serveur.port());
    CHECK(un.appeler<int>("compter") == 1);
    const cconn::Client deux("127.0.0.1", serveur.port());
    CHECK(deux.appeler<int>("compter") == 2);
}

TEST_CASE("Adieu : une fois par client, avec la cause", "[accueil]") {
    Cas cas;
    cas.serveur.lancer_en_fond();
    auto pair = std::make_unique<PairBrut>(cas.serveur.port());
    pair->envoyer_requete(1, "bonjour");
    REQUIRE(pair->lire() == "[1,1,null,1]");

    SECTION("fermeture par le pair") {
        pair->fermer();
        CHECK(cas.adieux(1) == seule(Cause::pair_parti));
    }
    SECTION("coupure par le pair") {
        pair->rompre();
        CHECK(cas.adieux(1) == seule(Cause::connexion_rompue));
    }
    SECTION("fermer de ce cote") {
        cas.serveur.clients().at(0).fermer();
        CHECK(cas.adieux(1) == seule(Cause::fermeture));
    }
    SECTION("extinction") {
        cas.serveur.eteindre();
        CHECK(cas.adieux(1) == seule(Cause::extinction));
    }
    SECTION("octets qui ne sont pas du msgpack") {
        pair->envoyer("\xc1");
        CHECK(cas.adieux(1) == seule(Cause::flux_indechiffrable));
    }
    SECTION("limite passee") {
        pair->envoyer("\xdd\xff\xff\xff\xff");
        CHECK(cas.adieux(1) == seule(Cause::limite_passee));
    }
    SECTION("conge donne par le pair") {
        pair->envoyer(PairBrut::trame(
            1, 0, std::make_tuple(1, "ATTENTE_PLEINE : trop de choses"), msgpack::type::nil_t()
        ));
        pair->fermer();
        CHECK(cas.adieux(1) == seule(Cause::congedie));
    }
}

TEST_CASE("Adieu : un pair qui ne lit plus est deconnecte comme trop lent", "[accueil]") {
    cconn::OptionsServeur options;
    options.limites.delai_client_lent = 100ms;
    options.delai_extinction = 100ms;
    Cas cas(options);
    cas.serveur.lancer_en_fond();
    const PairBrut sourd(cas.serveur.port());
    REQUIRE(outils::attendre_clients(cas.serveur, 1));

    const std::string bloc(1 << 20, 'x');
    while (cas.serveur.envoyer("bloc", bloc) == 1) {
    }

    CHECK(cas.adieux(1) == seule(Cause::client_lent));
}

TEST_CASE("Adieu : vient apres la derniere commande du client, sur son fil", "[accueil]") {
    Recueil<std::string> etapes;
    Recueil<std::thread::id> fils;
    Evenement commencee;
    Evenement reprise;
    JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction()});
    serveur.enregistrer_commande("tarder", [&] {
        commencee.signaler();
        reprise.attendre();
        fils.ajouter(std::this_thread::get_id());
        etapes.ajouter("commande");
    });
    serveur.quand_client_deconnecte([&](cconn::Connexion& client, Cause) {
        fils.ajouter(std::this_thread::get_id());
        etapes.ajouter(client.est_ouverte() ? "ouverte" : "adieu");
        throw std::runtime_error("adieu manqué");
    });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    pair.envoyer_avis("tarder");
    pair.envoyer_avis("tarder");
    REQUIRE(commencee.attendre());

    pair.fermer();
    reprise.signaler();

    CHECK(etapes.attendre(3) == std::vector<std::string>{"commande", "commande", "adieu"});
    const auto tous = fils.attendre(3);
    CHECK(tous == std::vector<std::thread::id>(3, tous.at(0)));
    CHECK(journal.attendre(cconn::NiveauJournal::erreur, "adieu manqué"));
    CHECK(outils::attendre_clients(serveur, 0));
}

TEST_CASE("Accueil : les fonctions se remplacent d'une commande", "[accueil]") {
    Cas cas;
    cas.serveur.enregistrer_commande("fermer la porte", [](cconn::Serveur& s) {
        s.quand_client_connecte([](cconn::Connexion&) { return false; });
    });
    cas.serveur.lancer_en_fond();
    const cconn::Client premier("127.0.0.1", cas.serveur.port());
    premier.appeler("fermer la porte");

    const cconn::Client second("127.0.0.1", cas.serveur.port());

    CHECK(code_de([&] { second.appeler("bonjour"); }) == "CONNEXION_REFUSEE");
    CHECK(premier.appeler<int>("bonjour") == 1);
}
