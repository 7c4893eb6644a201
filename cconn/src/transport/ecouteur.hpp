// Ecouteur: un port ouvert, d'où sortent les connexions des clients.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/journal.hpp"
#include "base/protege.hpp"
#include "transport/descripteur.hpp"
#include "transport/transport.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace cconn::detail {

/// Ouvre un port et accepte des clients.
///
/// Cycle de vie : construire (le port est ouvert) → `accepter` en boucle sur un fil → `fermer` →
/// `accepter` rend nul → détruire.
///
/// Quand les descripteurs manquent, les clients qui attendent sont acceptés puis fermés grâce à un
/// descripteur de réserve, pour qu'ils l'apprennent, et `accepter` s'espace de 10 ms à 1 s. Il ne
/// rend une connexion que bonne, et nul que fermé : il n'y a pas d'erreur à examiner.
///
/// Une écoute reçue toute faite peut être partagée avec d'autres processus : elle n'est jamais coupée
/// par `shutdown`, qui vaudrait pour tous, et qui ne peut être accepté ici est laissé aux autres.
class Ecouteur {
public:
    /// Ouvre le port.
    ///
    /// @param adresse  IPv4, IPv6 (avec ou sans crochets) ou nom ; d'un nom, les adresses IPv4
    ///                 d'abord. `::` accepte aussi les clients IPv4.
    /// @param port     0 : le système en choisit un libre.
    /// @param journal  doit survivre à l'écouteur.
    /// @throws Erreur  `adresse_inconnue` : le nom ne se résout pas ; `serveur_injoignable` : le
    ///                 port ne s'ouvre pas (déjà pris, droits, adresse d'une autre machine).
    Ecouteur(const std::string& adresse, std::uint16_t port, Journal& journal);
    /// Accepte sur un socket TCP qui écoute déjà, sans bloquer (voir `prendre_ecoute`).
    ///
    /// @throws Erreur  `serveur_injoignable` : plus de descripteur libre.
    Ecouteur(Descripteur ecoute, Journal& journal);
    Ecouteur(const Ecouteur&) = delete;
    Ecouteur& operator=(const Ecouteur&) = delete;
    Ecouteur(Ecouteur&&) = delete;
    Ecouteur& operator=(Ecouteur&&) = delete;
    /// Ferme le port. Exige : `accepter` a rendu.
    ~Ecouteur() = default;

    /// Attend un client.
    ///
    /// @return la connexion du prochain client ; nul une fois `fermer` appelé, et le port est alors
    ///         libre.
    /// @fils    Un seul fil à la fois.
    /// @blocage Oui, jusqu'à un client ou `fermer`.
    [[nodiscard]] std::unique_ptr<Transport> accepter();

    /// Cesse d'écouter et réveille `accepter`. Idempotent ; les clients pas encore acceptés sont
    /// rompus, ou laissés à qui partage l'écoute. @fils Tout fil.
    void fermer() noexcept;

    /// Le port ouvert, jamais 0.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// L'adresse ouverte, numérique.
    [[nodiscard]] const std::string& adresse() const noexcept { return adresse_; }

private:
    /// À qui est le socket d'écoute.
    enum class Ecoute {
        propre,   ///< À cet écouteur : fermer la coupe, même si un autre en tient une copie.
        partagee, ///< D'autres processus y acceptent peut-être aussi.
    };

    Ecouteur(Descripteur ecoute, Ecoute genre, Journal& journal);
    void couper(int ecoute) const noexcept;
    [[nodiscard]] bool attendre_client() const noexcept;
    [[nodiscard]] bool attendre_fermeture(std::chrono::milliseconds delai) const noexcept;
    [[nodiscard]] std::unique_ptr<Transport> essayer_accepter();
    void se_remettre(int erreur);
    [[nodiscard]] unsigned refuser_en_attente() noexcept;

    // Fixé après construction
    Journal& journal_;
    Ecoute genre_;
    Descripteur fermeture_; ///< eventfd : lisible une fois `fermer` appelé.
    std::string adresse_;
    std::uint16_t port_ = 0;

    // Fil qui accepte seul
    Descripteur reserve_; ///< Rendu au système pour accepter un client de trop.
    std::chrono::milliseconds repit_{0};

    // Partagé

    /// Fermé par le seul fil qui accepte ; coupé par `fermer`.
    Protege<Descripteur> ecoute_;
};

} // namespace cconn::detail
