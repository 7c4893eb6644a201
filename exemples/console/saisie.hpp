// Saisie: les lignes tapées, d'un terminal ou d'un tube.
// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace console {

/// Les lignes de l'entrée standard, lues à mesure qu'elles viennent.
///
/// @fils Un seul.
class Saisie {
public:
    Saisie() = default;
    Saisie(const Saisie&) = delete;
    Saisie& operator=(const Saisie&) = delete;
    Saisie(Saisie&&) = delete;
    Saisie& operator=(Saisie&&) = delete;
    virtual ~Saisie() = default;

    /// Lit ce qui est là. À appeler quand l'entrée standard est lisible. @blocage Non.
    virtual void lire() = 0;
    /// Efface la ligne en cours de frappe, le temps d'écrire autre chose.
    virtual void cacher() {}
    /// La remontre.
    virtual void remontrer() {}

    /// La prochaine ligne entière, s'il y en a une.
    [[nodiscard]] std::optional<std::string> prendre() {
        if (lignes_.empty()) {
            return std::nullopt;
        }
        std::string ligne = std::move(lignes_.front());
        lignes_.pop_front();
        return ligne;
    }
    /// Vrai si l'entrée n'a plus rien : fin de fichier, ou Ctrl-D.
    [[nodiscard]] bool est_finie() const { return finie_; }

protected:
    void ajouter(std::string ligne) { lignes_.push_back(std::move(ligne)); }
    void finir() { finie_ = true; }

private:
    std::deque<std::string> lignes_;
    bool finie_ = false;
};

/// Les noms qui se complètent, demandés à chaque complétion.
using Noms = std::function<std::vector<std::string>()>;

/// Un terminal : édition de la ligne, historique, et complétion de ces noms. Un seul à la fois.
[[nodiscard]] std::unique_ptr<Saisie> ouvrir_terminal(Noms noms);

/// Un tube ou un fichier : les lignes telles quelles.
[[nodiscard]] std::unique_ptr<Saisie> ouvrir_tube();

} // namespace console
