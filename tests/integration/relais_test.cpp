// Essais du relais : un client lancé alors qu'un autre fil exécute déjà une commande.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/evenement.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using outils::Evenement;
using outils::PairBrut;

namespace {

/// Un client dont un fil, qui attend la réponse à « premier », exécute la commande « longue » ; il
/// n'est lancé qu'ensuite, et son fil attitré reçoit « courte » sans pouvoir la commencer.
class ClientOccupe final {
public:
    explicit ClientOccupe(std::function<int(cconn::Connexion&)> fin_de_longue) {
        client_.enregistrer_commande("longue", [this, fin_de_longue](cconn::Connexion& pair) {
            commencee_.signaler();
            suite_.attendre();
            return fin_de_longue(pair);
        });
        client_.enregistrer_commande("courte", [] { return 2; });
        appelant_ = std::jthread([this] { client_.appeler_async<int>("premier").attendre(); });
        REQUIRE(serveur.lire() == R"([0,1,"premier",[]])");
        serveur.envoyer_requete(1, "longue");
        REQUIRE(commencee_.attendre());
        client_.lancer_en_fond();
        // Le refus du message vide dit que « courte », qui le précède, est décodée.
        serveur.envoyer(PairBrut::trame(0, 2, "courte", std::make_tuple()) + "\x90");
        REQUIRE(serveur.lire() == R"([1,0,[1,"MESSAGE_INVALIDE : message vide"],null])");
    }
    ClientOccupe(const ClientOccupe&) = delete;
    ClientOccupe& operator=(const ClientOccupe&) = delete;
    ~ClientOccupe() {
        suite_.signaler();
        serveur.fermer();
    }

    void continuer() { suite_.signaler(); }

private:
    static cconn::OptionsClient options() {
        cconn::OptionsClient options;
        options.journal = [](auto /*niveau*/, auto /*texte*/) {
        };
        return options;
    }

    outils::EcouteBrute ecoute_;
    cconn::Client client_{"127.0.0.1", ecoute_.port(), options()};
    Evenement commencee_;
    Evenement suite_;
    std::jthread appelant_;

public:
    PairBrut serveur = ecoute_.accepter();
};

} // namespace

TEST_CASE("Relais : la commande d'un autre fil attend, la suivante passe par-dessus", "[attente]") {
    ClientOccupe client([](cconn::Connexion& pair) { return pair.appeler<int>("retour"); });

    client.continuer();

    const std::vector<std::string> lus{client.serveur.lire(2s), client.serveur.lire(2s)};
    CHECK_THAT(
        lus,
        Catch::UnorderedEquals(std::vector<std::string>{R"([0,2,"retour",[]])", "[1,2,null,2]"})
    );
    client.serveur.envoyer_reponse(2, 7);
    CHECK(client.serveur.lire() == "[1,1,null,7]");
    client.serveur.envoyer_reponse(1, 0);
}

TEST_CASE("Relais : la commande d'un autre fil finit, la suivante commence", "[attente]") {
    ClientOccupe client([](cconn::Connexion& /*pair*/) { return 7; });

    client.continuer();

    CHECK(client.serveur.lire(2s) == "[1,1,null,7]");
    CHECK(client.serveur.lire(2s) == "[1,2,null,2]");
    client.serveur.envoyer_reponse(1, 0);
}
