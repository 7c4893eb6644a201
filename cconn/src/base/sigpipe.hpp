// SigpipeRetenu: écrire sur un tube fermé sans que SIGPIPE tue l'hôte.
// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

namespace cconn::detail {

/// Retient SIGPIPE sur le fil appelant, le temps d'une portée, sans toucher à ce que l'hôte en fait.
///
/// Un SIGPIPE provoqué pendant la portée est consommé ; un SIGPIPE qui attendait déjà est laissé.
/// Les sockets n'en ont pas besoin (MSG_NOSIGNAL) ; la sortie d'erreur, si.
class SigpipeRetenu {
public:
    SigpipeRetenu() noexcept;
    SigpipeRetenu(const SigpipeRetenu&) = delete;
    SigpipeRetenu& operator=(const SigpipeRetenu&) = delete;
    SigpipeRetenu(SigpipeRetenu&&) = delete;
    SigpipeRetenu& operator=(SigpipeRetenu&&) = delete;
    ~SigpipeRetenu();

private:
    sigset_t ancien_masque_;
    bool attendait_deja_;
};

} // namespace cconn::detail
