// Reponse<R>: ce que rend une commande qui répondra plus tard.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/empaquetage.hpp>
#include <cconn/detail/reponse.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace cconn {

/// Une réponse que la commande donnera après son retour, de n'importe quel fil.
///
/// Les commandes d'une connexion s'exécutent une à une : une commande longue retarde les suivantes.
/// Celle qui rend une `Reponse<R>` finit aussitôt, et laisse la place ; son appelant attend, et reçoit
/// ce que `donner` ou `echouer` dira. Les réponses partent dans l'ordre où elles sont données, pas dans
/// celui des demandes.
///
/// @code
/// serveur.enregistrer_commande("compter", [&](int n) {
///     cconn::Reponse<int> reponse;
///     travaux.confier([reponse, n] { reponse.donner(compter(n)); });
///     return reponse;
/// });
/// @endcode
///
/// Se copie : les copies désignent la même réponse. La première issue donnée est la bonne, même avant
/// que la commande n'ait fini. Si la dernière copie disparaît sans en avoir donné, l'appelant reçoit
/// `echec_gestionnaire`. Une même réponse ne se rend que d'une commande.
///
/// Chaque connexion a au plus `appels_max` réponses dues : au-delà, une demande reçoit
/// `attente_pleine`. La connexion finie ou le bout éteint, les réponses dues sont perdues, et
/// l'appelant reçoit `connexion_perdue`.
///
/// @fils Toutes les fonctions, de tout fil. @blocage Non.
template<class R>
class Reponse final {
public:
    /// Ce que l'appelant recevra.
    using Resultat = R;

    /// Donne le résultat ; il est emballé aussitôt.
    ///
    /// @return faux s'il ne sert à rien : une issue est déjà donnée, la connexion est finie, ou
    ///         personne n'attend de réponse (la commande est venue par `envoyer`).
    /// @throws Erreur `argument_invalide` : texte qui n'est pas de l'UTF-8 ; rien n'est donné.
    /// @{
    template<class T = R>
        requires(!std::is_void_v<R>)
    bool donner(const T& resultat) const {
        detail::Tampon tampon;
        if constexpr (std::is_same_v<T, R>) {
            detail::empaqueter_resultat(tampon, resultat);
        } else {
            const R converti(resultat);
            detail::empaqueter_resultat(tampon, converti);
        }
        return brute_.donner(std::move(tampon));
    }
    bool donner() const requires std::is_void_v<R> {
        detail::Tampon tampon;
        detail::ecrire_nil(tampon);
        return brute_.donner(std::move(tampon));
    }
    /// @}

    /// Donne une erreur, avec les règles d'une exception levée par une commande.
    ///
    /// @return comme `donner`.
    /// @{
    bool echouer(std::exception_ptr exception) const {
        return brute_.echouer(std::move(exception));
    }
    template<class E>
        requires std::is_base_of_v<std::exception, E>
    bool echouer(const E& exception) const { return echouer(std::make_exception_ptr(exception)); }
    /// @}

    /// Faux si plus personne n'attend : autant arrêter le travail. Vrai tant que la commande n'a pas
    /// fini.
    [[nodiscard]] bool est_attendue() const { return brute_.est_attendue(); }

    /// Pour la bibliothèque.
    [[nodiscard]] const detail::ReponseBrute& brute() const { return brute_; }

private:
    detail::ReponseBrute brute_;
};

} // namespace cconn
