// SaisieTube: les lignes d'un tube ou d'un fichier.
// SPDX-License-Identifier: MIT
#include "console/saisie.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <unistd.h>

namespace console {

namespace {

class SaisieTube final : public Saisie {
public:
    void lire() override {
        std::array<char, 4096> octets{};
        const auto nb = read(STDIN_FILENO, octets.data(), octets.size());
        if (nb > 0) {
            debut_.append(octets.data(), static_cast<std::size_t>(nb));
            couper();
        } else if (nb == 0 || (errno != EINTR && errno != EAGAIN)) {
            if (!debut_.empty()) {
                ajouter(std::exchange(debut_, {})); // la dernière ligne n'a pas de fin
            }
            finir();
        }
    }

private:
    void couper() {
        std::size_t fin = 0;
        while ((fin = debut_.find('\n')) != std::string::npos) {
            ajouter(debut_.substr(0, fin));
            debut_.erase(0, fin + 1);
        }
    }

    std::string debut_; ///< D'une ligne dont la fin n'est pas arrivée.
};

} // namespace

std::unique_ptr<Saisie> ouvrir_tube() {
    return std::make_unique<SaisieTube>();
}

} // namespace console
