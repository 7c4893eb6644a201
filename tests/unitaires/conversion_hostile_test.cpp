// Tests de Conversion face à un pair hostile: clés choisies, formes de travers, octets quelconques.
// SPDX-License-Identifier: MIT
#include <cconn/valeur.hpp>

#include "outils/commande_locale.hpp"
#include "outils/lecture_typee.hpp"
#include "outils/structures.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <complex>
#include <random>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace cconn::detail {
namespace {

using outils::Age;
using outils::Arbuste;
using outils::Couleur;
using outils::depuis_hexa;
using outils::Etranger;
using outils::lire;
using outils::Suivi;
using outils::Tout;
using outils::Triplet;
using outils::Vecteur3;
using std::chrono::system_clock;

/// Un hachage que rien ne disperse.
struct HachageConstant {
    std::size_t operator()(std::int64_t /*cle*/) const { return 42; }
};

/// Lit comme chacun de ces types ; seul un plantage serait une faute.
template<class... T>
void lire_tous(const outils::Octets& octets) {
    (static_cast<void>(lire<T>(octets)), ...);
}

void lire_toutes_formes(const outils::Octets& octets) {
    lire_tous<bool, int, std::uint64_t, float, double, std::string, std::string_view, Octets>(octets
    );
    lire_tous<std::vector<int>, std::set<std::string>, std::unordered_set<int>>(octets);
    lire_tous<std::map<std::string, double>, std::unordered_map<int, Valeur>>(octets);
    lire_tous<std::tuple<int, std::string, bool>, std::array<std::string, 3>>(octets);
    lire_tous<std::pair<int, int>, std::optional<int>, std::variant<int, std::string, Valeur>>(
        octets
    );
    lire_tous<Couleur, Humeur, system_clock::time_point, std::chrono::sys_days>(octets);
    lire_tous<Tout, Vecteur3, Suivi, Arbuste, Age, Triplet, Etranger>(octets);
    lire_tous<Valeur, Arguments, Nommes, Extension, std::wstring, std::complex<float>>(octets);
}

/// Exécute avec ces octets pour arguments des commandes de toutes les formes.
void executer_toutes_formes(const outils::Octets& octets) {
    using outils::CommandeLocale;
    const auto somme = [](int a, int b) {
        return std::int64_t{a} + b;
    };
    const auto facultatifs = [](int, std::optional<int>, std::optional<std::string>) {
    };
    const auto reste = [](int, const Arguments& suite) {
        return suite;
    };
    const auto nommes = [](const std::string&, std::optional<int>, const Nommes& noms) {
        return noms;
    };
    const auto structure = [](std::optional<Valeur>, const Tout& tout) {
        return tout;
    };
    CommandeLocale(somme).executer(octets);
    CommandeLocale(facultatifs).executer(octets);
    CommandeLocale(reste).executer(octets);
    CommandeLocale(nommes).executer(octets);
    CommandeLocale(structure).executer(octets);
}

} // namespace

TEST_CASE("Conversion : des cles choisies pour se heurter coutent peu", "[typage]") {
    using Table = std::unordered_map<std::int64_t, int>;
    Table temoin;
    temoin.reserve(65'536 / sizeof(Table::value_type) + 1);
    // Multiples de toutes les tailles que prendra la table : aucune ne les disperse.
    std::int64_t pas = 1;
    std::vector<std::int64_t> tailles;
    for (int i = 0; i < 3; ++i) {
        tailles.push_back(static_cast<std::int64_t>(temoin.bucket_count()));
        temoin.rehash(temoin.bucket_count() * 2);
    }
    for (const std::int64_t taille : tailles) {
        pas *= taille;
    }
    Tampon tampon;
    ecrire_table(tampon, 65'536);
    for (std::int64_t i = 0; i < 65'536; ++i) {
        ecrire_entier(tampon, i * pas);
        ecrire_nil(tampon);
    }
    Tampon hostile;
    ecrire_tableau(hostile, 1'000);
    for (std::int64_t i = 0; i < 1'000; ++i) {
        ecrire_entier(hostile, 7);
    }

    const auto debut = std::chrono::steady_clock::now();
    Lecteur lecteur(tampon.octets());
    std::unordered_map<std::int64_t, std::nullptr_t> lue;
    static_cast<void>(Forme<std::unordered_map<std::int64_t, std::nullptr_t>>::lire(lecteur, lue));
    CHECK(std::chrono::steady_clock::now() - debut < std::chrono::milliseconds(500));

    // Une même clé répétée n'est pas une collision.
    Lecteur repetee(hostile.octets());
    std::unordered_set<std::int64_t> ensemble;
    CHECK(Forme<std::unordered_set<std::int64_t>>::lire(repetee, ensemble));
    CHECK(ensemble.size() == 1);
}

TEST_CASE("Conversion : un hachage sans espoir est refuse", "[typage]") {
    Tampon tampon;
    ecrire_tableau(tampon, 100);
    for (int i = 0; i < 100; ++i) {
        ecrire_entier(tampon, i);
    }
    Lecteur lecteur(tampon.octets());
    std::unordered_set<std::int64_t, HachageConstant> ensemble;

    CHECK_FALSE(Forme<std::unordered_set<std::int64_t, HachageConstant>>::lire(lecteur, ensemble));
    CHECK(lecteur.ecart() == "élément 33 : clés choisies pour se heurter");
}

TEST_CASE("Conversion : chaque type survit a trente formes de travers", "[typage]") {
    for (const char* hexa :
         {"",
          "c0",
          "c1",
          "c2",
          "c3",
          "00",
          "ff",
          "cb7ff8000000000000",
          "a0",
          "a161",
          "a2ff",
          "d9ff",
          "c400",
          "c402ff",
          "c6ffffffff",
          "90",
          "91",
          "9190",
          "93010203",
          "dc0004",
          "ddffffffff",
          "80",
          "81",
          "8101",
          "81c0c0",
          "810101",
          "dfffffffff",
          "c700ff",
          "c9ffffffff00",
          "d6ff00000000",
          "d8ff",
          "cfffffffffffffffff",
          "d38000000000000000",
          "cbffefffffffffffff",
          "91*40 c0",
          "81c0*40 c0",
          "84 a6656e74696572 01 a6656e74696572 01 a0 01 a161 02"}) {
        lire_toutes_formes(depuis_hexa(hexa));
    }
}

TEST_CASE("Conversion : chaque type survit a des octets quelconques", "[typage]") {
    // Les premiers octets qui mènent quelque part, plus souvent que les autres.
    constexpr std::array<std::uint8_t, 24> frequents{
        0x80, 0x81, 0x82, 0x90, 0x91, 0x92, 0x93, 0xA0, 0xA1, 0xA3, 0xC0, 0xC2,
        0xC4, 0xC7, 0xCA, 0xCB, 0xCC, 0xD0, 0xD6, 0xD7, 0xD9, 0xDC, 0xDE, 0xFF};
    std::minstd_rand hasard(20260101);
    for (int tour = 0; tour < 2'000; ++tour) {
        outils::Octets octets(1 + hasard() % 40);
        for (auto& octet : octets) {
            octet = static_cast<std::uint8_t>(
                hasard() % 2 == 0 ? frequents[hasard() % frequents.size()] : hasard() % 256
            );
        }
        lire_toutes_formes(octets);
        executer_toutes_formes(octets);
    }
}

} // namespace cconn::detail
