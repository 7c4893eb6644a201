// Certificat: le nom qu'il porte.
// SPDX-License-Identifier: MIT
#include "certificat.hpp"

#include <algorithm>
#include <cstdint>
#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string_view>

namespace cconn::tls {

namespace {

/// Ce texte en UTF-8 s'il est affichable sans danger, sinon rien.
std::string lire_texte(const ASN1_STRING* texte) {
    unsigned char* octets = nullptr;
    const int taille = ASN1_STRING_to_UTF8(&octets, texte);
    if (taille < 0) {
        return {};
    }
    std::string lu(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(taille));
    OPENSSL_free(octets);
    const bool sain = std::ranges::none_of(lu, [](char caractere) {
        constexpr std::uint8_t effacement = 0x7f;
        const auto octet = static_cast<std::uint8_t>(caractere);
        return octet < ' ' || octet == effacement;
    });
    return sain ? lu : std::string();
}

/// Le premier nom alternatif de ce genre.
std::string nom_alternatif(const GENERAL_NAMES* noms, int genre) {
    for (int rang = 0; noms != nullptr && rang < sk_GENERAL_NAME_num(noms); ++rang) {
        int genre_lu = 0;
        const void* const valeur =
            GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(noms, rang), &genre_lu);
        if (genre_lu != genre) {
            continue;
        }
        if (std::string nom = lire_texte(static_cast<const ASN1_STRING*>(valeur)); !nom.empty()) {
            return nom;
        }
    }
    return {};
}

std::string nom_commun(const X509& certificat) {
    const X509_NAME* const sujet = X509_get_subject_name(&certificat);
    const int rang = X509_NAME_get_index_by_NID(sujet, NID_commonName, -1);
    if (rang < 0) {
        return {};
    }
    return lire_texte(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(sujet, rang)));
}

} // namespace

std::string nom_du_pair(const SSL& ssl) {
    const X509* const certificat = SSL_get0_peer_certificate(&ssl);
    if (certificat == nullptr) {
        return {};
    }
    auto* const noms = static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificat, NID_subject_alt_name, nullptr, nullptr)
    );
    std::string nom = nom_alternatif(noms, GEN_DNS);
    if (nom.empty()) {
        nom = nom_alternatif(noms, GEN_EMAIL);
    }
    GENERAL_NAMES_free(noms);
    return nom.empty() ? nom_commun(*certificat) : nom;
}

} // namespace cconn::tls
