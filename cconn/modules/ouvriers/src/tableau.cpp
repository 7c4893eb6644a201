// Tableau: l'état des ouvriers, en mémoire partagée entre tous les processus.
// SPDX-License-Identifier: MIT
#include "tableau.hpp"

#include <cconn/erreur.hpp>

#include <cerrno>
#include <new>
#include <string>
#include <sys/mman.h>
#include <system_error>

namespace cconn::ouvriers {

namespace {

/// Où commencent les postes : aligné pour tout type.
constexpr std::size_t debut_postes = alignof(std::max_align_t) * 4;

} // namespace

Tableau::Tableau(std::size_t nb_postes)
    : nb_postes_(nb_postes),
      taille_(debut_postes + nb_postes * sizeof(Poste)) {
    static_assert(sizeof(Entete) <= debut_postes);
    void* const memoire =
        ::mmap(nullptr, taille_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memoire == MAP_FAILED) {
        throw Erreur(
            CodeErreur::attente_pleine,
            "pas de mémoire partagée pour les ouvriers : " + std::generic_category().message(errno)
        );
    }
    memoire_ = static_cast<std::byte*>(memoire);
    new (memoire_) Entete;
    for (std::size_t i = 0; i < nb_postes_; ++i) {
        new (memoire_ + debut_postes + i * sizeof(Poste)) Poste;
    }
}

Tableau::~Tableau() {
    ::munmap(memoire_, taille_);
}

std::span<Poste> Tableau::postes() const noexcept {
    return {std::launder(reinterpret_cast<Poste*>(memoire_ + debut_postes)), nb_postes_};
}

std::atomic<std::uint64_t>& Tableau::tues() const noexcept {
    return std::launder(reinterpret_cast<Entete*>(memoire_))->tues;
}

Etat Tableau::lire() const {
    Etat etat;
    for (const Poste& poste : postes()) {
        const std::uint64_t embauches = poste.embauches;
        etat.ouvriers.push_back({poste.pid, poste.sert, embauches > 0 ? embauches - 1 : 0});
    }
    return etat;
}

void Tableau::vider() const noexcept {
    for (Poste& poste : postes()) {
        poste.sert = false;
        poste.pid = 0;
    }
}

} // namespace cconn::ouvriers
