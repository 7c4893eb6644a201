// SPDX-License-Identifier: MIT
#include "ecrivain.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace cconn::taches::detail {
namespace {

constexpr std::chrono::milliseconds recul_min{50};
constexpr std::chrono::milliseconds recul_max{1'000};
/// Sans rien à faire, l'écrivain dort : cette durée n'est qu'une borne pour l'attente.
constexpr std::chrono::hours longtemps{24};

} // namespace

Ecrivain::Ecrivain(Magasin& magasin, Liens liens) : magasin_(magasin), liens_(std::move(liens)) {
    *comptes_.verrouiller() = magasin_.comptes();
    prochain_reveil_ = magasin_.prochaine_echeance();
    fil_ = Fil("taches-ecrit", [this] { tourner(); });
}

void Ecrivain::deposer(Operation& operation) {
    const auto etat = etat_.verrouiller();
    if (etat->est_ferme) {
        throw Erreur(CodeErreur::etat_invalide, "la file d'attente est éteinte");
    }
    etat->depots.push_back(&operation);
    depot_.notify_one();
}

std::shared_ptr<Execution> Ecrivain::echanger(std::optional<Fin> fin) {
    Poste poste(std::move(fin));
    deposer(poste);
    return poste.attendre();
}

void Ecrivain::licencier() {
    const auto etat = etat_.verrouiller();
    etat->est_licencie = true;
    etat->est_reveille = true;
    depot_.notify_one();
}

void Ecrivain::reveiller() {
    const auto etat = etat_.verrouiller();
    etat->est_reveille = true;
    depot_.notify_one();
}

void Ecrivain::fermer() {
    {
        const auto etat = etat_.verrouiller();
        etat->est_ferme = true;
        etat->est_licencie = true;
        depot_.notify_one();
    }
    fil_.joindre();
}

void Ecrivain::tourner() {
    std::vector<Operation*> lot;
    while (prendre_lot(lot)) {
        traiter(lot);
        lot.clear();
        if (est_licencie_) {
            congedier_postes();
        }
    }
}

bool Ecrivain::prendre_lot(std::vector<Operation*>& lot) {
    auto etat = etat_.verrouiller();
    etat.attendre_jusqua(depot_, echeance(), [&] {
        return !etat->depots.empty() || etat->est_reveille || etat->est_ferme;
    });
    lot.swap(etat->depots);
    etat->est_reveille = false;
    est_licencie_ = etat->est_licencie;
    const bool fini = lot.empty() && etat->est_ferme;
    etat.deverrouiller();
    const bool est_temps = reprise_ && *reprise_ <= std::chrono::steady_clock::now();
    if (est_temps || est_licencie_) {
        lot.insert(lot.end(), a_reprendre_.begin(), a_reprendre_.end());
        a_reprendre_.clear();
        reprise_.reset();
    }
    return !fini;
}

Instant Ecrivain::echeance() const {
    if (reprise_) {
        return *reprise_; // d'ici là, le disque refuserait encore
    }
    Instant echeance = std::chrono::steady_clock::now() + longtemps;
    for (const std::optional<Instant>& date : {prochain_reveil_, liens_.prochain_bail()}) {
        echeance = date ? std::min(echeance, *date) : echeance;
    }
    return echeance;
}

void Ecrivain::traiter(Lot lot) {
    const std::optional<Erreur> erreur = essayer(lot, Placement::oui);
    if (!erreur) {
        recul_ = std::chrono::milliseconds{0};
        return;
    }
    ralentir(*erreur);
    for (Operation* const operation : lot) {
        if (const std::optional<Erreur> sienne = essayer({&operation, 1}, Placement::non)) {
            echouer(*operation, *sienne);
        }
    }
}

/// Ni boucle, ni ligne de journal à chaque essai, tant que le disque refuse.
void Ecrivain::ralentir(const Erreur& erreur) {
    if (recul_.count() == 0) {
        liens_.avertir(erreur.contexte());
    }
    recul_ = std::clamp(recul_ * 2, recul_min, recul_max);
    reprise_ = std::chrono::steady_clock::now() + recul_;
    prochain_reveil_.reset();
}

std::optional<Erreur> Ecrivain::essayer(Lot lot, Placement placement) {
    const std::size_t deja_libres = postes_libres_.size();
    try {
        magasin_.commencer();
        appliquer(lot);
        if (placement == Placement::oui) {
            entretenir();
            placer();
        }
        const std::optional<Instant> reveil = magasin_.prochaine_echeance();
        magasin_.valider();
        prochain_reveil_ = reveil;
    } catch (const std::exception& exception) {
        magasin_.abandonner();
        postes_libres_.resize(deja_libres);
        for (Poste* const poste : postes_libres_) {
            poste->confier(std::nullopt);
        }
        const auto* const erreur = dynamic_cast<const Erreur*>(&exception);
        return erreur != nullptr ? *erreur
                                 : Erreur(CodeErreur::stockage_indisponible, exception.what());
    }
    acquitter(lot);
    return std::nullopt;
}

void Ecrivain::appliquer(Lot lot) {
    for (Operation* const operation : lot) {
        operation->appliquer(magasin_);
        if (Poste* const poste = operation->poste()) {
            postes_libres_.push_back(poste);
        }
    }
}

/// Ce que le temps qui passe fait aux tâches.
void Ecrivain::entretenir() {
    for (const std::shared_ptr<Execution>& execution : liens_.baux_passes()) {
        magasin_.finir(
            {.rang = execution->prise().rang,
             .essai = execution->prise().essai,
             .erreur = "le bail est passé sans que la fonction finisse ni le renouvelle"}
        );
        magasin_.si_validee([execution] { execution->rendre_bail(); });
    }
    magasin_.reveiller_differees();
    magasin_.purger();
}

/// Donne une tâche aux travailleurs libres, tant qu'il y en a des deux.
void Ecrivain::placer() {
    if (est_licencie_ || postes_libres_.empty()) {
        return;
    }
    const std::shared_ptr<const Types> types = liens_.types();
    for (Poste* const poste : postes_libres_) {
        poste->confier(magasin_.prendre(*types));
        if (!poste->a_une_tache()) {
            return;
        }
    }
}

void Ecrivain::acquitter(Lot lot) {
    *comptes_.verrouiller() = magasin_.comptes();
    std::vector<Operation*> a_conclure;
    for (Operation* const operation : lot) {
        if (operation->poste() == nullptr) {
            a_conclure.push_back(operation);
        }
    }
    std::vector<Poste*> libres;
    for (Poste* const poste : postes_libres_) {
        if (poste->a_une_tache()) {
            poste->ouvrir(liens_.ouvrir(poste->prendre_tache()));
            a_conclure.push_back(poste);
        } else {
            poste->oublier_fin();
            libres.push_back(poste);
        }
    }
    postes_libres_ = std::move(libres);
    if (std::vector<Tache> changements = magasin_.prendre_changements(); !changements.empty()) {
        liens_.publier(std::move(changements));
    }
    for (Operation* const operation : a_conclure) {
        operation->conclure();
    }
}

void Ecrivain::echouer(Operation& operation, const Erreur& erreur) {
    if (operation.poste() != nullptr && !est_licencie_) {
        a_reprendre_.push_back(&operation);
        return;
    }
    operation.echouer(erreur);
    operation.conclure();
}

void Ecrivain::congedier_postes() {
    for (Poste* const poste : std::exchange(postes_libres_, {})) {
        poste->conclure();
    }
}

} // namespace cconn::taches::detail
