// Tuyau: les octets chiffrés, entre OpenSSL et le transport qui les porte.
// SPDX-License-Identifier: MIT
#include "tuyau.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <new>
#include <openssl/bio.h>

namespace cconn::tls {

using detail::Ecriture;

namespace {

/// Une sortie plus grande n'est pas gardée quand elle est vide.
constexpr std::size_t sortie_gardee = std::size_t{4} << 10;
/// Un pair qui nous ferait répondre sans jamais lire n'obtient pas plus que cela.
constexpr std::size_t sortie_max = std::size_t{256} << 10;

} // namespace

Tuyau::Tuyau(detail::Transport& dessous)
    : dessous_(dessous),
      entree_(std::make_unique_for_overwrite<Entree>()) {}

void Tuyau::brancher(SSL& ssl) {
    BIO* const bio = BIO_new(methode());
    if (bio == nullptr) {
        throw std::bad_alloc();
    }
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(&ssl, bio, bio);
}

std::span<std::uint8_t> Tuyau::place() {
    if (debut_ == fin_) {
        debut_ = 0;
        fin_ = 0;
    }
    return std::span(*entree_).subspan(fin_);
}

std::span<const std::uint8_t> Tuyau::recus() const {
    return std::span(*entree_).subspan(debut_, fin_ - debut_);
}

std::size_t Tuyau::lire(std::span<std::uint8_t> place) {
    const std::size_t taille = std::min(place.size(), fin_ - debut_);
    std::memcpy(place.data(), entree_->data() + debut_, taille);
    debut_ += taille;
    return taille;
}

void Tuyau::ecrire(std::span<const std::uint8_t> octets) {
    if (rompu_ || sortie_close_) {
        return;
    }
    if (!a_vider()) {
        const Ecriture ecriture = dessous_.envoyer(octets);
        noter(ecriture);
        octets = octets.subspan(ecriture.taille);
    }
    if (rompu_ || octets.empty()) {
        return;
    }
    if (sortie_.size() - debut_sortie_ + octets.size() > sortie_max) {
        rompu_ = true;
        erreur_ = ENOBUFS;
        return;
    }
    sortie_.insert(sortie_.end(), octets.begin(), octets.end());
}

bool Tuyau::vider() {
    while (a_vider() && !rompu_) {
        const Ecriture ecriture =
            dessous_.envoyer(std::span<const std::uint8_t>(sortie_).subspan(debut_sortie_));
        noter(ecriture);
        debut_sortie_ += ecriture.taille;
        if (ecriture.genre == Ecriture::Genre::pleine) {
            return false;
        }
    }
    if (!rompu_ && !sortie_.empty()) {
        debut_sortie_ = 0;
        sortie_.clear();
        if (sortie_.capacity() > sortie_gardee) {
            sortie_.shrink_to_fit();
        }
    }
    return !rompu_;
}

void Tuyau::noter(const Ecriture& ecriture) {
    if (ecriture.genre == Ecriture::Genre::rompue) {
        rompu_ = true;
        erreur_ = ecriture.erreur;
    }
}

/// Comment OpenSSL se sert d'un tuyau. Jamais libérée : tous les tuyaux du programme la partagent.
BIO_METHOD* Tuyau::methode() {
    static BIO_METHOD* const methode = [] {
        BIO_METHOD* const nouvelle =
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "cconn");
        if (nouvelle == nullptr) {
            throw std::bad_alloc();
        }
        BIO_meth_set_read(nouvelle, [](BIO* bio, char* place, int taille) {
            BIO_clear_retry_flags(bio);
            auto* const octets = reinterpret_cast<std::uint8_t*>(place);
            auto* const tuyau = static_cast<Tuyau*>(BIO_get_data(bio));
            const std::size_t lus = tuyau->lire({octets, static_cast<std::size_t>(taille)});
            if (lus == 0) {
                BIO_set_retry_read(bio);
                return -1;
            }
            return static_cast<int>(lus);
        });
        BIO_meth_set_write(nouvelle, [](BIO* bio, const char* debut, int taille) {
            BIO_clear_retry_flags(bio);
            const auto* const octets = reinterpret_cast<const std::uint8_t*>(debut);
            auto* const tuyau = static_cast<Tuyau*>(BIO_get_data(bio));
            tuyau->ecrire({octets, static_cast<std::size_t>(taille)});
            return tuyau->est_rompu() ? -1 : taille;
        });
        BIO_meth_set_ctrl(nouvelle, [](BIO* /*bio*/, int commande, long, void*) -> long {
            return commande == BIO_CTRL_FLUSH ? 1 : 0;
        });
        return nouvelle;
    }();
    return methode;
}

} // namespace cconn::tls
