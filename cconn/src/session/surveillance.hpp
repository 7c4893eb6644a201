// Session::Surveillance: le guichet d'une session, ses quotas, et ce qu'elle fait tenir.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/jauge.hpp"
#include "session/session.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cconn::detail {

/// Ce qui s'ajoute à une session dont le pair doit se présenter, ou compter ses demandes.
class Session::Surveillance final {
public:
    // Guichet, du fil attitré, avant `admettre` (session_guichet.cpp)

    /// N'écoute plus que les demandes d'authentification, sous ces limites.
    static void entrer(Session& session, const Limites& reduites);
    /// La prochaine demande ; rien à l'échéance, à la fin, ou si le pair ne lit pas. À rendre par
    /// `repondre`.
    [[nodiscard]] static std::optional<CommandeRecue>
    attendre_demande(Session& session, Instant echeance);
    /// Attend sans rien lire, jusqu'à l'échéance ou la fin.
    static void patienter(Session& session, Instant echeance);
    static void
    repondre(Session& session, const CommandeRecue& demande, const std::optional<Refus>& refus);
    /// Le pair est reconnu : tout est écouté, sous les limites ordinaires.
    static void sortir(Session& session, const std::string& identite, const Limites& limites);

    // Quotas et mémoire (session_quotas.cpp)

    /// @return vrai si la commande est allée au guichet, ou si elle est refusée.
    [[nodiscard]] static bool retenir(Session& session, Acces& etat, CommandeRecue& commande);
    /// Compte un appel de cette commande. @return pourquoi il est refusé ; un excès qui dure congédie.
    [[nodiscard]] static std::optional<Refus> compter_appel(
        Session& session,
        std::string_view commande,
        const OptionsPartagees& options,
        std::size_t octets
    );
    /// Met fin au flux si la mémoire manque pour la grande trame qui vient.
    [[nodiscard]] static bool manque_memoire(Session& session, Acces& etat);

private:
    static void recevoir_au_guichet(Session& session, Acces& etat, const CommandeRecue& commande);
};

} // namespace cconn::detail
