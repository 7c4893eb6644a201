// Tests de AppelsEnAttente: identifiants, limite, échéances.
// SPDX-License-Identifier: MIT
#include "dialogue/appels_en_attente.hpp"
#include "outils/afficher.hpp"
#include "outils/horloge_manuelle.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <set>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;
using outils::HorlogeManuelle;

constexpr std::uint32_t id_max = 2'147'483'647;

AppelsEnAttente::Appel appel_jusqua(Instant echeance) {
    return std::make_shared<EtatAppel>("a", 1s, echeance);
}

/// Inscrit un appel sans échéance. Exige : il y a de la place.
AppelsEnAttente::Appel inscrire(AppelsEnAttente& appels, Instant echeance = jamais) {
    auto appel = appel_jusqua(echeance);
    REQUIRE_FALSE(appels.inscrire(appel).has_value());
    return appel;
}

std::uint32_t prochain_id(AppelsEnAttente& appels) {
    return inscrire(appels)->id();
}

std::set<std::uint32_t> ids(const std::vector<AppelsEnAttente::Appel>& appels) {
    std::set<std::uint32_t> ids;
    for (const auto& appel : appels) {
        ids.insert(appel->id());
    }
    return ids;
}

} // namespace

TEST_CASE("AppelsEnAttente : numerote a partir de 1", "[dialogue][appels]") {
    AppelsEnAttente appels(10);

    CHECK(prochain_id(appels) == 1);
    CHECK(prochain_id(appels) == 2);
    CHECK(prochain_id(appels) == 3);
}

TEST_CASE("AppelsEnAttente : ne redonne pas aussitot un identifiant libere", "[dialogue][appels]") {
    AppelsEnAttente appels(10);
    const std::uint32_t premier = prochain_id(appels);

    CHECK(appels.retirer(premier) != nullptr);

    CHECK(prochain_id(appels) == premier + 1);
}

TEST_CASE("AppelsEnAttente : revient a 1 apres 2^31 - 1", "[dialogue][appels]") {
    AppelsEnAttente appels(10, id_max - 1);

    CHECK(prochain_id(appels) == id_max - 1);
    CHECK(prochain_id(appels) == id_max);
    CHECK(prochain_id(appels) == 1);
    CHECK(prochain_id(appels) == 2);
}

TEST_CASE("AppelsEnAttente : saute les identifiants qui attendent encore", "[dialogue][appels]") {
    AppelsEnAttente appels(4, 1, 5);
    for (std::uint32_t id = 1; id <= 4; ++id) {
        REQUIRE(prochain_id(appels) == id);
    }
    CHECK(appels.retirer(3) != nullptr);
    CHECK(prochain_id(appels) == 5);

    CHECK(appels.retirer(2) != nullptr);
    CHECK(prochain_id(appels) == 2);
    CHECK(appels.retirer(5) != nullptr);
    CHECK(prochain_id(appels) == 3);

    CHECK(appels.nombre() == 4);
}

TEST_CASE("AppelsEnAttente : rend l'appel de cet identifiant, une fois", "[dialogue][appels]") {
    AppelsEnAttente appels(10);
    const auto un = inscrire(appels);
    const auto deux = inscrire(appels);

    CHECK(appels.retirer(deux->id()) == deux);
    CHECK(appels.retirer(deux->id()) == nullptr);
    CHECK(appels.retirer(0) == nullptr);
    CHECK(appels.retirer(77) == nullptr);
    CHECK(appels.nombre() == 1);
    CHECK(appels.retirer(un->id()) == un);
}

TEST_CASE("AppelsEnAttente : borne le nombre d'appels", "[dialogue][appels][limites]") {
    const std::size_t limite = GENERATE(0U, 1U, 2U, 100U);
    AppelsEnAttente appels(limite);
    for (std::size_t rang = 0; rang < limite; ++rang) {
        inscrire(appels);
    }

    const auto de_trop = appel_jusqua(jamais);
    const auto refus = appels.inscrire(de_trop);

    REQUIRE(refus.has_value());
    CHECK(refus->code == CodeErreur::attente_pleine);
    CHECK(de_trop->id() == 0);
    CHECK(appels.nombre() == limite);
}

TEST_CASE(
    "AppelsEnAttente : un refus ne consomme pas d'identifiant", "[dialogue][appels][limites]"
) {
    AppelsEnAttente appels(1);
    const std::uint32_t premier = prochain_id(appels);
    CHECK(appels.inscrire(appel_jusqua(jamais)).has_value());
    CHECK(appels.retirer(premier) != nullptr);

    CHECK(prochain_id(appels) == premier + 1);
}

TEST_CASE("AppelsEnAttente : vide, n'a pas d'echeance", "[dialogue][appels]") {
    AppelsEnAttente appels(10);

    CHECK(appels.prochaine_echeance() == jamais);
    CHECK(appels.retirer_echus(Instant::max()).empty());
    CHECK(appels.tous().empty());
}

TEST_CASE("AppelsEnAttente : retire les appels echus, a l'instant exact", "[dialogue][appels]") {
    const HorlogeManuelle horloge;
    AppelsEnAttente appels(10);
    const auto tot = inscrire(appels, horloge.maintenant() + 1s);
    const auto tard = inscrire(appels, horloge.maintenant() + 2s);
    const auto aussi_tot = inscrire(appels, horloge.maintenant() + 1s);

    CHECK(appels.prochaine_echeance() == horloge.maintenant() + 1s);
    CHECK(appels.retirer_echus(horloge.maintenant() + 1s - 1ns).empty());
    CHECK(ids(appels.retirer_echus(horloge.maintenant() + 1s)) == ids({tot, aussi_tot}));

    CHECK(appels.prochaine_echeance() == horloge.maintenant() + 2s);
    CHECK(ids(appels.retirer_echus(horloge.maintenant() + 3s)) == ids({tard}));
    CHECK(appels.prochaine_echeance() == jamais);
}

TEST_CASE("AppelsEnAttente : n'echoit jamais plus tard qu'annonce", "[dialogue][appels]") {
    const HorlogeManuelle horloge;
    AppelsEnAttente appels(10);
    const auto tot = inscrire(appels, horloge.maintenant() + 1s);
    const auto tard = inscrire(appels, horloge.maintenant() + 9s);

    CHECK(appels.retirer(tot->id()) == tot);
    CHECK(appels.prochaine_echeance() <= tard->echeance());
    CHECK(appels.retirer_echus(horloge.maintenant() + 1s).empty());
    CHECK(appels.prochaine_echeance() == tard->echeance());
    CHECK(appels.retirer(tard->id()) == tard);
    CHECK(appels.prochaine_echeance() == jamais);
}

TEST_CASE("AppelsEnAttente : rend tous les appels et redevient vide", "[dialogue][appels]") {
    const HorlogeManuelle horloge;
    AppelsEnAttente appels(2);
    const auto un = inscrire(appels, horloge.maintenant());
    const auto deux = inscrire(appels, horloge.maintenant());

    CHECK(ids(appels.tous()) == ids({un, deux}));
    CHECK(appels.nombre() == 2);
    appels.vider();

    CHECK(appels.nombre() == 0);
    CHECK(appels.prochaine_echeance() == jamais);
    CHECK(prochain_id(appels) == 3);
}

} // namespace cconn::detail
