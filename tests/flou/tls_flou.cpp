// Cible libFuzzer: un bout de TLS a une issue pour tous les octets, sans rien en laisser passer.
// SPDX-License-Identifier: MIT
#include "outils/transport_memoire.hpp"
#include "premiers_octets.hpp"
#include "transport_tls.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <span>
#include <utility>
#include <vector>

namespace cconn::tls {
namespace {

void exiger(bool condition) {
    if (!condition) {
        std::abort();
    }
}

/// Un contexte de serveur, avec un certificat fait sur place ; de client, sans autorité.
SSL_CTX* contexte(Cote cote) {
    SSL_CTX* const nouveau =
        SSL_CTX_new(cote == Cote::serveur ? TLS_server_method() : TLS_client_method());
    SSL_CTX_set_min_proto_version(nouveau, TLS1_2_VERSION);
    if (cote == Cote::client) {
        SSL_CTX_set_verify(nouveau, SSL_VERIFY_PEER, nullptr);
        return nouveau;
    }
    EVP_PKEY* const cle = EVP_EC_gen("P-256");
    X509* const certificat = X509_new();
    X509_set_version(certificat, X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(certificat), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificat), 3'600);
    X509_set_pubkey(certificat, cle);
    X509_sign(certificat, cle, EVP_sha256());
    exiger(SSL_CTX_use_certificate(nouveau, certificat) == 1);
    exiger(SSL_CTX_use_PrivateKey(nouveau, cle) == 1);
    X509_free(certificat);
    EVP_PKEY_free(cle);
    return nouveau;
}

/// Personne n'invente la suite d'une poignée de main : elle échoue, avec un code de chiffrement.
void recevoir(Cote cote, SSL_CTX* contexte_cote, const std::vector<std::uint8_t>& octets) {
    auto dessous = std::make_unique<outils::TransportMemoire>();
    const auto* const pair = dessous.get();
    dessous->livrer(octets);
    dessous->finir();
    Reglages reglages;
    reglages.cote = cote;
    reglages.ssl.reset(SSL_new(contexte_cote));
    reglages.delai_poignee = std::chrono::seconds{60};
    reglages.reprise = {std::make_shared<Reprises>(), ""};
    TransportTls transport(std::move(dessous), std::move(reglages));

    const auto refus = transport.ouvrir();

    exiger(refus.has_value());
    exiger(refus->code >= CodeErreur::chiffrement_attendu);
    exiger(!refus->texte.empty());
    // Ce qu'on a répondu, s'il y a quelque chose, est du TLS.
    const auto recus = pair->recus();
    exiger(recus.empty() || recus.front() == 21 || recus.front() == 22);
    transport.couper(detail::Sens::tout);
}

} // namespace

// Nom imposé par libFuzzer. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* donnees, std::size_t taille) {
    static SSL_CTX* const serveur = contexte(Cote::serveur);
    static SSL_CTX* const client = contexte(Cote::client);
    const std::vector<std::uint8_t> octets(donnees, donnees + taille);
    if (octets.empty()) {
        return 0; // un transport de mémoire ne livre pas rien
    }
    static_cast<void>(juger_premiers_octets(Cote::serveur, octets));
    static_cast<void>(juger_premiers_octets(Cote::client, octets));
    recevoir(Cote::serveur, serveur, octets);
    recevoir(Cote::client, client, octets);
    return 0;
}

} // namespace cconn::tls
