// TransportTls: un transport chiffré, par-dessus un autre.
// SPDX-License-Identifier: MIT
#include "transport_tls.hpp"

#include "erreurs.hpp"
#include "source.hpp"

#include <algorithm>
#include <cerrno>
#include <openssl/err.h>
#include <string>
#include <utility>

namespace cconn::tls {

using detail::Ecriture;
using detail::Instant;
using detail::Lecture;
using detail::Refus;
using detail::Sens;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// Plus que l'enregistrement le plus grand, et plus qu'un pair honnête n'en a besoin.
constexpr std::size_t sans_contenu_max = std::size_t{64} << 10U;

} // namespace

TransportTls::TransportTls(std::unique_ptr<detail::Transport> dessous, Reglages reglages)
    : dessous_(std::move(dessous)),
      cote_(reglages.cote),
      delai_poignee_(reglages.delai_poignee),
      guichet_(std::move(reglages.guichet)),
      reprise_(std::move(reglages.reprise)),
      nom_attendu_(std::move(reglages.nom_attendu)),
      octets_par_cle_(reglages.octets_par_cle),
      etat_(std::in_place, *dessous_) {
    const auto etat = etat_.verrouiller();
    etat->ssl = std::move(reglages.ssl);
    etat->tuyau.brancher(*etat->ssl);
    if (cote_ == Cote::client) {
        SSL_set_connect_state(etat->ssl.get());
        proposer_reprise(*etat->ssl, reprise_);
    } else {
        SSL_set_accept_state(etat->ssl.get());
    }
}

// Lecture

Lecture TransportTls::recevoir(std::span<std::uint8_t> place, Instant echeance) {
    for (;;) {
        if (a_dechiffrer_) {
            if (const auto lecture = dechiffrer(place)) {
                sans_contenu_ = 0;
                return *lecture;
            }
            if (sans_contenu_ > sans_contenu_max) {
                return constater_bavardage();
            }
        }
        const auto place_entree = etat_.verrouiller()->tuyau.place();
        const Lecture lecture = dessous_->recevoir(place_entree, echeance);
        if (lecture.genre == Lecture::Genre::fin) {
            return constater_fin();
        }
        if (lecture.genre != Lecture::Genre::octets) {
            return lecture;
        }
        etat_.verrouiller()->tuyau.noter_recus(lecture.taille);
        a_dechiffrer_ = true;
        sans_contenu_ += lecture.taille;
    }
}

/// Déchiffre ce qui est là, autant que la place en contient. @return rien s'il faut recevoir.
std::optional<Lecture> TransportTls::dechiffrer(std::span<std::uint8_t> place) {
    const auto etat = etat_.verrouiller();
    std::size_t total = 0;
    int issue = 1;
    ERR_clear_error();
    do {
        std::size_t lus = 0;
        const auto reste = place.subspan(total);
        issue = SSL_read_ex(etat->ssl.get(), reste.data(), reste.size(), &lus);
        total += lus;
        a_dechiffrer_ = !etat->tuyau.est_vide() || SSL_pending(etat->ssl.get()) > 0;
    } while (issue == 1 && a_dechiffrer_ && total < place.size());
    std::optional<Lecture> suite;
    if (issue != 1) {
        suite = constater_lecture(*etat, issue);
        a_dechiffrer_ = suite.has_value(); // ce qui ne change plus se redira
    }
    return total > 0 ? Lecture{Lecture::Genre::octets, total, 0} : suite;
}

/// Pourquoi OpenSSL n'a rien déchiffré. @return rien s'il lui manque seulement des octets.
std::optional<Lecture> TransportTls::constater_lecture(Etat& etat, int issue) {
    switch (SSL_get_error(etat.ssl.get(), issue)) {
    case SSL_ERROR_WANT_READ:
        return std::nullopt;
    case SSL_ERROR_ZERO_RETURN:
        etat.fin_lue = true;
        return Lecture{Lecture::Genre::fin, 0, 0};
    default:
        if (!etat.refus) {
            etat.refus = expliquer_echange(cote_);
        }
        return Lecture{Lecture::Genre::rompue, 0, 0};
    }
}

/// Le pair ne fait que changer ses clés, ou dire ce qui n'est pas du contenu. OpenSSL le suivrait sans
/// fin, hors de toute échéance.
Lecture TransportTls::constater_bavardage() {
    const auto etat = etat_.verrouiller();
    if (!etat->refus) {
        etat->refus = Refus{
            CodeErreur::connexion_perdue,
            "plus de " + std::to_string(sans_contenu_max) +
                " octets de TLS sans contenu : trop de renouvellements de clés, ou d'autres "
                "messages"};
    }
    return {Lecture::Genre::rompue, 0, 0};
}

/// Le pair n'enverra plus rien, sans l'avoir annoncé : quelqu'un a pu couper la fin.
Lecture TransportTls::constater_fin() {
    if (lecture_coupee_) {
        return {Lecture::Genre::fin, 0, 0};
    }
    const auto etat = etat_.verrouiller();
    if (!etat->refus) {
        etat->refus = Refus{
            CodeErreur::connexion_perdue,
            "le pair a coupé sans clore le chiffrement : les derniers octets ont pu se perdre"};
    }
    return {Lecture::Genre::rompue, 0, 0};
}

// Écriture

Ecriture TransportTls::envoyer(std::span<const std::uint8_t> octets) {
    return envoyer(std::span(&octets, 1));
}

Ecriture TransportTls::envoyer(std::span<const std::span<const std::uint8_t>> morceaux) {
    const auto etat = etat_.verrouiller();
    if (!etat->tuyau.vider()) {
        return etat->tuyau.est_rompu() ? Ecriture{Ecriture::Genre::rompue, 0, etat->tuyau.erreur()}
                                       : Ecriture{Ecriture::Genre::pleine, 0, 0};
    }
    Source source(morceaux);
    if (std::exchange(etat->dernier_chiffre, false) && !source.est_epuisee()) {
        source.avancer(1);
    }
    return chiffrer(*etat, source);
}

/// Chiffre et fait partir, un enregistrement à la fois, jusqu'à ce que le système n'en veuille plus.
Ecriture TransportTls::chiffrer(Etat& etat, Source& source) {
    Source::Recopie
        recopie; // NOLINT(cppcoreguidelines-pro-type-member-init): écrite avant d'être lue
    while (!source.est_epuisee()) {
        const auto octets = source.voir(recopie);
        std::size_t chiffres = 0;
        ERR_clear_error();
        renouveler_cles(etat);
        const bool pris =
            SSL_write_ex(etat.ssl.get(), octets.data(), octets.size(), &chiffres) == 1;
        if (!pris || etat.tuyau.est_rompu()) {
            const int erreur = etat.tuyau.est_rompu() ? etat.tuyau.erreur() : EPIPE;
            ERR_clear_error();
            return source.partis() > 0 ? Ecriture{Ecriture::Genre::octets, source.partis(), 0}
                                       : Ecriture{Ecriture::Genre::rompue, 0, erreur};
        }
        source.avancer(chiffres);
        etat.chiffres += chiffres;
        if (etat.tuyau.a_vider()) {
            etat.dernier_chiffre = true;
            const std::size_t comptes = source.partis() - 1;
            return comptes > 0 ? Ecriture{Ecriture::Genre::octets, comptes, 0}
                               : Ecriture{Ecriture::Genre::pleine, 0, 0};
        }
    }
    return {Ecriture::Genre::octets, source.partis(), 0};
}

/// Renouvelle les clés des deux sens quand elles ont assez servi. Exige : l'appelant écrit aussitôt.
///
/// OpenSSL ne change de clés qu'à la prochaine écriture ou lecture, et d'ici là refuse d'annoncer la fin.
void TransportTls::renouveler_cles(Etat& etat) const {
    if (etat.chiffres >= octets_par_cle_ && SSL_version(etat.ssl.get()) == TLS1_3_VERSION) {
        etat.chiffres = 0;
        SSL_key_update(etat.ssl.get(), SSL_KEY_UPDATE_REQUESTED);
    }
}

bool TransportTls::attendre_place(milliseconds delai) noexcept {
    return dessous_->attendre_place(delai);
}

// Fin

void TransportTls::couper(Sens sens) noexcept {
    if (sens != Sens::ecriture) {
        lecture_coupee_ = true;
    }
    if (sens == Sens::lecture) {
        dessous_->couper(Sens::lecture);
        return;
    }
    const auto etat = etat_.verrouiller();
    annoncer_fin(*etat);
    if (sens == Sens::tout) {
        dessous_->couper(Sens::tout);
    } else {
        etat->a_couper = true;
        terminer_ecriture(*etat);
    }
}

/// Dit au pair que rien ne suivra, si la connexion le permet encore.
void TransportTls::annoncer_fin(Etat& etat) noexcept {
    if (etat.ouvert && !etat.clos && !etat.refus && !etat.tuyau.est_rompu()) {
        etat.clos = true;
        ERR_clear_error();
        static_cast<void>(SSL_shutdown(etat.ssl.get()));
        etat.tuyau.clore_sortie();
        ERR_clear_error();
    }
}

/// Coupe le sens d'écriture une fois que tout est parti.
void TransportTls::terminer_ecriture(Etat& etat) noexcept {
    const bool parti = etat.tuyau.vider();
    if (etat.a_couper && (parti || etat.tuyau.est_rompu())) {
        etat.a_couper = false;
        dessous_->couper(Sens::ecriture);
    }
}

void TransportTls::attendre_remise(milliseconds delai) noexcept {
    const Instant echeance = detail::echeance_apres(steady_clock::now(), delai);
    milliseconds reste = delai;
    for (;;) {
        {
            const auto etat = etat_.verrouiller();
            terminer_ecriture(*etat);
            if (!etat->tuyau.a_vider() || etat->tuyau.est_rompu()) {
                break;
            }
        }
        reste = std::chrono::ceil<milliseconds>(echeance - steady_clock::now());
        if (reste <= milliseconds::zero() || !dessous_->attendre_place(reste)) {
            break;
        }
    }
    dessous_->attendre_remise(std::clamp(reste, milliseconds{1}, std::max(delai, milliseconds{1})));
}

// Questions

std::size_t TransportTls::octets_a_lire() const noexcept {
    const auto etat = etat_.verrouiller();
    // Au plus : le chiffrement en prend sa part.
    return dessous_->octets_a_lire() + etat->tuyau.recus().size() +
           static_cast<std::size_t>(std::max(SSL_pending(etat->ssl.get()), 0));
}

bool TransportTls::pair_a_raccroche() const noexcept {
    return dessous_->pair_a_raccroche() || etat_.verrouiller()->fin_lue;
}

std::optional<Refus> TransportTls::refus() const {
    return etat_.verrouiller()->refus;
}

} // namespace cconn::tls
