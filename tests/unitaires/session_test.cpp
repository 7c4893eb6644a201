// Tests de Session sans port: ce qui dépend de l'ordre exact de deux fils.
// SPDX-License-Identifier: MIT
#include <cconn/detail/signature.hpp>

#include "outils/attendre.hpp"
#include "outils/evenement.hpp"
#include "outils/trames.hpp"
#include "outils/transport_memoire.hpp"
#include "session/session.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <utility>

namespace cconn::detail {
namespace {

using outils::Evenement;
using outils::requete;
using outils::TransportMemoire;

/// Demande cette commande, sans argument.
std::shared_ptr<EtatAppel> demander(Session& session, std::string_view nom) {
    const auto sans_argument = [](Tampon& tampon) {
        empaqueter_arguments(tampon);
    };
    return session.appeler(nom, Empaqueteur(sans_argument), {});
}

/// Vrai si ce fil de ce processus dort.
bool dort(pid_t fil) {
    std::ifstream fichier("/proc/self/task/" + std::to_string(fil) + "/stat");
    const std::string ligne{std::istreambuf_iterator<char>(fichier), {}};
    return ligne.find(") S ") != std::string::npos;
}

} // namespace

TEST_CASE("Session : laisse reprendre un identifiant des que la reponse part", "[session]") {
    Evenement remarque;
    const auto hote = std::make_shared<Hote>(Reglages::depuis(OptionsServeur{}), [&](auto, auto) {
        remarque.signaler();
    });
    hote->commandes.enregistrer("a", "", adapter_commande<Cote::serveur>([] { return 5; }));
    auto possede = std::make_unique<TransportMemoire>();
    TransportMemoire& pair = *possede;
    std::jthread lecteur;
    bool premiere = true;
    std::shared_ptr<Session> session;
    pair.quand_ecriture = [&] {
        if (std::exchange(premiere, false)) {
            // Le pair a sa réponse, et se sert aussitôt du même identifiant ; un autre fil lit.
            pair.livrer(requete(1, "a"));
            lecteur = std::jthread([&] {
                session->lire_disponible();
                remarque.signaler();
            });
            CHECK(remarque.attendre());
        }
    };
    session = std::make_shared<Session>(hote, std::move(possede), 1);
    session->admettre();
    pair.livrer(requete(1, "a"));

    session->lire_disponible();
    REQUIRE(lecteur.joinable());
    lecteur.join();

    const outils::Octets reponse = outils::reponse(1, 5);
    CHECK(
        outils::vers_hexa(pair.recus()) == outils::vers_hexa(outils::enchainer({reponse, reponse}))
    );
    session->fermer_transport();
}

TEST_CASE("Session : qui fait partir sa requete ne s'endort pas sans lecteur", "[session]") {
    Evenement lecture;
    Evenement suite_lecture;
    Evenement ecriture;
    Evenement suite_ecriture;
    const auto hote = std::make_shared<Hote>(Reglages::depuis(OptionsClient{}), [](auto, auto) {});
    auto possede = std::make_unique<TransportMemoire>();
    TransportMemoire& pair = *possede;
    std::atomic<bool> retient_lecture = true;
    std::atomic<bool> retient_ecriture = false;
    pair.quand_lecture = [&](Instant) {
        if (retient_lecture.exchange(false)) {
            lecture.signaler();
            suite_lecture.attendre();
        }
    };
    pair.quand_ecriture = [&] {
        if (retient_ecriture.exchange(false)) {
            ecriture.signaler();
            suite_ecriture.attendre();
        }
    };
    const auto session = std::make_shared<Session>(hote, std::move(possede), 1);
    session->admettre();
    const Instant echeance = std::chrono::steady_clock::now() + outils::delai_evenement;

    // Un fil lit, en attendant la réponse à « a ».
    const auto premier = demander(*session, "a");
    std::jthread lecteur([&] { session->attendre(*premier, echeance); });
    REQUIRE(lecture.attendre());
    // La requête « b » est retenue ; un fil la fait partir, et celui qui l'attend veut en faire autant.
    session->emission().ouvrir_groupe();
    const auto second = demander(*session, "b");
    retient_ecriture = true;
    std::jthread pousseur([&] { session->emission().fermer_groupe(); });
    REQUIRE(ecriture.attendre());
    std::atomic<pid_t> fil = 0;
    std::atomic<bool> repondu = false;
    std::jthread appelant([&] {
        fil = ::gettid();
        repondu = session->attendre(*second, echeance);
    });
    REQUIRE(outils::attendre_que([&] { return fil != 0 && dort(fil); }));
    // Le lecteur a sa réponse et s'en va, sans trouver d'endormi à qui passer la lecture.
    pair.livrer(outils::reponse(premier->id(), 5));
    suite_lecture.signaler();
    lecteur.join();
    pair.livrer(outils::reponse(second->id(), 6));
    suite_ecriture.signaler();
    pousseur.join();
    appelant.join();

    CHECK(repondu);
    session->fermer_transport();
}

} // namespace cconn::detail
