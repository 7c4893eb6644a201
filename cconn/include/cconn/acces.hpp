// Acces: qui a le droit d'appeler une commande.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/connexion.hpp>
#include <cconn/export.hpp>

#include <functional>
#include <string>
#include <type_traits>
#include <utility>

namespace cconn {

/// Qui a le droit d'appeler une commande : tous, ceux qui se sont authentifiés, ou ceux que choisit un
/// prédicat, sur leur identité ou sur leur connexion.
///
/// @code
/// serveur.enregistrer_commande("effacer", effacer, cconn::OptionsCommande{
///     .aide = "efface tout",
///     .acces = cconn::Acces([](const std::string& identite) { return identite == "Ada"; }),
/// });
/// @endcode
///
/// @fils Le prédicat s'exécute là où s'exécuterait la commande, peut-être sur plusieurs fils à la fois.
class CCONN_API Acces final {
public:
    /// Les droits qui ne demandent pas de prédicat.
    enum Regle {
        tous,        ///< Qui est connecté.
        authentifie, ///< Qui a une identité. Un client n'y admet jamais son serveur, qui n'en a pas.
    };

    /// Ce droit ; tous, si rien n'est dit.
    // NOLINTNEXTLINE(google-explicit-constructor): `.acces = Acces::authentifie` doit se lire ainsi
    Acces(Regle regle = tous) : regle_(regle) {}

    /// @param predicat  `bool(const std::string& identite)` ou `bool(Connexion&)` ; faux ou une
    ///                  exception refuse. L'identité est vide si le pair ne s'est pas authentifié.
    template<class P>
        requires(std::is_invocable_r_v<bool, P&, Connexion&> || std::is_invocable_r_v<bool, P&, const std::string&>)
    explicit Acces(P predicat) {
        if constexpr (std::is_invocable_r_v<bool, P&, Connexion&>) {
            predicat_ = std::move(predicat);
        } else {
            predicat_ = [predicat = std::move(predicat)](Connexion& pair) {
                return predicat(pair.identite());
            };
        }
    }

    /// Vrai si rien n'est à vérifier.
    [[nodiscard]] bool est_libre() const { return regle_ == tous && predicat_ == nullptr; }
    /// Vrai si ce pair a le droit.
    [[nodiscard]] bool permet(Connexion& pair) const;

private:
    Regle regle_ = tous;
    std::function<bool(Connexion&)> predicat_;
};

} // namespace cconn
