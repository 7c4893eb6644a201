// Lecteurs: des connexions en lecture seule, prêtées à qui demande.
// SPDX-License-Identifier: MIT
#pragma once

#include "base.hpp"
#include "lecture.hpp"
#include "protege.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

namespace cconn::taches::detail {

/// Une lecture n'attend ni l'écrivain, ni un travailleur ; en mode WAL elle voit tout ce qui a été
/// validé avant elle.
/// @fils Tout fil.
class Lecteurs final {
public:
    /// @param identifiants  survivent aux lecteurs.
    Lecteurs(
        std::filesystem::path fichier,
        std::chrono::milliseconds delai_verrou,
        const Identifiants& identifiants
    )
        : fichier_(std::move(fichier)),
          delai_verrou_(delai_verrou),
          identifiants_(identifiants) {}

    /// Prête un lecteur à `f(Lecture&)` et rend ce qu'elle rend.
    /// @throws Erreur `stockage_indisponible`, `etat_invalide` s'ils sont fermés.
    template<class F>
    auto lire(F f) {
        const Pret pret(*this);
        return f(pret.lecteur->lecture);
    }

    /// Attend les lectures en cours et ferme les connexions.
    void fermer();

private:
    struct Lecteur {
        explicit Lecteur(const Lecteurs& soi);
        Base base;
        Lecture lecture;
    };
    /// Un lecteur, rendu à la fin de la portée.
    struct Pret {
        explicit Pret(Lecteurs& a_qui) : lecteurs(a_qui), lecteur(a_qui.prendre()) {}
        Pret(const Pret&) = delete;
        Pret& operator=(const Pret&) = delete;
        Pret(Pret&&) = delete;
        Pret& operator=(Pret&&) = delete;
        ~Pret() { lecteurs.rendre(std::move(lecteur)); }

        Lecteurs& lecteurs;
        std::unique_ptr<Lecteur> lecteur;
    };
    struct Etat {
        std::vector<std::unique_ptr<Lecteur>> libres;
        std::size_t pretes = 0;
        bool est_ferme = false;
    };

    [[nodiscard]] std::unique_ptr<Lecteur> prendre();
    void rendre(std::unique_ptr<Lecteur> lecteur);

    std::filesystem::path fichier_;
    std::chrono::milliseconds delai_verrou_;
    const Identifiants& identifiants_;
    Protege<Etat> etat_;
    std::condition_variable retour_;
};

} // namespace cconn::taches::detail
