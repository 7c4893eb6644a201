// Budget: la mémoire permise à un serveur, et le plus gros consommateur qu'il déconnecte.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/journal.hpp"
#include "base/memoire.hpp"
#include "base/resultat.hpp"
#include "session/suivi.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace cconn::detail {

class Facteur;
class Session;

/// 512 Mio, ou le quart de la mémoire de la machine si c'est moins.
[[nodiscard]] std::size_t memoire_habituelle();

/// Deux seuils sur la mémoire de tout le processus : à 80 %, plus de nouveaux clients ni de grands
/// messages ; à 100 %, le facteur déconnecte les plus gros consommateurs de ce serveur, autant qu'il en
/// faut, et recommence.
///
/// @fils Tout fil.
class Budget final : public Suivi, public std::enable_shared_from_this<Budget> {
public:
    using Sessions = std::vector<std::shared_ptr<Session>>;

    Budget(std::size_t maximum, Journal& journal, Facteur& facteur);

    /// Donne les sessions parmi lesquelles choisir ; sans elles, cet hôte ne déconnecte personne. Ce que
    /// capture la fonction vit jusqu'à l'arrêt du facteur, qui seul l'appelle.
    /// @fils Avant tout autre appel.
    void definir_sessions(std::function<Sessions()> sessions);

    /// Pourquoi il n'y a plus de mémoire pour un nouveau venu.
    [[nodiscard]] std::optional<Refus> examiner() const;
    /// Vrai si la mémoire manque : les grands messages sont refusés.
    [[nodiscard]] bool est_tendu() const noexcept { return Memoire::prise() >= seuil_; }
    /// À appeler sans verrou après avoir pris de la mémoire ; réveille le facteur s'il y en a trop.
    void constater();

    // Facteur

    [[nodiscard]] Instant controler(Instant maintenant) override;
    [[nodiscard]] Vidange vidanger() override { return Vidange::finie; }
    [[nodiscard]] int descripteur() const override { return -1; }
    [[nodiscard]] bool est_retire() const override { return false; }

private:
    [[nodiscard]] bool soulager();
    void deconnecter(Session& session, std::size_t octets);

    // Fixé après construction
    std::size_t maximum_;
    std::size_t seuil_;
    Journal& journal_;
    Facteur& facteur_;
    std::function<Sessions()> sessions_;

    // Partagé
    std::atomic<bool> en_cours_ = false; ///< Le facteur s'en occupe déjà.
};

} // namespace cconn::detail
