// EtatAppel: un appel parti, de son envoi à sa réponse.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/resultat.hpp"
#include "protocole/tampon_reception.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace cconn::detail {

/// Le résultat d'un appel, qui survit au tampon de réception.
struct ResultatRecu {
    std::vector<std::uint8_t> copie; ///< Résultat court, recopié.
    std::shared_ptr<Bloc> bloc;      ///< Résultat long, gardé où il a été reçu.
    std::span<const std::uint8_t> octets;
};

/// Un appel parti. Sous le verrou de sa session jusqu'à `termine()` ; ensuite l'issue ne change plus
/// et se lit de tout fil.
class EtatAppel final {
public:
    EtatAppel(std::string commande, std::chrono::nanoseconds delai, Instant echeance)
        : commande_(std::move(commande)),
          delai_(delai),
          echeance_(echeance) {}

    [[nodiscard]] const std::string& commande() const { return commande_; }
    [[nodiscard]] std::chrono::nanoseconds delai() const { return delai_; }
    [[nodiscard]] Instant echeance() const { return echeance_; }
    [[nodiscard]] std::uint32_t id() const { return id_; }
    void definir_id(std::uint32_t id) { id_ = id; }

    [[nodiscard]] bool est_termine() const { return !std::holds_alternative<EnCours>(issue_); }

    /// Termine l'appel. Sans effet s'il l'est déjà. @return vrai si c'est cet appel qui le termine.
    bool terminer(ResultatRecu resultat);
    bool terminer(Refus refus);

    /// Exige : `est_termine()`.
    [[nodiscard]] const ResultatRecu* resultat() const {
        return std::get_if<ResultatRecu>(&issue_);
    }
    /// Exige : l'appel est terminé et n'a pas été refusé.
    [[nodiscard]] const ResultatRecu& exiger_resultat() const {
        return std::get<ResultatRecu>(issue_);
    }
    [[nodiscard]] const Refus* refus() const { return std::get_if<Refus>(&issue_); }

    void definir_suite(std::function<void()> suite) { suite_ = std::move(suite); }
    [[nodiscard]] std::function<void()> prendre_suite() { return std::exchange(suite_, nullptr); }

    /// Quelqu'un a regardé l'issue : une erreur n'a plus à aller au journal.
    void noter_lu() { lu_.store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool est_lu() const { return lu_.load(std::memory_order_relaxed); }

private:
    struct EnCours {};

    // Fixé après construction (l'id, à l'envoi).
    std::string commande_;
    std::chrono::nanoseconds delai_;
    Instant echeance_;
    std::uint32_t id_ = 0;

    // Partagé, sous le verrou de la session.
    std::variant<EnCours, ResultatRecu, Refus> issue_;
    std::function<void()> suite_;

    std::atomic<bool> lu_ = false; // drapeau isolé : aucun ordre à garantir
};

} // namespace cconn::detail
