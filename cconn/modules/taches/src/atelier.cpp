// SPDX-License-Identifier: MIT
#include "atelier.hpp"

#include <cconn/erreur.hpp>
#include <cconn/taches/contexte_tache.hpp>

#include "codage.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace cconn::taches::detail {
namespace {

constexpr std::size_t taille_erreur_max = 1'024;

/// Les mêmes données échoueraient encore.
bool est_definitive(CodeErreur code) {
    return code == CodeErreur::argument_invalide || code == CodeErreur::arguments_incompatibles;
}

void manquer(Fin& fin, Issue issue, std::string texte) {
    fin.issue = issue;
    fin.resultat.clear();
    if (!cconn::detail::texte_valide(texte)) {
        // Il voyagera comme un texte : de l'UTF-8, ou rien que de l'ASCII.
        std::replace_if(
            texte.begin(),
            texte.end(),
            [](char lettre) { return (static_cast<unsigned char>(lettre) & 0x80U) != 0; },
            '?'
        );
    }
    if (texte.size() > taille_erreur_max) {
        std::size_t taille = taille_erreur_max;
        while (taille > 0 && (static_cast<unsigned char>(texte[taille]) & 0xC0U) == 0x80U) {
            --taille; // pas au milieu d'un caractère
        }
        texte.resize(taille);
    }
    fin.erreur = std::move(texte);
}

} // namespace

void Atelier::lancer(const Echanger& echanger) {
    for (std::size_t i = 0; i < options_.travailleurs; ++i) {
        fils_.emplace_back("taches-" + std::to_string(i + 1), [this, echanger] {
            travailler(echanger);
        });
    }
}

void Atelier::arreter(std::chrono::nanoseconds delai) {
    const Instant echeance = std::chrono::steady_clock::now() + delai;
    auto etat = etat_.verrouiller();
    etat.attendre_jusqua(cloture_, echeance, [&] { return etat->en_cours.empty(); });
    etat->est_arrete = true;
    for (const auto& [rang, execution] : etat->en_cours) {
        execution->arreter(Execution::Arret::extinction);
    }
}

void Atelier::joindre() {
    for (Fil& fil : fils_) {
        fil.joindre();
    }
}

bool Atelier::est_un_de_ses_fils() const {
    return etat_.verrouiller()->fils.contains(std::this_thread::get_id());
}

std::shared_ptr<Execution> Atelier::ouvrir(Prise prise) {
    const Rang rang = prise.rang;
    auto execution = std::make_shared<Execution>(std::move(prise), options_.bail, lire_carnet_);
    const auto etat = etat_.verrouiller();
    if (etat->est_arrete) {
        execution->arreter(Execution::Arret::extinction);
    }
    etat->en_cours.insert_or_assign(rang, execution);
    return execution;
}

// Un travailleur dont le bail est passé ne ferme pas l'exécution qui a pris sa suite.
void Atelier::clore(const Execution& execution) {
    const auto etat = etat_.verrouiller();
    const auto trouvee = etat->en_cours.find(execution.prise().rang);
    if (trouvee != etat->en_cours.end() && trouvee->second.get() == &execution) {
        etat->en_cours.erase(trouvee);
    }
    cloture_.notify_all();
}

void Atelier::annuler(Rang rang) {
    const auto etat = etat_.verrouiller();
    const auto trouvee = etat->en_cours.find(rang);
    if (trouvee != etat->en_cours.end()) {
        trouvee->second->arreter(Execution::Arret::annulation);
    }
}

std::vector<std::shared_ptr<Execution>> Atelier::baux_passes() const {
    std::vector<std::shared_ptr<Execution>> passes;
    if (options_.renouvellement == Renouvellement::par_la_fonction) {
        const Instant maintenant = std::chrono::steady_clock::now();
        const auto etat = etat_.verrouiller();
        for (const auto& [rang, execution] : etat->en_cours) {
            if (execution->bail_est_passe(maintenant) && !execution->a_rendu_son_bail()) {
                passes.push_back(execution);
            }
        }
    }
    return passes;
}

std::optional<Instant> Atelier::prochain_bail() const {
    std::optional<Instant> prochain;
    if (options_.renouvellement == Renouvellement::par_la_fonction) {
        const auto etat = etat_.verrouiller();
        for (const auto& [rang, execution] : etat->en_cours) {
            if (!execution->a_rendu_son_bail()) {
                const Instant fin = execution->fin_bail();
                prochain = prochain ? std::min(*prochain, fin) : fin;
            }
        }
    }
    return prochain;
}

void Atelier::travailler(const Echanger& echanger) {
    etat_.verrouiller()->fils.insert(std::this_thread::get_id());
    std::optional<Fin> fin;
    while (const std::shared_ptr<Execution> execution = echanger(std::move(fin))) {
        fin = executer(*execution);
        clore(*execution);
    }
    etat_.verrouiller()->fils.erase(std::this_thread::get_id());
}

Fin Atelier::executer(Execution& execution) const {
    const Prise& prise = execution.prise();
    Fin fin{.rang = prise.rang, .essai = prise.essai};
    if (execution.arret() == Execution::Arret::non) {
        appeler(execution, fin);
        fin.effets = execution.prendre_effets();
    }
    // Une fonction à qui l'on a demandé de cesser a pu revenir au milieu de son travail.
    if (execution.arret() == Execution::Arret::extinction) {
        fin = {.rang = prise.rang, .essai = prise.essai, .issue = Issue::interrompue};
    }
    return fin;
}

void Atelier::appeler(Execution& execution, Fin& fin) const {
    try {
        const std::shared_ptr<const Travail> travail = registre_.trouver(execution.prise().type);
        ContexteTache contexte(execution);
        fin.resultat = emballer(travail->executer(contexte, deballer(execution.prise().donnees)));
        fin.issue = Issue::reussie;
        if (fin.resultat.size() > options_.taille_tache_max) {
            manquer(
                fin,
                Issue::impossible,
                "résultat de " + std::to_string(fin.resultat.size()) + " octets, limite " +
                    std::to_string(options_.taille_tache_max)
            );
        }
    } catch (const Erreur& erreur) {
        const bool definitive = est_definitive(erreur.code_cconn());
        manquer(fin, definitive ? Issue::impossible : Issue::manquee, erreur.what());
    } catch (const std::exception& erreur) {
        manquer(fin, Issue::manquee, erreur.what());
    } catch (...) {
        manquer(fin, Issue::manquee, "exception d'un type inconnu");
    }
}

} // namespace cconn::taches::detail
