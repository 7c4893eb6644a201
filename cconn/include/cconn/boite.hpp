// Boite<T...>: recevoir quand on le décide, au lieu d'enregistrer une fonction.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/appel.hpp>
#include <cconn/connexion.hpp>
#include <cconn/detail/boite.hpp>
#include <cconn/options_boite.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cconn {

/// Une commande dont les arguments attendent dans une file que l'application vienne les prendre.
///
/// S'obtient par `boite<T...>(nom)` d'un `Client` ou d'un `Serveur`, qui enregistre cette commande ;
/// les `T` sont ceux d'une fonction de commande, par valeur : `Connexion` d'abord si l'on veut savoir
/// qui envoie, puis les arguments. La commande répond nil, dès que le message est dans la boîte.
///
/// @code
/// auto boite = client.boite<cconn::Message>("message");
/// cconn::Message message = boite.recevoir(2s);
///
/// auto arrivees = serveur.boite<cconn::Connexion, cconn::Message>("message");
/// auto [client, recu] = arrivees.recevoir();
/// @endcode
///
/// **Qui attend lit.** D'un client que personne n'a lancé, `recevoir` lit la connexion lui-même, et
/// exécute les autres commandes du serveur en attendant. Dans une commande, il laisse avancer les
/// suivantes, comme `appeler`.
///
/// **Bornée.** `OptionsBoite` dit combien de messages elle garde, et ce qui arrive quand elle est
/// pleine. Rien ne se perd en silence : `bilan()` compte, et le journal dit quand cela commence.
///
/// **Exécution différée.** La commande s'exécute dans `executer_commandes`, comme les autres.
/// `recevoir` s'appelle alors du fil de l'application, et exécute ce qui attend, comme
/// `executer_commandes`, jusqu'à ce que la boîte ait un message. `essayer_recevoir()` sans délai
/// n'exécute rien : dans une boucle de jeu, l'appeler après `executer_commandes`.
///
/// Se déplace. Sa destruction retire la commande, si elle n'a pas été remplacée, et oublie ce qui n'a
/// pas été reçu ; elle peut survivre à son client ou à son serveur.
///
/// @fils `recevoir`, `essayer_recevoir` et `bilan` de tout fil, plusieurs à la fois : un message n'est
///       reçu qu'une fois. Le déplacement et la destruction, quand plus personne n'y reçoit.
template<class... T>
class [[nodiscard]] Boite final {
    static_assert(
        (std::is_same_v<T, std::decay_t<T>> && ...),
        "cconn : une boîte garde des valeurs ; écrire boite<Connexion, std::string>, sans référence"
    );

public:
    /// Un message reçu : le `T`, ou un `std::tuple<T...>` s'il n'y en a pas exactement un.
    using Recu = detail::ContenuBoite<T...>;

    /// S'obtient par `Client::boite` ou `Serveur::boite`.
    explicit Boite(detail::BoiteBrute brute) : brute_(std::move(brute)) {}

    /// Attend un message et le rend. Ce qui est arrivé avant une perte est toujours rendu avant que
    /// la perte ne soit dite.
    ///
    /// Sur un client, la perte est la fin de la connexion ; relancé, donc reconnecté, il reçoit de
    /// nouveau. Sur un serveur, c'est `eteindre` ; le départ d'un client n'en est pas une.
    ///
    /// @param delai  nul ou négatif : n'attend pas ; un client que personne n'a lancé lit quand même
    ///               ce qui est arrivé.
    /// @throws Erreur `delai_depasse` ; `connexion_perdue`, ou la cause donnée par le pair
    ///         (`serveur_plein`...), à chaque appel jusqu'au relancement ; `trop_imbrique` dans une
    ///         commande au-delà de laquelle plus rien ne peut s'exécuter (`profondeur_max`).
    /// @fils    Tout fil, y compris une commande. En exécution différée, comme `executer_commandes`.
    /// @blocage Oui, au plus `delai`, plus le temps des commandes qu'il exécute.
    Recu recevoir(std::chrono::nanoseconds delai = sans_limite) {
        return sortir(brute_.recevoir(delai));
    }

    /// Comme `recevoir`, mais rend rien si le délai passe. Lève quand même à la perte : « rien » veut
    /// toujours dire « rien encore ».
    std::optional<Recu> essayer_recevoir(std::chrono::nanoseconds delai = {}) {
        const std::shared_ptr<void> contenu = brute_.essayer_recevoir(delai);
        return contenu == nullptr ? std::nullopt : std::optional<Recu>(sortir(contenu));
    }

    /// Ce qui est entré, sorti, perdu, et ce qui attend. @blocage Non.
    [[nodiscard]] BilanBoite bilan() const { return brute_.bilan(); }
    /// La commande dont c'est la boîte.
    [[nodiscard]] const std::string& nom() const { return brute_.nom(); }

private:
    static Recu sortir(const std::shared_ptr<void>& contenu) {
        return std::move(*static_cast<Recu*>(contenu.get()));
    }

    detail::BoiteBrute brute_;
};

} // namespace cconn
