// Contexte: les réglages d'OpenSSL pour un serveur ou un client, lus de fichiers PEM.
// SPDX-License-Identifier: MIT
#include "contexte.hpp"

#include <cconn/erreur.hpp>

#include "erreurs.hpp"

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <new>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <string>
#include <string_view>

namespace cconn::tls {

using std::filesystem::path;

namespace {

/// TLS 1.2 : échange de clés éphémère et chiffrement authentifié. TLS 1.3 n'a que cela.
constexpr const char* suites_tls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
/// Clés d'au moins 112 bits de sécurité (RSA 2048), pas de SHA-1, quoi que dise openssl.cnf.
constexpr int niveau_securite = 2;
constexpr int profondeur_max = 4;
/// Octets d'une chaîne de certificats reçue.
constexpr long taille_chaine_max = 32L << 10;
constexpr long duree_ticket = 3'600;

[[noreturn]] void refuser(std::string_view quoi, const path& fichier, const std::string& pourquoi) {
    throw Erreur(
        CodeErreur::argument_invalide, std::string(quoi) + " " + fichier.string() + " : " + pourquoi
    );
}

void exiger_lisible(std::string_view quoi, const path& fichier) {
    if (fichier.empty()) {
        throw Erreur(CodeErreur::argument_invalide, std::string(quoi) + " : aucun fichier donné");
    }
    if (!std::ifstream(fichier).is_open()) {
        refuser(quoi, fichier, "il ne s'ouvre pas");
    }
    ERR_clear_error();
}

void exiger_delai(std::chrono::milliseconds delai) {
    if (delai <= std::chrono::milliseconds::zero()) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "delai_poignee vaut " + std::to_string(delai.count()) + " ms, attendu plus de 0"
        );
    }
}

ContexteSsl creer(const SSL_METHOD* methode) {
    ContexteSsl contexte(SSL_CTX_new(methode));
    if (contexte == nullptr) {
        throw std::bad_alloc();
    }
    SSL_CTX* const brut = contexte.get();
    SSL_CTX_set_security_level(brut, niveau_securite);
    SSL_CTX_set_min_proto_version(brut, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(brut, TLS1_3_VERSION);
    SSL_CTX_set_cipher_list(brut, suites_tls12);
    SSL_CTX_clear_options(brut, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_LEGACY_SERVER_CONNECT);
    SSL_CTX_set_options(brut, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(brut, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_max_early_data(brut, 0);
    SSL_CTX_set_recv_max_early_data(brut, 0);
    SSL_CTX_set_max_cert_list(brut, taille_chaine_max);
    SSL_CTX_set_verify_depth(brut, profondeur_max);
    // Une clé protégée ne demande rien au terminal : elle est refusée.
    SSL_CTX_set_default_passwd_cb(brut, [](char*, int, int, void*) { return -1; });
    return contexte;
}

void charger_certificat(SSL_CTX& contexte, const path& certificat, const path& cle) {
    exiger_lisible("certificat", certificat);
    if (SSL_CTX_use_certificate_chain_file(&contexte, certificat.c_str()) != 1) {
        refuser("certificat", certificat, expliquer_fichier());
    }
    exiger_lisible("clé", cle);
    if (SSL_CTX_use_PrivateKey_file(&contexte, cle.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(&contexte) != 1) {
        refuser("clé", cle, expliquer_fichier());
    }
}

void charger_autorites(SSL_CTX& contexte, const path& autorites) {
    exiger_lisible("autorités", autorites);
    if (SSL_CTX_load_verify_file(&contexte, autorites.c_str()) != 1) {
        refuser("autorités", autorites, expliquer_fichier());
    }
}

void charger_revocations(SSL_CTX& contexte, const path& revocations) {
    if (revocations.empty()) {
        return;
    }
    exiger_lisible("révocations", revocations);
    X509_STORE* const magasin = SSL_CTX_get_cert_store(&contexte);
    X509_LOOKUP* const lecteur = X509_STORE_add_lookup(magasin, X509_LOOKUP_file());
    if (lecteur == nullptr ||
        X509_load_crl_file(lecteur, revocations.c_str(), X509_FILETYPE_PEM) < 1) {
        refuser("révocations", revocations, expliquer_fichier());
    }
    X509_STORE_set_flags(magasin, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
}

/// Un client sans certificat peut reprendre sa session. Avec, chaque connexion le vérifie de nouveau :
/// un ticket donné avant une révocation n'y échapperait pas.
void regler_reprise(SSL_CTX& contexte, bool certificats_clients) {
    constexpr std::array<unsigned char, 5> nom{'c', 'c', 'o', 'n', 'n'};
    SSL_CTX_set_session_id_context(&contexte, nom.data(), nom.size());
    SSL_CTX_set_session_cache_mode(&contexte, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_timeout(&contexte, duree_ticket);
    SSL_CTX_set_num_tickets(&contexte, certificats_clients ? 0 : 1);
    if (certificats_clients) {
        SSL_CTX_set_options(&contexte, SSL_OP_NO_TICKET);
    }
}

} // namespace

ContexteSsl preparer(const ReglagesServeur& reglages) {
    exiger_delai(reglages.delai_poignee);
    ContexteSsl contexte = creer(TLS_server_method());
    charger_certificat(*contexte, reglages.certificat, reglages.cle);
    const bool certificats_clients = !reglages.autorites.empty();
    if (certificats_clients) {
        charger_autorites(*contexte, reglages.autorites);
        // Le nom des autorités, pour qu'un client qui a plusieurs certificats choisisse.
        SSL_CTX_set_client_CA_list(
            contexte.get(), SSL_load_client_CA_file(reglages.autorites.c_str())
        );
        SSL_CTX_set_verify(
            contexte.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr
        );
    } else if (!reglages.revocations.empty()) {
        refuser("révocations", reglages.revocations, "il y faut aussi les autorités des clients");
    }
    charger_revocations(*contexte, reglages.revocations);
    regler_reprise(*contexte, certificats_clients);
    return contexte;
}

ContexteSsl preparer(const ReglagesClient& reglages) {
    exiger_delai(reglages.delai_poignee);
    ContexteSsl contexte = creer(TLS_client_method());
    if (reglages.autorites.empty()) {
        SSL_CTX_set_default_verify_paths(contexte.get());
    } else {
        charger_autorites(*contexte, reglages.autorites);
    }
    if (!reglages.certificat.empty() || !reglages.cle.empty()) {
        charger_certificat(*contexte, reglages.certificat, reglages.cle);
    }
    charger_revocations(*contexte, reglages.revocations);
    SSL_CTX_set_verify(contexte.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(
        contexte.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL
    );
    return contexte;
}

} // namespace cconn::tls
