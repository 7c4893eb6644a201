// FonctionsEnvoi: ce que l'application veut voir, changer ou arrêter de ce qu'elle envoie.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/envoi.hpp>

#include "base/journal.hpp"
#include "base/protege.hpp"
#include "commandes/motif.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cconn::detail {

/// Les fonctions `quand_envoi` d'un bout, dans l'ordre où leurs motifs sont essayés.
///
/// Ce qu'une de ces fonctions envoie elle-même par ce bout ne leur est pas proposé : une fonction qui
/// envoie la commande qu'elle surveille ne s'appelle pas sans fin.
///
/// @fils Tout fil.
class FonctionsEnvoi final {
public:
    explicit FonctionsEnvoi(Journal& journal) : journal_(&journal) {}

    /// Enregistre, remplace à sa place, ou retire si la fonction est vide.
    ///
    /// @throws Erreur `argument_invalide` : motif que RE2 refuse.
    void definir(std::string_view motif, FonctionEnvoi fonction);

    /// La fonction du premier motif qui convient à ce nom, ou nul. Elle reste appelable même
    /// remplacée entre-temps.
    [[nodiscard]] std::shared_ptr<const FonctionEnvoi> trouver(std::string_view nom) const {
        return est_vide_ ? nullptr : chercher(nom);
    }

    /// Appelle la fonction. Une exception arrête l'envoi, et va au journal.
    ///
    /// @return pourquoi rien ne doit partir ; absent : l'envoi part.
    [[nodiscard]] std::optional<std::string>
    soumettre(const FonctionEnvoi& fonction, cconn::Envoi& envoi) const;

    /// Écrit les arguments tels que la fonction les a laissés.
    static void ecrire_arguments(const cconn::Envoi& envoi, Tampon& tampon) {
        envoi.ecrire_arguments(tampon);
    }

private:
    struct Fiche {
        Motif motif;
        std::shared_ptr<const FonctionEnvoi> fonction;
    };
    using Fiches = std::vector<std::shared_ptr<const Fiche>>;
    class Appel;

    [[nodiscard]] std::shared_ptr<const FonctionEnvoi> chercher(std::string_view nom) const;

    // Fixé après construction
    Journal* journal_;

    // Partagé
    Protege<std::shared_ptr<const Fiches>> fiches_{std::in_place, std::make_shared<const Fiches>()};
    std::atomic<bool> est_vide_ = true; // reflet des fiches, lu sans verrou
};

} // namespace cconn::detail
