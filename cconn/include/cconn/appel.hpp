// Appel<R>: un appel parti, dont la réponse viendra.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/empaquetage.hpp>
#include <cconn/detail/liaison.hpp>
#include <cconn/erreur.hpp>

#include <chrono>
#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

namespace cconn {

/// Délai d'un appel ou d'une attente qui n'en a pas. À écrire en toutes lettres.
inline constexpr std::chrono::nanoseconds sans_limite = std::chrono::nanoseconds::max();

/// Un appel parti par `appeler_async`.
///
/// Se copie : les copies désignent le même appel. Peut être détruit avant la réponse, qui est alors
/// ignorée ; une erreur que personne n'a lue va au journal.
///
/// @code
/// cconn::Appel<int> somme = client.appeler_async<int>("somme", 12, 34);
/// somme.puis([](int valeur) { std::cout << valeur << '\n'; });
/// @endcode
///
/// Une attente lit la connexion elle-même si aucun autre fil ne le fait : un client qui n'a jamais
/// été lancé reçoit ses réponses ainsi.
template<class R>
class Appel final {
public:
    /// S'obtient par `appeler_async`.
    explicit Appel(detail::AppelBrut brut) : brut_(std::move(brut)) {}

    /// Vrai si la réponse, l'erreur ou l'annulation est arrivée. @blocage Non.
    [[nodiscard]] bool est_termine() const { return brut_.est_termine(); }

    /// Attend la fin de l'appel ; le délai de l'appel lui-même continue de courir.
    ///
    /// @return vrai si l'appel est terminé, faux si `delai` est passé avant.
    /// @fils    Tout fil, y compris une commande de cette connexion.
    /// @blocage Oui, au plus `delai`.
    bool attendre(std::chrono::nanoseconds delai = sans_limite) const {
        return brut_.attendre(delai);
    }

    /// Attend la fin de l'appel et rend sa valeur.
    ///
    /// @throws Erreur celle de l'appel : `delai_depasse`, `connexion_perdue`, `appel_annule`, celle
    ///         de la commande distante, ou `resultat_incompatible`.
    /// @blocage Oui, au plus le délai de l'appel.
    R valeur() const { return detail::depaqueter_resultat<R>(brut_.commande(), brut_.resultat()); }

    /// Fait exécuter `f` une fois l'appel terminé.
    ///
    /// `f` prend au choix la valeur (`f(R)`, ou `f()` si `R` est `void`) et n'est alors appelée qu'en
    /// cas de succès, une erreur allant au journal ; ou l'appel lui-même (`f(Appel<R>&)`), et elle
    /// est alors toujours appelée.
    ///
    /// @fils Là où s'exécutent les commandes de la connexion, ou tout de suite sur ce fil si l'appel
    ///       est déjà terminé. Une exception de `f` va au journal.
    template<class F>
    void puis(F f) const {
        if constexpr (recoit_valeur<F>()) {
            puis(std::move(f), [brut = brut_](const Erreur& erreur) {
                brut.signaler(erreur.what());
            });
        } else {
            static_assert(
                std::is_invocable_v<F&, Appel&>,
                "cconn : puis attend une fonction de la valeur de l'appel, ou de l'Appel<R> "
                "lui-même"
            );
            brut_.puis([appel = *this, f = std::move(f)]() mutable { f(appel); });
        }
    }

    /// Comme `puis(f)`, avec une fonction `si_echec(const Erreur&)` pour les erreurs.
    template<class F, std::invocable<const Erreur&> G>
    void puis(F f, G si_echec) const {
        static_assert(
            recoit_valeur<F>(), "cconn : puis attend une fonction de la valeur de l'appel"
        );
        brut_.puis([appel = *this, f = std::move(f), si_echec = std::move(si_echec)]() mutable {
            appel.remettre(f, si_echec);
        });
    }

    /// Renonce à la réponse : l'appel se termine par `appel_annule`. La commande distante, elle,
    /// s'exécute peut-être quand même.
    ///
    /// @return faux si l'appel était déjà terminé.
    bool annuler() const { return brut_.annuler(); }

private:
    template<class F>
    static constexpr bool recoit_valeur() {
        if constexpr (std::is_void_v<R>) {
            return std::is_invocable_v<F&>;
        } else {
            return std::is_invocable_v<F&, R>;
        }
    }

    template<class F, class G>
    void remettre(F& f, G& si_echec) {
        if constexpr (std::is_void_v<R>) {
            try {
                valeur();
            } catch (const Erreur& erreur) {
                si_echec(erreur);
                return;
            }
            f();
        } else {
            std::optional<R> recue;
            try {
                recue.emplace(valeur());
            } catch (const Erreur& erreur) {
                si_echec(erreur);
                return;
            }
            f(std::move(*recue));
        }
    }

    detail::AppelBrut brut_;
};

} // namespace cconn
