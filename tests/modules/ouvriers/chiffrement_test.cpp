// Essais d'ouvriers chiffrés: leurs clients, leurs refus, et un ouvrier remplacé.
// SPDX-License-Identifier: MIT
#include "application_essai.hpp"
#include "modules/tls/banc_tls.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <utility>

using cconn::ouvriers::application;
using essai::attendre_service;
using essai::Essai;
using essai::Ouvriers;
using outils::code_de;
using outils::JournalMemoire;

namespace {

/// Dit aussi à chacun le nom que porte son certificat.
class EssaiChiffre final : public Essai {
public:
    using Essai::Essai;

    void preparer(cconn::Serveur& serveur) override {
        Essai::preparer(serveur);
        serveur.enregistrer_commande("qui", [](cconn::Connexion& c) { return c.nom_certifie(); });
    }
};

essai::Config
config_chiffree(const JournalMemoire& journal, std::shared_ptr<cconn::ChiffrementServeur> par) {
    auto config = essai::config(journal, 2);
    config.chiffrement = std::move(par);
    return config;
}

cconn::OptionsClient avec(std::shared_ptr<cconn::ChiffrementClient> chiffrement) {
    return {.journal = [](auto, auto) {}, .chiffrement = std::move(chiffrement)};
}

} // namespace

TEST_CASE("Ouvriers : chiffres, chacun sert ses clients et refuse le clair", "[ouvriers][tls]") {
    const JournalMemoire journal;
    Ouvriers
        ouvriers(config_chiffree(journal, banc_tls::chiffrer_serveur()), application<EssaiChiffre>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 2));
    const auto options = avec(banc_tls::chiffrer_client());
    const auto connus = essai::processus(ouvriers);

    // Assez de clients pour que les deux ouvriers en aient, le plus souvent.
    std::deque<cconn::Client> clients;
    for (int i = 0; i < 12; ++i) {
        const int pid =
            clients.emplace_back("127.0.0.1", ouvriers.port(), options).appeler<int>("pid");
        CHECK(std::ranges::count(connus, pid) == 1);
    }
    const cconn::Message grand(7, cconn::Octets(300'000));
    auto boite = clients.front().boite<cconn::Message>("message");
    clients.front().envoyer("message", grand);
    CHECK(boite.recevoir(outils::delai_evenement) == grand);
    CHECK(clients.back().appeler<std::string>("qui").empty());

    CHECK(code_de([&] {
              essai::nouveau_client(ouvriers.port())->appeler<int>("pid");
          }) == "CHIFFREMENT_ATTENDU");
}

TEST_CASE("Ouvriers : le certificat d'un client se lit dans l'ouvrier", "[ouvriers][tls]") {
    const JournalMemoire journal;
    Ouvriers
        ouvriers(config_chiffree(journal, banc_tls::chiffrer_serveur_mutuel()), application<EssaiChiffre>);
    ouvriers.lancer();
    const auto joindre = [&](const std::shared_ptr<cconn::ChiffrementClient>& chiffrement) {
        const cconn::Client client("127.0.0.1", ouvriers.port(), avec(chiffrement));
        return client.appeler<std::string>("qui");
    };

    CHECK(joindre(banc_tls::chiffrer_client_de("alice")) == "alice");
    CHECK(code_de([&] { joindre(banc_tls::chiffrer_client()); }) == "CERTIFICAT_REFUSE");
    CHECK(journal.attendre(
        cconn::NiveauJournal::avertissement, "le client n'a pas présenté de certificat"
    ));
}

TEST_CASE("Ouvriers : celui qui remplace un mort chiffre aussi", "[ouvriers][tls]") {
    const JournalMemoire journal;
    Ouvriers
        ouvriers(config_chiffree(journal, banc_tls::chiffrer_serveur()), application<EssaiChiffre>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 2));
    const auto chiffrement = banc_tls::chiffrer_client();
    const auto pid = [&] {
        const cconn::Client client("127.0.0.1", ouvriers.port(), avec(chiffrement));
        return client.appeler<int>("pid");
    };

    const auto anciens = essai::processus(ouvriers);
    for (const auto& ouvrier : ouvriers.etat().ouvriers) {
        essai::signaler(ouvrier.pid, SIGKILL);
    }
    REQUIRE(outils::attendre_que([&] { return ouvriers.etat().remplacements() == 2; }));
    REQUIRE(attendre_service(ouvriers, 2));

    CHECK(std::ranges::count(anciens, pid()) == 0);
}
