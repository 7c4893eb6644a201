// Motif: une expression régulière sur un nom de commande.
// SPDX-License-Identifier: MIT
#include "commandes/motif.hpp"

#include <cconn/erreur.hpp>

#include "base/texte.hpp"

#include <cstddef>
#include <cstdint>
#include <re2/re2.h>

namespace cconn::detail {

namespace {

/// Mémoire d'un motif compilé et de l'automate que les noms reçus lui font construire : un pair ne
/// peut pas en faire prendre davantage.
constexpr std::int64_t memoire_max = std::int64_t{1} << 20;

/// Octets d'un motif cités dans un texte d'erreur.
constexpr std::size_t citation_max = 128;

re2::RE2::Options options() {
    re2::RE2::Options options;
    options.set_log_errors(false); // l'erreur va à l'appelant, pas à la sortie d'erreur de l'hôte
    options.set_max_mem(memoire_max);
    return options;
}

re2::StringPiece vue(std::string_view texte) {
    return {texte.data(), texte.size()};
}

} // namespace

Motif::Motif(std::string_view texte)
    : expression_(std::make_unique<const re2::RE2>(vue(texte), options())) {
    if (!expression_->ok()) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "le motif « " + echapper(texte, citation_max) +
                " » est refusé par RE2 : " + echapper(expression_->error(), citation_max)
        );
    }
}

Motif::Motif(Motif&&) noexcept = default;
Motif& Motif::operator=(Motif&&) noexcept = default;
Motif::~Motif() = default;

const std::string& Motif::texte() const {
    return expression_->pattern();
}

bool Motif::correspond(std::string_view nom) const {
    return expression_->Match(vue(nom), 0, nom.size(), re2::RE2::ANCHOR_START, nullptr, 0);
}

std::vector<std::string> Motif::captures(std::string_view nom) const {
    const int nb = expression_->NumberOfCapturingGroups();
    // Le premier est le nom tout entier, tel que le motif l'a reconnu.
    std::vector<re2::StringPiece> groupes(static_cast<std::size_t>(nb) + 1);
    expression_->Match(vue(nom), 0, nom.size(), re2::RE2::ANCHOR_START, groupes.data(), nb + 1);
    std::vector<std::string> captures;
    captures.reserve(static_cast<std::size_t>(nb));
    for (std::size_t i = 1; i < groupes.size(); ++i) {
        captures.emplace_back(groupes[i].data(), groupes[i].size());
    }
    return captures;
}

} // namespace cconn::detail
