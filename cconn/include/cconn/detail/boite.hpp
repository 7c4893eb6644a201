// Ce que Boite<T...> demande à la bibliothèque compilée, et la commande qui la remplit.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>
#include <cconn/detail/signature.hpp>
#include <cconn/export.hpp>
#include <cconn/options_boite.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace cconn::detail {

class FileBoite;
class Hote;

/// Le contenu d'un message, sans son type.
using ContenuBrut = std::shared_ptr<void>;

/// Fait d'une commande reçue un message à garder.
using FonctionBoite = std::function<ContenuBrut(ContexteCommande& contexte)>;

/// Une boîte, sans le type de ce qu'elle contient. Sa destruction retire sa commande.
class CCONN_API BoiteBrute final {
public:
    /// Enregistre la commande.
    ///
    /// @throws Erreur `argument_invalide` : nom ou options.
    BoiteBrute(
        std::shared_ptr<Hote> hote,
        std::string_view nom,
        const OptionsBoite& options,
        FonctionBoite fonction
    );
    BoiteBrute(const BoiteBrute&) = delete;
    BoiteBrute(BoiteBrute&&) noexcept = default;
    BoiteBrute& operator=(const BoiteBrute&) = delete;
    BoiteBrute& operator=(BoiteBrute&& autre) noexcept;
    ~BoiteBrute();

    /// Jamais nul. @throws Erreur `delai_depasse`, et ce que lève `essayer_recevoir`.
    [[nodiscard]] ContenuBrut recevoir(std::chrono::nanoseconds delai);
    /// Nul si le délai passe. @throws Erreur `connexion_perdue`, la cause du pair, `trop_imbrique`.
    [[nodiscard]] ContenuBrut essayer_recevoir(std::chrono::nanoseconds delai);
    [[nodiscard]] BilanBoite bilan() const;
    [[nodiscard]] const std::string& nom() const;

private:
    void fermer() noexcept;

    std::shared_ptr<Hote> hote_; ///< Nul une fois déplacée.
    std::shared_ptr<FileBoite> file_attente_;
    std::shared_ptr<const FonctionCommande> commande_;
};

template<class... T>
struct ContenuDe {
    using Type = std::tuple<T...>;
};
template<class T>
struct ContenuDe<T> {
    using Type = T;
};
template<class... T>
using ContenuBoite = typename ContenuDe<T...>::Type;

/// Vrai d'un argument qui désigne les octets reçus au lieu de les posséder.
template<class T>
constexpr bool est_vue() {
    if constexpr (est_fourni<T>) {
        return false;
    } else {
        return Forme<T>::vue;
    }
}

/// La fonction qui décode les arguments d'une commande et les garde.
template<Cote cote, class... T>
FonctionBoite recueillir() {
    static_assert(
        (!est_vue<T>() && ...),
        "cconn : une boîte ne garde pas de vue sur le message reçu ; prendre std::string ou "
        "cconn::Octets"
    );
    if constexpr (verifier_commande<cote, void (*)(T...)>() && (!est_vue<T>() && ...)) {
        return [](ContexteCommande& contexte) -> ContenuBrut {
            using Parties = Separation<Types<>, Types<T...>>;
            using Parametres = std::pair<typename Parties::Avant, typename Parties::Arguments>;
            ContenuBrut contenu;
            const auto garder = [&contenu](T... valeurs) {
                contenu = std::make_shared<ContenuBoite<T...>>(std::move(valeurs)...);
            };
            executer(garder, contexte, nullptr, Parametres());
            return contenu;
        };
    } else {
        return {};
    }
}

} // namespace cconn::detail
