// Lot: des envois qui partent ensemble.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/export.hpp>

#include <memory>

namespace cconn {

namespace detail {
class Session;
} // namespace detail

/// Retient les envois d'une connexion jusqu'à la fin de la portée, pour qu'ils partent ensemble.
///
/// S'obtient par `grouper()`. Ce qui est retenu part plus tôt si 64 Kio s'accumulent ou si un
/// `appeler` attend une réponse sur cette connexion : un lot ne peut pas bloquer un appel. Les lots
/// s'emboîtent ; le dernier fermé fait partir le tout.
///
/// @code
/// {
///     auto lot = client.grouper();
///     for (const auto& point : trace) {
///         client.envoyer("point", point);
///     }
/// } // un seul message part ici, ou peu s'en faut
/// @endcode
///
/// @fils Retient les envois de tous les fils ; à garder court.
class CCONN_API Lot final {
public:
    /// S'obtient par `grouper()`.
    explicit Lot(std::shared_ptr<detail::Session> session);
    Lot(const Lot&) = delete;
    Lot& operator=(const Lot&) = delete;
    /// L'autre lot ne retient plus rien.
    Lot(Lot&& autre) noexcept;
    /// Échange les deux lots.
    Lot& operator=(Lot&& autre) noexcept;
    /// Fait partir ce qui est retenu. @blocage Non.
    ~Lot();

private:
    std::shared_ptr<detail::Session> session_;
};

} // namespace cconn
