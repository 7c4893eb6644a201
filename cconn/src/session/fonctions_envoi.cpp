// FonctionsEnvoi: ce que l'application veut voir, changer ou arrêter de ce qu'elle envoie.
// SPDX-License-Identifier: MIT
#include "session/fonctions_envoi.hpp"

#include "commandes/instantane.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace cconn::detail {

/// Marque, sur la pile du fil, une fonction `quand_envoi` en cours.
///
/// Comme `Cadre` : qui envoie depuis la fonction ne passe aucun argument qui le dirait.
class FonctionsEnvoi::Appel final {
public:
    explicit Appel(const FonctionsEnvoi& bout)
        : bout_(&bout),
          precedent_(std::exchange(courant, this)) {}
    Appel(const Appel&) = delete;
    Appel& operator=(const Appel&) = delete;
    Appel(Appel&&) = delete;
    Appel& operator=(Appel&&) = delete;
    ~Appel() { courant = precedent_; }

    [[nodiscard]] static bool est_en_cours(const FonctionsEnvoi& bout) noexcept {
        for (const Appel* appel = courant; appel != nullptr; appel = appel->precedent_) {
            if (appel->bout_ == &bout) {
                return true;
            }
        }
        return false;
    }

private:
    static thread_local const Appel* courant;

    const FonctionsEnvoi* bout_;
    const Appel* precedent_;
};

thread_local const FonctionsEnvoi::Appel* FonctionsEnvoi::Appel::courant = nullptr;

void FonctionsEnvoi::definir(std::string_view motif, FonctionEnvoi fonction) {
    std::shared_ptr<const Fiche> fiche;
    if (fonction != nullptr) {
        fiche = std::make_shared<const Fiche>(Fiche{
            Motif(motif), std::make_shared<const FonctionEnvoi>(std::move(fonction))});
    }
    std::shared_ptr<const Fiches>
        anciennes; // détruites sans verrou : leurs captures sont à l'utilisateur
    const auto fiches = fiches_.verrouiller();
    auto nouvelles = std::make_shared<Fiches>(**fiches);
    const auto meme = std::find_if(nouvelles->begin(), nouvelles->end(), [&](const auto& autre) {
        return autre->motif.texte() == motif;
    });
    if (meme == nouvelles->end() && fiche != nullptr) {
        nouvelles->push_back(fiche);
    } else if (meme != nouvelles->end() && fiche != nullptr) {
        *meme = fiche;
    } else if (meme != nouvelles->end()) {
        nouvelles->erase(meme);
    }
    est_vide_ = nouvelles->empty();
    anciennes = std::exchange(*fiches, std::move(nouvelles));
}

std::shared_ptr<const FonctionEnvoi> FonctionsEnvoi::chercher(std::string_view nom) const {
    if (est_reserve(nom) || Appel::est_en_cours(*this)) {
        return nullptr;
    }
    const auto fiches = *fiches_.verrouiller();
    for (const auto& fiche : *fiches) {
        if (fiche->motif.correspond(nom)) {
            return fiche->fonction;
        }
    }
    return nullptr;
}

std::optional<std::string>
FonctionsEnvoi::soumettre(const FonctionEnvoi& fonction, cconn::Envoi& envoi) const {
    const std::string nom = envoi.nom();
    std::string raison;
    try {
        const Appel appel(*this);
        fonction(envoi);
        if (!envoi.est_arrete()) {
            return std::nullopt;
        }
        return "arrêté par une fonction quand_envoi";
    } catch (const std::exception& exception) {
        raison = exception.what();
    } catch (...) {
        raison = "exception qui ne dérive pas de std::exception";
    }
    raison = "arrêté par l'échec d'une fonction quand_envoi : " + raison;
    journal_->ecrire(
        NiveauJournal::erreur,
        nom + " n'est pas parti vers " + envoi.connexion().adresse() + ", " + raison
    );
    return raison;
}

} // namespace cconn::detail
