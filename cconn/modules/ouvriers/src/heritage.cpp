// Héritage: ce qu'un processus né par fork garde de l'hôte, et ce qu'il oublie.
// SPDX-License-Identifier: MIT
#include "heritage.hpp"

#include "descripteur.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace cconn::ouvriers {

namespace {

constexpr std::array fautes{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};

bool est_faute(int signal) noexcept {
    return std::find(fautes.begin(), fautes.end(), signal) != fautes.end();
}

bool relie_a_un_autre(int descripteur) noexcept {
    struct stat nature {};
    return ::fstat(descripteur, &nature) == 0 &&
           (S_ISSOCK(nature.st_mode) || S_ISFIFO(nature.st_mode));
}

std::vector<int> descripteurs_ouverts() {
    std::vector<int> ouverts;
    const std::unique_ptr<DIR, int (*)(DIR*)> dossier(::opendir("/proc/self/fd"), &::closedir);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): ce dossier n'est lu que d'ici
    while (const dirent* const entree = dossier ? ::readdir(dossier.get()) : nullptr) {
        // NOLINTNEXTLINE(cert-err34-c): un nom qui n'est pas un nombre vaut 0
        ouverts.push_back(std::atoi(entree->d_name)); // « . » et « .. » : 0, gardé de toute façon
    }
    return ouverts;
}

} // namespace

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): pthread_sigmask l'écrit
SignauxRetenus::SignauxRetenus() noexcept {
    sigset_t tous;
    sigfillset(&tous);
    ::pthread_sigmask(SIG_SETMASK, &tous, &avant_);
}

SignauxRetenus::~SignauxRetenus() {
    ::pthread_sigmask(SIG_SETMASK, &avant_, nullptr);
}

void oublier_gestionnaires() noexcept {
    for (int signal = 1; signal < NSIG; ++signal) {
        struct sigaction action {};
        const bool lu = ::sigaction(signal, nullptr, &action) == 0;
        // Un SIGCHLD ignoré ferait oublier par le système comment finissent les ouvriers.
        const bool garde = action.sa_handler == SIG_IGN && signal != SIGCHLD;
        if (lu && !garde && !est_faute(signal)) {
            action = {};
            action.sa_handler = SIG_DFL;
            ::sigaction(signal, &action, nullptr);
        }
    }
}

void oublier_descripteurs(std::span<const int> gardes) {
    const Descripteur neant(::open("/dev/null", O_RDWR | O_CLOEXEC));
    for (const int descripteur : descripteurs_ouverts()) {
        const bool garde = descripteur <= STDERR_FILENO ||
                           std::find(gardes.begin(), gardes.end(), descripteur) != gardes.end();
        if (!garde && relie_a_un_autre(descripteur)) {
            ::dup3(neant.numero(), descripteur, O_CLOEXEC);
        }
    }
}

} // namespace cconn::ouvriers
