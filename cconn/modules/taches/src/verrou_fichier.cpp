// SPDX-License-Identifier: MIT
#include "verrou_fichier.hpp"

#include <cconn/erreur.hpp>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace cconn::taches::detail {
namespace {

[[noreturn]] void refuser(const std::filesystem::path& base, const std::string& cause) {
    throw Erreur(CodeErreur::stockage_indisponible, base.string() + " : " + cause);
}

bool verrouiller(int descripteur, std::chrono::milliseconds delai) {
    constexpr int pas_ms = 10;
    const auto echeance = std::chrono::steady_clock::now() + delai;
    while (::flock(descripteur, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return false;
        }
        if (std::chrono::steady_clock::now() >= echeance) {
            return false;
        }
        ::poll(nullptr, 0, pas_ms); // flock n'a pas d'échéance
    }
    return true;
}

} // namespace

VerrouFichier::VerrouFichier(const std::filesystem::path& base, std::chrono::milliseconds delai) {
    const std::string nom = base.string() + "-verrou";
    constexpr mode_t droits = 0666; // réduits par umask, comme ceux de la base
    descripteur_ = ::open(nom.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, droits);
    if (descripteur_ < 0) {
        refuser(base, "le verrou ne s'ouvre pas, " + std::generic_category().message(errno));
    }
    if (!verrouiller(descripteur_, delai)) {
        ::close(descripteur_);
        refuser(base, "sert déjà à une autre file d'attente");
    }
}

VerrouFichier::~VerrouFichier() {
    ::close(descripteur_);
}

} // namespace cconn::taches::detail
