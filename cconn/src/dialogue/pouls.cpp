// Pouls: les battements d'une connexion, son silence et son inactivité; sans horloge.
// SPDX-License-Identifier: MIT
#include "dialogue/pouls.hpp"

#include <algorithm>

namespace cconn::detail {

namespace {

using std::chrono::milliseconds;

/// Ce qu'un pair peut annoncer ; au-delà, son silence ne dirait plus rien à temps.
constexpr milliseconds annonce_min{10};
constexpr milliseconds annonce_max = std::chrono::hours{1};
/// Battements manqués avant de tenir le pair pour mort : deux se croiseraient avec un retard.
constexpr int battements_manques_max = 3;
/// Constats par délai surveillé : la mort se sait un quart de battement trop tard au plus.
constexpr int constats_par_delai = 4;
/// Battements acceptés : en moyenne par seconde, et d'un coup ; et excès avant de fermer.
/// @source CVE-2019-9512, et ce que gRPC en a fait.
constexpr double battements_par_seconde = 10;
constexpr int exces_max = 3;

} // namespace

Pouls::Pouls(milliseconds battement, milliseconds delai_inactif)
    : battement_(battement),
      inactif_(delai_inactif) {}

void Pouls::commencer(Instant maintenant) {
    constat_ = recu_ = emis_ = occupee_ = compte_ = maintenant;
    permis_ = battements_par_seconde;
}

void Pouls::noter_bonjour(milliseconds battement, Instant maintenant) {
    salue_ = true;
    recu_ = maintenant;
    battement_pair_ =
        battement.count() > 0 ? std::clamp(battement, annonce_min, annonce_max) : milliseconds{0};
}

bool Pouls::noter_battement(Instant maintenant) {
    const std::chrono::duration<double> ecoulees = maintenant - compte_;
    permis_ = std::min(permis_ + ecoulees.count() * battements_par_seconde, battements_par_seconde);
    compte_ = maintenant;
    if (permis_ < 1) {
        return ++exces_ < exces_max;
    }
    permis_ -= 1;
    return true;
}

Pouls::Constat Pouls::constater(const Signes& signes, Instant maintenant) {
    constat_ = maintenant;
    recu_ = signes.recu ? maintenant : recu_;
    emis_ = signes.emis ? maintenant : emis_;
    occupee_ = signes.occupee ? maintenant : occupee_;
    const bool reciproque = bat() && battement_pair_.count() > 0;
    if (reciproque && maintenant - recu_ >= battements_manques_max * battement_pair_) {
        return Constat::muet;
    }
    if (inactif_.count() > 0 && maintenant - occupee_ >= inactif_) {
        return Constat::inactive;
    }
    if (reciproque && maintenant - emis_ >= battement_) {
        emis_ = maintenant;
        return Constat::battre;
    }
    return Constat::rien;
}

Instant Pouls::prochain() const {
    Instant prochain = jamais;
    if (bat() && battement_pair_.count() > 0) {
        prochain = std::min(
            echeance_apres(emis_, battement_),
            constat_ + std::chrono::nanoseconds(battement_pair_) / constats_par_delai
        );
    }
    if (inactif_.count() > 0) {
        const Instant fin = echeance_apres(occupee_, inactif_);
        const Instant etape =
            echeance_apres(constat_, std::max(inactif_ / constats_par_delai, milliseconds{1}));
        prochain = std::min({prochain, fin > constat_ ? std::min(fin, etape) : etape});
    }
    return prochain;
}

} // namespace cconn::detail
