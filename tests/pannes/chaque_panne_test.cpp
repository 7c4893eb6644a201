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

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <new>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace {

using pannes::Appel;
using pannes::Panne;
using pannes::Pannes;
using pannes::Scenario;

using Horloge = std::chrono::steady_clock;

constexpr std::size_t nb_scenarios = 8;
constexpr unsigned secondes_max = 10;
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

/// Le seul rang de la version courte : il change d'un scénario et d'un appel à l'autre.
std::uint64_t rang_court(const Scenario& scenario, Appel appel) {
    const std::uint64_t melange = scenario.nom.size() + static_cast<std::uint64_t>(appel);
    return appel == Appel::allouer ? 20 * melange : 1 + melange % 5;
}

struct Compte {
    std::uint64_t faites = 0;
    std::uint64_t tronques = 0; ///< Suites de rangs que l'échéance a arrêtées.
    std::vector<std::string> fautes;
};

/// Joue sous cette panne. @return vrai si le scénario est allé jusqu'à elle.
bool essayer(const Scenario& scenario, const Panne& panne, Compte& compte) {
    const int issue = jouer(scenario, panne);
    const std::uint64_t faites = bilan_partage().faites;
    compte.faites += faites;
    if (issue != 0) {
        compte.fautes.push_back(
            std::string(scenario.nom) + ", " + std::string(pannes::nom(panne.appel)) + " " +
            std::to_string(panne.rang) + ", errno " + std::to_string(panne.erreur) + " : issue " +
            std::to_string(issue)
        );
    }
    return issue != 0 || faites > 0;
}

void essayer_tous_les_rangs(
    const Scenario& scenario, Appel appel, int erreur, Horloge::time_point echeance, Compte& compte
) {
    std::uint64_t rang = 1;
    while (compte.fautes.size() < fautes_max && essayer(scenario, {appel, rang, erreur}, compte)) {
        ++rang;
        if (Horloge::now() >= echeance) {
            ++compte.tronques;
            return;
        }
    }
}

/// Ce que l'on publie d'un scénario : à part, les appels système et les allocations.
void publier(const Scenario& scenario, const char* quoi, const Compte& compte) {
    const std::string nom = std::string(scenario.nom) + ", " + quoi;
    pannes::publier(nom, compte.faites, compte.fautes.size());
    if (compte.tronques > 0) {
        pannes::publier(nom + ", suites de rangs abrégées", compte.tronques);
    }
}

} // namespace

TEST_CASE("Chaque panne : aucun scenario ne se bloque, ne tombe ni ne laisse rien derriere lui") {
    // La moitié du temps qui reste, au plus, à chaque scénario ; les appels système y passent avant
    // les allocations.
    static const auto fin = pannes::echeance();
    const std::size_t numero = GENERATE(range(std::size_t{0}, nb_scenarios));
    const Scenario& scenario = pannes::scenarios().at(numero);
    const auto echeance = Horloge::now() + (fin - Horloge::now()) / 2;
    Compte systeme;
    Compte allocations;
    for (const auto& [appel, erreurs] : echecs()) {
        if (!pannes::veut(scenario.nom, pannes::nom(appel))) {
            continue;
        }
        Compte& compte = appel == Appel::allouer ? allocations : systeme;
        if (!pannes::toutes()) {
            const Panne panne{appel, rang_court(scenario, appel), erreurs.front()};
            static_cast<void>(essayer(scenario, panne, compte));
            continue;
        }
        for (const int erreur : erreurs) {
            essayer_tous_les_rangs(scenario, appel, erreur, echeance, compte);
        }
    }

    publier(scenario, "appels système", systeme);
    publier(scenario, "allocations", allocations);
    for (const Compte* const compte : {&systeme, &allocations}) {
        for (const auto& faute : compte->fautes) {
            UNSCOPED_INFO(faute);
        }
        CHECK(compte->fautes.empty());
    }
}
