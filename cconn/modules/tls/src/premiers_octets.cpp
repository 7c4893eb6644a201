// Premiers octets: reconnaître, avant OpenSSL, un pair qui ne parle pas TLS ou qui abuse.
// SPDX-License-Identifier: MIT
#include "premiers_octets.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace cconn::tls {

using detail::Refus;

namespace {

// @source RFC 8446, sections 4 et 5.1 : genre, version (2), taille (2), puis genre et taille (3) du
//         message.
constexpr std::uint8_t genre_alerte = 21;
constexpr std::uint8_t genre_poignee = 22;
constexpr std::uint8_t version_majeure = 3;
constexpr std::size_t taille_entete = 5;
constexpr std::size_t taille_entetes = 9;
constexpr std::size_t taille_salut_max = std::size_t{16} << 10;

constexpr std::array<std::uint8_t, 7> alerte{21, 3, 3, 0, 2, 2, 40};

/// Ce qu'est un octet par quoi commence un message msgpack-RPC : un tableau.
bool est_tableau_msgpack(std::uint8_t octet) {
    constexpr std::uint8_t tableau16 = 0xdc;
    constexpr std::uint8_t tableau32 = 0xdd;
    return (octet & 0xf0U) == 0x90U || octet == tableau16 || octet == tableau32;
}

bool est_http(std::span<const std::uint8_t> octets) {
    const auto* const debut = reinterpret_cast<const char*>(octets.data());
    const std::string_view texte(debut, octets.size());
    constexpr std::array<std::string_view, 5> methodes{"GET ", "POST", "HEAD", "PUT ", "OPTI"};
    return std::ranges::any_of(methodes, [texte](std::string_view methode) {
        return texte.starts_with(methode);
    });
}

Refus refuser_clair(Cote cote, std::span<const std::uint8_t> octets) {
    const std::string qui = cote == Cote::serveur ? "le client" : "le serveur";
    std::string quoi = "n'ouvre pas par du TLS";
    if (est_tableau_msgpack(octets.front())) {
        quoi = "parle msgpack en clair";
    } else if (est_http(octets)) {
        quoi = "parle HTTP en clair";
    }
    if (cote == Cote::serveur) {
        return {
            CodeErreur::chiffrement_attendu,
            qui + " " + quoi + ", ce serveur n'accepte que des connexions chiffrées"};
    }
    return {
        CodeErreur::chiffrement_inattendu,
        qui + " " + quoi + ", ce client n'accepte qu'une connexion chiffrée"};
}

std::size_t taille_enregistrement(std::span<const std::uint8_t> octets) {
    return std::size_t{octets[3]} << 8U | octets[4];
}

std::size_t taille_message(std::span<const std::uint8_t> octets) {
    return std::size_t{octets[6]} << 16U | std::size_t{octets[7]} << 8U | octets[8];
}

} // namespace

std::variant<Convenables, TropCourts, Refus>
juger_premiers_octets(Cote cote, std::span<const std::uint8_t> octets) {
    if (octets.empty()) {
        return TropCourts{};
    }
    const std::uint8_t genre = octets[0];
    if (genre == genre_alerte && cote == Cote::client) {
        return Convenables{};
    }
    if (genre != genre_poignee || (octets.size() > 1 && octets[1] != version_majeure)) {
        return refuser_clair(cote, octets);
    }
    if (octets.size() < taille_entetes) {
        return TropCourts{};
    }
    if (cote == Cote::serveur && taille_message(octets) > taille_salut_max) {
        return Refus{
            CodeErreur::poignee_echouee,
            "salut TLS de " + std::to_string(taille_message(octets)) + " octets, limite " +
                std::to_string(taille_salut_max)};
    }
    // OpenSSL refuse de lui-même un enregistrement trop grand.
    const std::size_t taille = taille_enregistrement(octets);
    if (cote == Cote::serveur && taille <= taille_salut_max &&
        octets.size() < taille_entete + taille) {
        return TropCourts{};
    }
    return Convenables{};
}

std::span<const std::uint8_t> alerte_au_clair() {
    return alerte;
}

} // namespace cconn::tls
