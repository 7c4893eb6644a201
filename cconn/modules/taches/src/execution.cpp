// SPDX-License-Identifier: MIT
#include "execution.hpp"

#include <cconn/erreur.hpp>
#include <cconn/taches/contexte_tache.hpp>

#include <algorithm>
#include <utility>

namespace cconn::taches {
namespace detail {
namespace {

constexpr std::size_t taille_cle_max = 256;

void verifier_cle(std::string_view cle) {
    if (cle.empty() || cle.size() > taille_cle_max) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "clé du carnet de " + std::to_string(cle.size()) + " octets, 1 à " +
                std::to_string(taille_cle_max) + " attendus"
        );
    }
}

/// `a + b`, ou rien si la somme déborde.
std::optional<std::int64_t> additionner(std::int64_t a, std::int64_t b) {
    std::int64_t somme = 0;
    return __builtin_add_overflow(a, b, &somme) ? std::nullopt : std::optional(somme);
}

/// Ce qu'il reste d'un effet déjà préparé quand on ajoute `combien`.
Effet ajouter_a(const Effet& effet, std::int64_t combien) {
    if (std::holds_alternative<std::monostate>(effet.changement)) {
        return {Valeur(combien)};
    }
    const auto* const ajout = std::get_if<Effet::Ajout>(&effet.changement);
    const std::int64_t avant =
        ajout != nullptr ? ajout->combien : std::get<Valeur>(effet.changement).vers<std::int64_t>();
    const std::optional<std::int64_t> somme = additionner(avant, combien);
    if (!somme) {
        throw Erreur(CodeErreur::argument_invalide, "le compte déborde");
    }
    return ajout != nullptr ? Effet{Effet::Ajout{*somme}} : Effet{Valeur(*somme)};
}

} // namespace

Execution::Execution(Prise prise, std::chrono::nanoseconds bail, LireCarnet lire_carnet)
    : prise_(std::move(prise)),
      bail_(bail),
      lire_carnet_(std::move(lire_carnet)),
      fin_bail_(std::chrono::steady_clock::now() + bail) {}

void Execution::arreter(Arret raison) {
    const auto verrou = attente_.verrouiller();
    Arret aucune = Arret::non;
    arret_.compare_exchange_strong(aucune, raison);
    cesse_.notify_all();
}

bool Execution::attendre(std::chrono::nanoseconds duree) {
    constexpr std::chrono::hours longtemps{24 * 365}; // `sans_limite` déborderait
    const Instant echeance =
        std::chrono::steady_clock::now() + std::min<std::chrono::nanoseconds>(duree, longtemps);
    auto verrou = attente_.verrouiller();
    return !verrou.attendre_jusqua(cesse_, echeance, [this] { return arret_ != Arret::non; });
}

bool Execution::renouveler() {
    fin_bail_ = std::chrono::steady_clock::now() + bail_;
    return arret_ == Arret::non;
}

void Execution::preparer(std::string_view cle, Valeur valeur) {
    verifier_cle(cle);
    effets_.verrouiller()->insert_or_assign(std::string(cle), Effet{std::move(valeur)});
}

void Execution::preparer_ajout(std::string_view cle, std::int64_t combien) {
    verifier_cle(cle);
    const auto effets = effets_.verrouiller();
    const auto present = effets->find(cle);
    if (present == effets->end()) {
        effets->emplace(std::string(cle), Effet{Effet::Ajout{combien}});
    } else {
        present->second = ajouter_a(present->second, combien);
    }
}

void Execution::preparer_retrait(std::string_view cle) {
    verifier_cle(cle);
    effets_.verrouiller()->insert_or_assign(std::string(cle), Effet{});
}

Effets Execution::prendre_effets() {
    return std::exchange(*effets_.verrouiller(), {});
}

} // namespace detail

const std::string& ContexteTache::id() const noexcept {
    return execution_->prise().id;
}

const std::string& ContexteTache::type() const noexcept {
    return execution_->prise().type;
}

const std::string& ContexteTache::cle() const noexcept {
    return execution_->prise().cle;
}

int ContexteTache::essai() const noexcept {
    return execution_->prise().essai;
}

bool ContexteTache::est_annulee() const noexcept {
    return execution_->arret() == detail::Execution::Arret::annulation;
}

bool ContexteTache::doit_cesser() const noexcept {
    return execution_->arret() != detail::Execution::Arret::non;
}

bool ContexteTache::attendre(std::chrono::nanoseconds duree) const {
    return execution_->attendre(duree);
}

bool ContexteTache::renouveler() const {
    return execution_->renouveler();
}

void ContexteTache::noter(std::string_view cle, Valeur valeur) {
    execution_->preparer(cle, std::move(valeur));
}

void ContexteTache::compter(std::string_view cle, std::int64_t combien) {
    execution_->preparer_ajout(cle, combien);
}

void ContexteTache::rayer(std::string_view cle) {
    execution_->preparer_retrait(cle);
}

Valeur ContexteTache::lire(std::string_view cle) const {
    return execution_->lire_carnet(cle);
}

} // namespace cconn::taches
