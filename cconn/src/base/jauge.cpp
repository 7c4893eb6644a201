// Jauge: les quotas d'un pair, ce qu'il en a pris, et depuis quand il les dépasse.
// SPDX-License-Identifier: MIT
#include "base/jauge.hpp"

#include <cconn/erreur.hpp>

#include <cmath>
#include <string>

namespace cconn::detail {

namespace {

/// Un pair resté sage aussi longtemps ne dépasse plus : son prochain excès en est un autre.
constexpr std::chrono::seconds repit{1};

std::optional<Seau> seau_de(const std::optional<Debit>& debit) {
    return debit ? std::optional<Seau>(std::in_place, debit->par_seconde, debit->rafale)
                 : std::nullopt;
}

bool est_bon(double nombre) {
    return std::isfinite(nombre) && nombre > 0;
}

} // namespace

Jauge::Jauge(const Quotas& quotas)
    : commandes_(seau_de(quotas.commandes)),
      octets_(seau_de(quotas.octets)),
      persistance_(quotas.persistance) {}

Mesure Jauge::compter(std::size_t octets, Instant maintenant) {
    const auto attente = prendre(octets, maintenant);
    if (attente.count() == 0) {
        return {};
    }
    if (!debut_exces_ || maintenant - dernier_refus_ > repit) {
        debut_exces_ = maintenant;
    }
    dernier_refus_ = maintenant;
    return {attente, maintenant - *debut_exces_ >= persistance_};
}

std::chrono::milliseconds Jauge::prendre(std::size_t octets, Instant maintenant) {
    if (commandes_) {
        const auto attente = commandes_->prendre(1, maintenant);
        if (attente.count() > 0) {
            return attente;
        }
    }
    if (octets_) {
        const auto attente = octets_->prendre(static_cast<double>(octets), maintenant);
        if (attente.count() > 0 && commandes_) {
            commandes_->rendre(1); // elle n'aura pas lieu
        }
        return attente;
    }
    return std::chrono::milliseconds{0};
}

bool sont_limites(const Quotas& quotas) {
    return quotas.commandes || quotas.octets;
}

void exiger_debit(const char* nom, const Debit& debit) {
    if (!est_bon(debit.par_seconde) || !est_bon(debit.rafale)) {
        throw Erreur(
            CodeErreur::argument_invalide,
            std::string(nom) + " vaut " + std::to_string(debit.par_seconde) +
                " par seconde, rafale " + std::to_string(debit.rafale) +
                ", attendu des nombres strictement positifs"
        );
    }
}

void exiger_quotas(const Quotas& quotas) {
    if (quotas.commandes) {
        exiger_debit("quotas.commandes", *quotas.commandes);
    }
    if (quotas.octets) {
        exiger_debit("quotas.octets", *quotas.octets);
    }
    if (quotas.persistance.count() < 0) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "quotas.persistance vaut " + std::to_string(quotas.persistance.count()) +
                " ms, attendu au moins 0"
        );
    }
}

} // namespace cconn::detail
