// Descripteur: un descripteur de fichier qui se ferme avec son propriétaire.
// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>
#include <utility>

namespace cconn::detail {

/// Possède un descripteur ; -1 : aucun.
class Descripteur {
public:
    Descripteur() noexcept = default;
    explicit Descripteur(int numero) noexcept : numero_(numero) {}
    Descripteur(const Descripteur&) = delete;
    Descripteur& operator=(const Descripteur&) = delete;
    Descripteur(Descripteur&& autre) noexcept : numero_(std::exchange(autre.numero_, -1)) {}
    Descripteur& operator=(Descripteur&& autre) noexcept {
        std::swap(numero_, autre.numero_);
        return *this;
    }
    ~Descripteur() { fermer(); }

    void fermer() noexcept {
        if (est_ouvert()) {
            ::close(std::exchange(numero_, -1));
        }
    }
    /// Abandonne la possession sans fermer.
    [[nodiscard]] int ceder() noexcept { return std::exchange(numero_, -1); }

    [[nodiscard]] int numero() const noexcept { return numero_; }
    [[nodiscard]] bool est_ouvert() const noexcept { return numero_ >= 0; }

private:
    int numero_ = -1;
};

} // namespace cconn::detail
