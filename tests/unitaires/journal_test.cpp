// Essais du journal: lignes propres, débit limité, comptes de lignes tues.
// SPDX-License-Identifier: MIT
#include "base/journal.hpp"
#include "outils/processus.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using cconn::NiveauJournal;
using cconn::detail::Instant;
using cconn::detail::Journal;

namespace {

using Lignes = std::vector<std::pair<NiveauJournal, std::string>>;

/// Un journal qui garde ses lignes, et dont on tourne l'horloge à la main.
struct JournalEssaye {
    Lignes lignes;
    Instant maintenant = Instant(1h);
    Journal journal{
        [this](NiveauJournal niveau, std::string_view texte) {
            lignes.emplace_back(niveau, texte);
        },
        [this] {
            return maintenant;
        }};

    void ecrire_plusieurs(NiveauJournal niveau, int fois) {
        for (int i = 0; i < fois; ++i) {
            journal.ecrire(niveau, "ligne");
        }
    }
};

/// Ce qu'une fonction écrit sur la sortie d'erreur.
std::string sortie_erreur(const std::function<void()>& fonction) {
    int tube[2] = {-1, -1};
    REQUIRE(::pipe(tube) == 0);
    const int issue = outils::dans_un_enfant([&tube, &fonction] {
        ::dup2(tube[1], STDERR_FILENO);
        fonction();
        return true;
    });
    ::close(tube[1]);
    REQUIRE(issue == 0);
    std::string lu(4'096, '\0');
    lu.resize(static_cast<std::size_t>(::read(tube[0], lu.data(), lu.size())));
    ::close(tube[0]);
    return lu;
}

} // namespace

TEST_CASE("Journal : transmet a l'hote le niveau et le texte", "[base][journal]") {
    JournalEssaye essai;

    essai.journal.ecrire(NiveauJournal::trace, "trame de 12 octets");
    essai.journal.ecrire(NiveauJournal::erreur, "échec");

    CHECK(
        essai.lignes ==
        Lignes{{NiveauJournal::trace, "trame de 12 octets"}, {NiveauJournal::erreur, "échec"}}
    );
    CHECK(essai.journal.actif(NiveauJournal::trace));
}

TEST_CASE("Journal : echappe et coupe ce qui vient du pair", "[base][journal]") {
    JournalEssaye essai;

    essai.journal.ecrire(NiveauJournal::erreur, "faux\ncconn : erreur : \x1b[31m");
    essai.journal.ecrire(NiveauJournal::erreur, std::string(5'000, '\n'));

    REQUIRE(essai.lignes.size() == 2);
    CHECK(essai.lignes[0].second == "faux\\ncconn : erreur : \\x1b[31m");
    CHECK(essai.lignes[1].second.size() <= Journal::taille_ligne_max);
    CHECK(essai.lignes[1].second.find('\n') == std::string::npos);
}

TEST_CASE("Journal : tait la onzieme ligne d'une seconde, par niveau", "[base][journal]") {
    JournalEssaye essai;

    essai.ecrire_plusieurs(NiveauJournal::erreur, 11);
    CHECK(essai.lignes.size() == 10);
    essai.ecrire_plusieurs(NiveauJournal::avertissement, 11);

    CHECK(essai.lignes.size() == 20);
}

TEST_CASE("Journal : compte les lignes tues a la premiere ecriture qui suit", "[base][journal]") {
    JournalEssaye essai;
    essai.ecrire_plusieurs(NiveauJournal::erreur, 13);
    essai.maintenant += 999ms;
    essai.ecrire_plusieurs(NiveauJournal::erreur, 1);
    REQUIRE(essai.lignes.size() == 10);

    essai.maintenant += 1ms;
    const auto niveau = GENERATE(NiveauJournal::erreur, NiveauJournal::information);
    essai.journal.ecrire(niveau, "suite");

    REQUIRE(essai.lignes.size() == 12);
    CHECK(essai.lignes[10].first == NiveauJournal::erreur);
    CHECK(essai.lignes[10].second == "lignes tues à ce niveau : 4");
    CHECK(essai.lignes[11].second == "suite");
}

TEST_CASE("Journal : compte les lignes tues a sa destruction", "[base][journal]") {
    Lignes lignes;
    {
        Journal journal([&lignes](NiveauJournal niveau, std::string_view texte) {
            lignes.emplace_back(niveau, texte);
        });
        for (int i = 0; i < 12; ++i) {
            journal.ecrire(NiveauJournal::avertissement, "ligne");
        }
    }

    REQUIRE(lignes.size() == 11);
    CHECK(lignes.back().second == "lignes tues à ce niveau : 2");
}

TEST_CASE("Journal : ignore ce que leve la fonction de l'hote", "[base][journal]") {
    int appels = 0;
    {
        Journal journal([&appels](NiveauJournal /*niveau*/, std::string_view /*texte*/) {
            ++appels;
            throw std::runtime_error("l'hôte a un souci");
        });
        for (int i = 0; i < 12; ++i) {
            journal.ecrire(NiveauJournal::erreur, "ligne");
        }
    }

    CHECK(appels == 11);
}

TEST_CASE("Journal : appelle la fonction de l'hote sans verrou", "[base][journal]") {
    std::unique_ptr<Journal> journal;
    int appels = 0;
    journal = std::make_unique<Journal>([&journal,
                                         &appels](NiveauJournal niveau, std::string_view texte) {
        if (++appels == 1) {
            journal->ecrire(niveau, texte);
        }
    });

    journal->ecrire(NiveauJournal::erreur, "ligne");

    CHECK(appels == 2);
}

TEST_CASE(
    "Journal : sans fonction, ecrit les seuls ennuis sur la sortie d'erreur", "[base][journal]"
) {
    const std::string lu = sortie_erreur([] {
        Journal journal;
        journal.ecrire(NiveauJournal::trace, "trame");
        journal.ecrire(NiveauJournal::information, "client arrivé");
        journal.ecrire(NiveauJournal::avertissement, "client lent");
        journal.ecrire(NiveauJournal::erreur, "port perdu");
    });

    CHECK(lu == "cconn : avertissement : client lent\ncconn : erreur : port perdu\n");
    CHECK_FALSE(Journal().actif(NiveauJournal::information));
}

TEST_CASE("Journal : une sortie d'erreur fermee ne tue pas l'hote", "[base][journal]") {
    const int issue = outils::dans_un_enfant([] {
        outils::rendre_sigpipe_mortel();
        int tube[2] = {-1, -1};
        if (::pipe(tube) != 0) {
            return false;
        }
        ::dup2(tube[1], STDERR_FILENO);
        ::close(tube[1]);
        ::close(tube[0]);

        Journal().ecrire(NiveauJournal::erreur, "personne ne lit");
        return true;
    });

    CHECK(issue == 0);
}

TEST_CASE("SIGPIPE tue bien un enfant qui n'est pas protege", "[base][journal]") {
    const int issue = outils::dans_un_enfant([] {
        outils::rendre_sigpipe_mortel();
        return ::raise(SIGPIPE) != 0;
    });

    CHECK(issue == 1'000 + SIGPIPE);
}
