// Atelier: les fils qui exécutent les tâches, et ce qu'ils exécutent.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/options.hpp>

#include "execution.hpp"
#include "fil.hpp"
#include "protege.hpp"
#include "registre.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace cconn::taches::detail {

/// Les travailleurs d'une file.
/// @fils Tout fil, sauf dit autrement.
class Atelier final {
public:
    /// Écrit la fin d'un essai s'il y en a une, et rend la tâche suivante ; nul : il n'y en aura plus.
    using Echanger = std::function<std::shared_ptr<Execution>(std::optional<Fin>)>;

    /// @param options  survivent à l'atelier, comme le registre.
    Atelier(
        const Registre& registre, const OptionsTaches& options, Execution::LireCarnet lire_carnet
    )
        : registre_(registre),
          options_(options),
          lire_carnet_(std::move(lire_carnet)) {}

    /// Fait partir les travailleurs. @throws Erreur `attente_pleine` si le système refuse un fil.
    void lancer(const Echanger& echanger);
    /// Laisse `delai` aux fonctions en cours, puis leur demande de cesser. Exige : plus aucune tâche
    /// ne sera confiée.
    void arreter(std::chrono::nanoseconds delai);
    /// Attend la fin des travailleurs.
    void joindre();
    /// Vrai sur le fil d'un travailleur.
    [[nodiscard]] bool est_un_de_ses_fils() const;

    /// Une tâche est confiée ; sur le fil de l'écrivain.
    std::shared_ptr<Execution> ouvrir(Prise prise);
    /// Prévient la fonction de cette tâche, s'il y en a une.
    void annuler(Rang rang);
    /// Les exécutions dont le bail est passé et qui l'ignorent encore.
    [[nodiscard]] std::vector<std::shared_ptr<Execution>> baux_passes() const;
    /// Quand passera le prochain bail.
    [[nodiscard]] std::optional<Instant> prochain_bail() const;

private:
    struct Etat {
        std::map<Rang, std::shared_ptr<Execution>> en_cours;
        std::set<std::thread::id> fils;
        bool est_arrete = false;
    };

    void travailler(const Echanger& echanger);
    [[nodiscard]] Fin executer(Execution& execution) const;
    void appeler(Execution& execution, Fin& fin) const;
    void clore(const Execution& execution);

    const Registre& registre_;
    const OptionsTaches& options_;
    Execution::LireCarnet lire_carnet_;
    Protege<Etat> etat_;
    std::condition_variable cloture_;
    std::vector<Fil> fils_;
};

} // namespace cconn::taches::detail
