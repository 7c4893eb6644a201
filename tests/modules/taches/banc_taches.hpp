// BancTaches: un serveur, sa file de tâches, et de quoi les joindre.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cconn.hpp>
#include <cconn/taches/taches.hpp>

#include "outils/attendre.hpp"
#include "outils/journal_memoire.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>

namespace outils {

/// Un dossier vide, effacé à la fin.
class DossierTemporaire final {
public:
    DossierTemporaire() {
        std::string modele = (std::filesystem::temp_directory_path() / "taches-XXXXXX").string();
        chemin_ = ::mkdtemp(modele.data());
    }
    DossierTemporaire(const DossierTemporaire&) = delete;
    DossierTemporaire& operator=(const DossierTemporaire&) = delete;
    DossierTemporaire(DossierTemporaire&&) = delete;
    DossierTemporaire& operator=(DossierTemporaire&&) = delete;
    ~DossierTemporaire() {
        std::error_code ignoree;
        std::filesystem::remove_all(chemin_, ignoree);
    }

    [[nodiscard]] const std::filesystem::path& chemin() const { return chemin_; }
    [[nodiscard]] std::filesystem::path fichier() const { return chemin_ / "taches.sqlite"; }

private:
    std::filesystem::path chemin_;
};

/// Une file lancée sur un serveur lancé, en mémoire si les options ne disent rien.
struct BancTaches {
    explicit BancTaches(cconn::taches::OptionsTaches options = en_memoire())
        : file_attente(serveur, avec_journal(std::move(options))) {
        file_attente.enregistrer_travail("echo", [](cconn::Valeur donnees) { return donnees; });
        serveur.lancer_en_fond();
    }

    [[nodiscard]] static cconn::taches::OptionsTaches en_memoire() {
        return {.conservation = cconn::taches::Conservation::memoire};
    }
    [[nodiscard]] static cconn::taches::OptionsTaches dans(const DossierTemporaire& dossier) {
        return {.fichier = dossier.fichier()};
    }

    cconn::taches::OptionsTaches avec_journal(cconn::taches::OptionsTaches options) {
        options.journal = journal.fonction();
        return options;
    }

    /// Attend qu'une tâche soit dans cet état.
    [[nodiscard]] bool attendre(const std::string& id, cconn::taches::EtatTache etat) const {
        return attendre_que([&] { return file_attente.etat(id).etat == etat; });
    }

    JournalMemoire journal;
    cconn::Serveur serveur{0, 100, {.journal = journal.fonction()}};
    cconn::taches::FileAttente file_attente;
};

/// Un client relié à ce banc, et ses tâches.
struct ClientDeTaches {
    explicit ClientDeTaches(const BancTaches& banc) : client("127.0.0.1", banc.serveur.port()) {}

    cconn::Client client;
    cconn::taches::ClientTaches taches{client};
};

} // namespace outils
