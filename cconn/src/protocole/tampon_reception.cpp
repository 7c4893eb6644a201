// TamponReception: octets reçus et pas encore lus, et les trames qu'on y emprunte.
// SPDX-License-Identifier: MIT
#include "protocole/tampon_reception.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>

namespace cconn::detail {

namespace {

constexpr std::size_t taille_lecture_max = std::size_t{64} << 10;
constexpr std::size_t taille_lecture_min = 4'096;
/// Place en dessous de laquelle une lecture ne vaut pas son appel système.
constexpr std::size_t place_utile = 1'024;
/// Un bloc plus grand que cela n'est pas gardé une fois vide.
constexpr std::size_t capacite_gardee = std::size_t{256} << 10;

} // namespace

Bloc::Bloc(std::size_t taille) {
    agrandir(taille);
}

void Bloc::agrandir(std::size_t nouvelle_capacite) {
    auto* const memoire = static_cast<std::uint8_t*>(std::realloc(octets.get(), nouvelle_capacite));
    if (memoire == nullptr) {
        throw std::bad_alloc();
    }
    static_cast<void>(octets.release());
    octets.reset(memoire);
    capacite = nouvelle_capacite;
    part.fixer(capacite);
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): trois façons de trouver de la place
std::span<std::uint8_t> TamponReception::place(std::size_t manquants) {
    // Une trame longue double la place à chaque fois : jamais plus que ce qui est déjà arrivé.
    const std::size_t souhaitee =
        std::max(taille_lecture_, std::min(manquants + place_utile, occupes()));
    if (bloc_ == nullptr) {
        changer_bloc(souhaitee);
    }
    if (!anciens_.empty()) {
        std::erase_if(anciens_, [](const auto& ancien) { return ancien->emprunts == 0; });
    }
    const bool libre_de_bouger = bloc_->est_libre();
    if (libre_de_bouger && occupes() == 0) {
        debut_ = fin_ = 0;
        if (bloc_->capacite > capacite_gardee || bloc_->capacite < taille_lecture_) {
            changer_bloc(taille_lecture_);
        }
    }
    // Une place utile se garde : en changer recopie tout ce que la trame a déjà reçu.
    if (bloc_->capacite - fin_ < place_utile) {
        const std::size_t capacite = occupes() + souhaitee;
        if (libre_de_bouger) {
            if (debut_ > 0) {
                std::memmove(bloc_->octets.get(), bloc_->octets.get() + debut_, occupes());
                fin_ = occupes();
                debut_ = 0;
            }
            if (bloc_->capacite < capacite) {
                bloc_->agrandir(capacite);
            }
        } else {
            changer_bloc(capacite);
        }
    }
    return {bloc_->octets.get() + fin_, bloc_->capacite - fin_};
}

void TamponReception::ajouter(std::size_t taille) {
    const bool pleine = fin_ + taille == bloc_->capacite;
    assert(fin_ + taille <= bloc_->capacite);
    fin_ += taille;
    if (pleine && taille >= taille_lecture_) {
        taille_lecture_ = std::min(2 * taille_lecture_, lecture_max_);
    }
}

void TamponReception::limiter_lecture(std::size_t taille) {
    lecture_max_ = std::clamp(taille, taille_lecture_min, taille_lecture_max);
    taille_lecture_ = std::min(taille_lecture_, lecture_max_);
}

std::span<const std::uint8_t> TamponReception::non_lus() const {
    if (bloc_ == nullptr) {
        return {};
    }
    return {bloc_->octets.get() + debut_, occupes()};
}

TrameRecue TamponReception::emprunter(std::size_t taille) {
    assert(taille > 0);
    TrameRecue trame{bloc_.get(), non_lus().first(taille)};
    ++bloc_->emprunts;
    debut_ += taille;
    return trame;
}

void TamponReception::sauter(std::size_t taille) {
    assert(taille <= occupes());
    debut_ += taille;
}

void TamponReception::rendre(Bloc& bloc) {
    assert(bloc.emprunts > 0);
    --bloc.emprunts;
}

std::shared_ptr<Bloc> TamponReception::retenir(Bloc& bloc) {
    bloc.retenu = true;
    return bloc.shared_from_this();
}

void TamponReception::changer_bloc(std::size_t capacite) {
    auto bloc = std::make_shared<Bloc>(capacite);
    const auto restants = non_lus();
    if (!restants.empty()) {
        std::memcpy(bloc->octets.get(), restants.data(), restants.size());
    }
    fin_ = restants.size();
    debut_ = 0;
    bloc_.swap(bloc);
    if (bloc != nullptr && bloc->emprunts > 0) {
        anciens_.push_back(std::move(bloc));
    }
}

} // namespace cconn::detail
