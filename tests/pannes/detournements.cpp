// Détournements: les appels que l'éditeur de liens fait passer par ici, pour que Panne les fasse échouer.
// SPDX-License-Identifier: MIT
#include "pannes/panne.hpp"

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <new>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

using pannes::Appel;
using pannes::est_frappe;
using pannes::panne_de;

namespace {

int echouer(int erreur) {
    errno = erreur;
    return -1;
}

} // namespace

// Les noms sont ceux que l'éditeur de liens impose : `__wrap_f` reçoit les appels de `f`.
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming): imposés par --wrap
extern "C" {

ssize_t __real_send(int prise, const void* octets, std::size_t taille, int drapeaux);
ssize_t __wrap_send(int prise, const void* octets, std::size_t taille, int drapeaux) {
    if (const auto erreur = panne_de(Appel::envoyer)) {
        return echouer(*erreur);
    }
    if (est_frappe()) {
        if (pannes::tirer() % 2 == 0) {
            return echouer(pannes::erreur_envoi());
        }
        taille = pannes::raccourcir(taille);
    }
    return __real_send(prise, octets, taille, drapeaux);
}

ssize_t __real_sendmsg(int prise, const msghdr* message, int drapeaux);
ssize_t __wrap_sendmsg(int prise, const msghdr* message, int drapeaux) {
    if (const auto erreur = panne_de(Appel::envoyer)) {
        return echouer(*erreur);
    }
    if (est_frappe()) {
        if (pannes::tirer() % 2 == 0) {
            return echouer(pannes::erreur_envoi());
        }
        const iovec& premier = message->msg_iov[0];
        return __real_send(prise, premier.iov_base, pannes::raccourcir(premier.iov_len), drapeaux);
    }
    return __real_sendmsg(prise, message, drapeaux);
}

ssize_t __real_recv(int prise, void* place, std::size_t taille, int drapeaux);
ssize_t __wrap_recv(int prise, void* place, std::size_t taille, int drapeaux) {
    if (const auto erreur = panne_de(Appel::recevoir)) {
        return echouer(*erreur);
    }
    if (est_frappe()) {
        if (pannes::tirer() % 2 == 0) {
            return echouer(pannes::erreur_reception());
        }
        taille = pannes::raccourcir(taille);
    }
    return __real_recv(prise, place, taille, drapeaux);
}

int __real_accept4(int prise, sockaddr* adresse, socklen_t* taille, int drapeaux);
int __wrap_accept4(int prise, sockaddr* adresse, socklen_t* taille, int drapeaux) {
    if (const auto erreur = panne_de(Appel::accepter)) {
        return echouer(*erreur);
    }
    return est_frappe() ? echouer(EINTR) : __real_accept4(prise, adresse, taille, drapeaux);
}

int __real_connect(int prise, const sockaddr* adresse, socklen_t taille);
int __wrap_connect(int prise, const sockaddr* adresse, socklen_t taille) {
    if (const auto erreur = panne_de(Appel::connecter)) {
        if (*erreur == EINTR) {
            // Interrompue, la connexion se poursuit quand même : connect(2).
            static_cast<void>(__real_connect(prise, adresse, taille));
        }
        return echouer(*erreur);
    }
    return __real_connect(prise, adresse, taille);
}

int __real_socket(int famille, int genre, int protocole);
int __wrap_socket(int famille, int genre, int protocole) {
    const auto erreur = panne_de(Appel::ouvrir_socket);
    return erreur ? echouer(*erreur) : __real_socket(famille, genre, protocole);
}

int __real_setsockopt(int prise, int niveau, int option, const void* valeur, socklen_t taille);
int __wrap_setsockopt(int prise, int niveau, int option, const void* valeur, socklen_t taille) {
    const auto erreur = panne_de(Appel::regler);
    return erreur ? echouer(*erreur) : __real_setsockopt(prise, niveau, option, valeur, taille);
}

int __real_poll(pollfd* etats, nfds_t nombre, int delai);
int __wrap_poll(pollfd* etats, nfds_t nombre, int delai) {
    if (const auto erreur = panne_de(Appel::interroger)) {
        return echouer(*erreur);
    }
    return est_frappe() ? echouer(EINTR) : __real_poll(etats, nombre, delai);
}

int __real_epoll_wait(int veille, epoll_event* evenements, int nombre, int delai);
int __wrap_epoll_wait(int veille, epoll_event* evenements, int nombre, int delai) {
    if (const auto erreur = panne_de(Appel::veiller)) {
        return echouer(*erreur);
    }
    return est_frappe() ? echouer(EINTR) : __real_epoll_wait(veille, evenements, nombre, delai);
}

int __real_epoll_pwait2(
    int veille, epoll_event* evenements, int nombre, const timespec* delai, const sigset_t* masque
);
int __wrap_epoll_pwait2(
    int veille, epoll_event* evenements, int nombre, const timespec* delai, const sigset_t* masque
) {
    if (const auto erreur = panne_de(Appel::veiller)) {
        return echouer(*erreur);
    }
    return est_frappe() ? echouer(EINTR)
                        : __real_epoll_pwait2(veille, evenements, nombre, delai, masque);
}

int __real_epoll_create1(int drapeaux);
int __wrap_epoll_create1(int drapeaux) {
    const auto erreur = panne_de(Appel::ouvrir_veille);
    return erreur ? echouer(*erreur) : __real_epoll_create1(drapeaux);
}

int __real_epoll_ctl(int veille, int action, int descripteur, epoll_event* evenement);
int __wrap_epoll_ctl(int veille, int action, int descripteur, epoll_event* evenement) {
    const auto erreur = panne_de(Appel::inscrire_veille);
    return erreur ? echouer(*erreur) : __real_epoll_ctl(veille, action, descripteur, evenement);
}

int __real_eventfd(unsigned valeur, int drapeaux);
int __wrap_eventfd(unsigned valeur, int drapeaux) {
    const auto erreur = panne_de(Appel::ouvrir_evenement);
    return erreur ? echouer(*erreur) : __real_eventfd(valeur, drapeaux);
}

int __real_open(const char* chemin, int drapeaux, ...);
int __wrap_open(const char* chemin, int drapeaux, ...) {
    va_list suite;
    va_start(suite, drapeaux);
    const auto droits = va_arg(suite, unsigned); // sans sens si rien n'est créé
    va_end(suite);
    const auto erreur = panne_de(Appel::ouvrir_fichier);
    return erreur ? echouer(*erreur) : __real_open(chemin, drapeaux, droits);
}

int __real_pthread_create(
    pthread_t* fil, const pthread_attr_t* attributs, void* (*corps)(void*), void* argument
);
int __wrap_pthread_create(
    pthread_t* fil, const pthread_attr_t* attributs, void* (*corps)(void*), void* argument
) {
    const auto erreur = panne_de(Appel::creer_fil); // rendue, et non dans errno
    return erreur ? *erreur : __real_pthread_create(fil, attributs, corps, argument);
}

void* __real_realloc(void* memoire, std::size_t taille);
void* __wrap_realloc(void* memoire, std::size_t taille) {
    return panne_de(Appel::allouer) ? nullptr : __real_realloc(memoire, taille);
}

} // extern "C"
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)

void* operator new(std::size_t taille) {
    const bool manque = panne_de(Appel::allouer).has_value();
    void* const memoire = manque ? nullptr : std::malloc(taille == 0 ? 1 : taille);
    if (memoire == nullptr) {
        throw std::bad_alloc();
    }
    return memoire;
}

// Sans elle, celle d'un assainisseur allouerait ce que nos `delete` libèrent.
void* operator new(std::size_t taille, const std::nothrow_t& /*drapeau*/) noexcept {
    return panne_de(Appel::allouer) ? nullptr : std::malloc(taille == 0 ? 1 : taille);
}

void operator delete(void* memoire) noexcept {
    std::free(memoire);
}

void operator delete(void* memoire, std::size_t /*taille*/) noexcept {
    std::free(memoire);
}
