// L'ouverture d'un transport chiffré: la poignée de main, dans son délai.
// SPDX-License-Identifier: MIT
#include "certificat.hpp"
#include "erreurs.hpp"
#include "premiers_octets.hpp"
#include "transport_tls.hpp"

#include <algorithm>
#include <openssl/err.h>
#include <string>
#include <utility>
#include <variant>

namespace cconn::tls {

using detail::Instant;
using detail::Lecture;
using detail::Refus;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::optional<Refus> TransportTls::ouvrir() {
    auto refus = essayer_ouvrir(detail::echeance_apres(steady_clock::now(), delai_poignee_));
    if (refus) {
        const auto etat = etat_.verrouiller();
        etat->refus = refus;
    }
    return refus;
}

std::optional<Refus> TransportTls::essayer_ouvrir(Instant echeance) {
    if (cote_ == Cote::client) { // c'est lui qui parle d'abord
        if (auto refus = avancer_poignee(echeance)) {
            return refus;
        }
    }
    if (auto refus = juger_debut(echeance)) {
        return refus;
    }
    for (;;) {
        if (auto refus = avancer_poignee(echeance)) {
            return refus;
        }
        if (etat_.verrouiller()->ouvert) {
            return std::nullopt;
        }
        if (auto refus = attendre_poignee(echeance)) {
            return refus;
        }
    }
}

/// Reçoit de quoi reconnaître un pair qui ne parle pas TLS, avant qu'OpenSSL ne s'en mêle.
std::optional<Refus> TransportTls::juger_debut(Instant echeance) {
    for (;;) {
        if (auto refus = attendre_poignee(echeance)) {
            return refus;
        }
        const auto etat = etat_.verrouiller();
        const auto jugement = juger_premiers_octets(cote_, etat->tuyau.recus());
        if (std::holds_alternative<Convenables>(jugement)) {
            return std::nullopt;
        }
        if (const auto* refus = std::get_if<Refus>(&jugement)) {
            if (cote_ == Cote::serveur) {
                etat->tuyau.ecrire(alerte_au_clair());
            }
            return *refus;
        }
    }
}

/// Reçoit une fois. @return pourquoi il n'y a rien à en attendre.
std::optional<Refus> TransportTls::attendre_poignee(Instant echeance) {
    const auto place_entree = etat_.verrouiller()->tuyau.place();
    const Lecture lecture = dessous_->recevoir(place_entree, echeance);
    const std::string qui = cote_ == Cote::serveur ? "le client" : "le serveur";
    switch (lecture.genre) {
    case Lecture::Genre::octets:
        etat_.verrouiller()->tuyau.noter_recus(lecture.taille);
        return std::nullopt;
    case Lecture::Genre::fin:
        return Refus{
            CodeErreur::poignee_echouee,
            lecture_coupee_ ? "extinction de ce côté pendant la poignée de main"
                            : qui + " a fermé la connexion pendant la poignée de main"};
    case Lecture::Genre::echeance:
        return poignee_tardive();
    case Lecture::Genre::rompue:
        break;
    }
    return Refus{
        CodeErreur::poignee_echouee, qui + " a rompu la connexion pendant la poignée de main"};
}

Refus TransportTls::poignee_tardive() const {
    return {
        CodeErreur::poignee_echouee,
        "poignée de main pas finie en " + std::to_string(delai_poignee_.count()) + " ms"};
}

/// Fait avancer OpenSSL avec ce qui est reçu, et fait partir ce qu'il répond.
std::optional<Refus> TransportTls::avancer_poignee(Instant echeance) {
    {
        const Place place(guichet_.get(), echeance);
        if (!place.est_prise()) {
            return poignee_tardive();
        }
        const auto etat = etat_.verrouiller();
        SSL& ssl = *etat->ssl;
        ERR_clear_error();
        const int issue = SSL_do_handshake(&ssl);
        if (issue == 1) {
            conclure_poignee(*etat);
        } else if (SSL_get_error(&ssl, issue) != SSL_ERROR_WANT_READ) {
            return expliquer_poignee(ssl, cote_);
        }
    }
    return vider_tout(echeance);
}

/// Attend que le système ait pris ce que la poignée de main envoie.
std::optional<Refus> TransportTls::vider_tout(Instant echeance) {
    for (;;) {
        {
            const auto etat = etat_.verrouiller();
            if (etat->tuyau.vider()) {
                return std::nullopt;
            }
            if (etat->tuyau.est_rompu()) {
                return Refus{
                    CodeErreur::poignee_echouee,
                    "la connexion est rompue pendant la poignée de main"};
            }
        }
        const auto reste = std::chrono::ceil<milliseconds>(echeance - steady_clock::now());
        if (reste <= milliseconds::zero()) {
            return poignee_tardive();
        }
        static_cast<void>(dessous_->attendre_place(std::min<milliseconds>(reste, delai_poignee_)));
    }
}

void TransportTls::conclure_poignee(Etat& etat) {
    etat.ouvert = true;
    // D'une session reprise, OpenSSL ne redit pas le nom : c'est celui qui a été vérifié alors.
    nom_certifie_ = cote_ == Cote::client ? nom_attendu_ : nom_du_pair(*etat.ssl);
}

} // namespace cconn::tls
