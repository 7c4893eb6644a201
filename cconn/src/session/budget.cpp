// Budget: la mémoire permise à un serveur, et le plus gros consommateur qu'il déconnecte.
// SPDX-License-Identifier: MIT
#include "session/budget.hpp"

#include "session/facteur.hpp"
#include "session/session.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <unistd.h>
#include <utility>

namespace cconn::detail {

namespace {

constexpr std::size_t memoire_plafond = std::size_t{512} << 20;
/// Entre deux passages, le temps que la mémoire de ceux du premier se rende.
constexpr std::chrono::milliseconds periode{20};

} // namespace

std::size_t memoire_habituelle() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long taille = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || taille <= 0) {
        return memoire_plafond;
    }
    return std::min(
        memoire_plafond, static_cast<std::size_t>(pages) / 4 * static_cast<std::size_t>(taille)
    );
}

Budget::Budget(std::size_t maximum, Journal& journal, Facteur& facteur)
    : maximum_(maximum),
      seuil_(maximum / 5 * 4),
      journal_(journal),
      facteur_(facteur) {}

void Budget::definir_sessions(std::function<Sessions()> sessions) {
    sessions_ = std::move(sessions);
}

std::optional<Refus> Budget::examiner() const {
    if (!est_tendu()) {
        return std::nullopt;
    }
    return Refus{
        CodeErreur::serveur_plein,
        "la mémoire manque : " + std::to_string(Memoire::prise()) + " octets pris, limite " +
            std::to_string(maximum_)};
}

void Budget::constater() {
    if (Memoire::prise() >= maximum_ && sessions_ != nullptr && !en_cours_.exchange(true)) {
        facteur_.controler(shared_from_this(), std::chrono::steady_clock::now());
    }
}

Instant Budget::controler(Instant maintenant) {
    if (Memoire::prise() >= maximum_ && soulager()) {
        return maintenant + periode;
    }
    en_cours_ = false;
    return jamais;
}

/// Déconnecte ceux qui tiennent le plus, autant qu'il en faut pour revenir sous le maximum : un par
/// passage ne suivrait pas des centaines de files qui grandissent ensemble. @return faux s'il n'y a
/// personne.
bool Budget::soulager() {
    struct Consommateur {
        std::size_t octets;
        std::shared_ptr<Session> session;
    };
    std::vector<Consommateur> consommateurs;
    for (auto& session : sessions_()) {
        const std::size_t octets = session->memoire();
        if (octets > 0 && !session->est_sur_le_depart()) {
            consommateurs.push_back({octets, std::move(session)});
        }
    }
    std::sort(
        consommateurs.begin(),
        consommateurs.end(),
        [](const Consommateur& a, const Consommateur& b) { return a.octets > b.octets; }
    );
    const std::size_t prise = Memoire::prise();
    std::size_t rendus = 0;
    for (const auto& [octets, session] : consommateurs) {
        deconnecter(*session, octets);
        rendus += octets;
        if (prise < maximum_ + rendus) {
            break;
        }
    }
    return !consommateurs.empty();
}

void Budget::deconnecter(Session& session, std::size_t octets) {
    const std::string texte = std::to_string(octets) + " octets tenus pour " + session.adresse() +
                              ", " + std::to_string(Memoire::prise()) + " en tout, limite " +
                              std::to_string(maximum_);
    // D'abord : qui apprend la cause lit aussitôt le journal.
    journal_.ecrire(NiveauJournal::erreur, "mémoire pleine, client déconnecté : " + texte);
    session.rompre(
        {Cause::memoire_pleine, {CodeErreur::connexion_perdue, texte + ", issue inconnue"}}
    );
}

} // namespace cconn::detail
