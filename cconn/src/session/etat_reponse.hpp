// EtatReponse: une réponse à donner plus tard, de la commande qui la doit à la connexion.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/protege.hpp"
#include "commandes/executeur.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace cconn::detail {

class Session;

/// Relie deux événements qui viennent dans un ordre quelconque, de fils quelconques : la commande
/// finit, et son issue est donnée. Le second envoie la réponse.
///
/// @fils Tout fil.
class EtatReponse final {
public:
    /// À qui répondre.
    struct Destination {
        std::weak_ptr<Session> session;
        std::uint32_t id = 0;
        std::string commande;
    };

    EtatReponse() = default;
    EtatReponse(const EtatReponse&) = delete;
    EtatReponse& operator=(const EtatReponse&) = delete;
    EtatReponse(EtatReponse&&) = delete;
    EtatReponse& operator=(EtatReponse&&) = delete;
    /// Une réponse due que plus personne ne peut donner devient une erreur.
    ~EtatReponse();

    /// La commande a fini, la réponse est due.
    void devoir(Destination destination);
    /// Personne n'attend de réponse.
    void dispenser();

    /// @return faux s'il y a déjà une issue, ou si la connexion est finie.
    bool donner(IssueCommande issue);
    [[nodiscard]] bool est_attendue() const;

private:
    struct Etat {
        Destination destination;
        IssueCommande issue;
        bool due = false;
        bool donnee = false;
    };

    static bool envoyer(const Destination& destination, IssueCommande issue);

    Protege<Etat> etat_;
};

} // namespace cconn::detail
