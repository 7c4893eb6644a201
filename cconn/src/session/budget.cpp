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
/// Entre deux déconnexions, le temps que la mémoire de la première se rende.
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

/// Déconnecte qui tient le plus. @return faux s'il n'y a personne.
bool Budget::soulager() {
    std::shared_ptr<Session> choisie;
    std::size_t plus = 0;
    for (const auto& session : sessions_()) {
        const std::size_t tenus = session->memoire();
        if (!session->est_sur_le_depart() && tenus > plus) {
            plus = tenus;
            choisie = session;
        }
    }
    if (choisie == nullptr) {
        return false;
    }
    const std::string texte = std::to_string(plus) + " octets tenus pour " + choisie->adresse() +
                              ", " + std::to_string(Memoire::prise()) + " en tout, limite " +
                              std::to_string(maximum_);
    choisie->rompre(
        {Cause::memoire_pleine, {CodeErreur::connexion_perdue, texte + ", issue inconnue"}}
    );
    journal_.ecrire(NiveauJournal::erreur, "mémoire pleine, client déconnecté : " + texte);
    return true;
}

} // namespace cconn::detail
