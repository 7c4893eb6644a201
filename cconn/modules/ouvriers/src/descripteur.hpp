// Descripteur: un descripteur de fichier qui se ferme avec son propriétaire.
// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>
#include <utility>

namespace cconn::ouvriers {

/// Possède un descripteur ; -1 : aucun.
class Descripteur final {
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
        if (numero_ >= 0) {
            ::close(std::exchange(numero_, -1));
        }
    }
    [[nodiscard]] int numero() const noexcept { return numero_; }

private:
    int numero_ = -1;
};

} // namespace cconn::ouvriers
