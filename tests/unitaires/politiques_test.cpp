// Tests de Politiques: quel réglage s'applique, et la clé d'un avis.
// SPDX-License-Identifier: MIT
#include "outils/trames.hpp"
#include "session/politiques.hpp"

#include <catch2/catch.hpp>
#include <msgpack.hpp>

#include <string>
#include <tuple>
#include <vector>

using cconn::PolitiqueLent;
using cconn::ReglageEnvoi;
using cconn::detail::choisir_reglage;
using cconn::detail::cle_avis;
using cconn::detail::Politiques;

namespace {

template<class... A>
std::vector<std::uint8_t> avis(const std::string& nom, const A&... arguments) {
    msgpack::sbuffer octets;
    msgpack::pack(octets, std::make_tuple(2, nom, std::make_tuple(arguments...)));
    return {octets.data(), octets.data() + octets.size()};
}

PolitiqueLent choisie(const Politiques& connexion, const Politiques& hote, const char* nom) {
    return choisir_reglage(connexion, hote, nom).politique;
}

} // namespace

TEST_CASE("Politiques : sans reglage, attendre", "[lent]") {
    const Politiques connexion;
    const Politiques hote;

    CHECK(connexion.sont_vides());
    CHECK(choisie(connexion, hote, "n") == PolitiqueLent::attendre);
    CHECK(Politiques(ReglageEnvoi{}).sont_vides());
}

TEST_CASE("Politiques : la commande avant le defaut, la connexion avant l'hote", "[lent]") {
    Politiques connexion;
    Politiques hote(ReglageEnvoi{PolitiqueLent::retirer_anciens});
    CHECK(choisie(connexion, hote, "n") == PolitiqueLent::retirer_anciens);

    connexion.regler({}, {PolitiqueLent::deconnecter});
    CHECK(choisie(connexion, hote, "n") == PolitiqueLent::deconnecter);
    hote.regler("n", {PolitiqueLent::garder_dernier});
    CHECK(choisie(connexion, hote, "n") == PolitiqueLent::garder_dernier);
    connexion.regler("n", {PolitiqueLent::attendre});
    CHECK(choisie(connexion, hote, "n") == PolitiqueLent::attendre);
    CHECK(choisie(connexion, hote, "autre") == PolitiqueLent::deconnecter);
}

TEST_CASE("Politiques : la cle est le nom, ou le nom et un argument", "[lent]") {
    CHECK(cle_avis(avis("position", 7, 1.5), std::nullopt) == "position");
    CHECK(cle_avis(avis("position", 7, 1.5), 0) == std::string("position\0\x07", 10));
    CHECK(cle_avis(avis("position", 7, 1.5), 0) == cle_avis(avis("position", 7, 2.5), 0));
    CHECK(cle_avis(avis("position", 7, 1.5), 0) != cle_avis(avis("position", 8, 1.5), 0));
    CHECK(
        cle_avis(avis("position", 7, std::string("a")), 1) ==
        cle_avis(avis("position", 8, std::string("a")), 1).replace(0, 0, "")
    );
    CHECK(cle_avis(avis("position"), 0) == "position"); // l'argument n'y est pas
}
