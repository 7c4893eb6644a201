// Liens: ce qui relie l'hôte au contremaître.
// SPDX-License-Identifier: MIT
#include "liens.hpp"

#include <cconn/erreur.hpp>

#include <array>
#include <cerrno>
#include <string>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace cconn::ouvriers {

Paire ouvrir_paire() {
    std::array<int, 2> bouts{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, bouts.data()) != 0) {
        throw Erreur(
            CodeErreur::attente_pleine,
            "pas de canal vers les ouvriers : " + std::generic_category().message(errno)
        );
    }
    return {Descripteur(bouts[0]), Descripteur(bouts[1])};
}

Descripteur surveiller_ce_processus() noexcept {
    return Descripteur(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
}

} // namespace cconn::ouvriers
