// Reprises: les sessions qu'un client garde, pour reprendre au lieu de recommencer.
// SPDX-License-Identifier: MIT
#include "reprises.hpp"

#include <utility>

namespace cconn::tls {

void Reprises::garder(const std::string& cle, SessionSsl session) {
    SessionSsl ancienne; // libérée sans verrou
    const auto sessions = sessions_.verrouiller();
    if (sessions->size() == sessions_max && !sessions->contains(cle)) {
        ancienne = std::move(sessions->begin()->second);
        sessions->erase(sessions->begin());
    }
    std::swap((*sessions)[cle], session);
}

SessionSsl Reprises::prendre(const std::string& cle) {
    const auto sessions = sessions_.verrouiller();
    const auto trouvee = sessions->find(cle);
    if (trouvee == sessions->end()) {
        return nullptr;
    }
    SessionSsl session = std::move(trouvee->second);
    sessions->erase(trouvee);
    return session;
}

void Reprises::oublier() {
    sessions_.verrouiller()->clear();
}

void brancher_reprises(SSL_CTX& contexte) {
    SSL_CTX_sess_set_new_cb(&contexte, [](SSL* ssl, SSL_SESSION* session) {
        const auto* const reprise = static_cast<const Reprise*>(SSL_get_app_data(ssl));
        if (reprise == nullptr) {
            return 0;
        }
        reprise->reprises->garder(reprise->cle, SessionSsl(session));
        return 1; // la session est à nous
    });
}

void proposer_reprise(SSL& ssl, const Reprise& reprise) {
    // OpenSSL rend ce pointeur tel quel, et nous ne nous en servons que pour lire.
    SSL_set_app_data(&ssl, const_cast<Reprise*>(&reprise));
    if (const SessionSsl session = reprise.reprises->prendre(reprise.cle)) {
        SSL_set_session(&ssl, session.get());
    }
}

} // namespace cconn::tls
