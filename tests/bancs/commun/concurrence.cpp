// SPDX-License-Identifier: MIT
#include "bancs/commun/concurrence.hpp"

#include "bancs/commun/fil.hpp"

#include <atomic>
#include <barrier>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace banc {

namespace {

/// Ce que les fils ont en commun.
class Concours {
public:
    Concours(Pair& pair, const Reglages& reglages, std::size_t nb_fils)
        : pair_(pair),
          reglages_(reglages),
          nb_fils_(nb_fils),
          depart_(static_cast<std::ptrdiff_t>(nb_fils)) {}

    /// La part d'un fil, du premier appel au dernier.
    void courir(std::size_t rang) {
        std::unique_ptr<Tenues> tenues;
        Modele modele(reglages_.taille);
        try {
            tenues = pair_.tenir(reglages_, part(rang), modele);
        } catch (const std::exception& e) {
            noter_faute(e.what());
        }
        depart_.arrive_and_wait();
        if (!a_echoue_) {
            try {
                appeler(*tenues, modele);
            } catch (const std::exception& e) {
                noter_faute(e.what());
            }
        }
        depart_.arrive_and_wait(); // nul ne ferme tant qu'un autre mesure
    }

    Resultat conclure() {
        const std::lock_guard verrou(mutex_);
        if (a_echoue_) {
            throw Faux(faute_);
        }
        resultat_.secondes = secondes(fin_ - debut_.value());
        return std::move(resultat_);
    }

private:
    /// Les connexions de ce fil : leur total est juste, et deux parts diffèrent d'une au plus.
    [[nodiscard]] std::size_t part(std::size_t rang) const {
        return reglages_.connexions / nb_fils_ + (rang < reglages_.connexions % nb_fils_ ? 1 : 0);
    }

    void appeler(Tenues& tenues, Modele& modele) {
        const auto debut = maintenant();
        Histogramme latences;
        auto avant = debut;
        std::uint64_t numero = 0;
        Cadence cadence(reglages_, debut);
        for (; cadence.encore(); ++numero) {
            tenues.echo(modele, numero);
            const auto apres = maintenant();
            latences.noter(static_cast<std::uint64_t>((apres - avant).count()));
            avant = apres;
        }
        const std::lock_guard verrou(mutex_);
        resultat_.nombre += numero;
        resultat_.latences.ajouter(latences);
        debut_ = std::min(debut_.value_or(debut), debut);
        fin_ = std::max(fin_, avant);
    }

    void noter_faute(const std::string& texte) {
        const std::lock_guard verrou(mutex_);
        faute_ = texte;
        a_echoue_ = true;
    }

    // Fixé après construction
    Pair& pair_;
    const Reglages& reglages_;
    std::size_t nb_fils_;

    // Partagé
    std::barrier<> depart_;
    std::mutex mutex_;
    std::atomic<bool> a_echoue_ = false;
    std::string faute_;
    Resultat resultat_;
    std::optional<Instant> debut_;
    Instant fin_ = {};
};

} // namespace

Resultat concourir(Pair& pair, const Reglages& reglages, std::size_t nb_fils) {
    Concours concours(pair, reglages, nb_fils);
    {
        std::vector<Fil> fils;
        fils.reserve(nb_fils);
        for (std::size_t rang = 0; rang < nb_fils; ++rang) {
            fils.emplace_back([&concours, rang] { concours.courir(rang); });
        }
    }
    return concours.conclure();
}

} // namespace banc
