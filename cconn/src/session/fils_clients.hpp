// FilsClients: un fil par client, joint dès qu'il a fini.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/fil.hpp"
#include "base/instant.hpp"
#include "base/protege.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>

namespace cconn::detail {

/// Les fils des clients d'un serveur.
///
/// Un fil ne peut pas se joindre lui-même : en finissant, il joint celui qui a fini avant lui. Il
/// n'y a donc jamais plus d'un fil fini et pas joint.
///
/// @fils Tout fil.
class FilsClients final {
public:
    /// @throws Erreur `attente_pleine` : le système refuse un fil de plus.
    void lancer(std::uint64_t identifiant, std::size_t taille_pile, std::function<void()> corps);

    /// Attend qu'il y en ait moins que `nombre`.
    void attendre_moins_de(std::size_t nombre);

    /// Attend que tous aient fini. @return faux à l'échéance.
    [[nodiscard]] bool attendre_fin(Instant echeance);

    /// Joint le dernier fini. Exige : tous ont fini.
    void joindre();

private:
    struct Etat {
        std::map<std::uint64_t, Fil> en_marche;
        Fil fini;
    };

    void finir(std::uint64_t identifiant);

    Protege<Etat> etat_;
    std::condition_variable fin_;
};

} // namespace cconn::detail
