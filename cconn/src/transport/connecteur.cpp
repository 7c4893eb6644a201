// Connecteur: ouvre une connexion TCP vers un hôte, par toutes ses adresses.
// SPDX-License-Identifier: MIT
#include "transport/connecteur.hpp"

#include "base/erreur_systeme.hpp"
#include "transport/adresse.hpp"
#include "transport/descripteur.hpp"
#include "transport/tcp.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <vector>

namespace cconn::detail {

using Poco::Net::SocketAddress;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// Attend qu'une connexion commencée aboutisse. Rend un errno ; 0 : elle est ouverte.
int attendre_ouverture(int descripteur, Instant echeance) {
    for (;;) {
        const auto reste = std::chrono::ceil<milliseconds>(echeance - steady_clock::now()).count();
        pollfd etat{descripteur, POLLOUT, 0};
        const int prets = ::poll(&etat, 1, static_cast<int>(std::clamp<long>(reste, 0, INT_MAX)));
        if (prets > 0) {
            int erreur = 0;
            socklen_t taille = sizeof erreur;
            ::getsockopt(descripteur, SOL_SOCKET, SO_ERROR, &erreur, &taille);
            return erreur;
        }
        if (prets == 0 && steady_clock::now() >= echeance) {
            return ETIMEDOUT;
        }
        if (prets < 0 && errno != EINTR) {
            return errno;
        }
    }
}

/// Un port local choisi au hasard peut être celui que l'on appelle : TCP se connecte alors à
/// lui-même, et tout semble marcher alors que personne n'écoute.
/// @source RFC 9293, section 3.5, ouverture simultanée.
bool est_connecte_a_soi(int descripteur, std::uint16_t port) {
    const SocketAddress locale = adresse_locale(descripteur);
    if (locale.port() != port) {
        return false;
    }
    sockaddr_storage pair{};
    socklen_t taille = sizeof pair;
    return ::getpeername(descripteur, reinterpret_cast<sockaddr*>(&pair), &taille) == 0 &&
           lire_adresse(pair, taille) == locale;
}

/// Rend un errno ; 0 : `connexion` est ouverte, en mode bloquant.
int ouvrir(const SocketAddress& pair, Instant echeance, Descripteur& connexion) {
    connexion =
        Descripteur(::socket(pair.af(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
    if (!connexion.est_ouvert()) {
        return errno;
    }
    const int numero = connexion.numero();
    if (::connect(numero, pair.addr(), pair.length()) != 0) {
        // EINTR : la connexion se poursuit, comme pour EINPROGRESS.
        int erreur = errno;
        if (erreur == EINPROGRESS || erreur == EINTR) {
            erreur = attendre_ouverture(numero, echeance);
        }
        if (erreur != 0) {
            return erreur;
        }
    }
    if (est_connecte_a_soi(numero, pair.port())) {
        return ECONNREFUSED;
    }
    int sans_attendre = 0;
    return ::ioctl(numero, FIONBIO, &sans_attendre) == 0 ? 0 : errno;
}

std::string decrire_echec(const std::string& hote, const SocketAddress& adresse, int erreur) {
    const std::string ip = adresse.host().toString();
    const std::string texte = texte_erreur_systeme(erreur);
    return ip == hote ? texte : ip + ", " + texte;
}

std::unique_ptr<Transport> essayer_adresses(
    const std::string& hote, const std::vector<SocketAddress>& adresses, Instant echeance
) {
    std::string echecs;
    auto restantes = static_cast<std::int64_t>(adresses.size());
    for (const SocketAddress& adresse : adresses) {
        const Instant maintenant = steady_clock::now();
        const Instant part = maintenant + (echeance - maintenant) / restantes--;
        Descripteur connexion;
        const int erreur = ouvrir(adresse, part, connexion);
        if (erreur == 0) {
            return std::make_unique<TransportTcp>(std::move(connexion), adresse);
        }
        echecs += echecs.empty() ? "" : " ; ";
        echecs += decrire_echec(hote, adresse, erreur);
    }
    throw Erreur(
        CodeErreur::connexion_refusee, decrire(hote, adresses.front().port()) + " : " + echecs
    );
}

} // namespace

std::unique_ptr<Transport>
connecter_tcp(const std::string& hote, std::uint16_t port, milliseconds delai) {
    try {
        const auto adresses = resoudre(hote, port, Usage::connecter);
        return essayer_adresses(hote, adresses, echeance_apres(steady_clock::now(), delai));
    } catch (const Poco::Exception& e) {
        throw traduire_poco(CodeErreur::connexion_refusee, decrire(hote, port), e);
    }
}

} // namespace cconn::detail
