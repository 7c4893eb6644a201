// Guet: attendre activement des octets qui ne tarderont pas.
// SPDX-License-Identifier: MIT
#include "session/guet.hpp"

#include <algorithm>
#include <thread>

namespace cconn::detail {

namespace {

/// Guets infructueux de suite avant de renoncer.
constexpr int echecs_max = 16;
/// Lectures sans guet après un renoncement ; double à chaque fois.
constexpr int premier_saut = 16;
constexpr int saut_max = 1'024;
/// Après un saut, guets accordés pour montrer que cela paie de nouveau.
constexpr int essais_apres_saut = 4;

} // namespace

Lecture Guet::recevoir(Transport& transport, std::span<std::uint8_t> place, Instant echeance) {
    if (!vaut_la_peine()) {
        return transport.recevoir(place, echeance);
    }
    const Instant fin = std::min(echeance, std::chrono::steady_clock::now() + duree_);
    Lecture lecture = transport.recevoir(place, Instant{});
    while (lecture.genre == Lecture::Genre::echeance && std::chrono::steady_clock::now() < fin) {
        std::this_thread::yield();
        lecture = transport.recevoir(place, Instant{});
    }
    noter(lecture.genre);
    if (lecture.genre == Lecture::Genre::echeance) {
        return transport.recevoir(place, echeance);
    }
    return lecture;
}

bool Guet::vaut_la_peine() {
    if (duree_ <= std::chrono::microseconds::zero()) {
        return false;
    }
    if (a_sauter_ > 0) {
        --a_sauter_;
        return false;
    }
    return true;
}

void Guet::noter(Lecture::Genre issue) {
    if (issue != Lecture::Genre::echeance) {
        echecs_ = 0;
        saut_suivant_ = premier_saut;
        return;
    }
    ++echecs_;
    if (echecs_ >= echecs_max) {
        echecs_ = echecs_max - essais_apres_saut;
        saut_suivant_ = std::clamp(2 * saut_suivant_, premier_saut, saut_max);
        a_sauter_ = saut_suivant_;
    }
}

} // namespace cconn::detail
