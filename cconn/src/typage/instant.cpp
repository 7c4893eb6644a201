// Instant: l'extension -1 de msgpack, dans les deux sens.
// SPDX-License-Identifier: MIT
#include <cconn/detail/forme_temps.hpp>

#include "protocole/entete.hpp"

#include <array>

namespace cconn::detail {
namespace {

constexpr std::int8_t type_instant = -1;
constexpr std::uint32_t nanosecondes_par_seconde = 1'000'000'000;

void poser_gros_boutiste(std::span<std::uint8_t> octets, std::uint64_t valeur) {
    for (std::size_t i = octets.size(); i-- > 0;) {
        octets[i] = static_cast<std::uint8_t>(valeur & 0xFFU);
        valeur >>= 8U;
    }
}

} // namespace

void ecrire_instant(Tampon& tampon, const InstantMsgpack& instant) {
    const auto secondes = static_cast<std::uint64_t>(instant.secondes);
    std::array<std::uint8_t, 12> octets{};
    const std::span<std::uint8_t> tous(octets);
    if (secondes >> 34U != 0) {
        poser_gros_boutiste(tous.first(4), instant.nanosecondes);
        poser_gros_boutiste(tous.last(8), secondes);
        ecrire_extension(tampon, type_instant, tous);
    } else if (instant.nanosecondes == 0 && secondes <= 0xFFFF'FFFF) {
        poser_gros_boutiste(tous.first(4), secondes);
        ecrire_extension(tampon, type_instant, tous.first(4));
    } else {
        // 30 bits de nanosecondes, puis 34 bits de secondes.
        poser_gros_boutiste(tous.first(8), std::uint64_t{instant.nanosecondes} << 34U | secondes);
        ecrire_extension(tampon, type_instant, tous.first(8));
    }
}

bool lire_instant(const Element& recu, InstantMsgpack& instant) {
    if (recu.nature != Nature::extension || recu.type_extension != type_instant) {
        return false;
    }
    switch (recu.valeur) {
    case 4:
        instant = {static_cast<std::int64_t>(lire_gros_boutiste(recu.corps, 4)), 0};
        return true;
    case 8: {
        const std::uint64_t bits = lire_gros_boutiste(recu.corps, 8);
        instant = {
            static_cast<std::int64_t>(bits & 0x3'FFFF'FFFFU),
            static_cast<std::uint32_t>(bits >> 34U)};
        break;
    }
    case 12:
        instant = {
            static_cast<std::int64_t>(lire_gros_boutiste(recu.corps + 4, 8)),
            static_cast<std::uint32_t>(lire_gros_boutiste(recu.corps, 4))};
        break;
    default:
        return false;
    }
    return instant.nanosecondes < nanosecondes_par_seconde;
}

} // namespace cconn::detail
