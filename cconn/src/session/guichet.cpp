// Guichet: où un client prouve qui il est, avant que rien d'autre de lui ne soit écouté.
// SPDX-License-Identifier: MIT
#include "session/guichet.hpp"

#include <cconn/connexion.hpp>
#include <cconn/erreur.hpp>

#include "base/temps_constant.hpp"
#include "protocole/entete.hpp"
#include "session/bornes.hpp"
#include "session/surveillance.hpp"

#include <algorithm>
#include <utility>

namespace cconn::detail {

namespace {

constexpr std::size_t taille_jeton_min = 16;
constexpr std::size_t essais_max = 3;
/// Avant de répondre à un refus : assez pour qu'essayer beaucoup de jetons prenne du temps.
constexpr std::chrono::milliseconds delai_refus{250};

/// Les limites d'un client qui ne s'est pas présenté, si celles de l'hôte ne sont pas plus basses.
/// @source fiabilite, limites avant authentification.
Limites reduire(Limites limites) {
    limites.taille_message_max = std::min<std::size_t>(limites.taille_message_max, 4'096);
    limites.elements_max = std::min<std::size_t>(limites.elements_max, 32);
    limites.profondeur_valeurs_max = std::min<std::size_t>(limites.profondeur_valeurs_max, 4);
    limites.octets_en_attente_max =
        std::min<std::size_t>(limites.octets_en_attente_max, std::size_t{16} << 10);
    return limites;
}

/// Le seul argument de la demande, s'il est un texte ou des octets.
std::optional<std::string_view> lire_seul_texte(std::span<const std::uint8_t> arguments) {
    const Entete liste = lire_entete(arguments);
    if (liste.genre != Genre::tableau || liste.valeur != 1) {
        return std::nullopt;
    }
    const auto reste = arguments.subspan(liste.taille);
    const Entete texte = lire_entete(reste);
    if (texte.genre != Genre::texte && texte.genre != Genre::octets) {
        return std::nullopt;
    }
    const auto corps = reste.subspan(texte.taille);
    return std::string_view(reinterpret_cast<const char*>(corps.data()), corps.size());
}

} // namespace

void exiger_jeton(const std::string& jeton) {
    if (!jeton.empty() && jeton.size() < taille_jeton_min) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "jeton de " + std::to_string(jeton.size()) + " octets, attendu au moins " +
                std::to_string(taille_jeton_min)
        );
    }
}

Guichet::Guichet(Hote& hote, Reglages reglages)
    : hote_(&hote),
      reglages_(std::move(reglages)),
      limites_(reduire(hote.reglages.limites)),
      exige_(!reglages_.jeton.empty()) {
    exiger_jeton(reglages_.jeton);
    exiger_positif("delai_authentification", reglages_.delai);
}

void Guichet::definir(FonctionAuthentification fonction) {
    auto nouvelle = std::make_shared<const FonctionAuthentification>(std::move(fonction));
    std::swap(*fonction_.verrouiller(), nouvelle); // l'ancienne est lâchée sans verrou
    exige_ = true;
}

// Fil qui accepte

std::optional<Refus> Guichet::examiner(const std::string& ip, Instant maintenant) const {
    if (!est_exige()) {
        return std::nullopt;
    }
    const auto attente = tentatives_.verrouiller()->attente(cle_adresse(ip), maintenant);
    return attente.count() == 0 ? std::nullopt : std::optional(texte_blocage(attente));
}

Refus Guichet::texte_blocage(std::chrono::milliseconds attente) {
    const auto secondes = std::chrono::ceil<std::chrono::seconds>(attente);
    return {
        CodeErreur::authentification_refusee,
        "trop d'échecs depuis cette adresse, réessayer dans " + std::to_string(secondes.count()) +
            " s"};
}

bool Guichet::prendre_place(Instant echeance) {
    auto places = places_.verrouiller();
    while (places->prises == reglages_.places && !places->ferme) {
        if (places.attendre_jusqua(place_libre_, echeance) == std::cv_status::timeout) {
            break;
        }
    }
    if (places->ferme || places->prises == reglages_.places) {
        return false;
    }
    ++places->prises;
    return true;
}

void Guichet::rendre_place() {
    --places_.verrouiller()->prises;
    place_libre_.notify_all();
}

void Guichet::fermer() {
    places_.verrouiller()->ferme = true;
    place_libre_.notify_all();
}

void Guichet::ouvrir() {
    places_.verrouiller()->ferme = false;
}

// Fil du client

bool Guichet::admettre(Session& session) {
    Session::Surveillance::entrer(session, limites_);
    const bool admis = recevoir(session);
    rendre_place();
    return admis;
}

/// Écoute les demandes du client jusqu'à la bonne, ou jusqu'à ce qu'il n'y ait plus droit.
bool Guichet::recevoir(Session& session) {
    const Instant echeance = echeance_apres(std::chrono::steady_clock::now(), reglages_.delai);
    for (std::size_t essai = 1;
         const auto demande = Session::Surveillance::attendre_demande(session, echeance);
         ++essai) {
        const auto identite = verifier(session, *demande);
        if (identite) {
            Session::Surveillance::sortir(session, *identite, hote_->reglages.limites);
            Session::Surveillance::repondre(session, *demande, std::nullopt);
            return true;
        }
        const Refus refus = refuser(session, essai);
        Session::Surveillance::repondre(session, *demande, refus);
        if (essai == essais_max) {
            session.congedier(refus, Cause::non_authentifie);
            return false;
        }
    }
    if (session.fin()) {
        return false; // il est parti, ou le serveur s'éteint
    }
    if (session.emission().est_chargee()) {
        session.rompre(
            {Cause::non_authentifie,
             {CodeErreur::non_authentifie, session.adresse() + " ne lit pas qu'on le refuse"}}
        );
        return false;
    }
    session.congedier(
        {CodeErreur::non_authentifie,
         "pas d'authentification en " + std::to_string(reglages_.delai.count()) + " ms"},
        Cause::non_authentifie
    );
    return false;
}

/// L'identité de qui se présente ; rien s'il n'est pas reconnu.
std::optional<std::string> Guichet::verifier(Session& session, const CommandeRecue& demande) {
    if (examiner(session.ip(), std::chrono::steady_clock::now()) || refus_en_clair(session)) {
        return std::nullopt;
    }
    if (est_jeton(demande)) {
        return "jeton";
    }
    const Fonction fonction = *fonction_.verrouiller();
    return fonction == nullptr ? std::nullopt : consulter(session, demande, *fonction);
}

bool Guichet::est_jeton(const CommandeRecue& demande) const {
    const auto donne = lire_seul_texte(demande.arguments);
    return !reglages_.jeton.empty() && donne && egaux_en_temps_constant(reglages_.jeton, *donne);
}

/// Demande à l'application. Ni ce qu'a donné le client ni ce qu'on en dirait ne va au journal.
std::optional<std::string> Guichet::consulter(
    Session& session, const CommandeRecue& demande, const FonctionAuthentification& fonction
) {
    std::optional<std::string> identite;
    session.executer_fonction([&] {
        Connexion connexion(session.shared_from_this());
        ContexteCommande contexte{
            hote_->serveur, hote_->client, connexion, demande.nom, demande.arguments};
        try {
            identite = fonction(contexte);
        } catch (const Erreur& erreur) {
            // Son texte citerait les arguments : le mot de passe.
            hote_->journal.ecrire(
                NiveauJournal::avertissement,
                "authentification de " + session.adresse() + " : " +
                    std::string(nom_code(erreur.code_cconn()))
            );
        }
    });
    return identite;
}

/// Compte l'échec, et fait attendre sa réponse.
Refus Guichet::refuser(Session& session, std::size_t essai) {
    const Instant maintenant = std::chrono::steady_clock::now();
    Refus refus{
        CodeErreur::authentification_refusee,
        "essai " + std::to_string(essai) + " sur " + std::to_string(essais_max)};
    if (auto en_clair = refus_en_clair(session)) {
        refus = std::move(*en_clair);
    } else if (auto bloquee = examiner(session.ip(), maintenant)) {
        refus = std::move(*bloquee);
    } else {
        tentatives_.verrouiller()->noter_echec(cle_adresse(session.ip()), maintenant);
    }
    hote_->journal.ecrire(
        NiveauJournal::avertissement,
        "client " + session.adresse() + " : authentification refusée, " + refus.texte
    );
    Session::Surveillance::patienter(session, maintenant + delai_refus);
    return refus;
}

/// Un secret donné en clair loin d'ici a pu être lu en chemin : il n'ouvre plus rien.
std::optional<Refus> Guichet::refus_en_clair(const Session& session) const {
    if (reglages_.en_clair_permis || session.est_chiffree() || est_boucle_locale(session.ip())) {
        return std::nullopt;
    }
    return Refus{
        CodeErreur::authentification_refusee,
        "secret donné en clair : chiffrer, ou permettre jeton_en_clair"};
}

} // namespace cconn::detail
