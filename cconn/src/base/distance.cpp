// Distance: combien de fautes de frappe séparent deux textes.
// SPDX-License-Identifier: MIT
#include "base/texte.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cconn::detail {
namespace {

/// Calcul de la distance de Damerau-Levenshtein restreinte sur la bande de 2 * borne + 1 diagonales
/// hors de laquelle elle dépasse déjà la borne.
///
/// Les lignes sont indexées par diagonale : la case k de la ligne i est celle de la colonne
/// i + k - borne, rangée en k + 1 entre deux cases de garde.
/// @source Ukkonen, « Algorithms for approximate string matching », 1985.
class Bande final {
public:
    Bande(std::string_view a, std::string_view b, std::size_t borne)
        : a_(a),
          b_(b),
          borne_(borne),
          infini_(borne + 1) {
        avant_derniere_.fill(infini_);
        derniere_.fill(infini_);
        for (std::size_t k = borne; k <= 2 * borne; ++k) {
            derniere_.at(k + 1) = k - borne;
        }
    }

    /// Calcule la ligne i, après la ligne i - 1, et rend son minimum.
    std::size_t calculer_ligne(std::size_t i) {
        Ligne ligne{};
        ligne.fill(infini_);
        std::size_t minimum = infini_;
        for (std::size_t k = 0; k <= 2 * borne_; ++k) {
            if (i + k >= borne_ && i + k - borne_ <= b_.size()) {
                ligne.at(k + 1) = std::min(calculer_case(ligne, i, k), infini_);
                minimum = std::min(minimum, ligne.at(k + 1));
            }
        }
        avant_derniere_ = derniere_;
        derniere_ = ligne;
        return minimum;
    }

    /// Exige : toutes les lignes sont calculées.
    [[nodiscard]] std::size_t distance() const {
        return derniere_.at(b_.size() + borne_ - a_.size() + 1);
    }

private:
    using Ligne = std::array<std::size_t, 2 * distance_max + 3>;

    [[nodiscard]] std::size_t
    calculer_case(const Ligne& ligne, std::size_t i, std::size_t k) const {
        const std::size_t j = i + k - borne_;
        const std::size_t octet_ote = derniere_.at(k + 2) + 1;
        if (j == 0) {
            return octet_ote;
        }
        const std::size_t octet_ajoute = ligne.at(k) + 1;
        const bool est_meme = a_[i - 1] == b_[j - 1];
        const std::size_t octet_change = derniere_.at(k + 1) + (est_meme ? 0 : 1);
        const std::size_t cout = std::min({octet_ote, octet_ajoute, octet_change});
        if (i > 1 && j > 1 && a_[i - 1] == b_[j - 2] && a_[i - 2] == b_[j - 1]) {
            return std::min(cout, avant_derniere_.at(k + 1) + 1); // Voisins permutés.
        }
        return cout;
    }

    std::string_view a_;
    std::string_view b_;
    std::size_t borne_;
    std::size_t infini_;
    Ligne avant_derniere_{};
    Ligne derniere_{};
};

} // namespace

std::size_t distance_bornee(std::string_view a, std::string_view b, std::size_t borne) noexcept {
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > borne) {
        return borne + 1;
    }
    Bande bande(a, b, borne);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        if (bande.calculer_ligne(i) > borne) {
            return borne + 1;
        }
    }
    return bande.distance();
}

} // namespace cconn::detail
