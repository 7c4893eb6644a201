// ChiffreurServeur: le certificat d'un serveur, et ce qu'il exige de ses clients.
// SPDX-License-Identifier: MIT
#include <cconn/tls/chiffreur_serveur.hpp>

#include "base/protege.hpp"
#include "contexte.hpp"
#include "transport_tls.hpp"

#include <cstddef>
#include <new>
#include <utility>

namespace cconn::tls {

namespace {

/// Poignées de main calculées à la fois.
constexpr std::size_t poignees_max = 64;

} // namespace

class ChiffreurServeur::Interne final {
public:
    explicit Interne(const ReglagesServeur& reglages)
        : reglages_(reglages),
          contexte_(std::in_place, preparer(reglages)) {}

    void recharger() {
        ContexteSsl nouveau = preparer(reglages_); // l'ancien, libéré sans verrou
        contexte_.verrouiller()->swap(nouveau);
    }

    [[nodiscard]] Reglages regler() {
        Ssl ssl(SSL_new(contexte_.verrouiller()->get()));
        if (ssl == nullptr) {
            throw std::bad_alloc();
        }
        Reglages reglages;
        reglages.ssl = std::move(ssl);
        reglages.delai_poignee = reglages_.delai_poignee;
        reglages.guichet = guichet_;
        return reglages;
    }

private:
    // Fixé après construction
    ReglagesServeur reglages_;
    std::shared_ptr<Guichet> guichet_ = std::make_shared<Guichet>(poignees_max);

    // Partagé
    detail::Protege<ContexteSsl> contexte_;
};

ChiffreurServeur::ChiffreurServeur(const ReglagesServeur& reglages)
    : interne_(std::make_unique<Interne>(reglages)) {}

ChiffreurServeur::~ChiffreurServeur() = default;

void ChiffreurServeur::recharger() {
    interne_->recharger();
}

std::unique_ptr<detail::Transport>
ChiffreurServeur::accepter(std::unique_ptr<detail::Transport> transport) {
    return std::make_unique<TransportTls>(std::move(transport), interne_->regler());
}

std::shared_ptr<ChiffreurServeur> chiffrer_serveur(const ReglagesServeur& reglages) {
    return std::make_shared<ChiffreurServeur>(reglages);
}

} // namespace cconn::tls
