// La fin d'une session: par le pair, par nous, par une limite; et ce qui se passe alors.
// SPDX-License-Identifier: MIT
#include "base/codes.hpp"
#include "base/erreur_systeme.hpp"
#include "base/insister.hpp"
#include "protocole/encodage.hpp"
#include "session/participation.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace cconn::detail {

void Session::fermer(Fin fin) {
    std::size_t abandonnees = 0;
    {
        auto etat = etat_.verrouiller();
        if (etat->fin) {
            return;
        }
        etat->lecture_finie = true;
        etat->reception_videe = true;
        abandonnees = abandonner(*etat);
        couper_lecture(*etat);
        fermee_ = fin.cause == Cause::fermeture;
        poser_fin(etat, std::move(fin));
    }
    emission_.pousser();
    annoncer_depart();
    if (abandonnees > 0) {
        hote_->journal.ecrire(
            NiveauJournal::information,
            std::to_string(abandonnees) + " commandes de " + adresse_ + " abandonnées par fermer"
        );
    }
}

/// Annonce au pair une fin voulue de ce côté, une fois que tout est parti et si personne d'autre ne le
/// fera.
void Session::annoncer_depart() {
    if (!emission_.attendre_vide(Instant{})) {
        return; // le facteur reviendra
    }
    const auto etat = etat_.verrouiller();
    if (etat->abandon && !etat->attitre && !etat->transport_ferme) {
        transport_->couper(Sens::ecriture);
    }
}

void Session::eteindre() {
    auto etat = etat_.verrouiller();
    if (etat->fin) {
        return;
    }
    etat->extinction = true;
    etat->echeance_extinction =
        echeance_apres(std::chrono::steady_clock::now(), hote_->reglages.delai_extinction);
    etat->reste_a_lire = transport_->octets_a_lire();
    couper_lecture(*etat);
    poser_fin(etat, fin_par_extinction());
}

void Session::rompre(Fin fin) {
    {
        auto etat = etat_.verrouiller();
        etat->lecture_finie = true;
        etat->reception_videe = true;
        abandonner(*etat);
        if (!etat->transport_ferme) {
            transport_->couper(Sens::tout);
        }
        poser_fin(etat, std::move(fin));
    }
    emission_.clore();
}

void Session::congedier(const Refus& refus, Cause cause) {
    Tampon adieu;
    ecrire_refus(adieu, 0, refus, hote_->reglages.limites.taille_erreur_max);
    static_cast<void>(emission_.offrir(adieu.octets()));
    fermer({cause, refus});
}

void Session::terminer_flux(Acces& etat, FluxTermine flux) {
    etat->lecture_finie = true;
    etat->reception_videe = true;
    abandonner(*etat);
    const bool sans_attitre = !etat->attitre;
    const std::string ligne =
        adresse_ + " : " + texte_erreur(flux.fin.refus.code, flux.fin.refus.texte);
    if (flux.fin.cause != Cause::chiffrement_refuse) {
        flux.fin.refus = {
            CodeErreur::connexion_perdue,
            std::string(texte(flux.fin.cause)) + " (" + flux.fin.refus.texte + ")"};
    }
    poser_fin(etat, std::move(flux.fin));
    etat.deverrouiller();
    hote_->journal.ecrire(NiveauJournal::avertissement, ligne);
    static_cast<void>(emission_.offrir(flux.adieu.octets()));
    emission_.pousser();
    etat.reverrouiller();
    if (sans_attitre && !etat->transport_ferme) {
        transport_->couper(Sens::tout);
    }
}

/// La première fin posée est la bonne ; les appels en attente se terminent par elle.
void Session::poser_fin(Acces& etat, Fin fin) {
    if (!etat->fin) {
        const auto& congediement = etat->dialogue.congediement();
        const bool par_pair =
            fin.cause == Cause::pair_parti || fin.cause == Cause::connexion_rompue;
        if (congediement && par_pair) {
            fin = insister([&] { return Fin{Cause::congedie, *congediement}; });
        }
        etat->fin = std::move(fin);
        finie_ = true;
    }
    insister([&] {
        if (!etat.est_verrouille()) {
            etat.reverrouiller();
        }
        Refus refus = etat->fin->refus;
        if (refus.code == CodeErreur::connexion_perdue) {
            refus.texte += ", issue inconnue"; // de ce qui est parti ; le reste ne partira plus
        }
        for (const auto& appel : etat->dialogue.terminer_appels(refus)) {
            annoncer_termine(etat, appel);
        }
    });
    reveiller_tous(*etat);
}

void Session::finir_lecture(Acces& etat, Fin fin) {
    etat->lecture_finie = true;
    poser_fin(etat, std::move(fin));
}

/// La mémoire manque au milieu d'un pas : la connexion se rompt, et personne n'y attend plus.
void Session::rompre_sans_memoire(Acces& etat) {
    if (etat.est_verrouille()) {
        etat.deverrouiller();
    }
    insister([this] {
        rompre({Cause::connexion_rompue, {CodeErreur::connexion_perdue, "la mémoire manque"}});
    });
    etat.reverrouiller();
}

Fin Session::fin_par_pair() const {
    return {Cause::pair_parti, {CodeErreur::connexion_perdue, adresse_ + " a fermé la connexion"}};
}

Fin Session::fin_par_rupture(int erreur) const {
    std::string texte = "la connexion avec " + adresse_ + " est rompue";
    if (erreur != 0) {
        texte += " (" + texte_erreur_systeme(erreur) + ")";
    }
    return {Cause::connexion_rompue, {CodeErreur::connexion_perdue, texte}};
}

/// Retire les commandes qui attendent, et garde les fonctions de l'application. @return combien.
std::size_t Session::abandonner(Etat& etat) {
    etat.abandon = true;
    return etat.ordonnanceur.retirer_commandes([&etat](const CommandeRecue& commande) {
        etat.dialogue.rendre(commande);
    });
}

/// Réveille le fil qui lit, s'il y en a un.
void Session::couper_lecture(Etat& etat) {
    if (etat.lecture_prise && !etat.transport_ferme) {
        transport_->couper(Sens::lecture);
    }
}

bool Session::est_ouverte() const {
    {
        const auto etat = etat_.verrouiller();
        if (etat->fin) {
            return false;
        }
        // Personne ne lit : le départ du pair ne s'est peut-être pas encore vu.
        if (!etat->attitre && !etat->lecture_prise && transport_->pair_a_raccroche()) {
            return false;
        }
    }
    return !emission_.est_close();
}

std::optional<Fin> Session::fin() const {
    return etat_.verrouiller()->fin;
}

bool Session::est_sur_le_depart() const {
    const auto etat = etat_.verrouiller();
    return etat->fin.has_value() || etat->transport_ferme || transport_->pair_a_raccroche();
}

// Facteur

Vidange Session::vidanger() {
    const Vidange vidange = emission_.vidanger();
    if (vidange == Vidange::pleine) {
        surveiller_lenteur(shared_from_this());
    } else {
        annoncer_depart();
    }
    return vidange;
}

Instant Session::controler(Instant maintenant) {
    Instant prochain = jamais;
    bool relacher = false;
    {
        auto etat = etat_.verrouiller();
        appliquer_echeances(etat, maintenant);
        prochain = etat->dialogue.prochain_appel_echu();
        if (etat->envois_retenus) {
            const Instant limite = etat->debut_retenue + retenue_max;
            relacher = maintenant >= limite;
            etat->envois_retenus = !relacher;
            prochain = relacher ? prochain : std::min(prochain, limite);
        }
    }
    if (relacher) {
        emission_.fermer_groupe();
    }
    prochain = std::min({prochain, controler_pouls(maintenant), regarder_montre(maintenant)});
    const Instant immobile = emission_.sans_progres_depuis();
    if (immobile == jamais) {
        return prochain;
    }
    const auto delai = hote_->reglages.limites.delai_client_lent;
    const Instant limite = echeance_apres(immobile, delai);
    if (maintenant < limite) {
        return std::min(prochain, limite);
    }
    rompre(
        {Cause::client_lent,
         {CodeErreur::client_lent,
          adresse_ + " n'a rien lu pendant " + std::to_string(delai.count()) + " ms, " +
              std::to_string(emission_.octets_en_attente()) + " octets attendaient"}}
    );
    return jamais;
}

} // namespace cconn::detail
