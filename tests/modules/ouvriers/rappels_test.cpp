// Essais des rappels d'une application: filtre, messages, départs, exceptions.
// SPDX-License-Identifier: MIT
#include "application_essai.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using cconn::Message;
using cconn::NiveauJournal;
using cconn::ouvriers::application;
using essai::Contexte;
using essai::Essai;
using essai::MessageRecu;
using essai::nouveau_client;
using essai::Ouvriers;
using essai::Temoin;
using outils::code_de;
using outils::JournalMemoire;

namespace {

/// Refuse tout le monde : par faux, ou par une exception.
class Portier final : public Essai {
public:
    explicit Portier(const Contexte& contexte)
        : Essai(contexte),
          leve_(contexte.contains("leve")) {}

    bool quand_client_connecte(cconn::Connexion& client) override {
        Essai::quand_client_connecte(client);
        if (leve_) {
            throw std::runtime_error("le portier s'emporte");
        }
        return false;
    }

private:
    bool leve_;
};

/// Lève dans chaque rappel ; un filtre qui lève est celui de `Portier`.
class Emporte final : public Essai {
public:
    using Essai::Essai;

    void quand_message(MessageRecu& recu) override {
        if (recu.message.id() == 1) {
            throw std::runtime_error("message mal pris");
        }
        Essai::quand_message(recu);
    }
    void quand_client_deconnecte(cconn::Connexion& client) override {
        Essai::quand_client_deconnecte(client);
        throw std::runtime_error("départ mal pris");
    }
};

/// Répond mille fois au premier message, puis ferme.
class Bavard final : public Essai {
public:
    using Essai::Essai;

    void quand_message(MessageRecu& recu) override {
        for (std::uint16_t id = 0; id < 1'000; ++id) {
            recu.connexion.envoyer("message", Message(id, recu.message.charge()));
        }
        recu.connexion.fermer();
        apres_ = recu.connexion.envoyer("message", recu.message);
        noter(apres_ ? 'x' : 'f');
    }

private:
    bool apres_ = true;
};

/// Un client lancé, et ce qu'il a reçu.
class Correspondant final {
public:
    explicit Correspondant(std::uint16_t port) : client(nouveau_client(port)) {
        client->enregistrer_commande("message", [this](Message recu) {
            recus.ajouter(std::move(recu));
        });
        client->quand_deconnecte([this](cconn::Cause cause) { fins.ajouter(cause); });
        client->lancer_en_fond();
    }

    outils::Recueil<Message> recus;
    outils::Recueil<cconn::Cause> fins;
    std::unique_ptr<cconn::Client> client;
};

/// Ouvriers d'une seule application, avec un témoin.
template<class A>
struct Cas {
    explicit Cas(Contexte contexte = {}) : ouvriers(preparer(std::move(contexte)), application<A>) {
        ouvriers.lancer();
    }

    [[nodiscard]] cconn::ouvriers::Config preparer(Contexte contexte) const {
        auto config = essai::config(journal, temoin);
        config.contexte.merge(contexte);
        return config;
    }

    JournalMemoire journal;
    Temoin temoin;
    Ouvriers ouvriers;
};

} // namespace

TEST_CASE("Rappels : un message recu est rendu avec la connexion d'ou il vient", "[ouvriers]") {
    Cas<Essai> cas;
    const Correspondant un(cas.ouvriers.port());
    const Correspondant autre(cas.ouvriers.port());
    std::vector<Message> envoyes;

    for (std::uint16_t id = 0; id < 100; ++id) {
        envoyes.push_back(Message(id).ajouter("bonjour"));
        un.client->envoyer("message", envoyes.back());
    }
    autre.client->envoyer("message", Message(7)); // charge vide : permise

    CHECK(un.recus.attendre(100) == envoyes);
    CHECK(autre.recus.attendre(1) == std::vector{Message(7)});
}

TEST_CASE("Rappels : le filtre qui rend faux, ou leve, refuse le client", "[ouvriers]") {
    const bool leve = GENERATE(false, true);
    Cas<Portier> cas(leve ? Contexte{{"leve", true}} : Contexte{});
    auto client = nouveau_client(cas.ouvriers.port());

    CHECK(code_de([&] { client->appeler("pid"); }) == "CONNEXION_REFUSEE");
    client.reset();

    CHECK((!leve || cas.journal.attendre(NiveauJournal::erreur, "le portier s'emporte")));
    cas.ouvriers.arreter();
    CHECK(cas.temoin.attendre(2) == "AF"); // arrivé, refusé ; aucun départ
}

TEST_CASE("Rappels : le depart est dit si le client ferme, ou si le reseau coupe", "[ouvriers]") {
    Cas<Essai> cas;

    SECTION("il ferme") {
        outils::PairBrut(cas.ouvriers.port()).fermer();
        CHECK(cas.temoin.attendre(2) == "AD");
    }
    SECTION("le reseau coupe") {
        outils::PairBrut pair(cas.ouvriers.port());
        CHECK(cas.temoin.attendre(1) == "A");
        pair.rompre();
        CHECK(cas.temoin.attendre(2) == "AD");
    }
    SECTION("il envoie n'importe quoi") {
        outils::PairBrut pair(cas.ouvriers.port());
        pair.envoyer("\xc1\xc1\xc1");
        CHECK(cas.temoin.attendre(2) == "AD");
    }
}

TEST_CASE("Rappels : aucun depart apres notre fermer", "[ouvriers]") {
    Cas<Essai> cas;
    auto client = nouveau_client(cas.ouvriers.port());
    client->appeler("congedier"); // la réponse part avant la fin
    CHECK(code_de([&] { client->appeler("pid"); }) == "CONNEXION_PERDUE");
    client.reset();

    // Le suivant part de lui-même : son départ est le seul.
    nouveau_client(cas.ouvriers.port())->appeler("pid");
    CHECK(cas.temoin.attendre(3) == "AAD");
    cas.ouvriers.arreter();
    CHECK(cas.temoin.attendre(4) == "AADF");
}

TEST_CASE("Rappels : aucun depart a l'arret du serveur", "[ouvriers]") {
    Cas<Essai> cas;
    const auto un = nouveau_client(cas.ouvriers.port());
    const auto deux = nouveau_client(cas.ouvriers.port());
    un->appeler("pid");
    deux->appeler("pid");

    cas.ouvriers.arreter();

    CHECK(cas.temoin.attendre(3) == "AAF");
}

TEST_CASE("Rappels : une exception est au journal, jamais fatale", "[ouvriers]") {
    Cas<Emporte> cas;
    std::optional<Correspondant> un(std::in_place, cas.ouvriers.port());
    const int pid = un->client->appeler<int>("pid");

    un->client->envoyer("message", Message(1));
    un->client->envoyer("message", Message(2));

    CHECK(un->recus.attendre(1) == std::vector{Message(2)});
    CHECK(cas.journal.attendre(NiveauJournal::avertissement, "message mal pris"));
    un.reset();
    CHECK(cas.journal.attendre(NiveauJournal::avertissement, "départ mal pris"));
    CHECK(nouveau_client(cas.ouvriers.port())->appeler<int>("pid") == pid);
}

TEST_CASE("Rappels : fermer delivre ce qui est envoye, puis envoyer ne fait rien", "[ouvriers]") {
    Cas<Bavard> cas;
    const Correspondant un(cas.ouvriers.port());

    un.client->envoyer("message", Message(0).ajouter(std::string(100, 'x')));

    CHECK(un.fins.attendre(1) == std::vector{cconn::Cause::pair_parti});
    const auto recus = un.recus.valeurs();
    REQUIRE(recus.size() == 1'000);
    CHECK(recus.front().id() == 0);
    CHECK(recus.back().id() == 999);
    CHECK(std::ranges::is_sorted(recus, {}, &Message::id));
    CHECK(cas.temoin.attendre(2) == "Af");
}

TEST_CASE("Rappels : un ouvrier n'en execute qu'un a la fois", "[ouvriers]") {
    Cas<Essai> cas;
    // Un compteur sans verrou : juste si personne ne le lit pendant qu'un autre l'écrit.
    std::vector<std::unique_ptr<cconn::Client>> clients;
    std::vector<cconn::Appel<int>> appels;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(nouveau_client(cas.ouvriers.port()));
    }
    for (int i = 0; i < 400; ++i) {
        appels.push_back(clients[static_cast<std::size_t>(i) % 8]->appeler_async<int>("compter"));
    }

    int plus_grand = 0;
    for (auto& appel : appels) {
        plus_grand = std::max(plus_grand, appel.valeur());
    }
    CHECK(plus_grand == 400);
}
