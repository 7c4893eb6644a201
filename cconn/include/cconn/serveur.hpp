// Serveur: ouvrir un port, enregistrer des commandes, diffuser, éteindre.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/appel.hpp>
#include <cconn/bilan_execution.hpp>
#include <cconn/boite.hpp>
#include <cconn/cause.hpp>
#include <cconn/commande.hpp>
#include <cconn/connexion.hpp>
#include <cconn/description_commande.hpp>
#include <cconn/detail/authentification.hpp>
#include <cconn/detail/empaquetage.hpp>
#include <cconn/detail/motif.hpp>
#include <cconn/detail/signature.hpp>
#include <cconn/envoi.hpp>
#include <cconn/export.hpp>
#include <cconn/options.hpp>
#include <cconn/options_commande.hpp>
#include <cconn/politique_lent.hpp>
#include <cconn/statistiques.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cconn {

/// Un port ouvert, des commandes, et les clients qui les appellent.
///
/// Vie : construire (le port est ouvert) → enregistrer → `lancer` → `eteindre` → relancer ou
/// détruire. Les commandes s'enregistrent, se remplacent et se retirent à tout moment.
///
/// Un fil par client : il lit, exécute les commandes de ce client une à une dans l'ordre d'arrivée,
/// et disparaît avec lui. Les clients avancent en parallèle.
///
/// @code
/// cconn::Serveur serveur(12800, 23);
/// serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
/// serveur.enregistrer_commande("ping", [](cconn::Connexion& client, std::string mot) {
///     client.envoyer("pong", mot);
/// });
/// serveur.lancer();
/// @endcode
///
/// Ne prend ni signal, ni locale, ni état global : plusieurs serveurs et clients vivent dans un même
/// processus.
class CCONN_API Serveur final {
public:
    /// Ouvre le port et commence à écouter ; les clients attendent `lancer`.
    ///
    /// @param port         0 à 65535 ; 0 prend un port libre, que `port()` donne.
    /// @param max_clients  clients servis à la fois, au moins 1.
    /// @throws Erreur `argument_invalide` (port, max_clients, options), `adresse_inconnue`,
    ///         `serveur_injoignable` si le port est déjà pris ou interdit.
    explicit Serveur(int port, std::size_t max_clients = 1, OptionsServeur options = {});

    Serveur(const Serveur&) = delete;
    Serveur& operator=(const Serveur&) = delete;
    Serveur(Serveur&&) = delete;
    Serveur& operator=(Serveur&&) = delete;

    /// Éteint, puis attend que plus aucune commande ne s'exécute.
    ~Serveur();

    /// Enregistre une fonction sous un nom ; remplace celle qui le portait.
    ///
    /// La fonction prend, dans cet ordre et seulement si elle les veut : `Serveur&`, `Connexion&`,
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
            nom, options, detail::adapter_commande<detail::Cote::serveur>(std::forward<F>(fonction))
        );
    }

    /// Enregistre une commande dont les messages s'attendent, au lieu de s'exécuter : voir `Boite`.
    ///
    /// @tparam T  les paramètres de la commande, par valeur : `boite<Connexion, Message>("message")`.
    /// @throws Erreur `argument_invalide` si le nom ou les options ne conviennent pas.
    /// @fils   Tout fil, y compris une commande.
    template<class... T>
    [[nodiscard]] Boite<T...> boite(std::string_view nom, const OptionsBoite& options = {}) {
        return Boite<T...>(
            ouvrir_boite(nom, options, detail::recueillir<detail::Cote::serveur, T...>())
        );
    }

    /// Retire une commande. @return faux si aucune ne portait ce nom. @fils Tout fil.
    bool retirer_commande(std::string_view nom);

    /// Les commandes enregistrées, par ordre alphabétique. @fils Tout fil.
    [[nodiscard]] std::vector<DescriptionCommande> commandes() const;

    /// Enregistre une fonction sous un motif, pour les commandes dont aucune ne porte le nom exact.
    ///
    /// Les motifs sont essayés dans l'ordre de leur premier enregistrement ; le premier qui convient
    /// l'emporte. Le même motif, de nouveau, remplace la fonction à sa place. Les noms en `cconn.`
    /// ne leur sont pas proposés.
    ///
    /// La fonction prend, dans cet ordre et seulement si elle les veut : `Serveur&`, `Connexion&`, le
    /// nom de la commande (`std::string` ou `std::string_view` : le premier texte est toujours le
    /// nom), aussitôt après lui les captures (`std::vector<std::string>`), puis les arguments. Ce
    /// qu'elle rend répond à `appeler`. Voir `commande.hpp`.
    ///
    /// @param motif  expression régulière de RE2, ancrée au début du nom seulement : « HELLO »
    ///               convient à « HELLOWORLD », et « .* » à tout. Elle ne peut pas bloquer : le temps
    ///               d'une recherche croît comme la taille du nom.
    /// @param aide   une phrase, que `motifs()` rend.
    /// @throws Erreur `argument_invalide` si RE2 refuse le motif ; le texte dit pourquoi.
    /// @fils   Tout fil, y compris une commande ; l'exécution en cours de l'ancienne finit.
    /// @source https://github.com/google/re2/wiki/Syntax
    template<class F>
    void enregistrer_motif(std::string_view motif, F&& fonction, std::string_view aide = {}) {
        enregistrer_motif(
            motif, std::forward<F>(fonction), OptionsCommande{.aide = std::string(aide)}
        );
    }

    /// La même chose, avec ses droits et ses quotas.
    template<class F>
    void enregistrer_motif(std::string_view motif, F&& fonction, const OptionsCommande& options) {
        enregistrer_sous_motif(
            motif, options, detail::adapter_motif<detail::Cote::serveur>(std::forward<F>(fonction))
        );
    }

    /// Règle ce que deviennent les avis de ce nom vers un client qui ne lit pas assez vite.
    ///
    /// @code
    /// serveur.regler_envoi("position", {.politique = cconn::PolitiqueLent::garder_dernier, .cle = 0});
    /// @endcode
    ///
    /// @param nom  le nom de la commande ; vide, toutes celles qui n'ont pas de réglage à elles.
    /// @fils  Tout fil, avant ou après `lancer`.
    void regler_envoi(std::string_view nom, const ReglageEnvoi& reglage);

    /// Retire un motif, donné tel qu'à l'enregistrement. @return faux s'il n'y était pas.
    /// @fils Tout fil.
    bool retirer_motif(std::string_view motif);

    /// Les motifs dans l'ordre où ils sont essayés ; `nom` y est le motif. @fils Tout fil.
    [[nodiscard]] std::vector<DescriptionCommande> motifs() const;

    /// Soumet à `fonction` ce qui va partir d'ici sous un nom qui convient au motif : `envoyer`, `appeler`,
    /// et l'annonce à tous une fois par client.
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

    /// Appelle `filtre` à l'arrivée de chaque client, authentifié s'il doit l'être, avant sa première commande ; faux ou une
    /// exception refuse le client, qui reçoit `connexion_refusee`. Sans filtre, tous sont acceptés.
    ///
    /// @fils S'enregistre de tout fil. Le filtre s'exécute sur le fil du client, ou dans
    ///       `executer_commandes` si l'exécution est différée.
    void quand_client_connecte(std::function<bool(Connexion&)> filtre);

    /// Exige de chaque client qu'il s'authentifie ; `fonction` en juge. Elle prend, si elle les veut,
    /// `Serveur&`, `Connexion&`, puis les arguments de `s_authentifier`, et rend un `bool`, ou un
    /// `std::optional<std::string>`, l'identité ; vide ou une exception refuse.
    /// @throws Erreur `argument_invalide` s'il écoute en clair hors de la boucle locale.
    /// @fils   S'enregistre de tout fil, avant `lancer`. S'exécute comme `quand_client_connecte`.
    template<class F>
    void authentifier(F&& fonction) {
        definir_authentification(detail::adapter_authentification(std::forward<F>(fonction)));
    }

    /// Appelle `suite` une fois et une seule par client accepté, après sa dernière commande ; sa
    /// place est libre quand `suite` a fini.
    ///
    /// @fils Comme `quand_client_connecte`.
    void quand_client_deconnecte(std::function<void(Connexion&, Cause)> suite);

    /// Envoie une commande à tous les clients acceptés ; elle n'est écrite qu'une fois.
    ///
    /// @return combien de clients l'ont reçue ou la recevront ; ceux dont la file est pleine ou la
    ///         connexion finie n'y sont pas. Ne lève jamais.
    /// @blocage Non : un client lent n'en retarde aucun autre.
    template<class... A>
    std::size_t envoyer(std::string_view nom, const A&... arguments) {
        const auto empaqueter = [&](detail::Tampon& tampon) {
            detail::empaqueter_arguments(tampon, arguments...);
        };
        return diffuser(nom, detail::Empaqueteur(empaqueter));
    }

    /// Sert les clients jusqu'à `eteindre`. Après son retour, plus aucune commande ne s'exécute.
    ///
    /// Un serveur éteint se relance, sur le même port. Un `eteindre` arrivé avant le premier
    /// `lancer` compte : celui-ci revient aussitôt.
    ///
    /// @throws Erreur `etat_invalide` s'il est déjà lancé, `serveur_injoignable` si le port d'un
    ///         serveur relancé a été pris entre-temps.
    /// @blocage Oui, jusqu'à `eteindre`.
    void lancer();

    /// Comme `lancer`, sur un fil à part ; un `eteindre` antérieur ne compte pas. @blocage Non.
    void lancer_en_fond();

    /// Arrête le serveur : le port se libère, ce qui a été reçu est exécuté, ce qui a été envoyé est
    /// délivré, puis les clients sont déconnectés. Sans effet s'il est déjà éteint.
    ///
    /// En exécution différée, ce qui reste à exécuter l'est ici, sur le fil qui appelle, jamais en
    /// même temps que dans `executer_commandes`. Après l'avoir appelé d'une commande, l'application
    /// continue de faire tourner `executer_commandes`, ou le rappelle hors des commandes : les
    /// fonctions `quand_` attendent qu'elle leur donne la main.
    ///
    /// @fils    Tout fil. Appelé d'une commande ou d'une fonction `quand_`, il demande l'arrêt sans
    ///          l'attendre ; d'ailleurs, il l'attend.
    /// @blocage Oui hors des commandes : au plus `delai_extinction`, plus le temps que finissent les
    ///          commandes en cours.
    void eteindre();

    /// Exécute des commandes reçues (`Execution::differee` seulement), tour à tour entre les
    /// clients, dans l'ordre d'arrivée pour chacun.
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
    ///         aussitôt si le serveur n'est pas lancé.
    /// @throws Erreur `etat_invalide` si l'exécution est immédiate.
    /// @fils    Tout fil. @blocage Oui, au plus le délai.
    bool attendre_commandes(std::chrono::nanoseconds delai = sans_limite);

    /// Port local, après attribution si 0 a été demandé. @fils Tout fil.
    [[nodiscard]] std::uint16_t port() const;
    /// Adresse locale écoutée, telle que donnée dans les options, ou celle de `descripteur_ecoute`.
    [[nodiscard]] const std::string& adresse() const;
    /// Clients servis à la fois, tel que donné à la construction.
    [[nodiscard]] std::size_t max_clients() const;
    /// Vrai de l'appel de `lancer` à la fin de l'extinction. @fils Tout fil.
    [[nodiscard]] bool est_lance() const;

    /// Nombre de clients acceptés et encore là. @fils Tout fil.
    [[nodiscard]] std::size_t nb_clients() const;
    /// Les clients acceptés et encore là, par ordre d'arrivée. @fils Tout fil.
    [[nodiscard]] std::vector<Connexion> clients() const;

    /// Ce que ce serveur a compté depuis sa construction, relances comprises. @fils Tout fil.
    [[nodiscard]] Statistiques statistiques() const;

private:
    class Interne;

    void enregistrer(
        std::string_view nom, const OptionsCommande& options, detail::FonctionCommande fonction
    );
    void definir_authentification(detail::FonctionAuthentification fonction);
    void definir_envoi(std::string_view motif, detail::FonctionEnvoi fonction);
    void enregistrer_sous_motif(
        std::string_view motif, const OptionsCommande& options, detail::FonctionMotif fonction
    );
    detail::BoiteBrute
    ouvrir_boite(std::string_view nom, const OptionsBoite& options, detail::FonctionBoite fonction);
    std::size_t diffuser(std::string_view nom, detail::Empaqueteur arguments);

    std::unique_ptr<Interne> interne_;
};

} // namespace cconn
