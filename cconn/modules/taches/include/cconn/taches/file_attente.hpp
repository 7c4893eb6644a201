// FileAttente: une file de tâches durable, servie par un serveur.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/serveur.hpp>
#include <cconn/taches/detail/travail.hpp>
#include <cconn/taches/export.hpp>
#include <cconn/taches/options.hpp>
#include <cconn/taches/tache.hpp>
#include <cconn/valeur.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cconn::taches {

namespace detail {
class Interne;
} // namespace detail

/// Des tâches soumises par les clients d'un serveur, exécutées l'une après l'autre ou à plusieurs.
///
/// Vie : construire (le fichier est ouvert et vérifié, les commandes `taches.` existent) →
/// `enregistrer_travail` → `lancer` → `eteindre` → détruire, **avant** le serveur. Une file éteinte
/// ne se relance pas ; on en construit une autre sur le même fichier.
///
/// **Ce qui est promis.** Une tâche acquittée n'est jamais perdue. Son effet dans la base de la file
/// est appliqué une fois et une seule ; un effet au-dehors, au moins une fois, avec le même
/// identifiant et le numéro d'essai visible. Voir `ContexteTache`.
///
/// **Ordre.** La plus grande priorité d'abord, puis la plus ancienne, tous clients confondus. Une
/// tâche dont le délai est passé, ou qui est refaite, retrouve sa place d'origine.
///
/// **Fils.** Un seul écrit dans la base, et groupe en une transaction ce que plusieurs clients
/// demandent ensemble ; les lectures ont leurs propres connexions. Soumettre et demander un état
/// n'attendent jamais une fonction. Une tâche laissée en cours par un arrêt brutal retourne en attente
/// à l'ouverture suivante.
///
/// @code
/// cconn::Serveur serveur(5000, 64);
/// cconn::taches::FileAttente file_attente(serveur, {.fichier = "taches.sqlite"});
/// file_attente.enregistrer_travail("retourner", [](std::string texte) {
///     return std::string(texte.rbegin(), texte.rend());
/// });
/// file_attente.lancer();
/// serveur.lancer();
/// @endcode
///
/// Les commandes que les clients appellent sont décrites dans docs/reference/taches.md ; en C++,
/// `ClientTaches` les emploie.
///
/// @fils Toutes les fonctions, de tout fil, sauf dit autrement.
class CCONN_TACHES_API FileAttente final {
public:
    /// Ouvre la base et enregistre les commandes sur `serveur`, qui survit à la file.
    ///
    /// @throws Erreur `argument_invalide` (une option) ; `stockage_indisponible` : le fichier ne
    ///         s'ouvre pas, n'est pas une file de tâches, est abîmé, ou sert déjà à un autre programme.
    /// @blocage Le temps d'ouvrir et de vérifier ; au plus `delai_verrou` si le fichier est verrouillé.
    explicit FileAttente(Serveur& serveur, OptionsTaches options = {});

    FileAttente(const FileAttente&) = delete;
    FileAttente& operator=(const FileAttente&) = delete;
    FileAttente(FileAttente&&) = delete;
    FileAttente& operator=(FileAttente&&) = delete;

    /// Éteint, et retire ses commandes du serveur.
    ~FileAttente();

    /// Enregistre la fonction qui exécute les tâches d'un type ; remplace celle qui le faisait.
    ///
    /// Elle prend `ContexteTache&` si elle le veut, puis au plus un paramètre, les données, d'un type
    /// permis à un argument de commande (voir `commande.hpp` ; ni vue, ni `Arguments`, ni `Nommes`).
    /// Ce qu'elle rend est le résultat. Une soumission dont les données ne conviennent pas est refusée.
    ///
    /// Une exception fait échouer l'essai ; il est refait, sauf si c'est une `Erreur`
    /// `argument_invalide` ou `arguments_incompatibles` : les mêmes données échoueraient encore.
    ///
    /// @param type  UTF-8, 1 à 128 octets.
    /// @throws Erreur `argument_invalide` si le type ne convient pas.
    /// @fils   De tout fil, avant ou après `lancer`. La fonction s'exécute sur les fils de la file,
    ///         jusqu'à `travailleurs` à la fois.
    template<class F>
    void enregistrer_travail(std::string_view type, F&& fonction) {
        enregistrer(type, detail::adapter_travail(std::forward<F>(fonction)));
    }

    /// Commence à exécuter les tâches. Celles d'un type sans fonction attendent la leur.
    /// @throws Erreur `etat_invalide` si elle est déjà lancée ou éteinte.
    /// @blocage Non.
    void lancer();

    /// N'en commence plus, laisse `delai_extinction` aux fonctions en cours, puis leur demande de
    /// cesser et les attend. Une tâche qui n'a pas fini sera refaite. Ensuite, toute demande reçoit
    /// `etat_invalide`. Sans effet si elle est déjà éteinte.
    ///
    /// @fils    Tout fil, sauf une fonction de la file.
    /// @blocage Oui : au plus `delai_extinction`, plus le temps que cessent les fonctions en cours.
    void eteindre();

    /// Soumet une tâche, comme le ferait un client.
    ///
    /// @param donnees  ce que recevra la fonction ; tout ce qui s'envoie.
    /// @return son identifiant ; elle est alors écrite.
    /// @throws Erreur `argument_invalide` : type inconnu, ou clé d'une autre tâche ;
    ///         `arguments_incompatibles` : données d'un autre type que celui de la fonction ;
    ///         `trame_trop_grande`, `attente_pleine`, `stockage_indisponible`, `etat_invalide`.
    /// @blocage Le temps d'une écriture sur le disque ; jamais celui d'une fonction.
    template<class T>
    std::string
    soumettre(std::string_view type, const T& donnees, const OptionsSoumission& options = {}) {
        return soumettre_valeur(type, Valeur::depuis(donnees), options);
    }

    /// Où en est une tâche ; son état est `inconnue` si elle n'existe pas.
    /// @throws Erreur `stockage_indisponible`.
    [[nodiscard]] Tache etat(std::string_view id) const;
    /// Le résultat d'une tâche, ou son état si elle n'est pas finie.
    /// @throws Erreur `stockage_indisponible`.
    [[nodiscard]] ResultatTache resultat(std::string_view id) const;
    /// Les tâches, par ordre de soumission.
    /// @throws Erreur `argument_invalide`, `stockage_indisponible`.
    [[nodiscard]] std::vector<Tache> lister(const FiltreTaches& filtre = {}) const;
    /// Combien de tâches sont dans chaque état. @blocage Non.
    [[nodiscard]] ComptesTaches comptes() const;
    /// Valeur de cette clé du carnet ; nil si elle n'y est pas. Voir `ContexteTache::noter`.
    /// @throws Erreur `stockage_indisponible`.
    [[nodiscard]] Valeur lire(std::string_view cle) const;

    /// Annule une tâche : en attente, elle est `annulee` au retour ; en cours, elle le sera quand sa
    /// fonction aura fini, et n'aura pas d'effet dans la base ; finie, rien ne change.
    /// @return la tâche, après.
    /// @throws Erreur `stockage_indisponible`, `etat_invalide`.
    Tache annuler(std::string_view id);
    /// Efface une tâche finie et son résultat. @return la tâche, avant ; intacte si elle n'est pas finie.
    /// @throws Erreur `stockage_indisponible`, `etat_invalide`.
    Tache oublier(std::string_view id);

    /// Appelle `suite` à chaque changement d'état, une fois écrit, dans l'ordre ; remplace la
    /// précédente.
    /// @fils La suite s'exécute sur un fil de la file, une à la fois ; elle ne doit pas s'attarder.
    void quand_change(std::function<void(const Tache&)> suite);

private:
    void enregistrer(std::string_view type, detail::Travail travail);
    std::string soumettre_valeur(
        std::string_view type, const Valeur& donnees, const OptionsSoumission& options
    );

    std::shared_ptr<detail::Interne> interne_;
};

} // namespace cconn::taches
