// Tampon: octets en cours d'écriture, d'une trame ou d'un résultat.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace cconn::detail {

/// Suite d'octets qui grandit par la fin. Un petit message tient dans l'objet même : le composer sur
/// la pile n'alloue rien.
///
/// S'il le permet, de longs octets de l'application n'y sont que cités, à leur place, et ne seront lus
/// qu'à l'envoi.
///
/// C'est le flux de sortie que demande `msgpack::packer`, d'où le nom anglais de `write`.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): ses octets s'écrivent avant de se lire
class Tampon final {
public:
    /// Plus courts, des octets se recopient plutôt que d'être cités.
    static constexpr std::size_t taille_citation_min = std::size_t{64} << 10;

    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): idem
    Tampon() noexcept = default;
    Tampon(const Tampon&) = delete;
    Tampon& operator=(const Tampon&) = delete;
    /// L'autre tampon devient vide.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): idem
    Tampon(Tampon&& autre) noexcept { prendre(autre); }
    /// L'autre tampon devient vide.
    Tampon& operator=(Tampon&& autre) noexcept {
        if (this != &autre) {
            prendre(autre);
        }
        return *this;
    }
    ~Tampon() = default;

    void write(const char* octets, std::size_t taille) {
        if (taille > capacite_ - taille_) {
            agrandir(taille);
        }
        if (taille != 0) {
            std::memcpy(debut() + taille_, octets, taille); // un pointeur nul lui est interdit
        }
        taille_ += taille;
    }

    void ajouter(std::span<const std::uint8_t> octets) {
        write(reinterpret_cast<const char*>(octets.data()), octets.size());
    }

    void ajouter(std::uint8_t octet) {
        if (taille_ == capacite_) {
            agrandir(1);
        }
        debut()[taille_] = octet;
        ++taille_;
    }

    /// Où écrire directement jusqu'à `taille` octets à la suite, puis `avancer` d'autant qu'on en a
    /// écrit : de petits octets ainsi posés un à un n'ont pas à être relus pour être recopiés.
    [[nodiscard]] std::uint8_t* place(std::size_t taille) {
        if (taille > capacite_ - taille_) {
            agrandir(taille);
        }
        return debut() + taille_;
    }
    void avancer(std::size_t taille) { taille_ += taille; }

    /// Les octets que `citer` ajoute peuvent n'être que cités.
    void permettre_citations() { citable_ = true; }

    /// Ajoute des octets qui vivront, inchangés, jusqu'à la fin de l'envoi.
    void citer(std::span<const std::uint8_t> octets) {
        if (!citable_ || octets.size() < taille_citation_min) {
            ajouter(octets);
            return;
        }
        citations_.push_back({taille_, octets});
        taille_citee_ += octets.size();
    }

    /// Garde la mémoire prise.
    void vider() {
        taille_ = 0;
        taille_citee_ = 0;
        citations_.clear();
    }

    /// Octets cités compris.
    [[nodiscard]] std::size_t taille() const { return taille_ + taille_citee_; }
    [[nodiscard]] bool est_vide() const { return taille() == 0; }
    /// Exige : rien n'est cité.
    [[nodiscard]] std::span<const std::uint8_t> octets() const {
        assert(citations_.empty());
        return {donnees(), taille_};
    }
    /// Les mêmes octets, citations comprises, en autant de morceaux qu'il faut ; aucun n'est vide.
    [[nodiscard]] std::vector<std::span<const std::uint8_t>> morceaux() const {
        std::vector<std::span<const std::uint8_t>> morceaux;
        std::size_t position = 0;
        for (const Citation& citation : citations_) {
            if (citation.position > position) {
                morceaux.emplace_back(donnees() + position, citation.position - position);
            }
            morceaux.push_back(citation.octets);
            position = citation.position;
        }
        if (taille_ > position) {
            morceaux.emplace_back(donnees() + position, taille_ - position);
        }
        return morceaux;
    }

private:
    static constexpr std::size_t capacite_interne = 128;
    struct Citation {
        std::size_t position; ///< Dans les octets propres.
        std::span<const std::uint8_t> octets;
    };

    [[nodiscard]] const std::uint8_t* donnees() const {
        return alloues_ ? alloues_.get() : internes_.data();
    }
    [[nodiscard]] std::uint8_t* debut() { return alloues_ ? alloues_.get() : internes_.data(); }

    void agrandir(std::size_t taille) {
        const std::size_t capacite = std::max(2 * capacite_, taille_ + taille);
        // NOLINTNEXTLINE(modernize-avoid-c-arrays): un std::vector mettrait tout à zéro
        auto octets = std::make_unique_for_overwrite<std::uint8_t[]>(capacite);
        std::memcpy(octets.get(), donnees(), taille_);
        alloues_ = std::move(octets);
        capacite_ = capacite;
    }

    void prendre(Tampon& autre) noexcept {
        if (!autre.alloues_) {
            std::memcpy(internes_.data(), autre.internes_.data(), autre.taille_);
        }
        alloues_ = std::move(autre.alloues_);
        taille_ = std::exchange(autre.taille_, 0);
        capacite_ = std::exchange(autre.capacite_, capacite_interne);
        citable_ = autre.citable_;
        taille_citee_ = std::exchange(autre.taille_citee_, 0);
        citations_ = std::exchange(autre.citations_, {});
    }

    // NOLINTNEXTLINE(modernize-avoid-c-arrays): un std::vector mettrait tout à zéro
    std::unique_ptr<std::uint8_t[]> alloues_; ///< Nul : les octets sont dans `internes_`.
    std::size_t taille_ = 0;
    std::size_t capacite_ = capacite_interne;
    bool citable_ = false;
    std::size_t taille_citee_ = 0;
    std::vector<Citation> citations_;
    std::array<std::uint8_t, capacite_interne> internes_; // s'écrivent avant de se lire
};

} // namespace cconn::detail
