// Dialogue: le moteur du protocole, le même des deux côtés; des octets entrent, des suites sortent.
// SPDX-License-Identifier: MIT
#include "dialogue/dialogue.hpp"

#include "base/codes.hpp"
#include "dialogue/erreur_recue.hpp"
#include "protocole/encodage.hpp"

#include <algorithm>
#include <chrono>
#include <new>
#include <string>
#include <utility>

namespace cconn::detail {

namespace {

using std::chrono::milliseconds;

/// Un résultat plus court est recopié, plutôt que de retenir le bloc où il a été reçu.
constexpr std::size_t taille_recopiee = 4'096;

/// Temps ajouté par tranche reçue, et total permis. @source fiabilite, limites d'entrée.
constexpr std::size_t tranche_recue = std::size_t{64} << 10;
constexpr milliseconds delai_par_tranche = std::chrono::seconds{1};
constexpr milliseconds delai_message_max = std::chrono::seconds{60};

/// Faux d'une erreur d'id 0 après laquelle la connexion continue : un seul message a été refusé.
/// @source docs/reference/protocole.md, section 8.
bool est_adieu(CodeErreur code) {
    return code != CodeErreur::message_invalide && code != CodeErreur::nom_invalide &&
           code != CodeErreur::trop_arguments;
}

Cause cause_de(CodeErreur code) {
    return code == CodeErreur::trame_invalide ? Cause::flux_indechiffrable : Cause::limite_passee;
}

// Les premiers octets d'un enregistrement de TLS, là où l'on attend du msgpack : une poignée de main,
// qui ouvre, ou une alerte, qui refuse le clair ; puis la version.
// @source RFC 8446, section 5.1.
constexpr std::uint8_t alerte_tls = 21;
constexpr std::uint8_t poignee_tls = 22;
constexpr std::uint8_t version_tls = 3;

/// Vrai s'il faut un second octet pour savoir si c'est du TLS.
bool est_debut_tls(std::span<const std::uint8_t> octets) {
    return octets.size() == 1 && (octets[0] == alerte_tls || octets[0] == poignee_tls);
}

/// Ce que demande un pair qui parle TLS ; rien s'il parle autre chose.
std::optional<Refus> reconnaitre_tls(std::span<const std::uint8_t> octets) {
    if (octets.size() < 2 || octets[1] != version_tls) {
        return std::nullopt;
    }
    if (octets[0] == poignee_tls) {
        return Refus{
            CodeErreur::chiffrement_inattendu,
            "le pair demande à chiffrer (TLS), ce côté parle en clair"};
    }
    if (octets[0] == alerte_tls) {
        return Refus{
            CodeErreur::chiffrement_attendu,
            "le pair n'accepte que des connexions chiffrées (TLS), ce côté parle en clair"};
    }
    return std::nullopt;
}

ResultatRecu garder(std::span<const std::uint8_t> octets, const TrameRecue& trame) {
    ResultatRecu resultat;
    if (octets.size() <= taille_recopiee) {
        resultat.copie.assign(octets.begin(), octets.end());
        resultat.octets = resultat.copie;
    } else {
        resultat.bloc = TamponReception::retenir(*trame.bloc);
        resultat.octets = octets;
    }
    return resultat;
}

/// Écrite sur place : composée à part, elle se relirait aussitôt écrite, ce que le processeur fait mal.
Suite commande(
    std::optional<std::uint32_t> id,
    std::string_view nom,
    std::span<const std::uint8_t> arguments,
    const TrameRecue& trame
) {
    return Suite(std::in_place_type<CommandeRecue>, id, nom, arguments, trame.bloc);
}

} // namespace

Dialogue::Dialogue(const Limites& limites)
    : limites_(limites),
      decoupeur_(limites),
      appels_(limites.appels_max) {}

void Dialogue::definir_limites(const Limites& limites) {
    limites_ = limites;
    decoupeur_ = Decoupeur(limites); // reprendra la trame commencée à son début
    tampon_.limiter_lecture(limites.taille_message_max);
}

std::span<std::uint8_t> Dialogue::place(Instant maintenant) {
    if (!debut_trame_ && !tampon_.non_lus().empty()) {
        debut_trame_ = maintenant;
    }
    return tampon_.place(manquants_);
}

Suite Dialogue::suite() {
    const auto non_lus = tampon_.non_lus();
    if (non_lus.empty()) {
        manquants_ = 1;
        return Epuise{};
    }
    const auto issue = decoupeur_.examiner(non_lus);
    if (const auto* incomplet = std::get_if<Incomplet>(&issue)) {
        manquants_ = incomplet->octets_manquants;
        return Epuise{};
    }
    if (const auto* refus = std::get_if<Refus>(&issue)) {
        if (est_debut_tls(non_lus)) {
            manquants_ = 1;
            return Epuise{};
        }
        if (auto tls = reconnaitre_tls(non_lus)) {
            return terminer_flux(Cause::chiffrement_refuse, *std::move(tls));
        }
        return terminer_flux(cause_de(refus->code), *refus);
    }
    debut_trame_.reset();
    return interpreter(tampon_.emprunter(std::get<TrameComplete>(issue).taille));
}

Suite Dialogue::interpreter(const TrameRecue& trame) {
    if (const auto avis = decoder_avis_bref(trame.octets, limites_)) {
        return commande(std::nullopt, avis->nom, avis->arguments, trame);
    }
    const Message message = decoder_message(trame.octets, limites_);
    if (const auto* requete = std::get_if<Requete>(&message)) {
        return interpreter(*requete, trame);
    }
    if (const auto* avis = std::get_if<Avis>(&message)) {
        return commande(std::nullopt, avis->nom, avis->arguments, trame);
    }
    Suite suite = std::holds_alternative<Reponse>(message)
                      ? interpreter(std::get<Reponse>(message), trame)
                      : interpreter_refus(std::get<MessageRefuse>(message));
    TamponReception::rendre(*trame.bloc);
    return suite;
}

Suite Dialogue::interpreter(const Requete& requete, const TrameRecue& trame) {
    if (std::ranges::find(requetes_en_cours_, requete.id) != requetes_en_cours_.end()) {
        TamponReception::rendre(*trame.bloc);
        return refuser(
            requete.id,
            {CodeErreur::message_invalide,
             "la requête " + std::to_string(requete.id) + " est déjà en cours"}
        );
    }
    requetes_en_cours_.push_back(requete.id);
    return commande(requete.id, requete.nom, requete.arguments, trame);
}

Suite Dialogue::interpreter(const Reponse& reponse, const TrameRecue& trame) {
    auto appel = appels_.retirer(reponse.id);
    if (appel == nullptr) {
        if (reponse.id == 0 && reponse.est_erreur()) {
            Refus refus = lire_erreur_recue(reponse.erreur);
            std::string ligne = "le pair signale : " + texte_erreur(refus.code, refus.texte);
            if (est_adieu(refus.code)) {
                congediement_ = std::move(refus);
            }
            return Remarque{std::move(ligne), false};
        }
        return Remarque{
            "réponse " + std::to_string(reponse.id) + " ignorée : aucun appel ne l'attend", true};
    }
    try {
        if (reponse.est_erreur()) {
            appel->terminer(lire_erreur_recue(reponse.erreur));
        } else {
            appel->terminer(garder(reponse.resultat, trame));
        }
    } catch (const std::bad_alloc& /*déjà retiré, rien d'autre ne le terminerait*/) {
        appel->terminer(Refus{CodeErreur::connexion_perdue, {}});
        throw;
    }
    return AppelTermine{std::move(appel)};
}

Suite Dialogue::interpreter_refus(const MessageRefuse& message) const {
    if (message.suite == SuiteRefus::repondre) {
        return refuser(message.id, message.refus);
    }
    return Remarque{texte_erreur(message.refus.code, message.refus.texte), false};
}

Suite Dialogue::refuser(std::uint32_t id, Refus refus) const {
    TrameAEnvoyer trame;
    ecrire_refus(trame.octets, id, refus, limites_.taille_erreur_max);
    trame.refus = std::move(refus);
    return trame;
}

FluxTermine Dialogue::terminer_flux(Cause cause, Refus refus) const {
    FluxTermine fin{{cause, std::move(refus)}, {}};
    ecrire_refus(fin.adieu, 0, fin.fin.refus, limites_.taille_erreur_max);
    return fin;
}

void Dialogue::rendre(const CommandeRecue& commande) {
    rendre_octets(commande);
    if (commande.id) {
        oublier_requete(*commande.id);
    }
}

void Dialogue::rendre_octets(const CommandeRecue& commande) {
    TamponReception::rendre(*commande.bloc);
}

void Dialogue::oublier_requete(std::uint32_t id) {
    std::erase(requetes_en_cours_, id);
}

bool Dialogue::retirer(const EtatAppel& appel) {
    return appels_.retirer(appel.id()) != nullptr;
}

std::vector<std::shared_ptr<EtatAppel>> Dialogue::terminer_appels(const Refus& refus) {
    // Si la mémoire manque en chemin, on peut recommencer : rien n'est encore retiré.
    auto appels = appels_.tous();
    for (const auto& appel : appels) {
        appel->terminer(refus);
    }
    appels_.vider();
    return appels;
}

std::vector<std::shared_ptr<EtatAppel>> Dialogue::terminer_echus(Instant maintenant) {
    auto echus = appels_.retirer_echus(maintenant);
    for (const auto& appel : echus) {
        const auto delai = std::chrono::duration_cast<milliseconds>(appel->delai());
        Refus refus{CodeErreur::delai_depasse, {}};
        try {
            refus.texte =
                appel->commande() + " n'a pas répondu en " + std::to_string(delai.count()) + " ms";
        } catch (const std::bad_alloc& /*sans phrase, mais à temps*/) {
            refus.texte.clear();
        }
        appel->terminer(std::move(refus));
    }
    return echus;
}

Instant Dialogue::prochaine_echeance() const {
    return std::min(appels_.prochaine_echeance(), echeance_trame());
}

Instant Dialogue::echeance_trame() const {
    if (!debut_trame_) {
        return Instant::max();
    }
    milliseconds delai = limites_.delai_message;
    if (delai < delai_message_max) {
        const auto tranches = static_cast<int>(tampon_.non_lus().size() / tranche_recue);
        delai = std::min(delai + tranches * delai_par_tranche, delai_message_max);
    }
    return echeance_apres(*debut_trame_, delai);
}

std::optional<FluxTermine> Dialogue::verifier_trame(Instant maintenant) const {
    if (maintenant < echeance_trame()) {
        return std::nullopt;
    }
    const auto duree = std::chrono::duration_cast<milliseconds>(maintenant - *debut_trame_);
    return terminer_flux(
        Cause::limite_passee,
        {CodeErreur::delai_message_depasse,
         "message commencé il y a " + std::to_string(duree.count()) + " ms et pas fini, " +
             std::to_string(tampon_.non_lus().size()) + " octets reçus"}
    );
}

} // namespace cconn::detail
