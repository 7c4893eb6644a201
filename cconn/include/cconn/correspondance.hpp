// Correspondance: envoyer et appeler, ce que `Connexion` et `Client` savent faire du pair.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/appel.hpp>
#include <cconn/detail/empaquetage.hpp>
#include <cconn/detail/liaison.hpp>
#include <cconn/lot.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>

namespace cconn {

/// Les appels d'une connexion, avec un autre délai que celui des options.
///
/// S'obtient par `avec_delai` et s'emploie aussitôt : `client.avec_delai(2s).appeler<int>("x")`.
class AppelsAvecDelai final {
public:
    /// S'obtient par `Correspondance::avec_delai`.
    AppelsAvecDelai(std::shared_ptr<detail::Session> session, std::chrono::nanoseconds delai)
        : session_(std::move(session)),
          delai_(delai) {}

    /// Comme `Correspondance::appeler`.
    template<class R = void, class... A>
    R appeler(std::string_view nom, const A&... arguments) const {
        return appeler_async<R>(nom, arguments...).valeur();
    }

    /// Comme `Correspondance::appeler_async`.
    template<class R = void, class... A>
    [[nodiscard]] Appel<R> appeler_async(std::string_view nom, const A&... arguments) const {
        const auto empaqueter = [&](detail::Tampon& tampon) {
            detail::empaqueter_arguments(tampon, arguments...);
        };
        return Appel<R>(detail::appeler(session_, nom, detail::Empaqueteur(empaqueter), delai_));
    }

private:
    std::shared_ptr<detail::Session> session_;
    std::chrono::nanoseconds delai_;
};

/// Ce qu'on peut demander à l'autre bout d'une connexion ; partie commune de `Connexion` et de
/// `Client`.
///
/// Les arguments et les résultats sont des valeurs que msgpack sait porter : voir `commande.hpp`.
///
/// @fils Toutes les fonctions peuvent être appelées de tout fil, y compris d'une commande.
template<class Soi>
class Correspondance {
public:
    /// Envoie une commande sans attendre de réponse.
    ///
    /// @param nom        nom de la commande chez le pair : UTF-8, sans caractère de contrôle, 1 à
    ///                   `taille_nom_max` octets.
    /// @param arguments  dans l'ordre ; une dernière valeur `Nommes` porte des arguments nommés.
    /// @return vrai si le message est parti ou attend de partir (d'un `Client` qui garde ce qu'il
    ///         envoie hors connexion, à la prochaine connexion) ; faux si la connexion est finie, si
    ///         la file est restée pleine, ou si le message ne peut pas être écrit (le journal dit
    ///         pourquoi). Ne lève jamais.
    /// @blocage Oui, au plus `delai_envoi` si la file est pleine ; jamais dans une commande.
    template<class... A>
    bool envoyer(std::string_view nom, const A&... arguments) const {
        const auto empaqueter = [&](detail::Tampon& tampon) {
            detail::empaqueter_arguments(tampon, arguments...);
        };
        return detail::envoyer(
            *session_de(*this), nom, detail::Empaqueteur(empaqueter), Soi::si_close
        );
    }

    /// Envoie une commande, attend sa réponse et la rend.
    ///
    /// @tparam R  type attendu en retour ; `void` si le résultat est sans intérêt.
    /// @throws Erreur `commande_inconnue`, `arguments_incompatibles`, `echec_gestionnaire` ou le
    ///         code choisi par la commande ; `resultat_incompatible` ; `trop_imbrique` ;
    ///         `delai_depasse` ; `connexion_perdue` (issue inconnue : la commande a pu s'exécuter) ;
    ///         `jamais_envoye` (d'un client qui se reconnecte, hors connexion : rien n'est parti) ;
    ///         ce que le pair a dit en fermant (`serveur_plein`, `connexion_refusee`, une limite
    ///         passée) ; `attente_pleine`, `trame_trop_grande` et `argument_invalide` (rien n'est
    ///         parti).
    /// @fils    Tout fil, y compris une commande de cette même connexion : elle lit en attendant, et
    ///          les commandes du pair s'exécutent pendant ce temps.
    /// @blocage Oui, au plus `delai_appel` (30 s par défaut).
    /// @source  docs/reference/protocole.md
    template<class R = void, class... A>
    R appeler(std::string_view nom, const A&... arguments) const {
        return appeler_async<R>(nom, arguments...).valeur();
    }

    /// Envoie une commande et rend aussitôt l'appel en cours.
    ///
    /// @throws Erreur `attente_pleine`, `connexion_perdue`, `jamais_envoye`, `trame_trop_grande` ou
    ///         `argument_invalide` si rien n'est parti.
    /// @blocage Comme `envoyer`.
    template<class R = void, class... A>
    [[nodiscard]] Appel<R> appeler_async(std::string_view nom, const A&... arguments) const {
        const auto empaqueter = [&](detail::Tampon& tampon) {
            detail::empaqueter_arguments(tampon, arguments...);
        };
        return Appel<R>(detail::appeler(
            session_appel(*this), nom, detail::Empaqueteur(empaqueter), std::nullopt
        ));
    }

    /// Les mêmes appels, avec ce délai : `avec_delai(2s).appeler<int>("somme", 1, 2)`.
    ///
    /// @param delai  positif ; `sans_limite` pour attendre tant que la connexion vit.
    [[nodiscard]] AppelsAvecDelai avec_delai(std::chrono::nanoseconds delai) const {
        return AppelsAvecDelai(session_appel(*this), delai);
    }

    /// Retient les envois jusqu'à la destruction du lot rendu, pour qu'ils partent ensemble.
    [[nodiscard]] Lot grouper() const { return Lot(session_de(*this)); }

    /// Ferme cette connexion : ce qui a été envoyé est délivré, les commandes reçues et pas encore
    /// commencées sont abandonnées, la commande en cours finit. Les appels en attente se terminent
    /// par `connexion_perdue` ; un `envoyer` ne fait plus rien. Sans effet si elle est déjà fermée.
    ///
    /// @blocage Non.
    void fermer() const { detail::fermer(*session_de(*this)); }

    /// Faux dès que l'on sait la connexion finie, d'un côté ou de l'autre.
    [[nodiscard]] bool est_ouverte() const { return detail::est_ouverte(*session_de(*this)); }

    /// Numéro de la connexion : croît, n'est jamais réemployé dans la vie du serveur ou du client.
    [[nodiscard]] std::uint64_t identifiant() const {
        return detail::identifiant(*session_de(*this));
    }

    /// Adresse IP de l'autre bout.
    [[nodiscard]] std::string ip() const { return detail::ip(*session_de(*this)); }
    /// Port de l'autre bout.
    [[nodiscard]] std::uint16_t port() const { return detail::port(*session_de(*this)); }
    /// « ip:port » de l'autre bout ; « [ip]:port » en IPv6.
    [[nodiscard]] std::string adresse() const { return detail::adresse(*session_de(*this)); }

    /// Le nom que l'autre bout a prouvé porter par son certificat, si la connexion est chiffrée ;
    /// sinon vide. Celui d'un client est vide si le serveur n'exige pas de certificat.
    [[nodiscard]] std::string nom_certifie() const {
        return detail::nom_certifie(*session_de(*this));
    }

    /// Données que l'application attache à cette connexion, construites au premier accès.
    ///
    /// Elles vivent autant que la dernière `Connexion` qui les désigne. Un seul type par connexion.
    ///
    /// @throws Erreur `argument_invalide` si elles existent avec un autre type.
    /// @fils   La référence peut être prise de tout fil ; l'accès aux données est à protéger par
    ///         l'application, sauf dans les commandes de cette connexion, qui s'exécutent une à une.
    template<class T>
    [[nodiscard]] T& donnees() const {
        return *static_cast<T*>(detail::donnees(
            *session_de(*this),
            typeid(T),
            []() -> std::shared_ptr<void> { return std::make_shared<T>(); }
        ));
    }

private:
    friend Soi;
    Correspondance() = default;

    /// La connexion d'un appel : un client peut d'abord la rouvrir.
    static decltype(auto) session_appel(const Correspondance& soi) {
        return static_cast<const Soi&>(soi).session_appel();
    }
    static decltype(auto) session_de(const Correspondance& soi) {
        return static_cast<const Soi&>(soi).session();
    }
};

} // namespace cconn
