// SPDX-License-Identifier: MIT
#include "fiche.hpp"

#include <chrono>
#include <utility>

namespace cconn::taches::detail {
namespace {

std::int64_t en_ms(Tache::Instant date) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(date.time_since_epoch()).count();
}

Tache::Instant depuis_ms(std::int64_t date) {
    return Tache::Instant(std::chrono::milliseconds(date));
}

std::optional<std::int64_t> en_ms(const std::optional<Tache::Instant>& date) {
    return date ? std::optional(en_ms(*date)) : std::nullopt;
}

std::optional<Tache::Instant> depuis_ms(const std::optional<std::int64_t>& date) {
    return date ? std::optional(depuis_ms(*date)) : std::nullopt;
}

} // namespace

Fiche vers_fiche(const Tache& tache) {
    return {
        .id = tache.id,
        .etat = std::string(nom_etat(tache.etat)),
        .type = tache.type,
        .cle = tache.cle,
        .priorite = tache.priorite,
        .essai = tache.essai,
        .annulation_demandee = tache.annulation_demandee,
        .erreur = tache.erreur,
        .soumise = en_ms(tache.soumise),
        .commencee = en_ms(tache.commencee),
        .finie = en_ms(tache.finie)};
}

Tache depuis_fiche(const Fiche& fiche) {
    return {
        .id = fiche.id,
        .etat = etat_depuis_nom(fiche.etat),
        .type = fiche.type,
        .cle = fiche.cle,
        .priorite = fiche.priorite,
        .essai = fiche.essai,
        .annulation_demandee = fiche.annulation_demandee,
        .erreur = fiche.erreur,
        .soumise = depuis_ms(fiche.soumise),
        .commencee = depuis_ms(fiche.commencee),
        .finie = depuis_ms(fiche.finie)};
}

FicheResultat vers_fiche(ResultatTache resultat) {
    return {
        .etat = std::string(nom_etat(resultat.etat)),
        .resultat = std::move(resultat.valeur),
        .erreur = std::move(resultat.erreur)};
}

ResultatTache depuis_fiche(FicheResultat fiche) {
    return {
        .etat = etat_depuis_nom(fiche.etat),
        .valeur = std::move(fiche.resultat),
        .erreur = std::move(fiche.erreur)};
}

FicheComptes vers_fiche(const ComptesTaches& comptes) {
    return {
        .en_attente = comptes.en_attente,
        .en_cours = comptes.en_cours,
        .terminees = comptes.terminees,
        .echouees = comptes.echouees,
        .annulees = comptes.annulees};
}

ComptesTaches depuis_fiche(const FicheComptes& fiche) {
    return {
        .en_attente = fiche.en_attente,
        .en_cours = fiche.en_cours,
        .terminees = fiche.terminees,
        .echouees = fiche.echouees,
        .annulees = fiche.annulees};
}

} // namespace cconn::taches::detail
