// ClientTaches: les tâches d'un serveur, vues d'un client.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/client.hpp>
#include <cconn/connexion.hpp>
#include <cconn/taches/export.hpp>
#include <cconn/taches/options.hpp>
#include <cconn/taches/tache.hpp>
#include <cconn/valeur.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cconn::taches {

/// Soumet des tâches à la `FileAttente` qui est à l'autre bout d'une connexion, et les suit.
///
/// Une tâche survit à qui l'a soumise ; son identifiant vaut de toute connexion. Un identifiant inconnu
/// n'est pas une erreur : l'état rendu est `inconnue`.
///
/// Sur un `Client`, les changements d'état sont poussés ; un client qui n'est pas lancé les reçoit
/// pendant ses appels et dans `attendre`. Sur une `Connexion`, rien n'est poussé et `attendre`
/// interroge : les commandes s'enregistrent sur un client, pas sur une connexion.
///
/// @code
/// cconn::Client client("127.0.0.1", 5000);
/// cconn::taches::ClientTaches taches(client);
/// const std::string id = taches.soumettre("retourner", "bonjour");
/// std::cout << taches.attendre(id).vers<std::string>() << '\n';
/// @endcode
///
/// Toutes les fonctions lèvent les erreurs de `Correspondance::appeler`, et celles que la fonction de
/// même nom de `FileAttente` documente.
///
/// @fils Tout fil.
class CCONN_TACHES_API ClientTaches final {
public:
    /// Par ce client, qui survit à cet objet ; prend sa commande `taches.changement`.
    /// @param prefixe  celui de la file : `OptionsTaches::prefixe`.
    explicit ClientTaches(Client& client, std::string_view prefixe = "taches");
    /// Par cette connexion, sans rien de poussé.
    explicit ClientTaches(Connexion connexion, std::string_view prefixe = "taches");

    ClientTaches(const ClientTaches&) = delete;
    ClientTaches& operator=(const ClientTaches&) = delete;
    ClientTaches(ClientTaches&&) = delete;
    ClientTaches& operator=(ClientTaches&&) = delete;

    /// Rend au client sa commande `taches.changement` ; les tâches continuent.
    ~ClientTaches();

    /// Soumet une tâche et rend son identifiant ; elle est alors écrite. Après `connexion_perdue` ou
    /// `delai_depasse`, recommencer avec la même `OptionsSoumission::cle` est sans danger.
    /// @param donnees  ce que recevra la fonction ; tout ce qui s'envoie.
    template<class T>
    std::string
    soumettre(std::string_view type, const T& donnees, const OptionsSoumission& options = {}) {
        return soumettre_valeur(type, Valeur::depuis(donnees), options);
    }

    /// Où en est une tâche.
    [[nodiscard]] Tache etat(std::string_view id) const;
    /// Le résultat d'une tâche, ou son état si elle n'est pas finie. @blocage Le temps d'un appel.
    [[nodiscard]] ResultatTache resultat(std::string_view id) const;
    /// Attend la fin d'une tâche, et rend son résultat ; ou son état quand `delai` est passé.
    /// @param chaque  appelée sur ce fil à chaque état que prend la tâche, le présent d'abord.
    /// @blocage Oui, au plus `delai` et le temps d'un appel.
    ResultatTache attendre(
        std::string_view id,
        std::chrono::nanoseconds delai = sans_limite,
        const std::function<void(const Tache&)>& chaque = {}
    );
    /// Comme `FileAttente::annuler`.
    Tache annuler(std::string_view id);
    /// Comme `FileAttente::oublier`.
    Tache oublier(std::string_view id);
    /// Comme `FileAttente::lister`.
    [[nodiscard]] std::vector<Tache> lister(const FiltreTaches& filtre = {}) const;
    /// Comme `FileAttente::comptes`.
    [[nodiscard]] ComptesTaches comptes() const;

    /// Demande que les changements d'état de cette tâche soient poussés, jusqu'à sa fin.
    /// @return la tâche, telle qu'elle est ; ce qui change ensuite sera poussé.
    /// @throws Erreur `attente_pleine` si trop de tâches sont suivies.
    Tache suivre(std::string_view id);
    /// Ne demande plus rien pour cette tâche.
    void ne_plus_suivre(std::string_view id);
    /// Appelle `suite` à chaque changement poussé ; remplace la précédente.
    /// @fils La suite s'exécute là où s'exécutent les commandes du client.
    void quand_change(std::function<void(const Tache&)> suite);

private:
    class Interne;
    class Veille;

    std::string soumettre_valeur(
        std::string_view type, const Valeur& donnees, const OptionsSoumission& options
    );

    std::shared_ptr<Interne> interne_;
};

} // namespace cconn::taches
