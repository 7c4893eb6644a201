// Serveur::Interne: l'acceptation des clients, leurs fils, et l'extinction.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/serveur.hpp>

#include "base/fil.hpp"
#include "base/protege.hpp"
#include "session/adieux.hpp"
#include "session/cycle.hpp"
#include "session/fils_clients.hpp"
#include "session/guichet.hpp"
#include "session/hote.hpp"
#include "session/portier.hpp"
#include "session/registre.hpp"
#include "session/session.hpp"
#include "transport/descripteur.hpp"
#include "transport/ecouteur.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cconn {

class Serveur::Interne final {
public:
    Interne(Serveur& serveur, int port, std::size_t max_clients, OptionsServeur options);

    /// @throws Erreur `argument_invalide` si les identifiants passeraient en clair sur le réseau.
    void definir_authentification(detail::FonctionAuthentification fonction);
    void definir_filtre(std::function<bool(Connexion&)> filtre) {
        std::swap(fonctions_.verrouiller()->filtre, filtre);
    }
    void definir_suite(std::function<void(Connexion&, Cause)> suite) {
        std::swap(fonctions_.verrouiller()->suite, suite);
    }
    std::size_t diffuser(std::string_view nom, detail::Empaqueteur arguments);

    void lancer();
    void lancer_en_fond();
    void eteindre();
    void arreter_fils() { hote_->arreter_fils(); }

    bool attendre_commandes(std::chrono::nanoseconds delai) {
        return hote_->attendre_commandes(cycle_, delai);
    }

    [[nodiscard]] detail::Hote& hote() const { return *hote_; }
    [[nodiscard]] const std::shared_ptr<detail::Hote>& hote_partage() const { return hote_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& adresse() const { return adresse_; }
    [[nodiscard]] std::size_t max_clients() const { return max_clients_; }
    [[nodiscard]] bool est_lance() const { return cycle_.est_lance(); }
    [[nodiscard]] std::shared_ptr<const detail::Registre::Sessions> acceptes() const {
        return registre_.acceptes();
    }

private:
    /// Ce qu'un client doit faire avant d'être écouté.
    enum class Accueil { libre, au_guichet };
    struct Fonctions {
        std::function<bool(Connexion&)> filtre;
        std::function<void(Connexion&, Cause)> suite;
    };

    std::size_t diffuser_par(
        const detail::FonctionEnvoi& fonction, std::string_view nom, detail::Empaqueteur arguments
    );
    [[nodiscard]] std::shared_ptr<const detail::Tampon>
    composer(std::string_view nom, detail::Empaqueteur arguments) const;
    void ouvrir_port();
    void preparer();
    void servir();
    void fermer_acceptation();
    void accepter_clients();
    void accueillir_transport(std::unique_ptr<detail::Transport> transport);
    void rendre_guichet(Accueil accueil);
    void recevoir_client(std::unique_ptr<detail::Transport> transport, Accueil accueil);
    [[nodiscard]] std::optional<detail::Refus>
    prendre_places(const detail::Transport& transport, Accueil accueil);
    [[nodiscard]] std::optional<detail::Refus>
    examiner(const detail::Transport& transport, Accueil accueil);
    void liberer(const detail::Session& session);
    void refuser(std::unique_ptr<detail::Transport> transport, const detail::Refus& refus);
    void refuser_chiffre(std::unique_ptr<detail::Transport> transport, const detail::Refus& refus);
    [[nodiscard]] bool ouvrir(const std::shared_ptr<detail::Session>& session, Accueil accueil);
    void quitter(const std::shared_ptr<detail::Session>& session);
    void exiger_secret_protege(std::string_view quoi) const;
    void servir_client(const std::shared_ptr<detail::Session>& session, Accueil accueil);
    [[nodiscard]] bool accueillir(const std::shared_ptr<detail::Session>& session, Accueil accueil);
    [[nodiscard]] bool filtrer(const std::shared_ptr<detail::Session>& session);
    void signaler_depart(const std::shared_ptr<detail::Session>& session);
    void eteindre_clients();

    // Fixé après construction
    std::string adresse_;
    std::size_t max_clients_;
    Surplus surplus_;
    std::shared_ptr<ChiffrementServeur> chiffrement_; ///< Nul : en clair.
    bool en_clair_permis_;
    std::shared_ptr<detail::Hote> hote_;
    std::uint16_t port_; ///< Jamais 0 : le port attribué par le système reste celui du serveur.
    detail::Descripteur ecoute_recue_; ///< De `descripteur_ecoute` ; resservira à chaque `lancer`.

    // Fil qui accepte seul
    std::uint64_t dernier_identifiant_ = 0;

    // Partagé : chacun se protège lui-même
    detail::Cycle cycle_;
    detail::Registre registre_;
    detail::Guichet guichet_;
    detail::Portier portier_;
    detail::FilsClients fils_;
    std::shared_ptr<detail::Adieux> adieux_ = std::make_shared<detail::Adieux>();
    detail::Protege<std::shared_ptr<detail::Ecouteur>> ecouteur_;
    detail::Protege<detail::Fil> fond_;
    detail::Protege<Fonctions> fonctions_;
};

} // namespace cconn
