// Ce que Reponse<R> demande à la bibliothèque compilée.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/tampon.hpp>
#include <cconn/export.hpp>

#include <exception>
#include <memory>
#include <type_traits>

namespace cconn::detail {

class EtatReponse;

/// Une réponse à donner, sans le type de son résultat. Copiable ; les copies désignent la même.
class CCONN_API ReponseBrute final {
public:
    ReponseBrute();

    /// Le résultat, déjà écrit. @return faux si personne ne l'attend plus.
    bool donner(Tampon resultat) const;
    bool echouer(std::exception_ptr exception) const;
    [[nodiscard]] bool est_attendue() const;
    [[nodiscard]] const std::shared_ptr<EtatReponse>& etat() const { return etat_; }

private:
    std::shared_ptr<EtatReponse> etat_;
};

/// Vrai de `Reponse<R>`, qu'une commande rend pour répondre plus tard.
template<class R>
inline constexpr bool est_reponse = requires(const R& reponse) {
    requires std::is_same_v<decltype(reponse.brute()), const ReponseBrute&>;
};

} // namespace cconn::detail
