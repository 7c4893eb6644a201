// Chaque appel système, chaque fil, chaque allocation échoue à son tour: rien ne se bloque ni ne fuit.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "outils/attendre.hpp"
#include "outils/processus.hpp"
#include "outils/ressources.hpp"
#include "pannes/mode.hpp"
#include "pannes/panne.hpp"
#include "pannes/scenarios.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <new>
#include <ostream>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace {

using pannes::Appel;
using pannes::Panne;
using pannes::Pannes;
using pannes::Scenario;

constexpr unsigned secondes_max = 10;
/// En version courte, pannes essayées par genre d'échec : les premières, puis de plus en plus loin.
constexpr std::uint64_t essais_courts = 5;
/// Au-delà, on en sait assez.
constexpr std::size_t fautes_max = 40;

struct Echec {
    Appel appel;
    std::vector<int> erreurs;
};

/// Ce que chaque appel peut dire d'après sa page de manuel.
const std::vector<Echec>& echecs() {
    static const std::vector<Echec> tous{
        {Appel::envoyer, {EINTR, EAGAIN, ENOBUFS, ENOMEM, ECONNRESET, EPIPE, ETIMEDOUT}},
        {Appel::recevoir, {EINTR, EAGAIN, ENOMEM, ECONNRESET, ETIMEDOUT}},
        {Appel::accepter,
         {EINTR, EAGAIN, ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM, EPROTO}},
        {Appel::connecter, {EINTR, EAGAIN, ECONNREFUSED, ENETUNREACH, ETIMEDOUT, EADDRNOTAVAIL}},
        {Appel::ouvrir_socket, {EMFILE, ENFILE, ENOBUFS, ENOMEM, EACCES}},
        {Appel::regler, {ENOBUFS, ENOMEM, ENOPROTOOPT}},
        {Appel::interroger, {EINTR, ENOMEM}},
        {Appel::veiller, {EINTR}},
        {Appel::ouvrir_veille, {EMFILE, ENFILE, ENOMEM}},
        {Appel::inscrire_veille, {ENOSPC, ENOMEM}},
        {Appel::ouvrir_evenement, {EMFILE, ENFILE, ENOMEM}},
        {Appel::ouvrir_fichier, {EMFILE, ENFILE}},
        {Appel::creer_fil, {EAGAIN}},
        {Appel::allouer, {ENOMEM}},
    };
    return tous;
}

/// Ce qu'un enfant apprend à son parent.
struct Bilan {
    std::uint64_t faites = 0;
};

Bilan& bilan_partage() {
    static auto* const bilan = static_cast<Bilan*>(
        ::mmap(nullptr, sizeof(Bilan), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
    );
    return *bilan;
}

/// Joue le scénario sous cette panne, dans un enfant qu'une alarme tue s'il se bloque.
/// @return 0 si la fin est admise et que rien ne reste ; sinon comme `dans_un_enfant`.
int jouer(const Scenario& scenario, const Panne& panne) {
    bilan_partage() = {};
    return outils::dans_un_enfant([&] {
        ::alarm(secondes_max);
        const auto avant = outils::ressources();
        Pannes::armer(panne);
        try {
            scenario.jouer();
        } catch (const cconn::Erreur& /*admise*/) {
            Pannes::desarmer();
        } catch (const std::bad_alloc& /*admise*/) {
            Pannes::desarmer();
        }
        Pannes::desarmer();
        bilan_partage().faites = Pannes::faites();
        return outils::attendre_que([&] {
            const auto apres = outils::ressources();
            return apres.descripteurs == avant.descripteurs && apres.fils == avant.fils;
        });
    });
}

/// Les rangs à essayer après celui-ci.
std::uint64_t suivant(std::uint64_t rang) {
    return pannes::toutes() ? rang + 1 : rang + std::max<std::uint64_t>(1, rang / 3);
}

struct Compte {
    std::uint64_t faites = 0;
    std::vector<std::string> fautes;
};

void essayer(const Scenario& scenario, Appel appel, int erreur, Compte& compte) {
    std::uint64_t essais = 0;
    for (std::uint64_t rang = 1;
         compte.fautes.size() < fautes_max && (pannes::toutes() || essais < essais_courts);
         rang = suivant(rang), ++essais) {
        const int issue = jouer(scenario, {appel, rang, erreur});
        const std::uint64_t faites = bilan_partage().faites;
        compte.faites += faites;
        if (issue != 0) {
            compte.fautes.push_back(
                std::string(scenario.nom) + ", " + std::string(pannes::nom(appel)) + " " +
                std::to_string(rang) + ", errno " + std::to_string(erreur) + " : issue " +
                std::to_string(issue)
            );
        } else if (faites == 0) {
            return; // le scénario ne va pas si loin
        }
    }
}

} // namespace

TEST_CASE("Chaque panne : aucun scenario ne se bloque, ne tombe ni ne laisse rien derriere lui") {
    const std::size_t numero = GENERATE(range(std::size_t{0}, std::size_t{8}));
    const Scenario& scenario = pannes::scenarios().at(numero);
    Compte compte;
    for (const auto& [appel, erreurs] : echecs()) {
        for (const int erreur : erreurs) {
            if (pannes::veut(scenario.nom, pannes::nom(appel))) {
                essayer(scenario, appel, erreur, compte);
            }
        }
    }

    pannes::publier("T-31 " + std::string(scenario.nom), compte.faites, compte.fautes.size());
    for (const auto& faute : compte.fautes) {
        UNSCOPED_INFO(faute);
    }
    CHECK(compte.fautes.empty());
}
