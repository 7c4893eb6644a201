// ChiffreurClient: à qui un client se fie, et comment il se fait connaître.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>
#include <cconn/tls/chiffreur_client.hpp>

#include "base/protege.hpp"
#include "contexte.hpp"
#include "reprises.hpp"
#include "transport_tls.hpp"

#include <new>
#include <openssl/x509v3.h>
#include <string>
#include <utility>

namespace cconn::tls {

namespace {

/// « [::1] » désigne l'adresse ::1.
std::string sans_crochets(const std::string& hote) {
    const bool entoure = hote.size() > 2 && hote.front() == '[' && hote.back() == ']';
    return entoure ? hote.substr(1, hote.size() - 2) : hote;
}

/// Fait vérifier par OpenSSL que le certificat porte ce nom ou cette adresse, dans ses noms
/// alternatifs et nulle part ailleurs.
void exiger_nom(SSL& ssl, const std::string& nom) {
    X509_VERIFY_PARAM* const verification = SSL_get0_param(&ssl);
    if (X509_VERIFY_PARAM_set1_ip_asc(verification, nom.c_str()) == 1) {
        return;
    }
    X509_VERIFY_PARAM_set_hostflags(
        verification, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS
    );
    std::string indication = nom; // SSL_set_tlsext_host_name, sans sa conversion à l'ancienne
    if (X509_VERIFY_PARAM_set1_host(verification, nom.c_str(), nom.size()) != 1 ||
        SSL_ctrl(
            &ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, indication.data()
        ) != 1) {
        throw Erreur(CodeErreur::argument_invalide, "nom de serveur à vérifier inutilisable");
    }
}

} // namespace

class ChiffreurClient::Interne final {
public:
    explicit Interne(const ReglagesClient& reglages)
        : reglages_(reglages),
          contexte_(std::in_place, charger(reglages)) {}

    void recharger() {
        ContexteSsl nouveau = charger(reglages_); // l'ancien, libéré sans verrou
        contexte_.verrouiller()->swap(nouveau);
        reprises_->oublier();
    }

    [[nodiscard]] Reglages regler(const std::string& hote, std::uint16_t port) {
        Ssl ssl(SSL_new(contexte_.verrouiller()->get()));
        if (ssl == nullptr) {
            throw std::bad_alloc();
        }
        const std::string nom = sans_crochets(reglages_.nom.empty() ? hote : reglages_.nom);
        exiger_nom(*ssl, nom);
        Reglages reglages;
        reglages.cote = Cote::client;
        reglages.ssl = std::move(ssl);
        reglages.delai_poignee = reglages_.delai_poignee;
        reglages.reprise = {reprises_, nom + ' ' + hote + ' ' + std::to_string(port)};
        reglages.nom_attendu = nom;
        return reglages;
    }

private:
    static ContexteSsl charger(const ReglagesClient& reglages) {
        ContexteSsl contexte = preparer(reglages);
        brancher_reprises(*contexte);
        return contexte;
    }

    // Fixé après construction
    ReglagesClient reglages_;
    std::shared_ptr<Reprises> reprises_ = std::make_shared<Reprises>();

    // Partagé
    detail::Protege<ContexteSsl> contexte_;
};

ChiffreurClient::ChiffreurClient(const ReglagesClient& reglages)
    : interne_(std::make_unique<Interne>(reglages)) {}

ChiffreurClient::~ChiffreurClient() = default;

void ChiffreurClient::recharger() {
    interne_->recharger();
}

std::unique_ptr<detail::Transport> ChiffreurClient::joindre(
    std::unique_ptr<detail::Transport> transport, const std::string& hote, std::uint16_t port
) {
    return std::make_unique<TransportTls>(std::move(transport), interne_->regler(hote, port));
}

std::shared_ptr<ChiffreurClient> chiffrer_client(const ReglagesClient& reglages) {
    return std::make_shared<ChiffreurClient>(reglages);
}

} // namespace cconn::tls
