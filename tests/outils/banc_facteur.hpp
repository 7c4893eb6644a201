// BancFacteur: un Facteur, et des suivis factices dont le test écrit les réponses.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/evenement.hpp"
#include "session/facteur.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <string_view>
#include <unistd.h>

namespace outils {

/// Un suivi dont le test écrit les réponses ; son descripteur est l'entrée d'un tube.
class SuiviFactice final : public cconn::detail::Suivi {
public:
    SuiviFactice() { REQUIRE(::pipe(tube_.data()) == 0); }
    SuiviFactice(const SuiviFactice&) = delete;
    SuiviFactice& operator=(const SuiviFactice&) = delete;
    SuiviFactice(SuiviFactice&&) = delete;
    SuiviFactice& operator=(SuiviFactice&&) = delete;
    ~SuiviFactice() override {
        if (quand_detruit) {
            quand_detruit(*this);
        }
        ::close(tube_[0]);
        ::close(tube_[1]);
    }

    [[nodiscard]] cconn::detail::Vidange vidanger() override {
        const auto vidange = quand_vidange ? quand_vidange() : cconn::detail::Vidange::finie;
        vidanges.signaler();
        return vidange;
    }
    [[nodiscard]] cconn::detail::Instant controler(cconn::detail::Instant heure) override {
        const cconn::detail::Instant prochain =
            quand_controle ? quand_controle(heure) : cconn::detail::jamais;
        controles.signaler();
        return prochain;
    }
    [[nodiscard]] int descripteur() const override { return tube_[1]; }
    [[nodiscard]] bool est_retire() const override { return retire; }

    /// Remplit le tube, pour qu'il n'accepte plus rien.
    void boucher() {
        const std::array<char, 4'096> octets{};
        REQUIRE(::fcntl(tube_[1], F_SETFL, O_NONBLOCK) == 0);
        while (::write(tube_[1], octets.data(), octets.size()) > 0) {
        }
    }
    void deboucher() {
        std::array<char, 65'536> octets{};
        REQUIRE(::read(tube_[0], octets.data(), octets.size()) > 0);
    }

    Evenement vidanges;
    Evenement controles;
    std::function<cconn::detail::Vidange()> quand_vidange;
    std::function<cconn::detail::Instant(cconn::detail::Instant)> quand_controle;
    std::function<void(const cconn::detail::Suivi&)> quand_detruit;
    std::atomic<bool> retire = false;

private:
    std::array<int, 2> tube_{};
};

struct BancFacteur {
    std::shared_ptr<SuiviFactice> nouveau_suivi() { return std::make_shared<SuiviFactice>(); }

    /// Attend que le facteur ait fait ce qu'on lui a demandé avant cet appel.
    void laisser_passer() {
        const auto temoin = nouveau_suivi();
        facteur.controler(temoin, std::chrono::steady_clock::now());
        REQUIRE(temoin->controles.attendre());
        facteur.oublier(*temoin);
    }

    cconn::detail::Journal journal{[](cconn::NiveauJournal, std::string_view) {
    }};
    cconn::detail::Facteur facteur{std::size_t{1} << 20U, journal};
};

} // namespace outils
