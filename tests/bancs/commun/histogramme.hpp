// Histogramme: des durées comptées par classes log-linéaires, pour en lire les quantiles.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

namespace banc {

/// Compte des durées en nanosecondes, à 1,6 % près, sans rien allouer.
///
/// Jusqu'à 128 ns, une classe par nanoseconde. Au-delà, chaque puissance de deux est coupée en 64
/// classes égales : l'erreur relative ne dépend pas de la durée, comme dans un histogramme HDR.
class Histogramme {
public:
    /// Ajoute une durée ; au-delà de 2^40 ns (18 minutes), elle compte dans la dernière classe.
    void noter(std::uint64_t duree) {
        duree = std::min(duree, duree_max);
        ++comptes_[classe(duree)];
        ++total_;
        maximum_ = std::max(maximum_, duree);
    }

    /// Ajoute tout ce qu'un autre a compté.
    void ajouter(const Histogramme& autre) {
        for (std::size_t rang = 0; rang < comptes_.size(); ++rang) {
            comptes_[rang] += autre.comptes_[rang];
        }
        total_ += autre.total_;
        maximum_ = std::max(maximum_, autre.maximum_);
    }

    /// La durée que ne dépasse pas cette part des mesures (0,99 pour p99) ; 0 si rien n'est compté.
    [[nodiscard]] std::uint64_t quantile(double part) const {
        const auto rang = static_cast<std::uint64_t>(
            std::ceil(std::clamp(part, 0.0, 1.0) * static_cast<double>(total_))
        );
        std::uint64_t cumul = 0;
        for (std::size_t indice = 0; indice < comptes_.size(); ++indice) {
            cumul += comptes_[indice];
            if (cumul >= rang && cumul > 0) {
                return std::min(borne(indice), maximum_);
            }
        }
        return 0;
    }

    [[nodiscard]] std::uint64_t total() const { return total_; }
    [[nodiscard]] std::uint64_t maximum() const { return maximum_; }

    /// Les classes peuplées : « durée:compte,durée:compte », pour qui trace la distribution.
    [[nodiscard]] std::string vers_texte() const {
        std::string texte;
        for (std::size_t indice = 0; indice < comptes_.size(); ++indice) {
            if (comptes_[indice] > 0) {
                if (!texte.empty()) {
                    texte += ',';
                }
                texte += std::to_string(borne(indice)) + ':' + std::to_string(comptes_[indice]);
            }
        }
        return texte;
    }

private:
    static constexpr unsigned bits_par_octave = 6;
    static constexpr std::uint64_t par_octave = std::uint64_t{1} << bits_par_octave;
    static constexpr unsigned bits_max = 40;
    static constexpr std::uint64_t duree_max = (std::uint64_t{1} << bits_max) - 1;

    /// Les deux premières octaves sont exactes ; ensuite `decalage` bits de poids faible sont perdus.
    static constexpr std::size_t classe(std::uint64_t duree) {
        const auto largeur = static_cast<unsigned>(std::bit_width(duree));
        const unsigned decalage = largeur > bits_par_octave + 1 ? largeur - bits_par_octave - 1 : 0;
        return static_cast<std::size_t>(decalage * par_octave + (duree >> decalage));
    }

    /// La plus grande durée d'une classe.
    static constexpr std::uint64_t borne(std::size_t indice) {
        const std::uint64_t decalage = indice < 2 * par_octave ? 0 : indice / par_octave - 1;
        return ((indice - decalage * par_octave + 1) << decalage) - 1;
    }

    std::array<std::uint64_t, (bits_max - bits_par_octave + 1)* par_octave> comptes_ = {};
    std::uint64_t total_ = 0;
    std::uint64_t maximum_ = 0;
};

} // namespace banc
