// SPDX-License-Identifier: MIT
#include "suiveurs.hpp"

#include "fiche.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace cconn::taches::detail {
namespace {

/// Changements en attente d'être dits ; au-delà, les nouveaux sont perdus, et l'état reste lisible.
constexpr std::size_t changements_max = 100'000;

} // namespace

Suiveurs::Suiveurs(const OptionsTaches& options, std::function<void(const std::string&)> avertir)
    : options_(options),
      avertir_(std::move(avertir)),
      fil_("taches-avis", [this] { tourner(); }) {}

bool Suiveurs::essayer_suivre(const std::string& id, const Connexion& qui) {
    const auto etat = etat_.verrouiller();
    if (etat->nb_suivis >= std::min(etat->prochain_menage, options_.suivis_max)) {
        oublier(*etat, [](const Connexion& connexion) { return !connexion.est_ouverte(); });
        etat->prochain_menage = std::max<std::size_t>(64, 2 * etat->nb_suivis);
    }
    if (etat->nb_suivis >= options_.suivis_max) {
        return false;
    }
    std::vector<Connexion>& connexions = etat->suivis[id];
    if (std::find(connexions.begin(), connexions.end(), qui) == connexions.end()) {
        connexions.push_back(qui);
        ++etat->nb_suivis;
    }
    compter_ecoutes(*etat);
    return true;
}

void Suiveurs::ne_plus_suivre(std::string_view id, const Connexion& qui) {
    const auto etat = etat_.verrouiller();
    const auto trouve = etat->suivis.find(id);
    if (trouve == etat->suivis.end()) {
        return;
    }
    etat->nb_suivis -= std::erase(trouve->second, qui);
    if (trouve->second.empty()) {
        etat->suivis.erase(trouve);
    }
    compter_ecoutes(*etat);
}

void Suiveurs::quand_change(Suite suite) {
    const auto etat = etat_.verrouiller();
    etat->suite = std::move(suite);
    compter_ecoutes(*etat);
}

bool Suiveurs::est_ecoutee(std::string_view id) const {
    const auto etat = etat_.verrouiller();
    return etat->suite != nullptr || etat->suivis.find(id) != etat->suivis.end();
}

void Suiveurs::publier(std::vector<Tache> changements) {
    const auto etat = etat_.verrouiller();
    for (Tache& tache : changements) {
        if (etat->a_dire.size() < changements_max) {
            etat->a_dire.push_back(std::move(tache));
        }
    }
    ajout_.notify_one();
}

void Suiveurs::fermer() {
    {
        const auto etat = etat_.verrouiller();
        etat->est_ferme = true;
        ajout_.notify_one();
    }
    fil_.joindre();
}

void Suiveurs::tourner() {
    for (;;) {
        auto etat = etat_.verrouiller();
        etat.attendre(ajout_, [&] { return etat->est_ferme || !etat->a_dire.empty(); });
        if (etat->a_dire.empty()) {
            return;
        }
        const Tache tache = std::move(etat->a_dire.front());
        etat->a_dire.pop_front();
        etat.deverrouiller();
        dire(tache);
    }
}

void Suiveurs::dire(const Tache& tache) {
    std::vector<Connexion> connexions;
    Suite suite;
    {
        const auto etat = etat_.verrouiller();
        suite = etat->suite;
        const auto trouve = etat->suivis.find(tache.id);
        if (trouve != etat->suivis.end()) {
            connexions = trouve->second;
            if (est_final(tache.etat)) {
                etat->nb_suivis -= connexions.size();
                etat->suivis.erase(trouve);
                compter_ecoutes(*etat);
            }
        }
    }
    appeler(suite, tache);
    const std::string avis = options_.prefixe + ".changement";
    const Fiche fiche = vers_fiche(tache);
    for (const Connexion& connexion : connexions) {
        // Un suiveur parti n'est pas une anomalie : on l'oublie sans que le journal le dise.
        if (!connexion.est_ouverte() || !connexion.envoyer(avis, fiche)) {
            const auto etat = etat_.verrouiller();
            oublier(*etat, [&](const Connexion& autre) { return autre == connexion; });
        }
    }
}

void Suiveurs::appeler(const Suite& suite, const Tache& tache) const {
    if (suite == nullptr) {
        return;
    }
    try {
        suite(tache);
    } catch (const std::exception& erreur) {
        avertir_(std::string("quand_change a levé une exception : ") + erreur.what());
    } catch (...) {
        avertir_("quand_change a levé une exception d'un type inconnu");
    }
}

void Suiveurs::oublier(Etat& etat, const std::function<bool(const Connexion&)>& condition) {
    for (auto suivi = etat.suivis.begin(); suivi != etat.suivis.end();) {
        etat.nb_suivis -= std::erase_if(suivi->second, condition);
        suivi = suivi->second.empty() ? etat.suivis.erase(suivi) : std::next(suivi);
    }
    compter_ecoutes(etat);
}

void Suiveurs::compter_ecoutes(const Etat& etat) {
    nb_ecoutes_ = etat.nb_suivis + (etat.suite != nullptr ? 1 : 0);
}

} // namespace cconn::taches::detail
