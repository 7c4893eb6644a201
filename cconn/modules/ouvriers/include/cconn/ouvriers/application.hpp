// Application: ce que chaque ouvrier construit pour servir ses clients.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/connexion.hpp>
#include <cconn/message.hpp>
#include <cconn/ouvriers/export.hpp>
#include <cconn/serveur.hpp>
#include <cconn/valeur.hpp>

#include <concepts>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace cconn::ouvriers {

/// Les données de l'application, par nom. Chaque ouvrier en reçoit sa propre copie.
using Contexte = std::map<std::string, Valeur, std::less<>>;

/// Un message, et la connexion d'où il vient.
struct MessageRecu {
    Connexion connexion; ///< Pour répondre : `connexion.envoyer("message", …)`.
    Message message;     ///< À lire depuis son début.
};

/// Ce que sert un ouvrier : à dériver, en redéfinissant ce qui est utile.
///
/// Vie : construite une fois par processus ouvrier, `preparer`, les rappels, puis détruite quand
/// l'ouvrier s'arrête. Rien n'est partagé avec l'application d'un autre ouvrier.
///
/// @code
/// class Salon final : public cconn::ouvriers::Application {
/// public:
///     explicit Salon(cconn::ouvriers::Contexte contexte);
///     bool quand_client_connecte(cconn::Connexion& client) override;
///     void quand_message(cconn::ouvriers::MessageRecu& recu) override;
/// };
/// @endcode
///
/// Une exception qui sort d'un rappel est écrite au journal, jamais fatale.
/// @fils Un rappel à la fois, sauf si `Config::execution` est immédiate ; et ceux d'une connexion
///       dans l'ordre. Un rappel qui attend par `appeler` laisse d'autres s'exécuter pendant ce
///       temps.
class CCONN_OUVRIERS_API Application {
public:
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;
    Application(Application&&) = delete;
    Application& operator=(Application&&) = delete;
    virtual ~Application();

    /// Appelée une fois, avant le premier client : enregistrer ici des commandes ordinaires.
    ///
    /// @param serveur  celui de cet ouvrier, qui vit jusqu'à la fin du dernier rappel ; `envoyer`
    ///                 y joint les clients de cet ouvrier seulement.
    virtual void preparer(Serveur& serveur);

    /// Appelée à l'arrivée d'un client. @return faux refuse le client ; une exception aussi.
    virtual bool quand_client_connecte(Connexion& client);

    /// Appelée à chaque commande `message` reçue.
    virtual void quand_message(MessageRecu& recu);

    /// Appelée quand un client accepté est perdu : il a fermé, ou le réseau l'a coupé, ou il ne
    /// suivait plus les règles du protocole. Jamais après `fermer` de ce côté, un refus, ou l'arrêt
    /// de l'ouvrier.
    virtual void quand_client_deconnecte(Connexion& client);

protected:
    Application() = default;
};

/// Construit l'application d'un ouvrier, dans cet ouvrier.
using Fabrique = std::function<std::unique_ptr<Application>(Contexte contexte)>;

/// La fabrique la plus simple : `Ouvriers(config, application<Salon>)`.
///
/// @tparam A  construite d'un `Contexte`, ou de rien.
template<std::derived_from<Application> A>
std::unique_ptr<Application> application(Contexte contexte) {
    if constexpr (std::constructible_from<A, Contexte>) {
        return std::make_unique<A>(std::move(contexte));
    } else {
        return std::make_unique<A>();
    }
}

} // namespace cconn::ouvriers
