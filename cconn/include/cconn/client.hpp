// Client: se connecter à un serveur, enregistrer des commandes, envoyer, éteindre.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/bilan_execution.hpp>
#include <cconn/boite.hpp>
#include <cconn/cause.hpp>
#include <cconn/commande.hpp>
#include <cconn/connexion.hpp>
#include <cconn/correspondance.hpp>
#include <cconn/description_commande.hpp>
#include <cconn/detail/motif.hpp>
#include <cconn/detail/signature.hpp>
#include <cconn/envoi.hpp>
#include <cconn/export.hpp>
#include <cconn/options.hpp>
#include <cconn/options_commande.hpp>
#include <cconn/reconnexion.hpp>
#include <cconn/statistiques.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cconn {

/// Une connexion à un serveur, et les commandes que ce serveur peut appeler en retour.
///
/// Vie : construire (la connexion est établie) → enregistrer, envoyer, appeler → `lancer` si le
/// serveur doit pouvoir appeler → `eteindre` → relancer (se reconnecte) ou détruire.
///
/// Tient lieu de la connexion au serveur : `envoyer`, `appeler`, `grouper`, `adresse` et les autres
/// fonctions de `Correspondance` sont les siennes.
///
/// Un programme qui ne fait qu'appeler n'a pas besoin de `lancer` : `appeler` lit lui-même sa
/// réponse, sans second fil. Les commandes du serveur s'exécutent alors pendant cette attente.
///
/// @code
/// cconn::Client client("127.0.0.1", 12800);
/// client.enregistrer_commande("pong", [](cconn::Client& c, std::string mot) { c.eteindre(); });
/// client.envoyer("ping", "bonjour");
/// client.lancer();
/// @endcode
class CCONN_API Client final : public Correspondance<Client> {
public:
    /// Se connecte. Avec `OptionsClient::reconnexion`, un serveur absent ou plein n'est pas une
    /// erreur : le client est construit hors connexion.
    ///
    /// @param hote  adresse IPv4 ou IPv6, ou nom ; ses adresses sont essayées dans l'ordre.
    /// @param port  1 à 65535.
    /// @throws Erreur `adresse_inconnue`, `connexion_refusee`, `argument_invalide` ; avec un `jeton`,
    ///         `authentification_refusee`, ou ce que le serveur a dit en fermant.
    /// @blocage Oui, au plus `delai_connexion` (la résolution du nom ne compte pas) ; avec un `jeton`,
    ///          au plus deux fois cela.
    Client(const std::string& hote, int port, OptionsClient options = {});

    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    Client(Client&&) = delete;
    Client& operator=(Client&&) = delete;

    /// Éteint, puis attend que plus aucune commande ne s'exécute.
    ~Client();

    /// Enregistre une fonction sous un nom ; remplace celle qui le portait.
    ///
    /// La fonction prend, dans cet ordre et seulement si elle les veut : `Client&`, `Connexion&`,
    /// puis les arguments de la commande. Ce qu'elle rend répond à `appeler`. Voir `commande.hpp`.
    ///
    /// @param nom   UTF-8 sans caractère de contrôle, 1 à `taille_nom_max` octets ; les noms en
    ///              `cconn.` sont réservés.
    /// @param aide  une phrase, que `commandes()` rend.
    /// @throws Erreur `argument_invalide` si le nom ne convient pas.
    /// @fils   Tout fil, y compris une commande ; l'exécution en cours de l'ancienne finit.
    template<class F>
    void enregistrer_commande(std::string_view nom, F&& fonction, std::string_view aide = {}) {
        enregistrer_commande(
            nom, std::forward<F>(fonction), OptionsCommande{.aide = std::string(aide)}
        );
    }

    /// La même chose, en disant qui peut l'appeler et combien de fois : voir `OptionsCommande`.
    template<class F>
    void enregistrer_commande(std::string_view nom, F&& fonction, const OptionsCommande& options) {
        enregistrer(
            nom, options, detail::adapter_commande<detail::Cote::client>(std::forward<F>(fonction))
        );
    }

    /// Enregistre une commande dont les messages s'attendent, au lieu de s'exécuter : voir `Boite`.
    ///
    /// @tparam T  les paramètres de la commande, par valeur : `boite<Message>("message")`.
    /// @throws Erreur `argument_invalide` si le nom ou les options ne conviennent pas.
    /// @fils   Tout fil, y compris une commande.
    template<class... T>
    [[nodiscard]] Boite<T...> boite(std::string_view nom, const OptionsBoite& options = {}) {
        return Boite<T...>(
            ouvrir_boite(nom, options, detail::recueillir<detail::Cote::client, T...>())
        );
    }

    /// Retire une commande. @return faux si aucune ne portait ce nom. @fils Tout fil.
    bool retirer_commande(std::string_view nom);

    /// Les commandes enregistrées, par ordre alphabétique. @fils Tout fil.
    [[nodiscard]] std::vector<DescriptionCommande> commandes() const;

    /// Enregistre une fonction sous un motif, pour les commandes dont aucune ne porte le nom exact.
    ///
    /// Tout est comme pour `Serveur::enregistrer_motif`, avec `Client&` au lieu de `Serveur&` : l'ordre
    /// des motifs, le remplacement, les noms réservés, ce que prend la fonction.
    /// @throws Erreur `argument_invalide` si RE2 refuse le motif ; le texte dit pourquoi.
    /// @fils   Tout fil, y compris une commande ; l'exécution en cours de l'ancienne finit.
    template<class F>
    void enregistrer_motif(std::string_view motif, F&& fonction, std::string_view aide = {}) {
        enregistrer_motif(
            motif, std::forward<F>(fonction), OptionsCommande{.aide = std::string(aide)}
        );
    }

    /// La même chose, en disant qui peut appeler ce qui y convient et combien de fois.
    template<class F>
    void enregistrer_motif(std::string_view motif, F&& fonction, const OptionsCommande& options) {
        enregistrer_sous_motif(
            motif, options, detail::adapter_motif<detail::Cote::client>(std::forward<F>(fonction))
        );
    }

    /// Retire un motif, donné tel qu'à l'enregistrement. @return faux s'il n'y était pas.
    /// @fils Tout fil.
    bool retirer_motif(std::string_view motif);

    /// Les motifs dans l'ordre où ils sont essayés ; `nom` y est le motif. @fils Tout fil.
    [[nodiscard]] std::vector<DescriptionCommande> motifs() const;

    /// Soumet à `fonction` ce qui va partir d'ici sous un nom qui convient au motif : `envoyer` et
    /// `appeler`.
    ///
    /// La fonction, `void(Envoi&)`, peut le voir, en changer le nom et les arguments, ou l'arrêter.
    /// Les motifs sont ceux d'`enregistrer_motif`, essayés dans l'ordre de leur premier
    /// enregistrement ; seul le premier qui convient sert. Le même motif remplace ; `nullptr` retire.
    /// Une réponse à un `appeler` n'est pas soumise, ni ce que la fonction envoie elle-même d'ici.
    ///
    /// Une exception de la fonction arrête l'envoi et va au journal.
    ///
    /// @throws Erreur `argument_invalide` si RE2 refuse le motif ; le texte dit pourquoi.
    /// @fils   S'enregistre de tout fil. La fonction s'exécute sur le fil qui envoie, peut-être sur
    ///         plusieurs à la fois.
    template<class F>
    void quand_envoi(std::string_view motif, F&& fonction) {
        definir_envoi(motif, detail::adapter_envoi(std::forward<F>(fonction)));
    }

    /// Appelle `suite`, `void(Connexion&)` ou `void()`, à chaque nouvelle connexion, avant que quiconque
    /// d'autre s'en serve et avant que parte ce qui a été gardé. Sur un client déjà connecté, l'appelle
    /// aussi tout de suite, sur ce fil, pour la connexion en cours. `nullptr` la retire.
    ///
    /// Pendant `suite`, `envoyer` et `appeler` de ce client passent par la connexion neuve ; ceux des
    /// autres fils, par l'ancienne, finie.
    ///
    /// @code
    /// client.quand_connecte([&] { client.appeler("abonner", "cours"); });
    /// @endcode
    ///
    /// @fils S'enregistre de tout fil. S'exécute là où s'exécutent les commandes.
    template<class F>
    void quand_connecte(F&& suite) {
        if constexpr (std::is_invocable_v<std::decay_t<F>&, Connexion&>) {
            definir_debut(std::forward<F>(suite));
        } else if constexpr (std::is_null_pointer_v<std::decay_t<F>>) {
            definir_debut(nullptr);
        } else {
            definir_debut([suite = std::forward<F>(suite)](Connexion& /*serveur*/) mutable {
                suite();
            });
        }
    }

    /// Appelle `suite` à chaque changement d'état. @fils Comme `quand_deconnecte`.
    void quand_etat_change(std::function<void(EtatClient)> suite);

    /// S'authentifie, avant toute autre demande : la fonction `authentifier` du serveur juge de ces
    /// arguments, gardés pour les reconnexions. Inutile avec un `jeton` : il est envoyé tout seul.
    ///
    /// @throws Erreur `authentification_refusee`, `non_authentifie` (trop tard) ; `argument_invalide` en
    ///         clair hors de la boucle locale, sans `jeton_en_clair` ; celles d'`appeler`.
    /// @blocage Oui, au plus `delai_connexion`.
    template<class... A>
    void s_authentifier(const A&... arguments) {
        detail::Tampon identifiants;
        detail::empaqueter_arguments(identifiants, arguments...);
        presenter(std::move(identifiants));
    }

    /// Appelle `suite` une fois par connexion, quand elle a pris fin, après sa dernière commande.
    ///
    /// @fils S'enregistre de tout fil. S'exécute là où s'exécutent les commandes ; sur un client
    ///       qui n'est pas lancé, dans `executer_commandes` si l'exécution est différée, sinon dans
    ///       `eteindre` ou dans le `lancer` qui le reconnecte.
    void quand_deconnecte(std::function<void(Cause)> suite);

    /// Reçoit et exécute les commandes du serveur sur ce fil, jusqu'à `eteindre` ou jusqu'à ce que
    /// le serveur s'en aille. Après son retour, plus aucune commande ne s'exécute.
    ///
    /// Avec `OptionsClient::reconnexion`, ce fil retrouve le serveur chaque fois qu'il s'en va, et
    /// n'en revient qu'à `eteindre`, à `fermer`, ou si un nouvel essai ne servirait à rien.
    ///
    /// Un client dont la connexion est finie se reconnecte d'abord. Un `eteindre` arrivé avant le
    /// premier `lancer` compte : celui-ci revient aussitôt.
    ///
    /// @throws Erreur `etat_invalide` s'il est déjà lancé ; celles du constructeur s'il se reconnecte.
    /// @blocage Oui.
    void lancer();

    /// Comme `lancer`, sur un fil à part ; un `eteindre` antérieur ne compte pas.
    /// @blocage Le temps de se reconnecter s'il le faut.
    void lancer_en_fond();

    /// Se déconnecte : ce qui a été reçu est exécuté (si le client est lancé), ce qui a été envoyé
    /// est délivré, puis la connexion se ferme. Sans effet s'il est déjà éteint.
    ///
    /// En exécution différée, ce qui reste à exécuter l'est ici, sur le fil qui appelle, jamais en
    /// même temps que dans `executer_commandes`. Après l'avoir appelé d'une commande, l'application
    /// continue de faire tourner `executer_commandes`, ou le rappelle hors des commandes : les
    /// fonctions `quand_` attendent qu'elle leur donne la main.
    ///
    /// @fils    Tout fil. Appelé d'une commande, il demande l'arrêt sans l'attendre ; d'ailleurs, il
    ///          l'attend.
    /// @blocage Oui hors des commandes : au plus `delai_extinction`, plus le temps que finissent les
    ///          commandes en cours.
    void eteindre();

    /// Exécute des commandes reçues (`Execution::differee` seulement), dans l'ordre d'arrivée. Un
    /// client qui n'est pas lancé lit d'abord, sans attendre, ce qui est arrivé.
    ///
    /// @param budget  temps à ne pas dépasser : vérifié avant chaque commande ; nul ou négatif,
    ///                aucune n'est exécutée.
    /// @throws Erreur `etat_invalide` si l'exécution est immédiate.
    /// @fils    Le fil de l'application, toujours le même ou un seul à la fois.
    /// @blocage Le temps des commandes.
    BilanExecution executer_commandes(std::chrono::nanoseconds budget = std::chrono::hours{1});

    /// Attend qu'il y ait de quoi exécuter (`Execution::differee` seulement), pour une application
    /// qui n'a rien d'autre à faire.
    ///
    /// @return vrai si `executer_commandes` a de quoi faire ; faux après le délai, à l'extinction, et
    ///         aussitôt si le client n'est pas lancé.
    /// @throws Erreur `etat_invalide` si l'exécution est immédiate.
    /// @fils    Tout fil. @blocage Oui, au plus le délai.
    bool attendre_commandes(std::chrono::nanoseconds delai = sans_limite);

    /// Vrai de l'appel de `lancer` à la fin de l'extinction. @fils Tout fil.
    [[nodiscard]] bool est_lance() const;

    /// Où en est la connexion. @fils Tout fil.
    [[nodiscard]] EtatClient etat() const;

    /// Attend que la connexion serve. Sur un client que personne n'a lancé, c'est ce fil qui essaie de
    /// l'ouvrir, aussi souvent que `Reconnexion` le permet ; avec un délai nul, une fois au plus.
    ///
    /// @return faux si le délai passe ; aussitôt, si le client n'essaiera pas ou est éteint, et d'une
    ///         commande de ce client, qui empêcherait la reconnexion qu'elle attend.
    /// @fils    Tout fil. @blocage Oui, au plus le délai ; sur un client que personne n'a lancé, plus le
    ///          temps d'un essai.
    bool attendre_connexion(std::chrono::nanoseconds delai = sans_limite);

    /// Ce que ce client a compté depuis sa construction, reconnexions comprises. @fils Tout fil.
    [[nodiscard]] Statistiques statistiques() const;

    /// La connexion au serveur, comme les commandes la reçoivent.
    [[nodiscard]] Connexion connexion() const;

private:
    friend class Correspondance<Client>;
    class Interne;

    static constexpr auto si_close = detail::SiClose::garder;
    [[nodiscard]] std::shared_ptr<detail::Session> session() const;
    [[nodiscard]] std::shared_ptr<detail::Session> session_appel() const;
    void definir_debut(std::function<void(Connexion&)> suite);
    void enregistrer(
        std::string_view nom, const OptionsCommande& options, detail::FonctionCommande fonction
    );
    void presenter(detail::Tampon identifiants);
    void definir_envoi(std::string_view motif, detail::FonctionEnvoi fonction);
    void enregistrer_sous_motif(
        std::string_view motif, const OptionsCommande& options, detail::FonctionMotif fonction
    );
    detail::BoiteBrute
    ouvrir_boite(std::string_view nom, const OptionsBoite& options, detail::FonctionBoite fonction);

    std::shared_ptr<Interne> interne_; ///< Partagé avec ceux qui attendent une boîte.
};

} // namespace cconn
