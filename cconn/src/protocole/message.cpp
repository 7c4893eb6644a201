// Message: une trame msgpack-RPC décodée sans copie, ou le refus à répondre.
// SPDX-License-Identifier: MIT
#include "protocole/message.hpp"

#include "base/texte.hpp"
#include "protocole/entete.hpp"

#include <limits>
#include <optional>
#include <string>

namespace cconn::detail {
namespace {

constexpr std::uint64_t id_max = std::numeric_limits<std::uint32_t>::max();

using Octets = std::span<const std::uint8_t>;

/// Lit une trame en-tête par en-tête ; un en-tête qui manque est `incomplet`.
class Lecteur final {
public:
    explicit Lecteur(Octets trame) : reste_(trame) {}

    [[nodiscard]] Octets reste() const { return reste_; }

    Entete lire() {
        const Entete entete = lire_entete(reste_);
        avancer(entete.taille);
        return entete;
    }

    /// Le corps du dernier en-tête lu, ou rien s'il n'est pas entier.
    std::optional<std::string_view> lire_corps(const Entete& entete) {
        if (entete.corps() > reste_.size()) {
            return std::nullopt;
        }
        const auto taille = static_cast<std::size_t>(entete.corps());
        // Un nom est du texte : `char` peut voir tout octet.
        const std::string_view corps(reinterpret_cast<const char*>(reste_.data()), taille);
        avancer(taille);
        return corps;
    }

    /// Une valeur entière, ou rien.
    Octets lire_valeur() {
        const Octets valeur = reste_.first(taille_valeur(reste_));
        avancer(valeur.size());
        return valeur;
    }

private:
    void avancer(std::size_t taille) { reste_ = reste_.subspan(std::min(taille, reste_.size())); }

    Octets reste_;
};

/// Entier de 32 bits sans signe, y compris écrit en flottant comme le font les pairs JavaScript.
std::optional<std::uint32_t> vers_id(const Entete& entete) {
    if (entete.genre == Genre::positif && entete.valeur <= id_max) {
        return static_cast<std::uint32_t>(entete.valeur);
    }
    if (entete.genre != Genre::flottant) {
        return std::nullopt;
    }
    const double valeur = entete.flottant();
    if (!(valeur >= 0 && valeur <= static_cast<double>(id_max))) {
        return std::nullopt;
    }
    const auto entier = static_cast<std::uint32_t>(valeur);
    return static_cast<double>(entier) == valeur ? std::optional(entier) : std::nullopt;
}

std::string nommer(const Entete& entete) {
    switch (entete.genre) {
    case Genre::nil:
        return "nil";
    case Genre::booleen:
        return "un booléen";
    case Genre::positif:
        return std::to_string(entete.valeur);
    case Genre::negatif:
        return std::to_string(entete.negatif());
    case Genre::flottant:
        return std::to_string(entete.flottant());
    case Genre::texte:
        return "un texte";
    case Genre::octets:
        return "des octets";
    case Genre::extension:
        return "une extension";
    case Genre::tableau:
        return "un tableau";
    case Genre::table:
        return "une table";
    case Genre::incomplet:
    case Genre::invalide:
        break;
    }
    return "rien de lisible";
}

MessageRefuse refuser(std::string texte, std::uint32_t id, SuiteRefus suite) {
    return {{CodeErreur::message_invalide, std::move(texte)}, id, suite};
}

std::string decrire_nombre(std::string_view sorte, std::uint64_t recus, unsigned attendus) {
    return std::string(sorte) + " de " + std::to_string(recus) + " éléments, " +
           std::to_string(attendus) + " attendus";
}

std::string decrire_attendu(std::string_view attendu, const Entete& recu) {
    return std::string(attendu) + " attendu, " + nommer(recu) + " reçu";
}

/// Ce qu'une requête et un avis ont en commun.
struct Commande {
    std::string_view nom;
    Octets arguments;
};

std::optional<Refus> lire_nom(Lecteur& lecteur, const Limites& limites, std::string_view& nom) {
    const Entete entete = lecteur.lire();
    if (entete.genre != Genre::texte && entete.genre != Genre::octets) {
        return Refus{
            CodeErreur::message_invalide, decrire_attendu("nom de commande : texte", entete)};
    }
    const auto corps = lecteur.lire_corps(entete);
    if (!corps) {
        return Refus{CodeErreur::message_invalide, "nom de commande incomplet"};
    }
    if (!nom_commande_valide(*corps, limites.taille_nom_max)) {
        return Refus{CodeErreur::nom_invalide, defaut_nom_commande(*corps, limites.taille_nom_max)};
    }
    nom = *corps;
    return std::nullopt;
}

std::optional<Refus> verifier_arguments(Octets arguments, const Limites& limites) {
    const Entete entete = lire_entete(arguments);
    if (entete.genre == Genre::nil) {
        return std::nullopt;
    }
    if (entete.genre != Genre::tableau && entete.genre != Genre::table) {
        return Refus{CodeErreur::message_invalide, decrire_attendu("arguments : tableau", entete)};
    }
    if (entete.valeur > limites.arguments_max) {
        return Refus{
            CodeErreur::trop_arguments,
            std::to_string(entete.valeur) + " arguments, limite " +
                std::to_string(limites.arguments_max)};
    }
    return std::nullopt;
}

std::optional<Refus> lire_commande(Lecteur& lecteur, const Limites& limites, Commande& commande) {
    if (auto refus = lire_nom(lecteur, limites, commande.nom)) {
        return refus;
    }
    // Dernier élément de l'enveloppe : tout ce qui reste de la trame.
    commande.arguments = lecteur.reste();
    return verifier_arguments(commande.arguments, limites);
}

Message decoder_requete(Lecteur lecteur, std::uint64_t nb_elements, const Limites& limites) {
    std::optional<std::uint32_t> id;
    if (nb_elements >= 2) {
        const Entete entete = lecteur.lire();
        id = vers_id(entete);
        if (!id) {
            return refuser(
                decrire_attendu("identifiant de requête : entier de 0 à 4294967295", entete),
                0,
                SuiteRefus::repondre
            );
        }
    }
    if (nb_elements != 4) {
        return refuser(
            decrire_nombre("requête", nb_elements, 4), id.value_or(0), SuiteRefus::repondre
        );
    }
    Commande commande;
    if (auto refus = lire_commande(lecteur, limites, commande)) {
        return MessageRefuse{std::move(*refus), *id, SuiteRefus::repondre};
    }
    return Requete{*id, commande.nom, commande.arguments};
}

Message decoder_reponse(Lecteur lecteur, std::uint64_t nb_elements) {
    if (nb_elements != 4) {
        return refuser(decrire_nombre("réponse", nb_elements, 4), 0, SuiteRefus::ignorer);
    }
    const Entete entete = lecteur.lire();
    const auto id = vers_id(entete);
    if (!id) {
        return refuser(
            decrire_attendu("identifiant de réponse : entier de 0 à 4294967295", entete),
            0,
            SuiteRefus::ignorer
        );
    }
    const Octets erreur = lecteur.lire_valeur();
    const Octets resultat = lecteur.reste();
    if (erreur.empty() || resultat.empty()) {
        return refuser("réponse incomplète", *id, SuiteRefus::ignorer);
    }
    return Reponse{*id, erreur, resultat};
}

Message decoder_avis(Lecteur lecteur, std::uint64_t nb_elements, const Limites& limites) {
    if (nb_elements != 3) {
        return refuser(decrire_nombre("avis", nb_elements, 3), 0, SuiteRefus::repondre);
    }
    Commande commande;
    if (auto refus = lire_commande(lecteur, limites, commande)) {
        return MessageRefuse{std::move(*refus), 0, SuiteRefus::repondre};
    }
    return Avis{commande.nom, commande.arguments};
}

} // namespace

Message decoder_message(std::span<const std::uint8_t> trame, const Limites& limites) {
    Lecteur lecteur(trame);
    const Entete enveloppe = lecteur.lire();
    if (enveloppe.genre != Genre::tableau) {
        return refuser(decrire_attendu("message : tableau", enveloppe), 0, SuiteRefus::repondre);
    }
    if (enveloppe.valeur == 0) {
        return refuser("message vide", 0, SuiteRefus::repondre);
    }
    const Entete type = lecteur.lire();
    switch (vers_id(type).value_or(id_max)) {
    case 0:
        return decoder_requete(lecteur, enveloppe.valeur, limites);
    case 1:
        return decoder_reponse(lecteur, enveloppe.valeur);
    case 2:
        return decoder_avis(lecteur, enveloppe.valeur, limites);
    default:
        break;
    }
    return refuser(
        decrire_attendu("type de message : entier de 0 à 2", type), 0, SuiteRefus::repondre
    );
}

} // namespace cconn::detail
