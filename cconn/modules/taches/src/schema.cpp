// SPDX-License-Identifier: MIT
#include "schema.hpp"

#include <cconn/erreur.hpp>

#include <random>
#include <string>

namespace cconn::taches::detail {
namespace {

// `pret` : 0 si la tâche peut partir, sinon l'heure où elle le pourra. `ordre` : priorité changée de
// signe, pour un index croissant. Les dates sont en millisecondes depuis 1970. Un index partiel ne
// contient que les tâches de son état : prendre la suivante ne dépend pas du nombre de finies.
constexpr const char* tables = R"(
    CREATE TABLE taches (
        rang       INTEGER PRIMARY KEY AUTOINCREMENT,
        etat       INTEGER NOT NULL,
        type       TEXT    NOT NULL,
        cle        TEXT,
        ordre      INTEGER NOT NULL,
        pret       INTEGER NOT NULL,
        essai      INTEGER NOT NULL DEFAULT 0,
        annulation INTEGER NOT NULL DEFAULT 0,
        soumise    INTEGER NOT NULL,
        commencee  INTEGER,
        finie      INTEGER,
        donnees    BLOB    NOT NULL,
        resultat   BLOB,
        erreur     TEXT
    ) STRICT;
    CREATE UNIQUE INDEX taches_cle ON taches (cle) WHERE cle IS NOT NULL;
    CREATE INDEX taches_pretes ON taches (type, ordre, rang) WHERE etat = 0 AND pret = 0;
    CREATE INDEX taches_differees ON taches (pret) WHERE etat = 0 AND pret > 0;
    CREATE INDEX taches_en_cours ON taches (rang) WHERE etat = 1;
    CREATE INDEX taches_finies ON taches (finie) WHERE etat >= 2;
    CREATE TABLE carnet (cle TEXT PRIMARY KEY, valeur ANY NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE reglages (nom TEXT PRIMARY KEY, valeur INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)";

[[noreturn]] void refuser(const std::string& texte) {
    throw Erreur(CodeErreur::stockage_indisponible, texte);
}

/// Vrai si la base est neuve. Refuse celle d'une autre application avant d'y avoir rien écrit.
bool reconnaitre(Base& base) {
    const std::int64_t marque = base.entier("PRAGMA application_id");
    const std::int64_t version = base.entier("PRAGMA user_version");
    if (marque == marque_application) {
        if (version != version_schema) {
            refuser(
                "file de tâches de version " + std::to_string(version) + ", version " +
                std::to_string(version_schema) + " attendue"
            );
        }
        return false;
    }
    if (marque != 0 || base.entier("SELECT count(*) FROM sqlite_schema") != 0) {
        refuser("cette base SQLite n'est pas une file de tâches");
    }
    return true;
}

void verifier_integrite(Base& base) {
    const std::string verdict = base.texte("PRAGMA quick_check(1)");
    if (verdict != "ok") {
        refuser("fichier abîmé (" + verdict + ")");
    }
}

void creer(Base& base) {
    std::random_device hasard;
    const std::int64_t graine = (std::int64_t{hasard()} << 31U) ^ std::int64_t{hasard()};
    base.executer("BEGIN IMMEDIATE");
    base.executer(tables);
    base.preparer("INSERT INTO reglages (nom, valeur) VALUES ('graine', ?)")
        .lier(graine)
        .executer();
    base.executer("PRAGMA application_id = " + std::to_string(marque_application));
    base.executer("PRAGMA user_version = " + std::to_string(version_schema));
    base.executer("COMMIT");
}

} // namespace

void preparer_base(Base& base, const OptionsTaches& options) {
    const bool neuve = reconnaitre(base);
    if (options.conservation == Conservation::fichier) {
        if (base.texte("PRAGMA journal_mode = WAL") != "wal") {
            refuser("le journal WAL de SQLite est impossible ici (système de fichiers en réseau ?)"
            );
        }
        // En mode WAL, NORMAL perdrait les dernières transactions à une coupure de courant.
        base.executer("PRAGMA synchronous = FULL");
        base.executer("PRAGMA journal_size_limit = 67108864");
    }
    base.executer("PRAGMA temp_store = MEMORY");
    if (options.octets_fichier_max) {
        const std::int64_t page = base.entier("PRAGMA page_size");
        const auto pages = static_cast<std::int64_t>(*options.octets_fichier_max) / page;
        static_cast<void>(base.entier("PRAGMA max_page_count = " + std::to_string(pages)));
    }
    if (neuve) {
        creer(base);
    } else {
        verifier_integrite(base);
    }
}

std::uint64_t lire_graine(Base& base) {
    return static_cast<std::uint64_t>(base.entier("SELECT valeur FROM reglages WHERE nom = 'graine'"
    ));
}

} // namespace cconn::taches::detail
