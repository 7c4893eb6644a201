// Ecoute: un socket qui attend des clients, ouvert ici ou reçu tout fait.
// SPDX-License-Identifier: MIT
#include "transport/ecoute.hpp"

#include "base/erreur_systeme.hpp"
#include "transport/adresse.hpp"

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <vector>

namespace cconn::detail {

using Poco::Net::SocketAddress;

namespace {

/// Rend un errno ; 0 : `ecoute` attend des clients.
///
/// Pas de SO_REUSEPORT, que POCO 1.11 met avec SO_REUSEADDR : un second serveur prendrait sans rien
/// dire la moitié des clients.
int ouvrir_port(const SocketAddress& adresse, Descripteur& ecoute) {
    ecoute =
        Descripteur(::socket(adresse.af(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)
        );
    if (!ecoute.est_ouvert()) {
        return errno;
    }
    const int oui = 1;
    const int non = 0;
    const int numero = ecoute.numero();
    ::setsockopt(numero, SOL_SOCKET, SO_REUSEADDR, &oui, sizeof oui);
    if (adresse.family() == SocketAddress::IPv6) {
        ::setsockopt(numero, IPPROTO_IPV6, IPV6_V6ONLY, &non, sizeof non);
    }
    const bool ouvert =
        ::bind(numero, adresse.addr(), adresse.length()) == 0 && ::listen(numero, file_ecoute) == 0;
    return ouvert ? 0 : errno;
}

Descripteur ouvrir_premiere(const std::vector<SocketAddress>& adresses, const std::string& qui) {
    int derniere_erreur = 0;
    for (const SocketAddress& adresse : adresses) {
        Descripteur ecoute;
        derniere_erreur = ouvrir_port(adresse, ecoute);
        if (derniere_erreur == 0) {
            return ecoute;
        }
    }
    throw Erreur(
        CodeErreur::serveur_injoignable,
        qui + " ne s'ouvre pas : " + texte_erreur_systeme(derniere_erreur)
    );
}

/// La valeur d'une option de socket ; -1 si ce n'est pas un socket.
int option(int numero, int nom) noexcept {
    int valeur = -1;
    socklen_t taille = sizeof valeur;
    return ::getsockopt(numero, SOL_SOCKET, nom, &valeur, &taille) == 0 ? valeur : -1;
}

bool ecoute_en_tcp(int numero) noexcept {
    const int domaine = option(numero, SO_DOMAIN);
    return (domaine == AF_INET || domaine == AF_INET6) && option(numero, SO_TYPE) == SOCK_STREAM &&
           option(numero, SO_ACCEPTCONN) == 1;
}

} // namespace

Descripteur ouvrir_ecoute(const std::string& adresse, std::uint16_t port) {
    const std::string qui = decrire(adresse, port);
    try {
        return ouvrir_premiere(resoudre(adresse, port, Usage::ecouter), qui);
    } catch (const Poco::Exception& e) {
        throw traduire_poco(CodeErreur::serveur_injoignable, qui, e);
    }
}

Descripteur prendre_ecoute(int numero, std::uint16_t port) {
    const std::string qui = "descripteur_ecoute " + std::to_string(numero);
    if (!ecoute_en_tcp(numero)) {
        throw Erreur(
            CodeErreur::argument_invalide, qui + ", attendu un socket TCP qui écoute déjà"
        );
    }
    Descripteur copie(::fcntl(numero, F_DUPFD_CLOEXEC, 0));
    if (!copie.est_ouvert()) {
        throw Erreur(CodeErreur::serveur_injoignable, qui + " : " + texte_erreur_systeme(errno));
    }
    const std::uint16_t trouve = adresse_locale(copie.numero()).port();
    if (port != 0 && port != trouve) {
        throw Erreur(
            CodeErreur::argument_invalide,
            qui + " écoute sur le port " + std::to_string(trouve) + ", non " + std::to_string(port)
        );
    }
    // Plusieurs s'éveillent pour un client ; un seul l'aura, les autres ne doivent pas l'attendre.
    ::fcntl(copie.numero(), F_SETFL, ::fcntl(copie.numero(), F_GETFL) | O_NONBLOCK);
    return copie;
}

} // namespace cconn::detail
