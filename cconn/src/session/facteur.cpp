// Facteur: le fil partagé qui écrit ce qui attend et fait respecter les délais.
// SPDX-License-Identifier: MIT
#include "session/facteur.hpp"

#include <cconn/erreur.hpp>

#include "base/insister.hpp"

#include <algorithm>
#include <string>

namespace cconn::detail {

namespace {

/// Entre deux passages chez qui envoie en rafale : assez pour que des centaines de petits messages
/// s'accumulent, trop peu pour se remarquer.
constexpr std::chrono::microseconds periode_passage{50};

} // namespace

Facteur::Facteur(std::size_t taille_pile, Journal& journal)
    : taille_pile_(taille_pile),
      journal_(journal) {}

Facteur::~Facteur() {
    arreter();
}

void Facteur::arreter() {
    std::optional<Fil> fil;
    {
        const auto etat = etat_.verrouiller();
        etat->arret = true;
        fil = std::exchange(etat->fil, std::nullopt);
        if (etat->veille != nullptr) {
            etat->veille->reveiller();
        }
    }
    // Le destructeur de `fil` attend sa fin.
}

void Facteur::surveiller(const std::shared_ptr<Suivi>& suivi) {
    auto etat = etat_.verrouiller();
    if (suivi->est_retire()) {
        return;
    }
    etat->a_surveiller.push_back(inscrire(*etat, suivi).cle);
    reveiller(std::move(etat));
}

void Facteur::confier(const std::shared_ptr<Suivi>& suivi) {
    auto etat = etat_.verrouiller();
    if (suivi->est_retire()) {
        return;
    }
    ajouter_passage(*etat, inscrire(*etat, suivi));
    if (etat->prochain_passage == jamais) {
        etat->prochain_passage = Instant{};
        reveiller(std::move(etat));
    }
}

void Facteur::ajouter_passage(Etat& etat, Suivie& suivie) {
    if (!suivie.a_passer) {
        etat.passages.push_back(suivie.cle);
        suivie.a_passer = true;
    }
}

void Facteur::controler(const std::shared_ptr<Suivi>& suivi, Instant echeance) {
    if (echeance == jamais) {
        return;
    }
    auto etat = etat_.verrouiller();
    if (suivi->est_retire()) {
        return;
    }
    if (echeance < inscrire(*etat, suivi).controle) {
        programmer(*etat, *suivi, echeance);
        if (echeance < etat->reveil) {
            reveiller(std::move(etat));
        }
    }
}

void Facteur::oublier(const Suivi& suivi) {
    auto etat = etat_.verrouiller();
    while (etat->en_main == &suivi) {
        etat.attendre(main_libre_);
    }
    if (etat->suivis.contains(&suivi)) {
        if (etat->veille != nullptr) {
            etat->veille->oublier(suivi.descripteur());
        }
        retirer(*etat, suivi);
    }
}

Facteur::Suivie& Facteur::inscrire(Etat& etat, const std::shared_ptr<Suivi>& suivi) {
    Suivie& suivie = etat.suivis[suivi.get()];
    if (suivie.cle == 0) {
        etat.par_cle.emplace(etat.derniere_cle + 1, suivi.get());
        suivie.cle = ++etat.derniere_cle;
        suivie.suivi = suivi;
        suivie.descripteur = suivi->descripteur();
    }
    return suivie;
}

void Facteur::retirer(Etat& etat, const Suivi& suivi) {
    programmer(etat, suivi, jamais);
    const auto trouvee = etat.suivis.find(&suivi);
    etat.par_cle.erase(trouvee->second.cle);
    etat.suivis.erase(trouvee);
}

/// Exige : ce suivi est inscrit.
void Facteur::programmer(Etat& etat, const Suivi& suivi, Instant echeance) {
    Suivie& suivie = etat.suivis.at(&suivi);
    if (suivie.controle == echeance) {
        return;
    }
    if (echeance != jamais) {
        etat.controles.emplace(echeance, &suivi);
    }
    etat.controles.erase({suivie.controle, &suivi});
    suivie.controle = echeance;
}

/// Démarre le fil s'il ne l'est pas, et lui fait revoir ce qu'il attend.
void Facteur::reveiller(Acces etat) {
    std::string panne;
    if (!etat->fil && !etat->arret) {
        try {
            if (etat->veille == nullptr) {
                etat->veille = std::make_unique<Veille>();
            }
            etat->fil.emplace("cconn-facteur", taille_pile_, [this, &veille = *etat->veille] {
                servir(veille);
            });
        } catch (const Erreur& erreur) {
            panne = erreur.what(); // le prochain réveil essaiera de nouveau
        }
    }
    if (etat->veille != nullptr) {
        etat->veille->reveiller();
    }
    etat.deverrouiller();
    if (!panne.empty()) {
        journal_.ecrire(NiveauJournal::erreur, "facteur : " + panne);
    }
}

/// Ce que la veille n'a pas encore vu.
void Facteur::remettre_a_la_veille(Etat& etat) {
    for (const std::uint64_t cle : std::exchange(etat.a_surveiller, {})) {
        if (const auto trouvee = etat.par_cle.find(cle); trouvee != etat.par_cle.end()) {
            // Si le système refuse, rien ne partira : le contrôle de la session la dira lente.
            static_cast<void>(
                etat.veille->surveiller_ecriture(etat.suivis.at(trouvee->second).descripteur, cle)
            );
        }
    }
}

void Facteur::servir(Veille& veille) {
    std::vector<std::uint64_t> cles;
    insister([&] { cles.reserve(Veille::cles_par_tour); });
    auto etat = etat_.verrouiller();
    while (!etat->arret) {
        remettre_a_la_veille(*etat);
        const Instant controle = etat->controles.empty() ? jamais : etat->controles.begin()->first;
        const Instant echeance = std::min(controle, etat->prochain_passage);
        etat->reveil = echeance;
        etat.deverrouiller();
        retenus_.clear();
        veille.attendre(echeance, cles);
        const Instant maintenant = std::chrono::steady_clock::now();
        etat.reverrouiller();
        etat->reveil = Instant::min();
        for (const std::uint64_t cle : cles) {
            vidanger(etat, cle);
        }
        if (etat->prochain_passage <= maintenant) {
            passer(etat);
        }
        controler_echus(etat, maintenant);
    }
    etat.deverrouiller();
    retenus_.clear();
}

/// Appelle `action(suivi)` sans verrou, en empêchant `oublier` de rendre pendant ce temps.
///
/// @return vrai si le suivi est encore inscrit après.
template<class F>
bool Facteur::prendre_en_main(Acces& etat, const Suivi* adresse, F action) {
    const auto suivi =
        insister([&] { return retenus_.emplace_back(etat->suivis.at(adresse).suivi.lock()); });
    if (suivi == nullptr) {
        retirer(*etat, *adresse);
        return false;
    }
    etat->en_main = adresse;
    etat.deverrouiller();
    action(*suivi);
    etat.reverrouiller();
    etat->en_main = nullptr;
    main_libre_.notify_all();
    return etat->suivis.contains(adresse);
}

void Facteur::vidanger(Acces& etat, std::uint64_t cle) {
    const auto trouvee = etat->par_cle.find(cle);
    if (trouvee == etat->par_cle.end()) {
        return;
    }
    Vidange vidange = Vidange::finie;
    const Suivi* const adresse = trouvee->second;
    const bool inscrit =
        prendre_en_main(etat, adresse, [&](Suivi& suivi) { vidange = suivi.vidanger(); });
    if (inscrit && vidange == Vidange::pleine) {
        insister([&] { etat->a_surveiller.push_back(cle); });
    } else if (inscrit && vidange == Vidange::suivre) {
        insister([&] { ajouter_passage(*etat, etat->suivis.at(adresse)); });
        etat->prochain_passage =
            std::min(etat->prochain_passage, std::chrono::steady_clock::now() + periode_passage);
    }
}

/// Passe une fois chez tous ceux qui envoient en rafale.
void Facteur::passer(Acces& etat) {
    const auto cles = std::exchange(etat->passages, {});
    etat->prochain_passage = jamais;
    for (const std::uint64_t cle : cles) {
        if (const auto trouvee = etat->par_cle.find(cle); trouvee != etat->par_cle.end()) {
            etat->suivis.at(trouvee->second).a_passer = false;
        }
        vidanger(etat, cle);
    }
}

void Facteur::controler_echus(Acces& etat, Instant maintenant) {
    while (!etat->controles.empty() && etat->controles.begin()->first <= maintenant) {
        const Suivi* const adresse = etat->controles.begin()->second;
        programmer(*etat, *adresse, jamais);
        Instant prochain = jamais;
        const bool inscrit = prendre_en_main(etat, adresse, [&](Suivi& suivi) {
            prochain = insister([&] { return suivi.controler(maintenant); });
        });
        if (inscrit && prochain < etat->suivis.at(adresse).controle) {
            insister([&] { programmer(*etat, *adresse, prochain); });
        }
    }
}

} // namespace cconn::detail
