// ServeurMobile: un serveur qui s'en va et revient sur le même port, et des clients qui le retrouvent.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cconn.hpp>

#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace outils {

/// Des essais rapprochés, pour des tests courts.
inline cconn::OptionsClient tenace(const JournalMemoire& journal) {
    return {
        .journal = journal.fonction(),
        .reconnexion = cconn::Reconnexion{
            .delai_initial = std::chrono::milliseconds{5},
            .delai_max = std::chrono::milliseconds{20}}};
}

/// Un serveur qui peut s'en aller et revenir sur le même port.
class ServeurMobile {
public:
    explicit ServeurMobile(int port = 0) { ouvrir(port); }

    void partir() { serveur_.reset(); }
    void revenir() { ouvrir(port_); }
    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] cconn::Serveur& serveur() { return *serveur_; }

    std::function<void(cconn::Serveur&)> regler = [](cconn::Serveur& serveur) {
        serveur.enregistrer_commande("un", [] { return 1; });
    };

private:
    void ouvrir(int port) {
        serveur_ = std::make_unique<cconn::Serveur>(
            port, 8, cconn::OptionsServeur{.journal = journal_.fonction()}
        );
        port_ = serveur_->port();
        regler(*serveur_);
        serveur_->lancer_en_fond();
    }

    JournalMemoire journal_;
    int port_ = 0;
    std::unique_ptr<cconn::Serveur> serveur_;
};

/// Un port où personne n'écoute.
inline int port_libre() {
    return EcouteBrute().port();
}

} // namespace outils
