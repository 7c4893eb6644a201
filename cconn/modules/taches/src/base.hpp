// Base: une connexion à SQLite, ses requêtes, et ses erreurs en français.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/valeur.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace cconn::taches::detail {

/// Une requête préparée. Se lie, s'avance ligne à ligne, se reprend.
///
/// @code
/// for (requete.lier(etat, type); requete.avancer();) { lire(requete.entier(0)); }
/// @endcode
///
/// Toutes les fonctions qui parlent à SQLite lèvent `stockage_indisponible`.
/// @fils Celui de sa base.
class Requete final {
public:
    explicit Requete(sqlite3_stmt* requete) : requete_(requete) {}

    /// Recommence la requête avec ces paramètres, dans l'ordre.
    template<class... A>
    Requete& lier(const A&... arguments) {
        recommencer();
        int position = 0;
        (lier_un(++position, arguments), ...);
        return *this;
    }

    /// Va à la ligne suivante. @return faux après la dernière : la requête est alors finie.
    bool avancer();
    /// Va jusqu'au bout, sans rien lire.
    void executer() {
        while (avancer()) {
        }
    }

    // De la ligne où l'on est ; colonnes à partir de 0.
    [[nodiscard]] bool est_nul(int colonne) const;
    [[nodiscard]] bool est_entier(int colonne) const;
    [[nodiscard]] std::int64_t entier(int colonne) const;
    [[nodiscard]] std::string texte(int colonne) const;
    [[nodiscard]] Octets octets(int colonne) const;

private:
    struct Fin {
        void operator()(sqlite3_stmt* requete) const noexcept;
    };

    void recommencer();
    void lier_un(int position, std::int64_t valeur);
    void lier_un(int position, int valeur) { lier_un(position, std::int64_t{valeur}); }
    void lier_un(int position, std::string_view valeur);
    void lier_un(int position, const std::string& valeur) {
        lier_un(position, std::string_view(valeur));
    }
    void lier_un(int position, const Octets& valeur);
    template<class T>
    void lier_un(int position, const std::optional<T>& valeur) {
        if (valeur) {
            lier_un(position, *valeur);
        } else {
            lier_nul(position);
        }
    }
    void lier_nul(int position);
    void verifier(int code) const;

    std::unique_ptr<sqlite3_stmt, Fin> requete_;
};

/// Une connexion à une base.
/// @fils Un à la fois.
class Base final {
public:
    /// Ce qu'une connexion a le droit de faire.
    enum class Acces { ecriture, lecture };

    /// Ouvre la base ; en écriture, la crée si elle manque. Un chemin vide : en mémoire.
    /// @param delai_verrou  attente d'une base que tient un autre programme.
    /// @throws Erreur `stockage_indisponible`.
    Base(const std::filesystem::path& fichier, Acces acces, std::chrono::milliseconds delai_verrou);

    /// Exécute du SQL sans paramètres.
    void executer(const std::string& sql);
    /// Prépare une requête ; elle vit moins que la base.
    [[nodiscard]] Requete preparer(std::string_view sql);
    /// Le premier entier que rend une requête.
    [[nodiscard]] std::int64_t entier(std::string_view sql);
    /// Le premier texte que rend une requête.
    [[nodiscard]] std::string texte(std::string_view sql);
    /// Vrai dans une transaction ; certaines erreurs la défont d'elles-mêmes.
    [[nodiscard]] bool est_en_transaction() const;
    /// Rang de la dernière ligne ajoutée.
    [[nodiscard]] std::int64_t dernier_rang() const;

private:
    struct Fermeture {
        void operator()(sqlite3* base) const noexcept;
    };

    std::unique_ptr<sqlite3, Fermeture> base_;
};

} // namespace cconn::taches::detail
