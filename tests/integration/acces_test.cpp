// Essais d'Acces: qui appelle quoi, dans les deux sens, par nom et par motif.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <optional>
#include <stdexcept>
#include <string>

using cconn::Acces;
using cconn::NiveauJournal;
using outils::code_de;
using outils::Duo;
using outils::erreur_de;
using outils::Vers;

namespace {

/// Un serveur où l'on entre en disant son nom.
struct Cas {
    Cas() {
        serveur.authentifier([](const std::string& nom) { return std::optional(nom); });
        serveur.lancer_en_fond();
    }

    outils::JournalMemoire journal;
    std::atomic<int> executees = 0;
    cconn::Serveur serveur{0, 8, {.journal = journal.fonction()}};
};

/// Un client qui s'est présenté.
struct ClientNomme {
    ClientNomme(const Cas& cas, const std::string& nom)
        : client("127.0.0.1", cas.serveur.port(), {.journal = cas.journal.fonction()}) {
        client.s_authentifier(nom);
    }
    const cconn::Client* operator->() const { return &client; }

    cconn::Client client;
};

} // namespace

TEST_CASE("Acces : un predicat sur l'identite", "[acces]") {
    Cas cas;
    cas.serveur.enregistrer_commande(
        "effacer",
        [&] { return ++cas.executees; },
        {.aide = "efface tout",
         .acces = Acces([](const std::string& identite) { return identite == "Ada"; })}
    );
    const ClientNomme ada(cas, "Ada");
    const ClientNomme eve(cas, "Eve");

    CHECK(ada->appeler<int>("effacer") == 1);
    CHECK(erreur_de([&] { eve->appeler("effacer"); }) == "ACCES_REFUSE : effacer");
    CHECK(eve->envoyer("effacer"));
    CHECK(cas.journal.attendre(NiveauJournal::avertissement, "ACCES_REFUSE : effacer"));

    CHECK(ada->appeler<int>("effacer") == 2);
    CHECK(cas.serveur.commandes().at(0).aide == "efface tout");
}

TEST_CASE("Acces : un predicat sur la connexion, dans les deux sens", "[acces]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    std::atomic<bool> permis = false;
    const cconn::OptionsCommande options{.acces = Acces([&](const cconn::Connexion& pair) {
                                             return permis && pair.ip() == "127.0.0.1";
                                         })};
    duo.serveur.enregistrer_commande(
        "ouvrir", [] { return 7; }, options
    );
    duo.client.enregistrer_commande(
        "ouvrir", [] { return 7; }, options
    );

    CHECK(code_de([&] { duo.appele().appeler("ouvrir"); }) == "ACCES_REFUSE");
    permis = true;

    CHECK(duo.appele().appeler<int>("ouvrir") == 7);
}

TEST_CASE("Acces : sans authentification, authentifie ne laisse passer personne", "[acces]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    const cconn::OptionsCommande options{.acces = Acces::authentifie};
    duo.serveur.enregistrer_commande(
        "secret", [] { return 7; }, options
    );
    duo.client.enregistrer_commande(
        "secret", [] { return 7; }, options
    );

    CHECK(code_de([&] { duo.appele().appeler("secret"); }) == "ACCES_REFUSE");
}

TEST_CASE("Acces : authentifie laisse passer qui s'est presente", "[acces]") {
    Cas cas;
    cas.serveur.enregistrer_commande("secret", [] { return 7; }, {.acces = Acces::authentifie});

    CHECK(ClientNomme(cas, "Ada")->appeler<int>("secret") == 7);
}

TEST_CASE("Acces : un motif aussi a ses droits", "[acces]") {
    Cas cas;
    cas.serveur.enregistrer_motif(
        "admin\\..*",
        [](std::string nom) { return nom; },
        {.aide = "l'administration",
         .acces = Acces([](const std::string& identite) { return identite == "Ada"; })}
    );
    const ClientNomme ada(cas, "Ada");
    const ClientNomme eve(cas, "Eve");

    CHECK(ada->appeler<std::string>("admin.arreter") == "admin.arreter");
    CHECK(erreur_de([&] { eve->appeler("admin.arreter"); }) == "ACCES_REFUSE : admin.arreter");
    CHECK(cas.serveur.motifs().at(0).aide == "l'administration");
}

TEST_CASE("Acces : un predicat qui leve n'ouvre rien", "[acces]") {
    Cas cas;
    cas.serveur.enregistrer_commande(
        "secret",
        [&] { return ++cas.executees; },
        {.acces = Acces([](const std::string&) -> bool { throw std::runtime_error("panne"); })}
    );
    const ClientNomme ada(cas, "Ada");

    CHECK(code_de([&] { ada->appeler("secret"); }) == "ECHEC_GESTIONNAIRE");
    CHECK(cas.executees == 0);
}

TEST_CASE("Acces : enregistrer de nouveau change les droits", "[acces]") {
    Cas cas;
    cas.serveur.enregistrer_commande("x", [] { return 1; }, {.acces = Acces([](const std::string&) {
                                                                 return false;
                                                             })});
    const ClientNomme ada(cas, "Ada");
    REQUIRE(code_de([&] { ada->appeler("x"); }) == "ACCES_REFUSE");

    cas.serveur.enregistrer_commande("x", [] { return 2; });

    CHECK(ada->appeler<int>("x") == 2);
}
