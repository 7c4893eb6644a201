// Envoi: une commande sur le point de partir, qu'une fonction de l'application peut changer.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/connexion.hpp>
#include <cconn/detail/empaquetage.hpp>
#include <cconn/detail/liaison.hpp>
#include <cconn/export.hpp>
#include <cconn/valeur.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cconn {

namespace detail {
class FonctionsEnvoi;
} // namespace detail

/// Ce qu'un `envoyer`, un `appeler` ou une annonce à tous va faire partir vers un pair.
///
/// Se reçoit dans une fonction enregistrée par `quand_envoi`, et ne vit que le temps de celle-ci.
///
/// @code
/// serveur.quand_envoi("MSG", [](cconn::Envoi& envoi) {
///     envoi.definir_arguments(en_majuscules(envoi.arguments().lire<std::string>(0)));
/// });
/// @endcode
///
/// @fils Le fil qui envoie, seul.
class CCONN_API Envoi final {
public:
    /// Se reçoit de cconn ; une application n'en construit pas.
    Envoi(Connexion connexion, std::string_view nom, detail::Empaqueteur arguments);
    Envoi(const Envoi&) = delete;
    Envoi& operator=(const Envoi&) = delete;
    Envoi(Envoi&&) = delete;
    Envoi& operator=(Envoi&&) = delete;
    ~Envoi() = default;

    /// À qui cela part. Ce que la fonction lui envoie part avant.
    [[nodiscard]] Connexion& connexion() noexcept { return connexion_; }

    /// Le nom de la commande.
    [[nodiscard]] const std::string& nom() const noexcept { return nom_; }
    /// Fait partir une autre commande. Aucun autre motif n'est essayé pour ce nom.
    ///
    /// @param nom  comme pour `envoyer` ; un nom qui ne convient pas échoue au départ.
    void definir_nom(std::string_view nom) { nom_ = nom; }

    /// Les arguments, décodés au premier appel ; une dernière table porte les arguments nommés.
    ///
    /// @throws Erreur `argument_invalide` : texte qui n'est pas de l'UTF-8.
    [[nodiscard]] const Arguments& arguments();
    /// Fait partir ces arguments à la place. Un `Arguments` s'étale.
    ///
    /// @throws Erreur `argument_invalide` : texte qui n'est pas de l'UTF-8.
    template<class... A>
    void definir_arguments(const A&... arguments) {
        detail::Tampon octets;
        detail::empaqueter_arguments(octets, arguments...);
        octets_ = std::move(octets);
        lus_.reset();
    }

    /// Rien ne partira : `envoyer` rend faux, `appeler` lève `appel_annule`, une annonce ne compte
    /// pas ce pair.
    void arreter() noexcept { est_arrete_ = true; }
    /// Vrai après `arreter`.
    [[nodiscard]] bool est_arrete() const noexcept { return est_arrete_; }

private:
    friend class detail::FonctionsEnvoi;
    void ecrire_arguments(detail::Tampon& tampon) const;

    Connexion connexion_;
    std::string nom_;
    detail::Empaqueteur arguments_;        ///< Ceux de l'appelant.
    std::optional<detail::Tampon> octets_; ///< Les mêmes écrits, ou ceux qui les remplacent.
    std::optional<Arguments> lus_;
    bool est_arrete_ = false;
};

namespace detail {

// Le nom entier : ce qu'inclut la bibliothèque a un autre `detail::Envoi`.
using FonctionEnvoi = std::function<void(cconn::Envoi&)>;

/// Vrai si `F` peut être enregistrée par `quand_envoi` ; sinon le compilateur dit pourquoi.
template<class F>
constexpr bool verifier_fonction_envoi() {
    if constexpr (std::is_same_v<F, std::nullptr_t>) {
        return true;
    } else {
        static_assert(
            std::is_invocable_v<F&, cconn::Envoi&>,
            "cconn : une fonction de quand_envoi prend un Envoi&, et rien d'autre"
        );
        if constexpr (std::is_invocable_v<F&, cconn::Envoi&>) {
            constexpr bool ne_rend_rien = std::is_void_v<std::invoke_result_t<F&, cconn::Envoi&>>;
            static_assert(
                ne_rend_rien,
                "cconn : une fonction de quand_envoi ne rend rien ; envoi.arreter() arrête l'envoi"
            );
            static_assert(
                std::is_copy_constructible_v<F>,
                "cconn : une fonction de quand_envoi se copie ; partager ce qu'elle retient"
            );
            return ne_rend_rien && std::is_copy_constructible_v<F>;
        }
        return false;
    }
}

/// La fonction, gardée ; vide si elle ne convient pas, ou si c'est `nullptr`.
template<class F>
FonctionEnvoi adapter_envoi(F&& fonction) {
    if constexpr (verifier_fonction_envoi<std::decay_t<F>>()) {
        return FonctionEnvoi(std::forward<F>(fonction));
    }
    return {};
}

} // namespace detail

} // namespace cconn
