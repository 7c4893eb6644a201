// Tableau: l'état des ouvriers, en mémoire partagée entre tous les processus.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/ouvriers/etat.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cconn::ouvriers {

/// Un ouvrier, vu de partout.
struct Poste {
    std::atomic<int> pid = 0;
    std::atomic<std::uint64_t> embauches = 0;
    std::atomic<bool> sert = false;
    std::atomic<bool> a_servi = false; ///< L'un des ouvriers de ce poste a construit l'application.
};

/// Écrit par le contremaître et les ouvriers, lu par le processus qui les a lancés.
///
/// Vit de `lancer` à `arreter` : un contremaître qui en remplace un autre y trouve ses comptes.
class Tableau final {
public:
    /// @throws Erreur `attente_pleine` si le système refuse la mémoire.
    explicit Tableau(std::size_t nb_postes);
    Tableau(const Tableau&) = delete;
    Tableau& operator=(const Tableau&) = delete;
    Tableau(Tableau&&) = delete;
    Tableau& operator=(Tableau&&) = delete;
    ~Tableau();

    [[nodiscard]] std::span<Poste> postes() const noexcept;
    /// Ouvriers tués par le contremaître, faute d'avoir fini dans le délai.
    [[nodiscard]] std::atomic<std::uint64_t>& tues() const noexcept;

    [[nodiscard]] Etat lire() const;
    /// Plus aucun ouvrier ne vit.
    void vider() const noexcept;

private:
    struct Entete {
        std::atomic<std::uint64_t> tues = 0;
    };

    std::size_t nb_postes_;
    std::size_t taille_;
    std::byte* memoire_;
};

// Un verrou caché dans l'atomique ne vaudrait pas d'un processus à l'autre.
static_assert(
    std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free &&
    std::atomic<std::uint64_t>::is_always_lock_free
);

} // namespace cconn::ouvriers
