// Garde: fait des options d'une commande ce qui jugera de chacun de ses appels.
// SPDX-License-Identifier: MIT
#include "session/garde.hpp"

#include "base/jauge.hpp"
#include "session/cadre.hpp"
#include "session/surveillance.hpp"

#include <memory>
#include <string>

namespace cconn::detail {

Garde composer_garde(std::string_view nom, const OptionsCommande& options) {
    exiger_quotas(options.quotas);
    if (options.acces.est_libre() && !sont_limites(options.quotas)) {
        return {};
    }
    // Les options, telles que partagées par toutes les sessions ; leur adresse dit lesquelles.
    const auto gardees = std::make_shared<const OptionsCommande>(options);
    return [gardees,
            nom = std::string(nom)](const ContexteCommande& contexte) -> std::optional<Refus> {
        if (!gardees->acces.permet(contexte.connexion)) {
            return Refus{CodeErreur::acces_refuse, std::string(contexte.nom)};
        }
        if (!sont_limites(gardees->quotas)) {
            return std::nullopt;
        }
        const std::size_t octets = contexte.nom.size() + contexte.arguments.size();
        return Session::Surveillance::compter_appel(
            Cadre::courant()->session(), nom, gardees, octets
        );
    };
}

} // namespace cconn::detail
