// Operation: ce qu'un fil confie à l'écrivain, et l'attente de ce qu'il en a fait.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/erreur.hpp>

#include "execution.hpp"
#include "magasin.hpp"
#include "protege.hpp"

#include <condition_variable>
#include <memory>
#include <optional>
#include <utility>

namespace cconn::taches::detail {

class Poste;

/// Une écriture qui attend son tour. Vit chez qui l'attend.
class Operation {
public:
    Operation() = default;
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    Operation(Operation&&) = delete;
    Operation& operator=(Operation&&) = delete;
    virtual ~Operation() = default;

    /// Dans une transaction. Ne lève que ce qui la condamne.
    virtual void appliquer(Magasin& magasin) = 0;
    /// La transaction n'aura pas lieu.
    virtual void echouer(const Erreur& erreur) = 0;
    /// Ce travailleur, si c'en est un : il insiste au lieu d'échouer.
    virtual Poste* poste() { return nullptr; }

    /// Rend la main à qui attend ; l'opération n'existe peut-être plus ensuite.
    void conclure() {
        const auto faite = est_faite_.verrouiller(); // tenu : qui attend peut la détruire
        *faite = true;
        conclusion_.notify_one();
    }

protected:
    void attendre_conclusion() {
        auto faite = est_faite_.verrouiller();
        faite.attendre(conclusion_, [&] { return *faite; });
    }

private:
    Protege<bool> est_faite_;
    std::condition_variable conclusion_;
};

/// Une fonction du magasin, dont quelqu'un attend le résultat.
template<class R, class F>
class Demande final : public Operation {
public:
    explicit Demande(F fonction) : fonction_(std::move(fonction)) {}

    void appliquer(Magasin& magasin) override {
        erreur_.reset();
        try {
            resultat_ = fonction_(magasin);
        } catch (const Erreur& erreur) {
            if (erreur.code_cconn() == CodeErreur::stockage_indisponible) {
                throw;
            }
            erreur_ = erreur;
        }
    }
    void echouer(const Erreur& erreur) override { erreur_ = erreur; }

    R attendre() {
        attendre_conclusion();
        if (erreur_) {
            throw Erreur(*erreur_);
        }
        return std::move(*resultat_);
    }

private:
    F fonction_;
    std::optional<R> resultat_;
    std::optional<Erreur> erreur_;
};

/// Un travailleur : la fin de son essai, puis l'attente d'une tâche.
class Poste final : public Operation {
public:
    explicit Poste(std::optional<Fin> fin) : fin_(std::move(fin)) {}

    void appliquer(Magasin& magasin) override {
        if (fin_) {
            magasin.finir(*fin_);
        }
    }
    void echouer(const Erreur& /*erreur*/) override {}
    Poste* poste() override { return this; }

    /// La fin est écrite : reste à attendre une tâche.
    void oublier_fin() { fin_.reset(); }
    void confier(std::optional<Prise> prise) { prise_ = std::move(prise); }
    [[nodiscard]] bool a_une_tache() const { return prise_.has_value(); }
    [[nodiscard]] Prise prendre_tache() { return std::move(*prise_); }
    void ouvrir(std::shared_ptr<Execution> execution) { execution_ = std::move(execution); }

    /// @return rien s'il n'y a plus de tâche à attendre.
    std::shared_ptr<Execution> attendre() {
        attendre_conclusion();
        return std::move(execution_);
    }

private:
    std::optional<Fin> fin_;
    std::optional<Prise> prise_;
    std::shared_ptr<Execution> execution_;
};

} // namespace cconn::taches::detail
