// JournalMemoire: garde les lignes de journal d'un serveur ou d'un client, pour les relire.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/journal.hpp>

#include "outils/attendre.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace outils {

/// Survit à qui s'en sert : la fonction en garde sa part.
class JournalMemoire {
public:
    struct Ligne {
        cconn::NiveauJournal niveau;
        std::string texte;
    };

    [[nodiscard]] cconn::FonctionJournal fonction() const {
        return [lignes = lignes_](cconn::NiveauJournal niveau, std::string_view texte) {
            lignes->ajouter({niveau, std::string(texte)});
        };
    }

    /// Vrai si une ligne au moins de cette gravité contient ce texte.
    [[nodiscard]] bool contient(cconn::NiveauJournal niveau, std::string_view texte) const {
        for (const Ligne& ligne : lignes_->valeurs()) {
            if (ligne.niveau >= niveau && ligne.texte.find(texte) != std::string::npos) {
                return true;
            }
        }
        return false;
    }

    /// Attend une telle ligne.
    [[nodiscard]] bool attendre(cconn::NiveauJournal niveau, std::string_view texte) const {
        return attendre_que([&] { return contient(niveau, texte); });
    }

    /// Toutes les lignes, pour le compte rendu d'un test.
    [[nodiscard]] std::string tout() const {
        std::string tout;
        for (const Ligne& ligne : lignes_->valeurs()) {
            tout += ligne.texte + '\n';
        }
        return tout;
    }

private:
    std::shared_ptr<Recueil<Ligne>> lignes_ = std::make_shared<Recueil<Ligne>>();
};

} // namespace outils
