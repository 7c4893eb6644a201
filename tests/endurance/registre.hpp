// Registre: ce qu'un bout a envoyé ou reçu, en un nombre et une empreinte, pour comparer les deux.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace endurance {

/// L'empreinte (FNV-1a) dépend de chaque octet et de l'ordre : égale des deux côtés, rien ne s'est
/// perdu, doublé ni croisé.
class Registre {
public:
    void noter(std::string_view message) {
        ++nombre_;
        for (const char octet : message) {
            empreinte_ = (empreinte_ ^ static_cast<unsigned char>(octet)) * 0x0000'0100'0000'01b3;
        }
    }

    [[nodiscard]] std::uint64_t nombre() const { return nombre_; }
    [[nodiscard]] std::uint64_t empreinte() const { return empreinte_; }

private:
    std::uint64_t nombre_ = 0;
    std::uint64_t empreinte_ = 0xcbf2'9ce4'8422'2325;
};

/// Le message de ce rang d'un client : reconnaissable, et de taille variée.
inline std::string message(std::uint64_t client, std::uint64_t rang) {
    const std::uint64_t mele = (client * 0x9e37'79b9'7f4a'7c15 + rang) * 0xbf58'476d'1ce4'e5b9;
    const std::size_t taille = 1 + (mele >> 40) % ((mele >> 60) == 0 ? 60'000 : 512);
    return std::to_string(client) + ':' + std::to_string(rang) + ':' + std::string(taille, 'x');
}

} // namespace endurance
