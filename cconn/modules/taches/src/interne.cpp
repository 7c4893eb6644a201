// SPDX-License-Identifier: MIT
#include "interne.hpp"

#include <cconn/erreur.hpp>

#include "codage.hpp"
#include "schema.hpp"
#include "verification.hpp"

#include <cstdio>
#include <utility>

namespace cconn::taches::detail {

namespace {

Tache tache_inconnue(std::string_view id) {
    return {.id = std::string(id)};
}

} // namespace

Interne::Interne(Serveur& serveur, OptionsTaches options)
    : serveur_(serveur),
      options_(std::move(options)),
      suiveurs_(options_, [this](const std::string& texte) { avertir(texte); }),
      atelier_(registre_, options_, [this](std::string_view cle) { return lire(cle); }) {
    verifier(options_);
    ouvrir();
}

void Interne::ouvrir() {
    if (options_.conservation == Conservation::fichier) {
        verrou_ = std::make_unique<VerrouFichier>(options_.fichier, options_.delai_verrou);
    }
    try {
        ouvrir_base();
    } catch (const Erreur& erreur) {
        throw Erreur(erreur.code_cconn(), options_.fichier.string() + " : " + erreur.contexte());
    }
    if (options_.conservation == Conservation::fichier) {
        lecteurs_ =
            std::make_unique<Lecteurs>(options_.fichier, options_.delai_verrou, *identifiants_);
    }
    ecrivain_ = std::make_unique<Ecrivain>(*magasin_, liens());
}

void Interne::ouvrir_base() {
    const bool en_memoire = options_.conservation == Conservation::memoire;
    base_ = std::make_unique<Base>(
        en_memoire ? std::filesystem::path() : options_.fichier,
        Base::Acces::ecriture,
        options_.delai_verrou
    );
    preparer_base(*base_, options_);
    identifiants_.emplace(lire_graine(*base_));
    magasin_ = std::make_unique<Magasin>(*base_, options_, [this](Rang rang) {
        return suiveurs_.peut_etre_ecoutee() &&
               suiveurs_.est_ecoutee(identifiants_->depuis_rang(rang));
    });
}

Ecrivain::Liens Interne::liens() {
    return {
        .types = [this] { return registre_.types(); },
        .publier = [this](std::vector<Tache> t) { suiveurs_.publier(std::move(t)); },
        .avertir = [this](const std::string& texte) { avertir(texte); },
        .ouvrir = [this](Prise prise) { return atelier_.ouvrir(std::move(prise)); },
        .baux_passes = [this] { return atelier_.baux_passes(); },
        .prochain_bail =
            [this] {
                return atelier_.prochain_bail();
            }};
}

void Interne::avertir(const std::string& texte) const {
    const std::string ligne = "taches, " + options_.fichier.string() + " : " + texte;
    if (options_.journal) {
        options_.journal(NiveauJournal::avertissement, ligne);
    } else {
        static_cast<void>(std::fputs(("cconn : avertissement : " + ligne + "\n").c_str(), stderr));
    }
}

void Interne::lancer() {
    const auto phase = phase_.verrouiller();
    if (*phase != Phase::neuve) {
        throw Erreur(
            CodeErreur::etat_invalide,
            *phase == Phase::lancee ? "la file d'attente est déjà lancée"
                                    : "la file d'attente est éteinte"
        );
    }
    atelier_.lancer([this](std::optional<Fin> fin) { return ecrivain_->echanger(std::move(fin)); });
    *phase = Phase::lancee;
}

void Interne::eteindre() {
    if (atelier_.est_un_de_ses_fils() || suiveurs_.est_son_fil()) {
        throw Erreur(
            CodeErreur::etat_invalide, "une fonction de la file d'attente ne peut pas l'éteindre"
        );
    }
    const auto seul = extinction_.verrouiller();
    if (std::exchange(*phase_.verrouiller(), Phase::eteinte) == Phase::eteinte) {
        return;
    }
    ecrivain_->licencier();
    atelier_.arreter(options_.delai_extinction);
    atelier_.joindre();
    ecrivain_->fermer();
    suiveurs_.fermer();
    if (lecteurs_ != nullptr) {
        lecteurs_->fermer();
    }
    magasin_.reset();
    base_.reset();
    verrou_.reset();
}

void Interne::enregistrer(std::string_view type, Travail travail) {
    verifier_type(type);
    registre_.enregistrer(type, std::move(travail));
    ecrivain_->reveiller();
}

template<class F>
auto Interne::consulter(F f) {
    if (lecteurs_ != nullptr) {
        return lecteurs_->lire(std::move(f));
    }
    return ecrivain_->demander([&](Magasin& magasin) { return f(magasin.lecture()); });
}

std::optional<Rang> Interne::rang(std::string_view id) const {
    return identifiants_->vers_rang(id);
}

std::string Interne::soumettre(
    std::string_view type,
    const Valeur& donnees,
    const OptionsSoumission& options,
    const Connexion* suiveur
) {
    const auto travail = registre_.trouver(type);
    if (travail == nullptr) {
        throw Erreur(
            CodeErreur::argument_invalide, "type de tâche inconnu : « " + std::string(type) + " »"
        );
    }
    travail->verifier(donnees);
    const Soumission soumission = verifier(
        {.type = std::string(type),
         .cle = options.cle,
         .priorite = options.priorite,
         .delai = options.delai,
         .donnees = emballer(donnees)},
        options_
    );
    return ecrivain_->demander([&](Magasin& magasin) {
        const Acceptation acceptee = magasin.inserer(soumission);
        std::string id = identifiants_->depuis_rang(acceptee.rang);
        if (suiveur != nullptr && suiveurs_.essayer_suivre(id, *suiveur)) {
            magasin.si_abandonnee([this, id, suiveur] { suiveurs_.ne_plus_suivre(id, *suiveur); });
            magasin.noter_changement(acceptee.rang);
        }
        return id;
    });
}

Tache Interne::etat(std::string_view id) {
    const std::optional<Rang> demandee = rang(id);
    return demandee ? consulter([&](Lecture& lecture) { return lecture.tache(*demandee); })
                    : tache_inconnue(id);
}

ResultatTache Interne::resultat(std::string_view id) {
    const std::optional<Rang> demandee = rang(id);
    return demandee ? consulter([&](Lecture& lecture) { return lecture.resultat(*demandee); })
                    : ResultatTache{};
}

std::vector<Tache> Interne::lister(const FiltreTaches& filtre) {
    verifier(filtre);
    const std::optional<Rang> apres = rang(filtre.apres);
    if (!filtre.apres.empty() && !apres) {
        throw Erreur(
            CodeErreur::argument_invalide, "« " + filtre.apres + " » n'est pas un identifiant"
        );
    }
    return consulter([&](Lecture& lecture) { return lecture.lister(filtre, apres.value_or(0)); });
}

Valeur Interne::lire(std::string_view cle) {
    return consulter([&](Lecture& lecture) { return lecture.carnet(cle); });
}

Tache Interne::annuler(std::string_view id) {
    const std::optional<Rang> demandee = rang(id);
    if (!demandee) {
        return tache_inconnue(id);
    }
    return ecrivain_->demander([&](Magasin& magasin) {
        Tache tache = magasin.annuler(*demandee);
        if (tache.annulation_demandee) {
            magasin.si_validee([this, rang = *demandee] { atelier_.annuler(rang); });
        }
        return tache;
    });
}

Tache Interne::oublier(std::string_view id) {
    const std::optional<Rang> demandee = rang(id);
    if (!demandee) {
        return tache_inconnue(id);
    }
    return ecrivain_->demander([&](Magasin& magasin) { return magasin.oublier(*demandee); });
}

// S'inscrire d'abord, lire ensuite : un changement peut être dit deux fois, jamais manqué.
Tache Interne::suivre(std::string_view id, const Connexion& qui) {
    const std::optional<Rang> demandee = rang(id);
    if (!demandee) {
        return tache_inconnue(id);
    }
    if (!suiveurs_.essayer_suivre(identifiants_->depuis_rang(*demandee), qui)) {
        throw Erreur(
            CodeErreur::attente_pleine,
            "trop de tâches sont suivies, limite " + std::to_string(options_.suivis_max)
        );
    }
    Tache tache = etat(id);
    if (est_final(tache.etat)) {
        suiveurs_.ne_plus_suivre(tache.id, qui);
    }
    return tache;
}

void Interne::ne_plus_suivre(std::string_view id, const Connexion& qui) {
    suiveurs_.ne_plus_suivre(id, qui);
}

void Interne::quand_change(std::function<void(const Tache&)> suite) {
    suiveurs_.quand_change(std::move(suite));
}

} // namespace cconn::taches::detail
