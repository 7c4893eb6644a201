// Tests de Emission: des envois, des groupes et des vidanges au hasard, et un flux toujours en ordre.
// SPDX-License-Identifier: MIT
#include "outils/banc_emission.hpp"
#include "session/emission.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>

namespace cconn::detail {
namespace {

using outils::BancEmission;

/// Envois, groupes et vidanges au hasard, vers un socket qui accepte au hasard.
class Desordre final {
public:
    explicit Desordre(unsigned graine) : hasard_(graine) {}

    void avancer() {
        banc.transport.accepter(tirer(3) == 0 ? 0 : tirer(2'000));
        switch (tirer(6)) {
        case 0:
            static_cast<void>(banc.emission.vidanger());
            break;
        case 1:
            banc.emission.ouvrir_groupe();
            ++groupes_;
            break;
        case 2:
            fermer_groupe();
            break;
        case 3:
            static_cast<void>(banc.emission.pousser());
            break;
        default:
            envoyer();
        }
    }

    void fermer_groupes() {
        while (groupes_ > 0) {
            fermer_groupe();
        }
    }

    BancEmission banc;
    std::string attendu; ///< Tout ce qui a été accepté, à la suite.

private:
    std::size_t tirer(std::size_t fin) { return hasard_() % fin; }

    void fermer_groupe() {
        if (groupes_ > 0) {
            banc.emission.fermer_groupe();
            --groupes_;
        }
    }

    void envoyer() {
        const char lettre = static_cast<char>('a' + tirer(26));
        const std::string message(1 + tirer(tirer(10) == 0 ? 100'000 : 500), lettre);
        const Envoi envoi = tirer(2) == 0 ? banc.partage(message) : banc.offre(message);
        if (envoi == Envoi::accepte) {
            attendu += message;
        }
    }

    std::mt19937 hasard_;
    std::size_t groupes_ = 0;
};

} // namespace

TEST_CASE("Emission : respecte l'ordre quoi que fasse le socket", "[session][emission]") {
    const auto graine = GENERATE(range(0U, 30U));
    Desordre desordre(graine);

    for (int pas = 0; pas < 400; ++pas) {
        desordre.avancer();
    }
    desordre.fermer_groupes();

    CHECK_FALSE(desordre.banc.vidange());
    CHECK((desordre.banc.recu() == desordre.attendu));
    CHECK(desordre.banc.emission.octets_en_attente() == 0);
}

} // namespace cconn::detail
