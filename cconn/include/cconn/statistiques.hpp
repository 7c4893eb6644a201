// Statistiques: ce qu'un serveur ou un client a compté, et sa forme pour Prometheus.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cause.hpp>
#include <cconn/erreur.hpp>
#include <cconn/export.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cconn {

/// Des durées rangées par puissances de deux : la tranche de rang `i` compte celles qui ne passent
/// pas 2^i µs et que la précédente n'a pas prises ; la dernière, toutes les autres.
///
/// De 1 µs à 16,8 s, à un facteur deux près : assez pour voir qu'une commande a changé d'allure.
class CCONN_API Histogramme final {
public:
    /// Tranches, la dernière sans borne comprise.
    static constexpr std::size_t nb_tranches = 26;

    /// La plus longue durée de cette tranche. Exige : `rang` moins que `nb_tranches - 1`, la dernière
    /// n'ayant pas de borne.
    [[nodiscard]] static constexpr std::chrono::microseconds borne(std::size_t rang) noexcept {
        return std::chrono::microseconds{std::int64_t{1} << rang};
    }

    /// Compte une durée de plus.
    void noter(std::chrono::nanoseconds duree) noexcept;
    /// Compte en plus toutes celles d'un autre.
    void ajouter(const Histogramme& autre) noexcept;
    /// La borne de la tranche où tombe cette part des durées (0,99 : le 99e centile) ; nulle si rien
    /// n'est noté, la dernière borne au-delà.
    [[nodiscard]] std::chrono::microseconds quantile(double part) const noexcept;

    std::array<std::uint64_t, nb_tranches> tranches{}; ///< Durées notées, par tranche.
    std::uint64_t nombre = 0;                          ///< Durées notées, en tout.
    std::chrono::nanoseconds somme{0};                 ///< Leur total.
};

/// Ce qui est passé dans un sens.
struct Trafic {
    std::uint64_t messages = 0; ///< Entiers : requêtes, réponses et avis.
    std::uint64_t octets = 0;   ///< Des messages, avant tout chiffrement.
};

/// Ce qu'a fait une commande enregistrée ici.
struct StatistiquesCommande {
    /// Le nom, ou le motif. `*` réunit celles qui suivent les 1 000 premiers noms enregistrés.
    std::string nom;
    std::uint64_t executions = 0; ///< Finies, bien ou mal.
    std::uint64_t erreurs = 0; ///< Exécutions qui ont levé, ou dont les arguments étaient refusés.
    /// Le temps passé dans la fonction, attentes comprises. Toutes les exécutions n'y sont pas : sur
    /// une connexion, si plusieurs se suivent en moins d'une milliseconde, une sur seize est
    /// chronométrée. Vide si `durees_commandes` vaut `ignorees`.
    Histogramme durees;
};

/// Ce qu'un serveur, ou un client, a compté depuis sa construction ; et où il en est.
///
/// @source docs/guides/observer.md
struct Statistiques {
    // Connexions

    std::uint64_t connexions_etablies = 0; ///< Clients acceptés, ou connexions au serveur.
    std::size_t connexions_ouvertes = 0;   ///< De celles-là, celles qui vivent.
    std::map<Cause, std::uint64_t> connexions_finies; ///< Par cause.
    /// Refusées avant d'être acceptées, par ce qui leur a été répondu.
    std::map<CodeErreur, std::uint64_t> connexions_refusees;

    // Trafic, de toutes les connexions, vivantes ou non

    Trafic recus;   ///< Venus des pairs.
    Trafic envoyes; ///< Partis vers eux.

    // Commandes

    /// Par ordre d'enregistrement ; celles qui n'ont jamais servi y sont aussi.
    std::vector<StatistiquesCommande> commandes;
    std::uint64_t commandes_inconnues = 0; ///< Exécutions demandées sous un nom que rien ne porte.
    /// Commandes reçues et pas exécutées, par ce qui leur a été répondu.
    std::map<CodeErreur, std::uint64_t> commandes_refusees;
    /// Réponses que plus aucun appel n'attendait : venues trop tard, ou jamais demandées.
    std::uint64_t reponses_orphelines = 0;
    /// Envois sans réponse, et annonces, perdus : file pleine, ou connexion finie.
    std::uint64_t envois_perdus = 0;

    // Files, à l'instant du relevé, toutes connexions ensemble

    std::size_t octets_en_attente = 0;    ///< Que les pairs n'ont pas encore pris.
    std::size_t messages_en_attente = 0;  ///< De même.
    std::size_t commandes_en_attente = 0; ///< Reçues, et pas encore commencées.
    std::size_t appels_en_cours = 0;      ///< Partis d'ici, et sans réponse.
    std::size_t reponses_dues = 0;        ///< Requêtes reçues, et pas encore répondues.
};

/// Les statistiques dans le format texte de Prometheus, version 0.0.4, à servir sous le type
/// `text/plain; version=0.0.4`. Chaque nom commence par `cconn_`.
///
/// @source https://prometheus.io/docs/instrumenting/exposition_formats/
[[nodiscard]] CCONN_API std::string texte_prometheus(const Statistiques& statistiques);

} // namespace cconn
