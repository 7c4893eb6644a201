// Adieux: les clients refusés, gardés le temps qu'ils lisent pourquoi.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/resultat.hpp"
#include "transport/transport.hpp"

#include <cstddef>
#include <deque>
#include <memory>

namespace cconn::detail {

/// Fermer aussitôt un client qu'on refuse, alors qu'il vient d'écrire, détruirait le message qui lui
/// dit pourquoi. On le lui envoie, on annonce la fin, et l'on garde le socket un moment.
///
/// @fils Un seul, celui qui accepte.
class Adieux final {
public:
    /// Envoie `[1, 0, [1, "CODE : texte"], nil]` et prend congé.
    void dire(std::unique_ptr<Transport> transport, const Refus& refus, std::size_t taille_max);

private:
    struct Adieu {
        std::unique_ptr<Transport> transport;
        Instant fin;
    };

    void fermer_anciens(Instant maintenant);

    std::deque<Adieu> adieux_;
};

} // namespace cconn::detail
