// Reprises: les sessions qu'un client garde, pour reprendre au lieu de recommencer.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/protege.hpp"
#include "openssl.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace cconn::tls {

/// La dernière session de chaque serveur ; chacune ne sert qu'une fois.
///
/// @fils Tout fil.
class Reprises final {
public:
    void garder(const std::string& cle, SessionSsl session);
    /// @return nul s'il n'y en a pas.
    [[nodiscard]] SessionSsl prendre(const std::string& cle);
    void oublier();

private:
    /// Au-delà, une session quelconque laisse sa place.
    static constexpr std::size_t sessions_max = 256;

    detail::Protege<std::map<std::string, SessionSsl>> sessions_;
};

/// Ce que retient une connexion : où garder sa session, et sous quelle clé.
struct Reprise {
    std::shared_ptr<Reprises> reprises;
    std::string cle;
};

/// Fait passer les sessions de ce contexte par la `Reprise` de chaque connexion.
void brancher_reprises(SSL_CTX& contexte);

/// Propose au serveur la session gardée, et gardera celle qu'il donnera. Exige : `reprise` survit à
/// `ssl`.
void proposer_reprise(SSL& ssl, const Reprise& reprise);

} // namespace cconn::tls
