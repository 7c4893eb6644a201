// Ecouteur: un port ouvert, d'où sortent les connexions des clients.
// SPDX-License-Identifier: MIT
#include "transport/ecouteur.hpp"

#include "base/erreur_systeme.hpp"
#include "transport/adresse.hpp"
#include "transport/ecoute.hpp"
#include "transport/tcp.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace cconn::detail {

using Poco::Net::SocketAddress;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds repit_min{10};
constexpr milliseconds repit_max{1'000};

Descripteur ouvrir_reserve() noexcept {
    return Descripteur(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

/// Ce qu'accept rend d'une connexion morte avant d'être acceptée, ou d'une attente pour rien.
/// @source accept(2), section « Error handling ».
bool est_sans_consequence(int erreur) noexcept {
    constexpr std::array erreurs{
        EAGAIN,
        EWOULDBLOCK,
        EINTR,
        ECONNABORTED,
        ENETDOWN,
        EPROTO,
        ENOPROTOOPT,
        EHOSTDOWN,
        ENONET,
        EHOSTUNREACH,
        EOPNOTSUPP,
        ENETUNREACH,
        EPERM,
        ETIMEDOUT};
    return std::find(erreurs.begin(), erreurs.end(), erreur) != erreurs.end();
}

} // namespace

Ecouteur::Ecouteur(const std::string& adresse, std::uint16_t port, Journal& journal)
    : Ecouteur(ouvrir_ecoute(adresse, port), Ecoute::propre, journal) {}

Ecouteur::Ecouteur(Descripteur ecoute, Journal& journal)
    : Ecouteur(std::move(ecoute), Ecoute::partagee, journal) {}

Ecouteur::Ecouteur(Descripteur ecoute, Ecoute genre, Journal& journal)
    : journal_(journal),
      genre_(genre),
      fermeture_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      reserve_(ouvrir_reserve()) {
    const int erreur = errno;
    const SocketAddress ouverte = adresse_locale(ecoute.numero());
    adresse_ = ouverte.host().toString();
    port_ = ouverte.port();
    if (!fermeture_.est_ouvert()) {
        throw Erreur(
            CodeErreur::serveur_injoignable,
            decrire(adresse_, port_) + " ne s'ouvre pas : " + texte_erreur_systeme(erreur)
        );
    }
    regler_tcp(ecoute.numero());
    *ecoute_.verrouiller() = std::move(ecoute);
}

std::unique_ptr<Transport> Ecouteur::accepter() {
    while (attendre_client()) {
        if (auto client = essayer_accepter()) {
            return client;
        }
    }
    // Un enfant de l'hôte qui n'a pas fini son exec tient encore une copie du descripteur : la coupure
    // libère le port malgré elle.
    const auto ecoute = ecoute_.verrouiller();
    couper(ecoute->numero());
    ecoute->fermer();
    return nullptr;
}

void Ecouteur::couper(int ecoute) const noexcept {
    if (genre_ == Ecoute::propre) {
        ::shutdown(ecoute, SHUT_RDWR);
    }
}

void Ecouteur::fermer() noexcept {
    // D'abord le réveil : `accepter` voit la fermeture avant l'échec que la coupure provoque.
    ::eventfd_write(fermeture_.numero(), 1);
    const auto ecoute = ecoute_.verrouiller();
    if (ecoute->est_ouvert()) {
        couper(ecoute->numero());
    }
}

bool Ecouteur::attendre_client() const noexcept {
    const int ecoute = ecoute_.verrouiller()->numero();
    std::array<pollfd, 2> etats{pollfd{fermeture_.numero(), POLLIN, 0}, pollfd{ecoute, POLLIN, 0}};
    while (::poll(etats.data(), etats.size(), -1) < 0) {
    }
    return etats[0].revents == 0;
}

bool Ecouteur::attendre_fermeture(milliseconds delai) const noexcept {
    // Un signal de l'hôte abrège le répit, sans dommage.
    pollfd etat{fermeture_.numero(), POLLIN, 0};
    return ::poll(&etat, 1, static_cast<int>(delai.count())) > 0;
}

std::unique_ptr<Transport> Ecouteur::essayer_accepter() {
    // Seul ce fil ferme `ecoute_` : son numéro reste bon sans le verrou.
    const int ecoute = ecoute_.verrouiller()->numero();
    sockaddr_storage brute{};
    socklen_t taille = sizeof brute;
    Descripteur client(::accept4(ecoute, reinterpret_cast<sockaddr*>(&brute), &taille, SOCK_CLOEXEC)
    );
    if (!client.est_ouvert()) {
        const int erreur = errno;
        if (!est_sans_consequence(erreur)) {
            se_remettre(erreur);
        }
        return nullptr;
    }
    repit_ = milliseconds{0};
    if (!reserve_.est_ouvert()) {
        reserve_ = ouvrir_reserve();
    }
    try {
        return std::make_unique<TransportTcp>(
            std::move(client), lire_adresse(brute, taille), ReglagesTcp::herites
        );
    } catch (const Poco::Exception& e) {
        journal_.ecrire(NiveauJournal::erreur, "client abandonné : " + e.displayText());
        return nullptr;
    }
}

/// Après un échec qui durera : le dire, congédier qui attend, et ne pas recommencer aussitôt.
void Ecouteur::se_remettre(int erreur) {
    if (attendre_fermeture(milliseconds{0})) {
        return;
    }
    if (erreur == EINVAL && genre_ == Ecoute::partagee) {
        // Un autre a coupé l'écoute commune : il ne viendra plus personne.
        journal_.ecrire(NiveauJournal::information, decrire(adresse_, port_) + " n'écoute plus");
        static_cast<void>(attendre_fermeture(milliseconds{-1}));
        return;
    }
    const bool descripteurs_epuises = erreur == EMFILE || erreur == ENFILE;
    const unsigned refuses =
        descripteurs_epuises && genre_ == Ecoute::propre ? refuser_en_attente() : 0;
    journal_.ecrire(
        NiveauJournal::erreur,
        decrire(adresse_, port_) + " n'accepte plus : " + texte_erreur_systeme(erreur) +
            ", clients congédiés : " + std::to_string(refuses)
    );
    repit_ = std::clamp(repit_ * 2, repit_min, repit_max);
    static_cast<void>(attendre_fermeture(repit_));
}

/// Accepte et ferme aussitôt ceux qui attendent, avec le descripteur de réserve pour seule place.
unsigned Ecouteur::refuser_en_attente() noexcept {
    const int ecoute = ecoute_.verrouiller()->numero();
    unsigned refuses = 0;
    bool encore = true;
    while (encore && refuses < file_ecoute) {
        reserve_.fermer();
        // Fermé aussitôt, pour que la réserve retrouve sa place.
        encore = Descripteur(::accept4(ecoute, nullptr, nullptr, SOCK_CLOEXEC)).est_ouvert();
        refuses += encore ? 1 : 0;
        reserve_ = ouvrir_reserve();
    }
    return refuses;
}

} // namespace cconn::detail
