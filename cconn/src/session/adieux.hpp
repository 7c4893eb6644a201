// Adieux: les clients refusés, gardés le temps qu'ils lisent pourquoi.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/protege.hpp"
#include "base/resultat.hpp"
#include "session/suivi.hpp"
#include "transport/transport.hpp"

#include <cstddef>
#include <deque>
#include <memory>

namespace cconn::detail {

/// Fermer aussitôt un client qu'on refuse, alors qu'il vient d'écrire, détruirait le message qui lui
/// dit pourquoi. On le lui envoie, on annonce la fin, et l'on garde le socket un moment ; le facteur
/// le ferme.
///
/// @fils Tout fil.
class Adieux final : public Suivi {
public:
    /// Envoie `[1, 0, [1, "CODE : texte"], nil]` et annonce la fin.
    ///
    /// @return quand le facteur devra appeler `controler`.
    [[nodiscard]] Instant
    dire(std::unique_ptr<Transport> transport, const Refus& refus, std::size_t taille_max);

    /// Ferme ceux qui ont eu assez de temps.
    [[nodiscard]] Instant controler(Instant maintenant) override;

    // Rien à écrire ni à surveiller : seul le temps compte.
    [[nodiscard]] Vidange vidanger() override { return Vidange::finie; }
    [[nodiscard]] int descripteur() const override { return -1; }
    [[nodiscard]] bool est_retire() const override { return false; }

private:
    struct Adieu {
        std::unique_ptr<Transport> transport;
        Instant fin;
    };

    Protege<std::deque<Adieu>> adieux_;
};

} // namespace cconn::detail
