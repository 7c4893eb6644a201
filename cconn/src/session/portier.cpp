// Portier: combien de clients peuvent venir, par seconde et à la fois, en tout et de chaque adresse.
// SPDX-License-Identifier: MIT
#include "session/portier.hpp"

#include "base/jauge.hpp"
#include "session/tentatives.hpp"

#include <algorithm>

namespace cconn::detail {

namespace {

constexpr std::size_t adresses_max = 10'000;
/// @source fiabilite, limites des connexions.
constexpr std::size_t par_adresse_min = 16;

} // namespace

Portier::Etat::Etat(const Debit& debit)
    : arrivees(debit.par_seconde, debit.rafale),
      par_adresse(adresses_max) {}

Portier::Portier(const Admission& admission, std::size_t max_clients)
    : admission_(admission),
      par_adresse_max_(admission.par_adresse_max.value_or(std::max(par_adresse_min, max_clients / 2)
      )),
      etat_(std::in_place, admission.arrivees) {
    exiger_debit("admission.arrivees", admission.arrivees);
    exiger_debit("admission.arrivees_par_adresse", admission.arrivees_par_adresse);
}

bool Portier::est_exempte(const std::string& ip) const {
    return admission_.boucle_locale_exemptee && est_boucle_locale(ip);
}

std::optional<Refus> Portier::recevoir(const std::string& ip, Instant maintenant) {
    if (est_exempte(ip)) {
        return std::nullopt;
    }
    const std::string cle = cle_adresse(ip);
    const auto etat = etat_.verrouiller();
    // L'adresse d'abord : une seule trop pressée ne doit rien prendre au débit de toutes.
    auto& seau = etat->par_adresse.valeur(cle);
    if (!seau) {
        const Debit debit = admission_.arrivees_par_adresse;
        seau.emplace(debit.par_seconde, debit.rafale);
    }
    if (auto refus = compter(*seau, maintenant, "de cette adresse")) {
        return refus;
    }
    const auto presents = etat->presents.find(cle);
    const std::size_t nombre = presents == etat->presents.end() ? 0 : presents->second;
    if (nombre >= par_adresse_max_) {
        return Refus{
            CodeErreur::serveur_plein,
            std::to_string(nombre) + " clients de cette adresse sont déjà là, limite " +
                std::to_string(par_adresse_max_)};
    }
    if (auto refus = compter(etat->arrivees, maintenant, "de clients")) {
        return refus;
    }
    ++etat->presents[cle];
    return std::nullopt;
}

void Portier::raccompagner(const std::string& ip) {
    if (est_exempte(ip)) {
        return;
    }
    const auto etat = etat_.verrouiller();
    const auto presents = etat->presents.find(cle_adresse(ip));
    if (presents != etat->presents.end() && --presents->second == 0) {
        etat->presents.erase(presents);
    }
}

std::optional<Refus> Portier::compter(Seau& seau, Instant maintenant, const char* quoi) {
    const auto attente = seau.prendre(1, maintenant);
    if (attente.count() == 0) {
        return std::nullopt;
    }
    return Refus{
        CodeErreur::debit_depasse,
        std::string("trop d'arrivées ") + quoi + ", réessayer dans " +
            std::to_string(attente.count()) + " ms"};
}

} // namespace cconn::detail
