// Ouvriers::Interne: le contremaître vu de l'hôte, son journal, son remplacement.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/ouvriers/ouvriers.hpp>

#include "contremaitre.hpp"
#include "descripteur.hpp"
#include "tableau.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>

namespace cconn::ouvriers {

/// Un fil de l'hôte, le gardien, relaie les lignes de journal, et remplace le contremaître s'il
/// meurt sans qu'on l'ait arrêté.
class Ouvriers::Interne final {
public:
    Interne(Config config, Fabrique fabrique);

    void lancer();
    std::size_t arreter(std::chrono::nanoseconds delai);

    [[nodiscard]] const Config& config() const { return config_; }
    [[nodiscard]] bool est_lance() const;
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::string adresse() const;
    [[nodiscard]] Etat etat() const;

private:
    enum class Etape { eteint, lance, arret };

    /// Ce que protège le verrou.
    struct Marche {
        Etape etape = Etape::eteint;
        std::uint16_t port = 0;
        std::string adresse;
        std::unique_ptr<Tableau> tableau;
        Descripteur ecoute; ///< Gardée : le service ne refuse personne pendant un remplacement.
        pid_t contremaitre = 0; ///< 0 : aucun ; sinon, pas encore repris par waitpid.
        Descripteur commande;
        Descripteur journal;
        bool finie = false; ///< Le dernier contremaître a fini, et ne sera pas remplacé.
    };

    void ouvrir(Marche& marche) const;
    void creer_contremaitre(Marche& marche);
    void ordonner(const Marche& marche, Ordre ordre) const noexcept;
    void attendre_fin(std::unique_lock<std::mutex>& verrou, std::chrono::nanoseconds delai);
    void veiller();
    void relayer_journal(int journal, int commande) const;
    [[nodiscard]] bool remplacer_contremaitre(std::chrono::milliseconds recul);
    void ecrire(NiveauJournal niveau, std::string_view texte) const;

    // Fixé après construction
    Config config_;
    Fabrique fabrique_;

    // Partagé, sous le verrou
    mutable std::mutex verrou_;
    std::condition_variable change_;
    Marche marche_;

    // Celui qui lance et arrête
    std::thread gardien_;
};

} // namespace cconn::ouvriers
