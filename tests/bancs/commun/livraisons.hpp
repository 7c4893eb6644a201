// Livraisons: ce que des clients reçoivent d'une diffusion, vérifié, compté, attendu.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/modele.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace banc {

/// Chaque client doit recevoir tous les messages, dans l'ordre, sans perte ni doublon.
///
/// Les messages vont par lots de taille fixe ; `attendre_lot` revient quand tous les clients ont reçu
/// le lot entier. Moins de `lots_max` lots sont en route à la fois.
class Livraisons {
public:
    static constexpr std::size_t lots_max = 8;

    Livraisons(std::size_t nb_clients, std::size_t taille, std::uint64_t lot);

    /// Le message suivant d'un client. @fils Un seul à la fois par client.
    void recevoir(std::size_t client, std::string_view message) {
        auto& suivant = suivants_[client].numero;
        try {
            modele_.exiger(message, suivant);
        } catch (const Faux& faute) {
            signaler("client " + std::to_string(client) + " : " + faute.what());
            return;
        }
        if (++suivant % lot_ == 0) {
            finir_lot((suivant - 1) / lot_);
        }
    }

    /// Un client a perdu sa connexion, ou reçu ce qu'il ne fallait pas : l'attente lève. @fils Tout fil.
    void signaler(const std::string& faute);

    /// Attend que chaque client ait reçu tout le lot de ce rang, à partir de 0.
    /// @throws Faux si un client a reçu autre chose, ou si rien ne vient pendant 20 secondes.
    void attendre_lot(std::uint64_t rang);

private:
    struct alignas(64) Suivant {
        std::uint64_t numero = 0;
    };

    void finir_lot(std::uint64_t rang);

    // Fixé après construction
    Modele modele_;
    std::uint64_t lot_;
    std::size_t nb_clients_;

    // Chaque élément, au fil de son client
    std::vector<Suivant> suivants_;

    // Partagé
    std::array<std::atomic<std::size_t>, lots_max> arrives_ = {};
    std::mutex mutex_;
    std::condition_variable change_;
    std::string faute_;
};

} // namespace banc
