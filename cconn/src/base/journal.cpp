// Journal: fait parvenir à l'hôte des lignes propres, courtes et limitées en débit.
// SPDX-License-Identifier: MIT
#include "base/journal.hpp"

#include "base/sigpipe.hpp"
#include "base/texte.hpp"

#include <cstdio>
#include <string>
#include <utility>

namespace cconn::detail {

namespace {

constexpr auto periode = std::chrono::seconds{1};

std::size_t indice(NiveauJournal niveau) noexcept {
    return static_cast<std::size_t>(niveau);
}

/// Une seule écriture par ligne, pour que les lignes de plusieurs fils ne se mêlent pas.
void ecrire_sortie_erreur(NiveauJournal niveau, std::string_view texte) {
    std::string ligne =
        niveau == NiveauJournal::erreur ? "cconn : erreur : " : "cconn : avertissement : ";
    ligne.append(texte).push_back('\n');
    const SigpipeRetenu retenu;
    // Un échec ne se dirait que sur cette même sortie.
    static_cast<void>(std::fwrite(ligne.data(), 1, ligne.size(), stderr));
}

} // namespace

Journal::Journal(FonctionJournal fonction, Horloge horloge)
    : seuil_(fonction ? NiveauJournal::trace : NiveauJournal::avertissement),
      fonction_(fonction ? std::move(fonction) : FonctionJournal(ecrire_sortie_erreur)),
      horloge_(horloge ? std::move(horloge) : Horloge(std::chrono::steady_clock::now)) {}

Journal::~Journal() {
    try {
        transmettre_bilans(relever_bilans(*debits_.verrouiller(), jamais));
    } catch (...) {
        // La fonction de l'hôte a levé : le journal est le dernier recours, il n'en a pas d'autre.
        return;
    }
}

void Journal::ecrire(NiveauJournal niveau, std::string_view texte) noexcept {
    if (!actif(niveau)) {
        return;
    }
    try {
        const Instant maintenant = horloge_();
        auto debits = debits_.verrouiller();
        const Bilans bilans = relever_bilans(*debits, maintenant);
        const bool passe = prendre_place((*debits)[indice(niveau)], maintenant);
        debits.deverrouiller();

        transmettre_bilans(bilans);
        if (passe) {
            fonction_(niveau, echapper(texte, taille_ligne_max));
        }
    } catch (...) {
        // La fonction de l'hôte a levé, ou la mémoire manque : une ligne perdue ne doit pas coûter
        // la connexion qui voulait l'écrire.
        return;
    }
}

bool Journal::actif(NiveauJournal niveau) const noexcept {
    return niveau >= seuil_;
}

bool Journal::prendre_place(Debit& debit, Instant maintenant) noexcept {
    if (debit.ecrites == 0) {
        debit.debut = maintenant;
    }
    if (debit.ecrites == lignes_par_seconde) {
        ++debit.tues;
        return false;
    }
    ++debit.ecrites;
    return true;
}

Journal::Bilans Journal::relever_bilans(Debits& debits, Instant maintenant) noexcept {
    Bilans bilans{};
    for (std::size_t i = 0; i < nb_niveaux; ++i) {
        if (maintenant - debits[i].debut >= periode) {
            bilans[i] = std::exchange(debits[i], Debit{}).tues;
        }
    }
    return bilans;
}

void Journal::transmettre_bilans(const Bilans& bilans) const {
    for (std::size_t i = 0; i < nb_niveaux; ++i) {
        if (bilans[i] != 0) {
            fonction_(
                static_cast<NiveauJournal>(i),
                "lignes tues à ce niveau : " + std::to_string(bilans[i])
            );
        }
    }
}

} // namespace cconn::detail
