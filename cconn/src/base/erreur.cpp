// Erreur: le nom, la famille et la phrase de chaque code, et l'exception qui les porte.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "base/codes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace cconn {
namespace {

struct Description {
    CodeErreur code;
    FamilleErreur famille;
    std::string_view nom;
    std::string_view phrase;
};

using enum CodeErreur;
using F = FamilleErreur;

// Dans l'ordre de l'énuméré, ce que la fonction ci-dessous vérifie à la compilation.
constexpr std::array descriptions{
    Description{argument_invalide, F::usage, "ARGUMENT_INVALIDE", "valeur refusée par l'appelé"},
    Description{etat_invalide, F::usage, "ETAT_INVALIDE", "appel au mauvais moment"},
    Description{appel_annule, F::usage, "APPEL_ANNULE", "l'appel a été annulé"},
    Description{
        commande_inconnue,
        F::distant,
        "COMMANDE_INCONNUE",
        "le pair n'a pas de commande de ce nom"},
    Description{
        arguments_incompatibles,
        F::distant,
        "ARGUMENTS_INCOMPATIBLES",
        "la commande n'accepte pas ces arguments"},
    Description{
        resultat_incompatible,
        F::distant,
        "RESULTAT_INCOMPATIBLE",
        "la réponse n'est pas du type demandé"},
    Description{
        echec_gestionnaire, F::distant, "ECHEC_GESTIONNAIRE", "la commande a levé une exception"},
    Description{adresse_inconnue, F::liaison, "ADRESSE_INCONNUE", "le nom d'hôte ne se résout pas"},
    Description{
        connexion_refusee, F::liaison, "CONNEXION_REFUSEE", "la connexion n'a pas pu être établie"},
    Description{connexion_perdue, F::liaison, "CONNEXION_PERDUE", "la connexion a pris fin"},
    Description{
        serveur_injoignable,
        F::liaison,
        "SERVEUR_INJOIGNABLE",
        "le port local ne peut pas être ouvert"},
    Description{serveur_plein, F::charge, "SERVEUR_PLEIN", "le serveur a déjà tous ses clients"},
    Description{
        attente_pleine,
        F::charge,
        "ATTENTE_PLEINE",
        "trop d'octets, d'appels ou de commandes attendent"},
    Description{
        trop_imbrique, F::charge, "TROP_IMBRIQUE", "trop de commandes s'appellent l'une l'autre"},
    Description{delai_depasse, F::charge, "DELAI_DEPASSE", "pas de réponse dans le délai"},
    Description{client_lent, F::charge, "CLIENT_LENT", "le pair ne lit plus ce qu'on lui envoie"},
    Description{
        trame_trop_grande,
        F::protocole,
        "TRAME_TROP_GRANDE",
        "message de plus d'octets que la limite"},
    Description{
        trop_elements, F::protocole, "TROP_ELEMENTS", "message de plus d'éléments que la limite"},
    Description{
        trop_profond, F::protocole, "TROP_PROFOND", "valeurs imbriquées au-delà de la limite"},
    Description{trop_arguments, F::protocole, "TROP_ARGUMENTS", "plus d'arguments que la limite"},
    Description{nom_invalide, F::protocole, "NOM_INVALIDE", "nom de commande mal formé"},
    Description{
        delai_message_depasse,
        F::protocole,
        "DELAI_MESSAGE_DEPASSE",
        "message commencé et pas fini dans le délai"},
    Description{trame_invalide, F::protocole, "TRAME_INVALIDE", "flux indéchiffrable"},
    Description{
        message_invalide,
        F::protocole,
        "MESSAGE_INVALIDE",
        "du msgpack, mais pas un message msgpack-RPC"},
    Description{
        stockage_indisponible,
        F::charge,
        "STOCKAGE_INDISPONIBLE",
        "la base ne peut être lue ou écrite"},
    Description{jamais_envoye, F::liaison, "JAMAIS_ENVOYE", "pas de connexion, rien n'est parti"},
    Description{
        chiffrement_attendu,
        F::usage,
        "CHIFFREMENT_ATTENDU",
        "un bout n'accepte que des connexions chiffrées"},
    Description{
        chiffrement_inattendu, F::usage, "CHIFFREMENT_INATTENDU", "un bout ne parle qu'en clair"},
    Description{
        certificat_refuse,
        F::usage,
        "CERTIFICAT_REFUSE",
        "un certificat manque ou n'est pas admis"},
    Description{
        poignee_echouee,
        F::liaison,
        "POIGNEE_ECHOUEE",
        "la poignée de main du chiffrement a échoué"},
    Description{
        connexion_inactive, F::liaison, "CONNEXION_INACTIVE", "la connexion ne servait plus"},
    Description{non_authentifie, F::distant, "NON_AUTHENTIFIE", "il faut d'abord s'authentifier"},
    Description{
        authentification_refusee,
        F::distant,
        "AUTHENTIFICATION_REFUSEE",
        "jeton ou identifiants refusés"},
    Description{acces_refuse, F::distant, "ACCES_REFUSE", "cette commande n'est pas pour ce pair"},
    Description{debit_depasse, F::charge, "DEBIT_DEPASSE", "trop de demandes par seconde"},
};

constexpr bool est_dans_ordre() {
    std::size_t valeur = 0;
    for (const Description& description : descriptions) {
        ++valeur;
        if (static_cast<std::size_t>(description.code) != valeur) {
            return false;
        }
    }
    return true;
}
static_assert(est_dans_ordre());

// D'un entier qui n'est pas un code, forgé par une conversion explicite.
constexpr Description description_inconnue{
    CodeErreur{0}, F::usage, "ERREUR_INCONNUE", "code d'erreur inconnu"};

const Description& decrire(CodeErreur code) noexcept {
    const auto valeur = static_cast<std::size_t>(code);
    return valeur >= 1 && valeur <= descriptions.size() ? descriptions.at(valeur - 1)
                                                        : description_inconnue;
}

class Categorie final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "cconn"; }
    [[nodiscard]] std::string message(int valeur) const override {
        return std::string(decrire(static_cast<CodeErreur>(valeur)).phrase);
    }
};

} // namespace

FamilleErreur famille(CodeErreur code) noexcept {
    return decrire(code).famille;
}

std::string_view nom_code(CodeErreur code) noexcept {
    return decrire(code).nom;
}

const std::error_category& categorie_cconn() noexcept {
    static const Categorie categorie;
    return categorie;
}

std::error_code make_error_code(CodeErreur code) noexcept {
    return {static_cast<int>(code), categorie_cconn()};
}

Erreur::Erreur(CodeErreur code, const std::string& contexte)
    : std::system_error(make_error_code(code)),
      contexte_(contexte),
      texte_(detail::texte_erreur(code, contexte)) {}

CodeErreur Erreur::code_cconn() const noexcept {
    return static_cast<CodeErreur>(code().value());
}

FamilleErreur Erreur::famille() const noexcept {
    return cconn::famille(code_cconn());
}

const std::string& Erreur::contexte() const noexcept {
    return contexte_;
}

const char* Erreur::what() const noexcept {
    return texte_.c_str();
}

namespace detail {
namespace {
constexpr std::string_view separateur = " : ";
} // namespace

std::optional<CodeErreur> code_depuis_nom(std::string_view nom) noexcept {
    const auto* trouve = std::find_if(
        descriptions.begin(),
        descriptions.end(),
        [nom](const Description& description) { return description.nom == nom; }
    );
    if (trouve == descriptions.end()) {
        return std::nullopt;
    }
    return trouve->code;
}

std::string texte_erreur(CodeErreur code, std::string_view contexte) {
    std::string texte(nom_code(code));
    if (!contexte.empty()) {
        texte.append(separateur).append(contexte);
    }
    return texte;
}

TexteErreur separer_texte_erreur(std::string_view texte) noexcept {
    const std::size_t fin_nom = texte.find(separateur);
    const std::optional<CodeErreur> code = code_depuis_nom(texte.substr(0, fin_nom));
    if (!code) {
        return {std::nullopt, texte};
    }
    if (fin_nom == std::string_view::npos) {
        return {code, {}};
    }
    return {code, texte.substr(fin_nom + separateur.size())};
}

} // namespace detail
} // namespace cconn
