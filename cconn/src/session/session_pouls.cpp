// La surveillance d'une session: battements, silence, inactivité, commandes qui durent.
// SPDX-License-Identifier: MIT
#include <cconn/detail/lecteur.hpp>

#include "base/texte.hpp"
#include "protocole/encodage.hpp"
#include "session/session.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace cconn::detail {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr std::uint64_t annonce_plafond = 1'000'000'000;

/// Le temps annoncé par un bonjour, `[{"battement": 15000}]` ; nul s'il n'y est pas. Un pair plus
/// récent peut y dire autre chose.
milliseconds lire_bonjour(std::span<const std::uint8_t> arguments) {
    Lecteur lecteur(arguments);
    Element table = lecteur.suivant();
    if (table.nature == Nature::tableau && table.taille() == 1) {
        table = lecteur.suivant();
    }
    const std::size_t paires = table.nature == Nature::table ? table.taille() : 0;
    for (std::size_t i = 0; i < paires; ++i) {
        const Element cle = lecteur.regarder();
        static_cast<void>(lecteur.extraire());
        const Element valeur = lecteur.regarder();
        static_cast<void>(lecteur.extraire());
        if (cle.nature == Nature::texte && cle.texte() == cle_battement &&
            valeur.nature == Nature::positif) {
            return milliseconds(
                static_cast<milliseconds::rep>(std::min(valeur.valeur, annonce_plafond))
            );
        }
    }
    return milliseconds{0};
}

/// @return faux si le pair bat trop vite ; un bonjour de trop vaut un battement.
bool noter_reservee(Pouls& pouls, const CommandeRecue& commande, Instant maintenant) {
    if (commande.nom == nom_bonjour && !pouls.est_salue()) {
        pouls.noter_bonjour(lire_bonjour(commande.arguments), maintenant);
        return true;
    }
    return pouls.noter_battement(maintenant);
}

} // namespace

/// Un avis que deux bouts cconn se réservent. @return vrai s'il est pris.
bool Session::recevoir_reservee(Acces& etat, const CommandeRecue& commande) {
    if (commande.id || (commande.nom != nom_bonjour && commande.nom != nom_battement)) {
        return false;
    }
    // Le client se déclare le premier ; un serveur répond.
    const bool repondre = hote_->serveur != nullptr && !etat->pouls.est_salue();
    const bool admis = noter_reservee(etat->pouls, commande, std::chrono::steady_clock::now());
    const bool reconnu = etat->pouls.est_salue();
    const Instant constat = etat->pouls.prochain();
    etat->dialogue.rendre(commande);
    etat.deverrouiller();
    if (repondre && reconnu) {
        saluer();
    }
    if (admis) {
        hote_->facteur.controler(shared_from_this(), constat);
    } else {
        congedier(
            {CodeErreur::attente_pleine, "trop de battements : 10 par seconde au plus"},
            Cause::limite_passee
        );
    }
    etat.reverrouiller();
    return true;
}

/// Dit au pair que ce bout est cconn, et à quel rythme il bat.
void Session::saluer() {
    const auto battement = std::min<milliseconds::rep>(
        hote_->reglages.battement.count(), static_cast<milliseconds::rep>(annonce_plafond)
    );
    Tampon trame;
    ecrire_bonjour(trame, static_cast<std::uint32_t>(battement));
    static_cast<void>(emission_.offrir(trame.octets()));
}

// Facteur

/// Bat, ou ferme une connexion morte ou inactive. @return quand revenir.
Instant Session::controler_pouls(Instant maintenant) {
    auto etat = etat_.verrouiller();
    if (!etat->pouls.est_utile() || etat->fin) {
        return jamais;
    }
    Signes signes = std::exchange(etat->signes, {});
    // Ce que personne n'a encore lu compte : c'est ce bout qui tarde, non le pair.
    signes.recu = signes.recu || (!etat->transport_ferme && transport_->octets_a_lire() > 0);
    signes.emis = emis_.exchange(false, std::memory_order_relaxed);
    signes.occupee = signes.occupee || signes.emis || etat->ordonnanceur.profondeur() > 0 ||
                     etat->ordonnanceur.en_attente() > 0 || etat->dialogue.nb_appels() > 0 ||
                     etat->dialogue.nb_requetes() > 0;
    const auto constat = etat->pouls.constater(signes, maintenant);
    const auto silence = duration_cast<milliseconds>(maintenant - etat->pouls.dernier_recu());
    const Instant prochain = etat->pouls.prochain();
    etat.deverrouiller();
    if (constat == Pouls::Constat::battre) {
        Tampon trame;
        ecrire_battement(trame);
        static_cast<void>(emission_.offrir(trame.octets()));
    } else if (constat == Pouls::Constat::muet) {
        rompre(
            {Cause::pair_muet,
             {CodeErreur::connexion_perdue,
              adresse_ + " n'a rien envoyé pendant " + std::to_string(silence.count()) + " ms"}}
        );
    } else if (constat == Pouls::Constat::inactive) {
        congedier(
            {CodeErreur::connexion_inactive,
             "ni commande ni réponse pendant " +
                 std::to_string(hote_->reglages.delai_inactif.count()) + " ms"},
            Cause::inactivite
        );
    }
    return prochain;
}

/// Une commande commence sur une session que la montre ne suivait pas.
void Session::armer_montre() {
    const Instant maintenant = std::chrono::steady_clock::now();
    {
        const auto etat = etat_.verrouiller();
        etat->numero_vu = etat->dernier_numero;
        etat->vue = maintenant;
    }
    hote_->facteur.controler(
        shared_from_this(), echeance_apres(maintenant, hote_->reglages.delai_commande_longue)
    );
}

/// Nomme la commande qui dure ; oublie une session qui n'en exécute plus. @return quand revenir.
Instant Session::regarder_montre(Instant maintenant) {
    const auto delai = hote_->reglages.delai_commande_longue;
    if (delai.count() == 0) {
        return jamais;
    }
    auto etat = etat_.verrouiller();
    if (etat->commande == nullptr) {
        etat->sans_montre = false; // la prochaine commande la remettra
        return jamais;
    }
    if (etat->numero_vu != etat->numero_commande) {
        etat->numero_vu = etat->numero_commande;
        etat->vue = maintenant;
    }
    const Instant limite = echeance_apres(etat->vue, delai);
    if (maintenant < limite) {
        return limite;
    }
    const Instant prochain = echeance_apres(maintenant, delai);
    if (etat->numero_vu <= etat->numero_dit) {
        return prochain; // elle, ou celle qui s'exécutait par-dessus, a déjà sa ligne
    }
    etat->numero_dit = etat->numero_vu;
    const std::string nom = echapper(etat->commande->nom, hote_->reglages.limites.taille_nom_max);
    etat.deverrouiller();
    hote_->journal.ecrire(
        NiveauJournal::avertissement,
        "la commande " + nom + " de " + adresse_ + " dure depuis plus de " +
            std::to_string(delai.count()) + " ms"
    );
    return prochain;
}

} // namespace cconn::detail
