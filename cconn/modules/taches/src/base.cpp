// SPDX-License-Identifier: MIT
#include "base.hpp"

#include <cconn/erreur.hpp>

#include <sqlite3.h>

namespace cconn::taches::detail {
namespace {

/// Ce que veut dire un code de SQLite, pour qui doit y remédier.
std::string_view expliquer(int code) {
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return "disque plein, ou taille maximale atteinte";
    case SQLITE_READONLY:
        return "fichier en lecture seule";
    case SQLITE_CORRUPT:
        return "fichier abîmé";
    case SQLITE_NOTADB:
        return "ce n'est pas une base SQLite, ou elle est abîmée";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "fichier verrouillé par un autre programme";
    case SQLITE_CANTOPEN:
        return "le fichier ne s'ouvre pas";
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return "accès refusé";
    case SQLITE_IOERR:
        return "le disque ne répond pas";
    default:
        return "erreur de SQLite";
    }
}

[[noreturn]] void lever(sqlite3* base, int code) {
    std::string texte(expliquer(code));
    const char* const detail = base != nullptr ? sqlite3_errmsg(base) : sqlite3_errstr(code);
    texte.append(" (SQLite : ").append(detail).append(")");
    throw Erreur(CodeErreur::stockage_indisponible, texte);
}

} // namespace

void Requete::Fin::operator()(sqlite3_stmt* requete) const noexcept {
    sqlite3_finalize(requete);
}

void Requete::verifier(int code) const {
    if (code != SQLITE_OK) {
        lever(sqlite3_db_handle(requete_.get()), code);
    }
}

bool Requete::avancer() {
    const int code = sqlite3_step(requete_.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    // Une requête finie rend tout de suite son verrou de lecture ; son code redit l'erreur.
    verifier(sqlite3_reset(requete_.get()));
    return false;
}

// L'erreur que rappelle `sqlite3_reset` a déjà été levée par `avancer`.
void Requete::recommencer() {
    sqlite3_reset(requete_.get());
}

void Requete::lier_un(int position, std::int64_t valeur) {
    verifier(sqlite3_bind_int64(requete_.get(), position, valeur));
}

void Requete::lier_un(int position, std::string_view valeur) {
    verifier(sqlite3_bind_text64(
        requete_.get(), position, valeur.data(), valeur.size(), SQLITE_TRANSIENT, SQLITE_UTF8
    ));
}

void Requete::lier_un(int position, const Octets& valeur) {
    verifier(sqlite3_bind_blob64(
        requete_.get(), position, valeur.data(), valeur.size(), SQLITE_TRANSIENT
    ));
}

void Requete::lier_nul(int position) {
    verifier(sqlite3_bind_null(requete_.get(), position));
}

bool Requete::est_nul(int colonne) const {
    return sqlite3_column_type(requete_.get(), colonne) == SQLITE_NULL;
}

bool Requete::est_entier(int colonne) const {
    return sqlite3_column_type(requete_.get(), colonne) == SQLITE_INTEGER;
}

std::int64_t Requete::entier(int colonne) const {
    return sqlite3_column_int64(requete_.get(), colonne);
}

std::string Requete::texte(int colonne) const {
    const auto* const debut =
        reinterpret_cast<const char*>(sqlite3_column_text(requete_.get(), colonne));
    const int taille = sqlite3_column_bytes(requete_.get(), colonne);
    return debut == nullptr ? std::string() : std::string(debut, static_cast<std::size_t>(taille));
}

Octets Requete::octets(int colonne) const {
    const auto* const debut =
        static_cast<const std::uint8_t*>(sqlite3_column_blob(requete_.get(), colonne));
    const int taille = sqlite3_column_bytes(requete_.get(), colonne);
    return debut == nullptr ? Octets() : Octets(debut, debut + taille);
}

void Base::Fermeture::operator()(sqlite3* base) const noexcept {
    sqlite3_close_v2(base);
}

Base::Base(
    const std::filesystem::path& fichier, Acces acces, std::chrono::milliseconds delai_verrou
) {
    const std::string nom = fichier.empty() ? ":memory:" : fichier.string();
    const int droits =
        acces == Acces::lecture ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* ouverte = nullptr;
    const int code = sqlite3_open_v2(nom.c_str(), &ouverte, droits | SQLITE_OPEN_NOMUTEX, nullptr);
    base_.reset(ouverte);
    if (code != SQLITE_OK) {
        lever(ouverte, code);
    }
    sqlite3_extended_result_codes(ouverte, 1);
    sqlite3_busy_timeout(ouverte, static_cast<int>(delai_verrou.count()));
}

void Base::executer(const std::string& sql) {
    const int code = sqlite3_exec(base_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        lever(base_.get(), code);
    }
}

Requete Base::preparer(std::string_view sql) {
    sqlite3_stmt* requete = nullptr;
    const int code = sqlite3_prepare_v3(
        base_.get(),
        sql.data(),
        static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT,
        &requete,
        nullptr
    );
    if (code != SQLITE_OK) {
        lever(base_.get(), code);
    }
    return Requete(requete);
}

std::int64_t Base::entier(std::string_view sql) {
    Requete requete = preparer(sql);
    return requete.avancer() ? requete.entier(0) : 0;
}

std::string Base::texte(std::string_view sql) {
    Requete requete = preparer(sql);
    return requete.avancer() ? requete.texte(0) : std::string();
}

bool Base::est_en_transaction() const {
    return sqlite3_get_autocommit(base_.get()) == 0;
}

std::int64_t Base::dernier_rang() const {
    return sqlite3_last_insert_rowid(base_.get());
}

} // namespace cconn::taches::detail
