// Erreurs: ce qu'OpenSSL reproche à l'un ou à l'autre, en français.
// SPDX-License-Identifier: MIT
#include "erreurs.hpp"

#include <algorithm>
#include <array>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace cconn::tls {

namespace {

struct Texte {
    long numero;
    std::string_view texte;
};

constexpr std::array verifications{
    Texte{X509_V_ERR_CERT_HAS_EXPIRED, "il est périmé"},
    Texte{X509_V_ERR_CERT_NOT_YET_VALID, "il n'est pas encore valable"},
    Texte{X509_V_ERR_HOSTNAME_MISMATCH, "il ne porte pas le nom attendu"},
    Texte{X509_V_ERR_IP_ADDRESS_MISMATCH, "il ne porte pas l'adresse IP attendue"},
    Texte{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "il est signé par lui-même, par aucune autorité"},
    Texte{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "son autorité n'est pas de celles admises"},
    Texte{
        X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        "son autorité est inconnue, ou un certificat intermédiaire manque"},
    Texte{
        X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
        "sa signature est invérifiable, ou un certificat intermédiaire manque"},
    Texte{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "le certificat d'une de ses autorités manque"},
    Texte{X509_V_ERR_CERT_SIGNATURE_FAILURE, "sa signature est fausse"},
    Texte{X509_V_ERR_CERT_CHAIN_TOO_LONG, "sa chaîne d'autorités est trop longue, limite 4"},
    Texte{X509_V_ERR_PATH_LENGTH_EXCEEDED, "une de ses autorités n'avait pas le droit d'en créer"},
    Texte{X509_V_ERR_INVALID_CA, "un de ses signataires n'est pas une autorité"},
    Texte{X509_V_ERR_INVALID_PURPOSE, "il n'est pas fait pour cet usage"},
    Texte{X509_V_ERR_CERT_REVOKED, "il est révoqué"},
    Texte{X509_V_ERR_UNABLE_TO_GET_CRL, "la liste de révocation d'une de ses autorités manque"},
    Texte{X509_V_ERR_CRL_HAS_EXPIRED, "la liste de révocation d'une de ses autorités est périmée"},
    Texte{
        X509_V_ERR_CRL_SIGNATURE_FAILURE,
        "la liste de révocation d'une de ses autorités est mal signée"},
    Texte{X509_V_ERR_EE_KEY_TOO_SMALL, "sa clé est trop courte"},
    Texte{X509_V_ERR_CA_KEY_TOO_SMALL, "la clé d'une de ses autorités est trop courte"},
    Texte{X509_V_ERR_CA_MD_TOO_WEAK, "sa signature emploie une empreinte trop faible"},
};

/// Les alertes qui disent du mal de notre certificat. @source RFC 8446, section 6.2.
constexpr std::array alertes_certificat{
    Texte{SSL_AD_BAD_CERTIFICATE, "il est inacceptable"},
    Texte{SSL_AD_UNSUPPORTED_CERTIFICATE, "il est d'un genre non admis"},
    Texte{SSL_AD_CERTIFICATE_REVOKED, "il est révoqué"},
    Texte{SSL_AD_CERTIFICATE_EXPIRED, "il est périmé, ou pas encore valable"},
    Texte{SSL_AD_CERTIFICATE_UNKNOWN, "il n'est pas admis"},
    Texte{SSL_AD_UNKNOWN_CA, "son autorité est inconnue"},
    Texte{SSL_AD_ACCESS_DENIED, "il ne donne pas accès"},
    Texte{SSL_AD_CERTIFICATE_REQUIRED, "il en exige un, et n'en a pas reçu"},
};

constexpr std::array alertes{
    Texte{SSL_AD_UNEXPECTED_MESSAGE, "message inattendu"},
    Texte{SSL_AD_BAD_RECORD_MAC, "enregistrement altéré"},
    Texte{SSL_AD_RECORD_OVERFLOW, "enregistrement trop grand"},
    Texte{SSL_AD_HANDSHAKE_FAILURE, "aucun réglage commun"},
    Texte{SSL_AD_ILLEGAL_PARAMETER, "paramètre illégal"},
    Texte{SSL_AD_DECODE_ERROR, "message mal formé"},
    Texte{SSL_AD_DECRYPT_ERROR, "signature fausse"},
    Texte{SSL_AD_PROTOCOL_VERSION, "aucune version de TLS commune"},
    Texte{SSL_AD_INSUFFICIENT_SECURITY, "sécurité insuffisante"},
    Texte{SSL_AD_INTERNAL_ERROR, "panne de ce côté-là"},
    Texte{SSL_AD_USER_CANCELLED, "abandon"},
    Texte{SSL_AD_UNRECOGNIZED_NAME, "nom de serveur inconnu"},
};

constexpr std::array raisons{
    Texte{SSL_R_UNSUPPORTED_PROTOCOL, "aucune version de TLS commune, admises ici : 1.2 et 1.3"},
    Texte{SSL_R_VERSION_TOO_LOW, "version de TLS trop ancienne, admises ici : 1.2 et 1.3"},
    Texte{SSL_R_WRONG_VERSION_NUMBER, "version de TLS inconnue, ou ce n'est pas du TLS"},
    Texte{SSL_R_WRONG_SSL_VERSION, "version de TLS inadmissible"},
    Texte{SSL_R_NO_SHARED_CIPHER, "aucune suite de chiffrement commune"},
    Texte{SSL_R_NO_CIPHERS_AVAILABLE, "aucune suite de chiffrement commune"},
    Texte{SSL_R_WRONG_CIPHER_RETURNED, "suite de chiffrement qui n'était pas proposée"},
    Texte{SSL_R_NO_SUITABLE_KEY_SHARE, "aucun échange de clés commun"},
    Texte{SSL_R_NO_SHARED_GROUPS, "aucune courbe commune"},
    Texte{SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, "aucun algorithme de signature commun"},
    Texte{SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, "aucun algorithme de signature commun"},
    Texte{SSL_R_PACKET_LENGTH_TOO_LONG, "enregistrement trop grand"},
    Texte{SSL_R_ENCRYPTED_LENGTH_TOO_LONG, "enregistrement trop grand"},
    Texte{SSL_R_DATA_LENGTH_TOO_LONG, "enregistrement trop grand"},
    Texte{SSL_R_EXCESSIVE_MESSAGE_SIZE, "message de poignée de main trop grand"},
    Texte{SSL_R_UNEXPECTED_MESSAGE, "message inattendu"},
    Texte{SSL_R_UNEXPECTED_RECORD, "enregistrement inattendu"},
    Texte{SSL_R_LENGTH_MISMATCH, "message mal formé"},
    Texte{SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, "enregistrement altéré"},
    Texte{SSL_R_NO_RENEGOTIATION, "renégociation refusée"},
    Texte{SSL_R_BAD_SIGNATURE, "signature fausse"},
    Texte{SSL_R_TOO_MANY_KEY_UPDATES, "trop de renouvellements de clés"},
    Texte{SSL_R_TOO_MANY_WARN_ALERTS, "trop d'alertes"},
    Texte{SSL_R_RECORD_TOO_SMALL, "trop d'enregistrements vides"},
    Texte{SSL_R_EE_KEY_TOO_SMALL, "clé trop courte"},
    Texte{SSL_R_CA_MD_TOO_WEAK, "signé avec une empreinte trop faible"},
    Texte{SSL_R_UNABLE_TO_FIND_ECDH_PARAMETERS, "courbe inconnue"},
};

const Texte* trouver(std::span<const Texte> textes, long numero) {
    const auto* const fin = textes.data() + textes.size();
    const auto* const trouve = std::find_if(textes.data(), fin, [numero](const Texte& texte) {
        return texte.numero == numero;
    });
    return trouve == fin ? nullptr : trouve;
}

/// Prend la plus ancienne erreur du fil, la plus proche de la cause, et oublie les autres.
unsigned long prendre_erreur() {
    const unsigned long erreur = ERR_get_error();
    ERR_clear_error();
    return erreur;
}

std::string texte_brut(unsigned long erreur) {
    const char* const raison = ERR_reason_error_string(erreur);
    return raison == nullptr ? "erreur OpenSSL " + std::to_string(erreur)
                             : "OpenSSL : " + std::string(raison);
}

std::string texte_raison(unsigned long erreur) {
    const bool est_tls = ERR_GET_LIB(erreur) == ERR_LIB_SSL;
    const auto* const trouve = est_tls ? trouver(raisons, ERR_GET_REASON(erreur)) : nullptr;
    return trouve == nullptr ? texte_brut(erreur) : std::string(trouve->texte);
}

std::string_view pair(Cote cote) {
    return cote == Cote::serveur ? "le client" : "le serveur";
}

/// L'alerte envoyée par le pair que rapporte cette erreur ; 0 si ce n'en est pas une.
long alerte(unsigned long erreur) {
    const int raison = ERR_GET_REASON(erreur);
    return ERR_GET_LIB(erreur) == ERR_LIB_SSL && raison >= SSL_AD_REASON_OFFSET
               ? raison - SSL_AD_REASON_OFFSET
               : 0;
}

std::string texte_alerte(long numero) {
    const auto* const trouve = trouver(alertes, numero);
    return trouve == nullptr ? "alerte TLS " + std::to_string(numero) : std::string(trouve->texte);
}

/// Ce que le pair reproche à notre certificat ; rien si l'alerte parle d'autre chose.
std::optional<detail::Refus> reproche_de(long numero, const std::string& qui) {
    const auto* const reproche = trouver(alertes_certificat, numero);
    if (reproche == nullptr) {
        return std::nullopt;
    }
    return detail::Refus{
        CodeErreur::certificat_refuse,
        qui + " refuse notre certificat : " + std::string(reproche->texte)};
}

} // namespace

std::string texte_verification(long resultat) {
    const auto* const trouve = trouver(verifications, resultat);
    return trouve == nullptr ? "OpenSSL : " + std::string(X509_verify_cert_error_string(resultat))
                             : std::string(trouve->texte);
}

detail::Refus expliquer_poignee(const SSL& ssl, Cote cote) {
    const unsigned long erreur = prendre_erreur();
    const std::string qui(pair(cote));
    const int raison = ERR_GET_LIB(erreur) == ERR_LIB_SSL ? ERR_GET_REASON(erreur) : 0;
    if (raison == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        return {
            CodeErreur::certificat_refuse,
            "le certificat présenté par " + qui +
                " est refusé : " + texte_verification(SSL_get_verify_result(&ssl))};
    }
    if (raison == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) {
        return {CodeErreur::certificat_refuse, qui + " n'a pas présenté de certificat"};
    }
    const long numero = alerte(erreur);
    if (auto reproche = reproche_de(numero, qui)) {
        return *std::move(reproche);
    }
    return {
        CodeErreur::poignee_echouee,
        numero != 0 ? qui + " met fin à la poignée de main : " + texte_alerte(numero)
                    : "poignée de main avec " + qui + " : " + texte_raison(erreur)};
}

detail::Refus expliquer_echange(Cote cote) {
    const unsigned long erreur = prendre_erreur();
    const std::string qui(pair(cote));
    const long numero = alerte(erreur);
    if (auto reproche = reproche_de(numero, qui)) {
        return *std::move(reproche);
    }
    return {
        CodeErreur::connexion_perdue,
        (numero != 0 ? qui + " rompt le chiffrement : " + texte_alerte(numero)
                     : "le chiffrement avec " + qui + " est rompu : " + texte_raison(erreur))};
}

std::string expliquer_fichier() {
    const unsigned long erreur = prendre_erreur();
    const int raison = ERR_GET_REASON(erreur);
    switch (ERR_GET_LIB(erreur)) {
    case ERR_LIB_CRYPTO: // le mot de passe, que nous refusons de donner
        return raison == ERR_R_INTERRUPTED_OR_CANCELLED ? "il est protégé par un mot de passe"
                                                        : texte_brut(erreur);
    case ERR_LIB_OSSL_DECODER:
        return raison == ERR_R_UNSUPPORTED ? "il ne contient pas ce qu'on y cherche, en PEM"
                                           : texte_brut(erreur);
    case ERR_LIB_PEM:
        if (raison == PEM_R_NO_START_LINE) {
            return "il ne contient pas ce qu'on y cherche, en PEM";
        }
        if (raison == PEM_R_BAD_PASSWORD_READ || raison == PEM_R_PROBLEMS_GETTING_PASSWORD) {
            return "il est protégé par un mot de passe";
        }
        return texte_brut(erreur);
    case ERR_LIB_X509:
        return raison == X509_R_KEY_VALUES_MISMATCH ? "la clé n'est pas celle du certificat"
                                                    : texte_brut(erreur);
    default:
        return texte_raison(erreur);
    }
}

} // namespace cconn::tls
