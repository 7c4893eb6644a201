// Adresses: d'un nom d'hôte aux adresses à essayer, et d'une adresse à son texte.
// SPDX-License-Identifier: MIT
#include "transport/adresse.hpp"

#include "base/erreur_systeme.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>

namespace cconn::detail {

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;

namespace {

std::string texte_resolution(int echec, int erreur_systeme) {
    switch (echec) {
    case EAI_NONAME:
        return "nom inconnu";
    case EAI_AGAIN:
        return "le service de noms ne répond pas";
    case EAI_MEMORY:
        return texte_erreur_systeme(ENOMEM);
    case EAI_SYSTEM:
        return texte_erreur_systeme(erreur_systeme);
    default:
        return "échec de résolution " + std::to_string(echec);
    }
}

std::string sans_crochets(const std::string& hote) {
    const bool entre_crochets = hote.size() > 2 && hote.front() == '[' && hote.back() == ']';
    return entre_crochets ? hote.substr(1, hote.size() - 2) : hote;
}

/// ::ffff:a.b.c.d devient a.b.c.d.
SocketAddress en_ipv4_si_possible(const SocketAddress& adresse) {
    const IPAddress hote = adresse.host();
    if (!hote.isIPv4Mapped()) {
        return adresse;
    }
    const auto* const octets = static_cast<const std::uint8_t*>(hote.addr());
    const auto debut = static_cast<std::size_t>(hote.length()) - sizeof(in_addr);
    return {IPAddress(octets + debut, sizeof(in_addr)), adresse.port()};
}

} // namespace

std::vector<SocketAddress> resoudre(const std::string& hote, std::uint16_t port, Usage usage) {
    const std::string contexte = decrire(hote, port) + " : ";
    const std::string nom = sans_crochets(hote);
    if (nom.empty() || nom.find('\0') != std::string::npos) {
        throw Erreur(CodeErreur::adresse_inconnue, contexte + "ce n'est pas un nom d'hôte");
    }

    addrinfo souhait{};
    souhait.ai_family = AF_UNSPEC;
    souhait.ai_socktype = SOCK_STREAM;
    addrinfo* tete = nullptr;
    if (const int echec = ::getaddrinfo(nom.c_str(), nullptr, &souhait, &tete); echec != 0) {
        throw Erreur(CodeErreur::adresse_inconnue, contexte + texte_resolution(echec, errno));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> liste(tete, &::freeaddrinfo);

    std::vector<SocketAddress> adresses;
    for (const addrinfo* a = liste.get(); a != nullptr; a = a->ai_next) {
        if (a->ai_family == AF_INET || a->ai_family == AF_INET6) {
            const SocketAddress lue(a->ai_addr, a->ai_addrlen);
            adresses.push_back(en_ipv4_si_possible(SocketAddress(lue.host(), port)));
        }
    }
    if (adresses.empty()) {
        throw Erreur(CodeErreur::adresse_inconnue, contexte + "ni IPv4 ni IPv6");
    }
    if (usage == Usage::ecouter) {
        std::stable_partition(adresses.begin(), adresses.end(), [](const SocketAddress& adresse) {
            return adresse.family() == SocketAddress::IPv4;
        });
    }
    return adresses;
}

SocketAddress lire_adresse(const sockaddr_storage& brute, socklen_t taille) {
    return en_ipv4_si_possible({reinterpret_cast<const sockaddr*>(&brute), taille});
}

SocketAddress adresse_locale(int descripteur) {
    sockaddr_storage brute{};
    socklen_t taille = sizeof brute;
    ::getsockname(descripteur, reinterpret_cast<sockaddr*>(&brute), &taille);
    return lire_adresse(brute, taille);
}

std::string decrire(const std::string& hote, std::uint16_t port) {
    return hote + " port " + std::to_string(port);
}

Erreur
traduire_poco(CodeErreur code, const std::string& contexte, const Poco::Exception& exception) {
    return {code, contexte + " : " + exception.displayText()};
}

} // namespace cconn::detail
