// Essais des erreurs du système dites en français.
// SPDX-License-Identifier: MIT
#include "base/erreur_systeme.hpp"

#include <catch2/catch.hpp>

#include <cerrno>

using cconn::detail::texte_erreur_systeme;

TEST_CASE("texte_erreur_systeme : dit en francais les erreurs courantes", "[base]") {
    CHECK(texte_erreur_systeme(ECONNREFUSED) == "personne n'écoute sur ce port");
    CHECK(texte_erreur_systeme(ETIMEDOUT) == "pas de réponse");
    CHECK(texte_erreur_systeme(EADDRINUSE) == "port déjà pris");
}

TEST_CASE("texte_erreur_systeme : donne le numero des autres", "[base]") {
    CHECK(texte_erreur_systeme(EDOM) == "erreur système " + std::to_string(EDOM));
    CHECK(texte_erreur_systeme(-1) == "erreur système -1");
}
