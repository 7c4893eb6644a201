// Execution: une tâche prise par un travailleur, le temps d'un essai.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/valeur.hpp>

#include "horloge.hpp"
#include "identifiant.hpp"
#include "protege.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace cconn::taches::detail {

/// Ce qu'un essai changera dans le carnet, pour une clé : une valeur, un entier à ajouter, ou rien
/// (la clé disparaît).
struct Effet {
    struct Ajout {
        std::int64_t combien = 0;
    };
    std::variant<std::monostate, Valeur, Ajout> changement;
};
using Effets = std::map<std::string, Effet, std::less<>>;

/// Une tâche que la base vient de confier.
struct Prise {
    Rang rang = 0;
    std::string id;
    std::string type;
    std::string cle;
    int essai = 0;
    Octets donnees;
};

/// Comment un essai a fini.
enum class Issue : std::uint8_t {
    reussie,
    manquee,    ///< À refaire s'il reste des essais.
    impossible, ///< Inutile de refaire.
    interrompue ///< L'extinction l'a arrêtée : à refaire.
};

/// La fin d'un essai, à écrire dans la base.
struct Fin {
    Rang rang = 0;
    int essai = 0; ///< Sans effet si un autre essai a commencé depuis.
    Issue issue = Issue::manquee;
    Octets resultat = {};
    std::string erreur = {};
    Effets effets = {};
};

/// Ce que partagent la fonction, le travailleur qui l'appelle, et qui veut qu'elle cesse.
/// @fils Tout fil.
class Execution final {
public:
    using LireCarnet = std::function<Valeur(std::string_view cle)>;

    Execution(Prise prise, std::chrono::nanoseconds bail, LireCarnet lire_carnet);

    [[nodiscard]] const Prise& prise() const noexcept { return prise_; }
    [[nodiscard]] Valeur lire_carnet(std::string_view cle) const { return lire_carnet_(cle); }

    /// Pourquoi une fonction doit cesser.
    enum class Arret : std::uint8_t { non, annulation, bail_passe, extinction };
    /// Demande à la fonction de cesser ; la première raison reste.
    void arreter(Arret raison);
    [[nodiscard]] Arret arret() const noexcept { return arret_; }
    /// Laisse passer du temps. @return faux si la fonction doit cesser.
    bool attendre(std::chrono::nanoseconds duree);

    /// Le bail repart. @return faux si la fonction doit cesser.
    bool renouveler();
    [[nodiscard]] bool bail_est_passe(Instant maintenant) const {
        return maintenant >= fin_bail_.load();
    }
    [[nodiscard]] Instant fin_bail() const { return fin_bail_.load(); }
    /// La base a repris la tâche : ce que la fonction rendra ne compte plus.
    void rendre_bail() {
        bail_rendu_ = true;
        arreter(Arret::bail_passe);
    }
    [[nodiscard]] bool a_rendu_son_bail() const { return bail_rendu_; }

    void preparer(std::string_view cle, Valeur valeur);
    void preparer_ajout(std::string_view cle, std::int64_t combien);
    void preparer_retrait(std::string_view cle);
    [[nodiscard]] Effets prendre_effets();

private:
    Prise prise_;
    std::chrono::nanoseconds bail_;
    LireCarnet lire_carnet_;
    std::atomic<Instant> fin_bail_;
    std::atomic<Arret> arret_{Arret::non};
    std::atomic<bool> bail_rendu_{false};
    Protege<Effets> effets_;
    Protege<std::monostate> attente_; // tenu pour signaler l'arrêt sans qu'un dormeur le manque
    std::condition_variable cesse_;
};

} // namespace cconn::taches::detail
