// Fiche: les tâches telles qu'elles voyagent, en tables dont les clés sont des noms.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/tache.hpp>
#include <cconn/valeur.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cconn::taches::detail {

/// Une `Tache`. Les dates sont en millisecondes depuis 1970.
struct Fiche {
    std::string id = {};
    std::string etat = {};
    std::string type = {};
    std::string cle = {};
    int priorite = 0;
    int essai = 0;
    bool annulation_demandee = false;
    std::string erreur = {};
    std::int64_t soumise = 0;
    std::optional<std::int64_t> commencee = {};
    std::optional<std::int64_t> finie = {};

    MSGPACK_DEFINE_MAP(
        id, etat, type, cle, priorite, essai, annulation_demandee, erreur, soumise, commencee, finie
    )
};

/// Un `ResultatTache`.
struct FicheResultat {
    std::string etat = {};
    Valeur resultat = {};
    std::string erreur = {};

    MSGPACK_DEFINE_MAP(etat, resultat, erreur)
};

/// Un `ComptesTaches`.
struct FicheComptes {
    std::uint64_t en_attente = 0;
    std::uint64_t en_cours = 0;
    std::uint64_t terminees = 0;
    std::uint64_t echouees = 0;
    std::uint64_t annulees = 0;

    MSGPACK_DEFINE_MAP(en_attente, en_cours, terminees, echouees, annulees)
};

[[nodiscard]] Fiche vers_fiche(const Tache& tache);
[[nodiscard]] Tache depuis_fiche(const Fiche& fiche);
[[nodiscard]] FicheResultat vers_fiche(ResultatTache resultat);
[[nodiscard]] ResultatTache depuis_fiche(FicheResultat fiche);
[[nodiscard]] FicheComptes vers_fiche(const ComptesTaches& comptes);
[[nodiscard]] ComptesTaches depuis_fiche(const FicheComptes& fiche);

} // namespace cconn::taches::detail
