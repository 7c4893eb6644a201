// Tentatives: les échecs d'authentification de chaque adresse, et qui est bloqué pour combien de temps.
// SPDX-License-Identifier: MIT
#include "session/tentatives.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>

namespace cconn::detail {

std::string cle_adresse(const std::string& ip) {
    in6_addr adresse{};
    if (::inet_pton(AF_INET6, ip.c_str(), &adresse) != 1) {
        return ip;
    }
    constexpr std::size_t octets_hote = 8;
    std::fill(std::end(adresse.s6_addr) - octets_hote, std::end(adresse.s6_addr), std::uint8_t{0});
    std::array<char, INET6_ADDRSTRLEN> texte{};
    ::inet_ntop(AF_INET6, &adresse, texte.data(), static_cast<socklen_t>(texte.size()));
    return std::string(texte.data()) + "/64";
}

bool est_boucle_locale(const std::string& ip) {
    return ip.starts_with("127.") || ip == "::1";
}

void Tentatives::noter_echec(std::string_view adresse, Instant maintenant) {
    Adresse& fiche = adresses_.valeur(adresse);
    if (fiche.echecs == 0 || maintenant - fiche.debut >= fenetre) {
        fiche.debut = maintenant;
        fiche.echecs = 0;
    }
    if (++fiche.echecs < echecs_max) {
        return;
    }
    const bool recidive = fiche.blocage.count() > 0 && maintenant - fiche.libre < blocage_max;
    fiche.blocage = recidive ? std::min(2 * fiche.blocage, blocage_max) : blocage_min;
    fiche.libre = maintenant + fiche.blocage;
    fiche.echecs = 0;
}

std::chrono::milliseconds Tentatives::attente(std::string_view adresse, Instant maintenant) const {
    const Adresse* const fiche = adresses_.trouver(adresse);
    if (fiche == nullptr || fiche->libre <= maintenant) {
        return std::chrono::milliseconds{0};
    }
    return std::chrono::ceil<std::chrono::milliseconds>(fiche->libre - maintenant);
}

} // namespace cconn::detail
