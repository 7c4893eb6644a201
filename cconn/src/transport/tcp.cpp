// TransportTcp: le transport d'une connexion TCP ouverte.
// SPDX-License-Identifier: MIT
#include "transport/tcp.hpp"

#include <Poco/Net/StreamSocketImpl.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <climits>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

namespace cconn::detail {

using std::chrono::ceil;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

namespace {

constexpr int envoi_sans_attendre = MSG_DONTWAIT | MSG_NOSIGNAL;
constexpr int non_partis_max = 128 * 1024;
constexpr std::size_t morceaux_par_envoi = 64;
/// Un SO_RCVTIMEO d'au moins cela sert aussi pour une échéance plus lointaine.
constexpr std::chrono::seconds attente_courte{1};
/// Un pair qui n'arrête pas d'écrire n'obtient pas plus que cela avant la fermeture : 4 Mio.
constexpr int lectures_jetees_max = 256;
constexpr std::size_t taille_jetee = 16'384;

Poco::Net::StreamSocket adopter(Descripteur connexion) {
    auto* const implantation = new Poco::Net::StreamSocketImpl(connexion.numero());
    static_cast<void>(connexion.ceder());
    return {implantation};
}

void regler(int descripteur, int niveau, int option, int valeur) noexcept {
    // Refusé : réglage absent de ce système, ou connexion déjà morte, ce que la lecture dira.
    ::setsockopt(descripteur, niveau, option, &valeur, sizeof valeur);
}

/// Jusqu'où SO_RCVTIMEO peut dépasser ce qui reste : le prix d'une échéance sans appel système.
nanoseconds tolerance(nanoseconds reste) noexcept {
    return std::min<nanoseconds>(milliseconds{100}, reste / 16 + milliseconds{1});
}

bool est_saturee(int erreur) noexcept {
    return erreur == EAGAIN || erreur == EWOULDBLOCK;
}

/// Le noyau n'a pas de place en ce moment : rien n'est parti, et la connexion vit.
bool est_a_court(int erreur) noexcept {
    return erreur == ENOBUFS || erreur == ENOMEM;
}

Ecriture echec_ecriture(int descripteur, int erreur) noexcept {
    if (est_saturee(erreur) || est_a_court(erreur)) {
        return {Ecriture::Genre::pleine, 0, 0};
    }
    // Si la connexion n'est pas vraiment morte, le pair apprend ainsi qu'il n'aura rien de plus.
    ::shutdown(descripteur, SHUT_WR);
    return {Ecriture::Genre::rompue, 0, erreur};
}

Ecriture envoyer_lot(int descripteur, std::span<iovec> lot) noexcept {
    msghdr message{};
    message.msg_iov = lot.data();
    message.msg_iovlen = lot.size();
    for (;;) {
        const ssize_t partis = ::sendmsg(descripteur, &message, envoi_sans_attendre);
        if (partis >= 0) {
            return {Ecriture::Genre::octets, static_cast<std::size_t>(partis), 0};
        }
        if (errno != EINTR) {
            return echec_ecriture(descripteur, errno);
        }
    }
}

} // namespace

void regler_tcp(int descripteur) noexcept {
    regler(descripteur, IPPROTO_TCP, TCP_NODELAY, 1);
    regler(descripteur, SOL_SOCKET, SO_KEEPALIVE, 1);
    regler(descripteur, IPPROTO_TCP, TCP_KEEPIDLE, 15);
    regler(descripteur, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    regler(descripteur, IPPROTO_TCP, TCP_KEEPCNT, 3);
    regler(descripteur, IPPROTO_TCP, TCP_USER_TIMEOUT, 30'000);
    regler(descripteur, IPPROTO_TCP, TCP_NOTSENT_LOWAT, non_partis_max);
}

TransportTcp::TransportTcp(
    Descripteur connexion, const Poco::Net::SocketAddress& pair, ReglagesTcp reglages
)
    : socket_(adopter(std::move(connexion))),
      descripteur_(socket_.impl()->sockfd()),
      ip_(pair.host().toString()),
      port_(pair.port()) {
    if (reglages == ReglagesTcp::a_faire) {
        regler_tcp(descripteur_);
    }
}

Lecture TransportTcp::recevoir(std::span<std::uint8_t> place, Instant echeance) {
    assert(!place.empty());
    for (;;) {
        const int drapeaux = preparer_attente(echeance);
        const ssize_t lus = ::recv(descripteur_, place.data(), place.size(), drapeaux);
        if (lus > 0) {
            return {Lecture::Genre::octets, static_cast<std::size_t>(lus), 0};
        }
        if (lus == 0) {
            fin_lue_ = true;
            return {Lecture::Genre::fin, 0, 0};
        }
        const int erreur = errno;
        if (est_saturee(erreur)) {
            if (steady_clock::now() >= echeance) {
                return {Lecture::Genre::echeance, 0, 0};
            }
            if (echeance == jamais) {
                regler_attente(microseconds{0});
            }
        } else if (erreur != EINTR) {
            return {Lecture::Genre::rompue, 0, erreur};
        }
    }
}

Ecriture TransportTcp::envoyer(std::span<const std::uint8_t> octets) {
    for (;;) {
        const ssize_t partis =
            ::send(descripteur_, octets.data(), octets.size(), envoi_sans_attendre);
        if (partis >= 0) {
            return {Ecriture::Genre::octets, static_cast<std::size_t>(partis), 0};
        }
        if (errno != EINTR) {
            return echec_ecriture(descripteur_, errno);
        }
    }
}

Ecriture TransportTcp::envoyer(std::span<const std::span<const std::uint8_t>> morceaux) {
    std::size_t total = 0;
    for (;;) {
        std::array<iovec, morceaux_par_envoi> lot{};
        const auto tranche = morceaux.first(std::min(morceaux.size(), lot.size()));
        std::size_t taille_lot = 0;
        std::transform(tranche.begin(), tranche.end(), lot.begin(), [&taille_lot](auto morceau) {
            taille_lot += morceau.size();
            // sendmsg ne modifie pas ces octets, que le type ne sait pas dire constants.
            return iovec{const_cast<std::uint8_t*>(morceau.data()), morceau.size()};
        });
        morceaux = morceaux.subspan(tranche.size());

        const Ecriture ecriture = envoyer_lot(descripteur_, std::span(lot).first(tranche.size()));
        total += ecriture.taille;
        if (ecriture.genre != Ecriture::Genre::octets && total == 0) {
            return ecriture;
        }
        if (ecriture.taille < taille_lot || morceaux.empty()) {
            return {Ecriture::Genre::octets, total, 0};
        }
    }
}

void TransportTcp::annoncer_grand_envoi(bool en_cours) noexcept {
    regler(descripteur_, IPPROTO_TCP, TCP_NOTSENT_LOWAT, en_cours ? INT_MAX : non_partis_max);
}

bool TransportTcp::attendre_place(milliseconds delai) noexcept {
    pollfd attente{descripteur_, POLLOUT, 0};
    return ::poll(&attente, 1, static_cast<int>(delai.count())) != 0;
}

void TransportTcp::couper(Sens sens) noexcept {
    switch (sens) {
    case Sens::lecture:
        ::shutdown(descripteur_, SHUT_RD);
        return;
    case Sens::ecriture:
        if (!ecriture_coupee_.exchange(true)) {
            ::shutdown(descripteur_, SHUT_WR);
        }
        return;
    case Sens::tout:
        ::shutdown(descripteur_, SHUT_RDWR);
        return;
    }
}

void TransportTcp::attendre_remise(milliseconds delai) noexcept {
    // MSG_TRUNC, sur TCP : les octets sont jetés sans être recopiés. @source tcp(7)
    for (int lectures = 0; !fin_lue_ && lectures < lectures_jetees_max; ++lectures) {
        if (::recv(descripteur_, nullptr, taille_jetee, MSG_DONTWAIT | MSG_TRUNC) <= 0) {
            break;
        }
    }
    // Un SO_LINGER nul romprait la connexion : sans délai, la fermeture ordinaire convient.
    const auto secondes = std::min<long>(ceil<std::chrono::seconds>(delai).count(), INT_MAX);
    if (secondes > 0 && reste_a_accuser()) {
        const linger reglage{1, static_cast<int>(secondes)};
        ::setsockopt(descripteur_, SOL_SOCKET, SO_LINGER, &reglage, sizeof reglage);
    }
}

/// Faux si le pair a accusé réception de tout, fin mise à part : il n'y a plus rien à attendre de lui.
bool TransportTcp::reste_a_accuser() const noexcept {
    int nombre = 0; // la fin annoncée y compte pour un. @source tcp(7), SIOCOUTQ
    const bool su = ::ioctl(descripteur_, SIOCOUTQ, &nombre) == 0;
    return !su || nombre > (ecriture_coupee_ ? 1 : 0);
}

std::size_t TransportTcp::octets_a_lire() const noexcept {
    int nombre = 0;
    const bool su = ::ioctl(descripteur_, FIONREAD, &nombre) == 0;
    return su && nombre > 0 ? static_cast<std::size_t>(nombre) : 0;
}

bool TransportTcp::pair_a_raccroche() const noexcept {
    pollfd etat{descripteur_, POLLRDHUP, 0};
    return ::poll(&etat, 1, 0) > 0;
}

/// Rend les drapeaux de recv. Dans le cas courant, l'attente réglée en dernier convient encore et il
/// n'y a pas d'autre appel système que recv.
int TransportTcp::preparer_attente(Instant echeance) noexcept {
    if (echeance == jamais) {
        // Une attente encore réglée coûtera au plus un réveil pour rien, après lequel elle est ôtée.
        return 0;
    }
    const nanoseconds reste = echeance - steady_clock::now();
    if (reste <= nanoseconds::zero()) {
        return MSG_DONTWAIT;
    }
    // Une attente plus courte convient, si elle ne réveille pas trop souvent ; plus longue, non.
    if (attente_reglee_ < std::min<nanoseconds>(reste, attente_courte) ||
        attente_reglee_ > reste + tolerance(reste)) {
        // Le milieu de la tolérance : le prochain délai semblable, un peu plus long ou un peu plus
        // court, s'en accommodera.
        regler_attente(ceil<microseconds>(reste + tolerance(reste) / 2));
    }
    return 0;
}

void TransportTcp::regler_attente(microseconds attente) noexcept {
    const auto secondes = std::chrono::floor<std::chrono::seconds>(attente);
    const timeval brute{
        static_cast<time_t>(secondes.count()),
        static_cast<suseconds_t>((attente - secondes).count())};
    ::setsockopt(descripteur_, SOL_SOCKET, SO_RCVTIMEO, &brute, sizeof brute);
    attente_reglee_ = attente;
}

} // namespace cconn::detail
