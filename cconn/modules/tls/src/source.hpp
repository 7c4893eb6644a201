// Source: des octets à chiffrer, par enregistrements de TLS.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <openssl/ssl.h>
#include <span>
#include <utility>

namespace cconn::tls {

/// Rend les octets par enregistrements de TLS : un morceau assez grand tel quel, les petits recopiés à
/// la suite.
class Source final {
public:
    using Morceaux = std::span<const std::span<const std::uint8_t>>;
    /// Ce que porte un enregistrement de TLS.
    using Recopie = std::array<std::uint8_t, SSL3_RT_MAX_PLAIN_LENGTH>;

    explicit Source(Morceaux morceaux) : morceaux_(morceaux) { passer_vides(); }

    [[nodiscard]] bool est_epuisee() const { return morceaux_.empty(); }

    /// Les prochains octets, d'un enregistrement au plus. Exige : non épuisée.
    [[nodiscard]] std::span<const std::uint8_t> voir(Recopie& recopie) const {
        const auto premier = morceaux_.front().subspan(position_);
        if (morceaux_.size() == 1 || premier.size() >= recopie.size()) {
            return premier.first(std::min(premier.size(), recopie.size()));
        }
        std::size_t taille = 0;
        std::size_t position = position_;
        for (const auto morceau : morceaux_) {
            const auto reste = morceau.subspan(std::exchange(position, 0));
            const std::size_t pris = std::min(reste.size(), recopie.size() - taille);
            std::memcpy(recopie.data() + taille, reste.data(), pris);
            taille += pris;
            if (taille == recopie.size()) {
                break;
            }
        }
        return std::span(recopie).first(taille);
    }

    void avancer(std::size_t taille) {
        partis_ += taille;
        position_ += taille;
        passer_vides();
    }
    [[nodiscard]] std::size_t partis() const { return partis_; }

private:
    void passer_vides() {
        while (!morceaux_.empty() && position_ >= morceaux_.front().size()) {
            position_ -= morceaux_.front().size();
            morceaux_ = morceaux_.subspan(1);
        }
    }

    Morceaux morceaux_;
    std::size_t position_ = 0;
    std::size_t partis_ = 0;
};

} // namespace cconn::tls
