// Veille: attend que des connexions deviennent prêtes, ou qu'on la réveille.
// SPDX-License-Identifier: MIT
#include "transport/veille.hpp"

#include <cconn/erreur.hpp>

#include "base/erreur_systeme.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <ctime>
#include <span>
#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace cconn::detail {

using std::chrono::steady_clock;

namespace {

timespec delai_avant(Instant echeance) noexcept {
    using std::chrono::nanoseconds;
    const auto reste = std::max<nanoseconds>(echeance - steady_clock::now(), nanoseconds::zero());
    const auto secondes = std::chrono::floor<std::chrono::seconds>(reste);
    return {static_cast<time_t>(secondes.count()), static_cast<long>((reste - secondes).count())};
}

/// epoll_wait, à la nanoseconde si le noyau le permet (Linux 5.11), sinon à la milliseconde.
int attendre_evenements(int epoll, std::span<epoll_event> evenements, Instant echeance) noexcept {
    const auto nombre = static_cast<int>(evenements.size());
    if (echeance == jamais) {
        return ::epoll_wait(epoll, evenements.data(), nombre, -1);
    }
    const timespec delai = delai_avant(echeance);
    const int prets = ::epoll_pwait2(epoll, evenements.data(), nombre, &delai, nullptr);
    if (prets >= 0 || errno != ENOSYS) {
        return prets;
    }
    const auto secondes = std::min<long>(delai.tv_sec, INT_MAX / 1'000 - 1);
    const auto millisecondes = secondes * 1'000 + (delai.tv_nsec + 999'999) / 1'000'000;
    return ::epoll_wait(epoll, evenements.data(), nombre, static_cast<int>(millisecondes));
}

} // namespace

Veille::Veille()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      reveil_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    const bool ouverte = epoll_.est_ouvert() && reveil_.est_ouvert();
    epoll_event evenement{EPOLLIN, {.u64 = cle_reservee}};
    if (!ouverte ||
        ::epoll_ctl(epoll_.numero(), EPOLL_CTL_ADD, reveil_.numero(), &evenement) != 0) {
        throw Erreur(
            CodeErreur::attente_pleine,
            "la veille des connexions ne s'ouvre pas : " + texte_erreur_systeme(errno)
        );
    }
}

bool Veille::surveiller_ecriture(int descripteur, std::uint64_t cle) noexcept {
    return surveiller(descripteur, cle, EPOLLOUT | EPOLLONESHOT);
}

bool Veille::surveiller_lecture(int descripteur, std::uint64_t cle) noexcept {
    return surveiller(descripteur, cle, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT);
}

void Veille::oublier(int descripteur) noexcept {
    ::epoll_ctl(epoll_.numero(), EPOLL_CTL_DEL, descripteur, nullptr);
}

void Veille::reveiller() noexcept {
    // Le réveil déjà demandé n'est pas encore vu : il vaudra aussi pour celui-ci.
    if (!reveil_demande_.exchange(true)) {
        ::eventfd_write(reveil_.numero(), 1);
    }
}

void Veille::attendre(Instant echeance, std::vector<std::uint64_t>& cles) {
    cles.clear();
    std::array<epoll_event, cles_par_tour> evenements{};
    int nombre = -1;
    while (nombre < 0) {
        nombre = attendre_evenements(epoll_.numero(), evenements, echeance);
    }
    for (const epoll_event& evenement : std::span(evenements).first(static_cast<size_t>(nombre))) {
        // Copiée : epoll_event est une structure compacte, dont on ne prend pas de référence.
        const std::uint64_t cle = evenement.data.u64;
        if (cle != cle_reservee) {
            cles.push_back(cle);
            continue;
        }
        // Dans cet ordre : un réveil demandé entre les deux est celui-ci, et celui d'après récrira.
        // L'échange, et non une simple écriture, rend visible ce que l'autre fil a fait avant.
        eventfd_t demandes = 0;
        ::eventfd_read(reveil_.numero(), &demandes);
        reveil_demande_.exchange(false);
    }
}

bool Veille::surveiller(int descripteur, std::uint64_t cle, std::uint32_t evenements) noexcept {
    epoll_event evenement{evenements, {.u64 = cle}};
    if (::epoll_ctl(epoll_.numero(), EPOLL_CTL_MOD, descripteur, &evenement) == 0) {
        return true;
    }
    return errno == ENOENT &&
           ::epoll_ctl(epoll_.numero(), EPOLL_CTL_ADD, descripteur, &evenement) == 0;
}

} // namespace cconn::detail
