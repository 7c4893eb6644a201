// TableRecente: des valeurs par clé, en nombre borné; la plus anciennement vue cède sa place.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace cconn::detail {

/// Ce qu'on retient de clés qu'un inconnu choisit : jamais plus de `taille_max`, quoi qu'il en donne.
///
/// Un arbre, non une table de hachage : personne ne peut choisir des clés qui la ralentissent.
///
/// @fils Un seul à la fois.
template<class V>
class TableRecente final {
public:
    /// Exige : `taille_max` d'au moins 1.
    explicit TableRecente(std::size_t taille_max) : taille_max_(taille_max) {}

    /// La valeur de cette clé, neuve si la clé l'est ; elle devient la plus récente.
    /// @duree_vie Jusqu'au prochain appel de `valeur`.
    V& valeur(std::string_view cle) {
        const auto trouvee = par_cle_.find(cle);
        if (trouvee != par_cle_.end()) {
            ordre_.splice(ordre_.begin(), ordre_, trouvee->second);
            return trouvee->second->second;
        }
        if (par_cle_.size() == taille_max_) {
            par_cle_.erase(par_cle_.find(ordre_.back().first));
            ordre_.pop_back();
        }
        ordre_.emplace_front(std::string(cle), V{});
        par_cle_.emplace(ordre_.front().first, ordre_.begin());
        return ordre_.front().second;
    }

    /// La valeur de cette clé, ou nul ; son ancienneté ne change pas.
    [[nodiscard]] const V* trouver(std::string_view cle) const {
        const auto trouvee = par_cle_.find(cle);
        return trouvee == par_cle_.end() ? nullptr : &trouvee->second->second;
    }

    [[nodiscard]] std::size_t taille() const { return par_cle_.size(); }

private:
    using Ordre = std::list<std::pair<const std::string, V>>;

    std::size_t taille_max_;
    Ordre ordre_; ///< La plus récente d'abord.
    std::map<std::string, typename Ordre::iterator, std::less<>> par_cle_;
};

} // namespace cconn::detail
