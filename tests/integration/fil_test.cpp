// Essais de Fil: nom, pile, signaux, fin, échecs.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "base/fil.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <csignal>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>

using cconn::CodeErreur;
using cconn::Erreur;
using cconn::detail::Fil;

namespace {

constexpr std::size_t pile = std::size_t{256} << 10;

bool est_bloque(int signal) {
    sigset_t masque;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &masque);
    return sigismember(&masque, signal) == 1;
}

std::string nom_du_fil() {
    std::array<char, 16> nom{};
    ::pthread_getname_np(::pthread_self(), nom.data(), nom.size());
    return nom.data();
}

} // namespace

TEST_CASE("Fil : porte son nom, coupe a 15 octets", "[base][fil]") {
    std::string court;
    std::string coupe;

    Fil("cconn-facteur", pile, [&court] { court = nom_du_fil(); }).joindre();
    Fil("cconn-client-127", pile, [&coupe] { coupe = nom_du_fil(); }).joindre();

    CHECK(court == "cconn-facteur");
    CHECK(coupe == "cconn-client-12");
}

TEST_CASE("Fil : a au moins la pile demandee", "[base][fil]") {
    const std::size_t demandee = GENERATE(0U, 1U, 100'001U, 1U << 20U);
    std::size_t obtenue = 0;

    Fil("pile", demandee, [&obtenue] {
        pthread_attr_t attributs;
        ::pthread_getattr_np(::pthread_self(), &attributs);
        ::pthread_attr_getstacksize(&attributs, &obtenue);
        ::pthread_attr_destroy(&attributs);
    }).joindre();

    CHECK(obtenue > 0);
    CHECK(obtenue >= demandee);
}

TEST_CASE("Fil : bloque les signaux de l'hote, pas les fautes, et rend son masque", "[base][fil]") {
    bool usr1 = false;
    bool pipe = false;
    bool faute = true;
    const bool usr1_avant = est_bloque(SIGUSR1);

    Fil("signaux", pile, [&usr1, &pipe, &faute] {
        usr1 = est_bloque(SIGUSR1);
        pipe = est_bloque(SIGPIPE);
        faute = est_bloque(SIGSEGV);
    }).joindre();

    CHECK(usr1);
    CHECK(pipe);
    CHECK_FALSE(faute);
    CHECK(est_bloque(SIGUSR1) == usr1_avant);
}

TEST_CASE(
    "Fil : son destructeur l'attend, et ses captures sont detruites avec lui", "[base][fil]"
) {
    std::promise<void> depart;
    std::atomic<bool> fini = false;
    const auto temoin = std::make_shared<int>(0);
    {
        const Fil fil("attendu", pile, [garde = temoin, feu = depart.get_future().share(), &fini] {
            feu.wait();
            fini = true;
        });
        CHECK(fil.est_joignable());
        depart.set_value();
    }

    CHECK(fini);
    CHECK(temoin.use_count() == 1);
}

TEST_CASE("Fil : se deplace, et joint celui qu'il remplace", "[base][fil]") {
    std::atomic<int> finis = 0;
    const auto compter = [&finis] {
        ++finis;
    };
    Fil premier("premier", pile, compter);
    Fil second("second", pile, compter);

    second = std::move(premier);
    CHECK(finis >= 1);
    Fil troisieme(std::move(second));
    troisieme.joindre();
    troisieme.joindre();

    CHECK(finis == 2);
    CHECK_FALSE(troisieme.est_joignable());
    CHECK_FALSE(Fil().est_joignable());
}

TEST_CASE("Fil : sait si l'on s'execute sur lui", "[base][fil]") {
    std::promise<const Fil*> lui;
    bool dedans = false;
    Fil fil("lui", pile, [futur = lui.get_future().share(), &dedans] {
        dedans = futur.get()->est_ce_fil();
    });

    CHECK_FALSE(fil.est_ce_fil());
    lui.set_value(&fil);
    fil.joindre();

    CHECK(dedans);
    CHECK_FALSE(Fil().est_ce_fil());
}

TEST_CASE("Fil : une exception echappee est dite et ne tue pas le processus", "[base][fil]") {
    std::string phrase;
    const auto noter = [&phrase](std::string_view texte) {
        phrase = texte;
    };

    Fil(
        "fautif", pile, [] { throw std::runtime_error("plus de papier"); }, noter
    )
        .joindre();
    CHECK(phrase == "le fil « fautif » s'est arrêté sur une exception : plus de papier");
    Fil(
        "fautif", pile, [] { throw 42; }, noter
    )
        .joindre();

    CHECK(phrase == "le fil « fautif » s'est arrêté sur une exception : d'un type inconnu");
}

TEST_CASE("Fil : ce que leve le rappel d'echec est ignore", "[base][fil]") {
    bool appele = false;

    Fil(
        "fautif",
        pile,
        [] { throw std::runtime_error("un"); },
        [&appele](std::string_view /*phrase*/) {
            appele = true;
            throw std::runtime_error("deux");
        }
    ).joindre();

    CHECK(appele);
}

TEST_CASE("Fil : un fil que le systeme refuse leve attente_pleine et le nomme", "[base][fil]") {
    constexpr std::size_t demesuree = std::size_t{1} << 60U;
    const auto temoin = std::make_shared<int>(0);

    try {
        const Fil fil("demesure", demesuree, [garde = temoin] {});
        FAIL("le fil a démarré");
    } catch (const Erreur& e) {
        CHECK(e.code_cconn() == CodeErreur::attente_pleine);
        CHECK_THAT(
            e.what(),
            Catch::Contains("« demesure » ne démarre pas : ressources du système épuisées")
        );
    }

    CHECK(temoin.use_count() == 1);
    CHECK_THROWS_AS(Fil("infini", SIZE_MAX, [] {}), Erreur);
}
