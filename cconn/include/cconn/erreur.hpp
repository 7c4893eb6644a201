// Erreurs de cconn: codes, familles, et l'unique exception `Erreur`.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/export.hpp>

#include <string>
#include <string_view>
#include <system_error>

namespace cconn {

/// Ce qui s'est mal passé.
///
/// Les valeurs et les noms sont stables. Pour ajouter un code : cet énuméré, sa famille et son texte
/// dans `src/base/erreur.cpp`, sa ligne dans docs/reference/erreurs.md, un test qui le provoque.
enum class CodeErreur {
    // Usage : corriger le programme.
    argument_invalide = 1, ///< Valeur refusée par l'appelé : nom, port, option, texte non UTF-8.
    etat_invalide,         ///< Appel au mauvais moment : `lancer` sur un serveur déjà lancé.
    appel_annule,          ///< `Appel::annuler` a été appelé : la réponse ne viendra plus.

    // Distant : lire le message ; ne pas recommencer sans changer quelque chose.
    commande_inconnue,       ///< Le pair n'a pas de commande de ce nom.
    arguments_incompatibles, ///< Nombre, type, étendue ou nom d'un argument refusé par la commande.
    resultat_incompatible,   ///< La réponse n'est pas du type demandé à `appeler<R>`.
    echec_gestionnaire,      ///< La commande a levé une exception ; le texte est le sien.

    // Liaison : se reconnecter, puis décider si l'appel peut être refait.
    adresse_inconnue,    ///< Le nom d'hôte ne se résout pas.
    connexion_refusee,   ///< Personne n'écoute, ou le délai de connexion est passé.
    connexion_perdue,    ///< La connexion a pris fin ; un appel parti a une issue inconnue.
    serveur_injoignable, ///< Le port local ne peut pas être ouvert (déjà pris, droits).

    // Charge : recommencer plus tard, en espaçant.
    serveur_plein,  ///< Le serveur a déjà `max_clients` clients.
    attente_pleine, ///< Trop d'octets, d'appels ou de commandes attendent déjà.
    trop_imbrique,  ///< Les deux bouts s'appellent l'un l'autre au-delà de `profondeur_max`.
    delai_depasse,  ///< Pas de réponse dans le délai ; la commande a pu s'exécuter.
    client_lent,    ///< Le pair ne lit plus ce qu'on lui envoie.

    // Protocole : le pair est fautif ou hostile.
    trame_trop_grande, ///< Message de plus de `taille_message_max` octets.
    trop_elements,     ///< Message de plus de `elements_max` éléments.
    trop_profond,      ///< Valeurs imbriquées au-delà de `profondeur_valeurs_max`.
    trop_arguments,    ///< Plus de `arguments_max` arguments.
    nom_invalide, ///< Nom de commande vide, trop long, non UTF-8 ou avec un caractère de contrôle.
    delai_message_depasse, ///< Message commencé et pas fini dans `delai_message`.
    trame_invalide,        ///< Octets qui ne sont pas du msgpack : le flux est indéchiffrable.
    message_invalide,      ///< Du msgpack, mais pas un message msgpack-RPC.

    // Charge encore : en dernier, pour que les valeurs des autres restent les mêmes.
    stockage_indisponible, ///< Base illisible, abîmée, verrouillée ou en lecture seule ; disque plein.

    // Liaison encore.
    jamais_envoye, ///< Pas de connexion en ce moment : rien n'est parti, l'appel peut être refait.
    // Chiffrement. Les trois premiers sont d'usage : les deux bouts ne sont pas réglés pareil.
    chiffrement_attendu, ///< Un bout n'accepte que des connexions chiffrées, l'autre parle en clair.
    chiffrement_inattendu, ///< Un bout demande à chiffrer, l'autre ne parle qu'en clair.
    certificat_refuse, ///< Certificat absent, ou que l'autre bout n'admet pas ; le texte dit pourquoi.
    poignee_echouee, ///< De liaison : la poignée de main du chiffrement n'a pas abouti.
    // Liaison, toujours.
    connexion_inactive, ///< Fermée par le pair : ni commande ni réponse pendant son `delai_inactif`.
    // Distant encore : qui appelle n'y a pas droit.
    non_authentifie,          ///< Le serveur n'écoute que `cconn.authentifier` avant cela.
    authentification_refusee, ///< Jeton ou identifiants refusés, ou trop d'échecs depuis cette adresse.
    acces_refuse,             ///< La commande n'est pas pour ce pair : `OptionsCommande::acces`.

    // Charge, de nouveau.
    debit_depasse, ///< Plus que les quotas, ou trop de connexions par seconde ; le texte dit quand réessayer.
};

/// Ce que l'appelant devrait faire d'une erreur.
enum class FamilleErreur {
    usage,     ///< Corriger le programme.
    distant,   ///< Lire le message ; ne pas recommencer aveuglément.
    liaison,   ///< Se reconnecter, puis décider si l'appel est idempotent.
    charge,    ///< Recommencer plus tard, en espaçant les essais.
    protocole, ///< Fermer : le pair est fautif ou hostile.
};

/// Famille d'un code. @fils Tout fil.
[[nodiscard]] CCONN_API FamilleErreur famille(CodeErreur code) noexcept;

/// Nom du code en majuscules, tel qu'il voyage en tête des textes d'erreur : `COMMANDE_INCONNUE`.
[[nodiscard]] CCONN_API std::string_view nom_code(CodeErreur code) noexcept;

/// Catégorie `<system_error>` des codes de cconn, de nom « cconn ».
[[nodiscard]] CCONN_API const std::error_category& categorie_cconn() noexcept;

/// Intégration à `<system_error>` : `erreur.code() == cconn::CodeErreur::delai_depasse`.
[[nodiscard]] CCONN_API std::error_code make_error_code(CodeErreur code) noexcept;

/// La seule exception que cconn lève.
///
/// `what()` commence par le nom du code, suivi du contexte en français :
/// `DELAI_DEPASSE : somme n'a pas répondu en 30000 ms`. Une commande peut aussi en lever une : le
/// code choisi arrive tel quel chez l'appelant.
class CCONN_API Erreur final : public std::system_error {
public:
    /// @param contexte  ce qui s'est passé, en français : minuscule au début, sans point final, avec
    ///                  la valeur et la limite s'il y en a.
    Erreur(CodeErreur code, const std::string& contexte);

    /// Le code, comme énuméré ; `code()` rend le `std::error_code` équivalent.
    [[nodiscard]] CodeErreur code_cconn() const noexcept;
    /// Ce que l'appelant devrait faire.
    [[nodiscard]] FamilleErreur famille() const noexcept;
    /// Le texte sans le nom du code.
    [[nodiscard]] const std::string& contexte() const noexcept;
    /// « CODE : contexte » ; vit autant que l'exception.
    [[nodiscard]] const char* what() const noexcept override;

private:
    std::string contexte_;
    std::string texte_;
};

} // namespace cconn

template<>
struct std::is_error_code_enum<cconn::CodeErreur> : std::true_type {};
