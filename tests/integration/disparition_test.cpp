// Essais de la disparition d'un pair pendant une commande, un appel ou un envoi.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <tuple>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::EcouteBrute;
using outils::Evenement;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;

namespace {

enum class Depart { fermeture, coupure };

void partir(PairBrut& pair, Depart depart) {
    if (depart == Depart::fermeture) {
        pair.fermer();
    } else {
        pair.rompre();
    }
}

/// Un processus enfant, tué sans préavis.
class Enfant {
public:
    template<class F>
    explicit Enfant(F corps) : pid_(::fork()) {
        if (pid_ == 0) {
            corps();
            ::_exit(0);
        }
    }
    Enfant(const Enfant&) = delete;
    Enfant& operator=(const Enfant&) = delete;
    ~Enfant() { tuer(); }

    void tuer() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
            pid_ = -1;
        }
    }

private:
    pid_t pid_;
};

} // namespace

TEST_CASE(
    "Disparition : le serveur s'en va, tous ceux qui attendent l'apprennent", "[disparition]"
) {
    const auto depart = GENERATE(Depart::fermeture, Depart::coupure);
    const bool lance = GENERATE(false, true);
    Recueil<std::string> issues;
    EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    if (lance) {
        client.lancer_en_fond();
    }
    std::vector<std::jthread> fils;
    for (int i = 0; i < 4; ++i) {
        fils.emplace_back([&] { issues.ajouter(code_de([&] { client.appeler("jamais"); })); });
        static_cast<void>(serveur.lire());
    }
    const auto garde = client.appeler_async("jamais");
    static_cast<void>(serveur.lire());

    partir(serveur, depart);

    CHECK(issues.attendre(4, 5s) == std::vector<std::string>(4, "CONNEXION_PERDUE"));
    CHECK(code_de([&] { garde.valeur(); }) == "CONNEXION_PERDUE");
    CHECK_FALSE(client.est_ouverte());
}

TEST_CASE(
    "Disparition : le client s'en va pendant sa commande, le serveur continue", "[disparition]"
) {
    const auto depart = GENERATE(Depart::fermeture, Depart::coupure);
    Evenement commencee;
    Evenement reprise;
    Evenement finie;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 2, {.journal = journal.fonction()});
    serveur.enregistrer_commande("tarder", [&](cconn::Connexion& client) {
        commencee.signaler();
        reprise.attendre();
        static_cast<void>(client.envoyer("note"));
        finie.signaler();
        return std::string(100'000, 'x');
    });
    serveur.enregistrer_commande("bonjour", [] { return 1; });
    serveur.lancer_en_fond();
    const cconn::Client voisin("127.0.0.1", serveur.port());
    PairBrut pair(serveur.port());
    pair.envoyer_requete(1, "tarder");
    REQUIRE(commencee.attendre());

    partir(pair, depart);
    CHECK(voisin.appeler<int>("bonjour") == 1);
    reprise.signaler();

    CHECK(finie.attendre());
    CHECK(outils::attendre_clients(serveur, 1));
    CHECK(voisin.appeler<int>("bonjour") == 1);
}

TEST_CASE("Disparition : le client s'en va, la commande qui l'appelle l'apprend", "[disparition]") {
    const auto depart = GENERATE(Depart::fermeture, Depart::coupure);
    Recueil<std::string> issues;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction()});
    serveur.enregistrer_commande("demander", [&](cconn::Connexion& client) {
        issues.ajouter(code_de([&] { client.appeler("jamais"); }));
        issues.ajouter(code_de([&] { client.appeler("encore"); }));
    });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    pair.envoyer_avis("demander");
    REQUIRE(pair.lire() == R"([0,1,"jamais",[]])");

    partir(pair, depart);

    CHECK(issues.attendre(2, 5s) == std::vector<std::string>(2, "CONNEXION_PERDUE"));
    CHECK(outils::attendre_clients(serveur, 0));
}

TEST_CASE("Disparition : a moitie ferme, un pair recoit encore ses reponses", "[disparition]") {
    constexpr int nombre = 50;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("doubler", [](int n) { return 2 * n; });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    std::string rafale;
    for (int i = 1; i <= nombre; ++i) {
        rafale += PairBrut::trame(0, i, "doubler", std::make_tuple(i));
    }

    pair.envoyer(rafale);
    pair.couper_ecriture();

    int justes = 0;
    for (int i = 1; i <= nombre; ++i) {
        const auto attendue = "[1," + std::to_string(i) + ",null," + std::to_string(2 * i) + "]";
        justes += pair.lire() == attendue ? 1 : 0;
    }
    CHECK(justes == nombre);
    CHECK(pair.lire() == "fin");
    CHECK(outils::attendre_clients(serveur, 0));
}

TEST_CASE("Disparition : au milieu d'un message, le client est retire", "[disparition]") {
    const auto depart = GENERATE(Depart::fermeture, Depart::coupure);
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("bonjour", [] { return 1; });
    serveur.lancer_en_fond();
    const auto trame = PairBrut::trame(0, 1, "bonjour", std::make_tuple());

    for (std::size_t coupe = 1; coupe < trame.size(); ++coupe) {
        PairBrut pair(serveur.port());
        pair.envoyer(trame.substr(0, coupe));
        REQUIRE(outils::attendre_clients(serveur, 1));
        partir(pair, depart);
        REQUIRE(outils::attendre_clients(serveur, 0));
    }

    const cconn::Client client("127.0.0.1", serveur.port());
    CHECK(client.appeler<int>("bonjour") == 1);
}

TEST_CASE(
    "Disparition : pendant un envoi qui attend de la place, l'envoi rend faux", "[disparition]"
) {
    const JournalMemoire journal;
    EcouteBrute ecoute;
    cconn::OptionsClient options{.journal = journal.fonction()};
    options.limites.octets_en_attente_max = 1 << 20;
    const cconn::Client client("127.0.0.1", ecoute.port(), options);
    auto sourd = ecoute.accepter();
    Recueil<std::size_t> envoyes;
    Evenement rendu;
    std::jthread envois([&] {
        while (client.envoyer("bloc", std::string(512 << 10, 'x'))) {
            envoyes.ajouter(1);
        }
        rendu.signaler();
    });
    // La file est pleine quand plus rien ne part.
    std::size_t vus = 0;
    REQUIRE(outils::attendre_que([&] {
        const auto avant = std::exchange(vus, envoyes.attendre(vus + 1, 100ms).size());
        return avant == vus && vus > 0;
    }));

    sourd.rompre();

    CHECK(rendu.attendre(1, 4s)); // avant delai_envoi, qui est de 5 s
}

TEST_CASE("Disparition : un serveur tue laisse des clients en vie", "[disparition]") {
    int tube[2];
    REQUIRE(::pipe(tube) == 0);
    Enfant enfant([&] {
        cconn::Serveur serveur(0);
        const auto port = serveur.port();
        serveur.enregistrer_commande("jamais", [](cconn::Connexion& client) {
            client.avec_delai(cconn::sans_limite).appeler("attendre");
        });
        static_cast<void>(::write(tube[1], &port, sizeof port) == sizeof port);
        serveur.lancer();
    });
    std::uint16_t port = 0;
    REQUIRE(::read(tube[0], &port, sizeof port) == sizeof port);
    Evenement commencee;
    Evenement reprise;
    Recueil<std::string> issues;
    {
        cconn::Client client("127.0.0.1", port, {.journal = JournalMemoire().fonction()});
        client.enregistrer_commande("attendre", [&] {
            commencee.signaler();
            reprise.attendre();
        });
        client.lancer_en_fond();
        std::jthread attente([&] { issues.ajouter(code_de([&] { client.appeler("jamais"); })); });
        REQUIRE(commencee.attendre());

        enfant.tuer();
        reprise.signaler();

        CHECK(issues.attendre(1, 5s) == std::vector<std::string>{"CONNEXION_PERDUE"});
        CHECK(outils::attendre_que([&] { return !client.est_lance(); }));
    }
    ::close(tube[0]);
    ::close(tube[1]);
}

TEST_CASE("Disparition : un client tue est oublie, les autres servis", "[disparition]") {
    Evenement commencee;
    const JournalMemoire journal;
    Recueil<std::string> issues;
    cconn::Serveur serveur(0, 2, {.journal = journal.fonction()});
    const auto port = serveur.port();
    Enfant enfant([port] { // avant lancer : le processus n'a encore qu'un fil
        cconn::Client client("127.0.0.1", port);
        client.enregistrer_commande("attendre", [] { Evenement().attendre(1, 60s); });
        client.envoyer("demander");
        client.lancer();
    });
    serveur.enregistrer_commande("demander", [&](cconn::Connexion& client) {
        const auto appel = client.appeler_async("attendre");
        commencee.signaler();
        issues.ajouter(code_de([&] { appel.valeur(); }));
    });
    serveur.enregistrer_commande("bonjour", [] { return 1; });
    serveur.lancer_en_fond();
    REQUIRE(commencee.attendre());

    enfant.tuer();

    CHECK(issues.attendre(1, 5s) == std::vector<std::string>{"CONNEXION_PERDUE"});
    CHECK(outils::attendre_clients(serveur, 0));
    const cconn::Client client("127.0.0.1", port);
    CHECK(client.appeler<int>("bonjour") == 1);
}
