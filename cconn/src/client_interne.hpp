// Client::Interne: les connexions successives d'un client, et sa marche.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/client.hpp>
#include <cconn/erreur.hpp>

#include "base/fil.hpp"
#include "base/protege.hpp"
#include "session/cycle.hpp"
#include "session/espacement.hpp"
#include "session/hote.hpp"
#include "session/rattachement.hpp"
#include "session/session.hpp"
#include "transport/transport.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace cconn {

/// Un client a toujours une session : celle qui sert, ou la dernière, finie, où les envois et les
/// appels échouent d'eux-mêmes. Une session neuve reste réservée à `quand_connecte` jusqu'à ce qu'il
/// ait fini ; elle prend alors la place de l'ancienne pour tout le monde.
///
/// Qui rouvre : le fil de `lancer` ; sans lui, le fil qui appelle ou qui attend. Un seul à la fois,
/// celui qui a posé `Etat::ouverture`.
class Client::Interne final : public detail::Rattachable {
public:
    Interne(Client& client, std::string hote, int port, OptionsClient options);

    void definir_fin(std::function<void(Cause)> suite);
    void definir_debut(std::function<void(Connexion&)> suite);
    void definir_etat(std::function<void(EtatClient)> suite);
    /// Se présente au serveur, et le refera à chaque reconnexion si cela réussit.
    void presenter_identifiants(detail::Tampon identifiants);

    void lancer();
    void lancer_en_fond();
    void eteindre();
    void arreter_fils();
    BilanExecution executer_commandes(std::chrono::nanoseconds budget);
    bool attendre_commandes(std::chrono::nanoseconds delai) {
        return hote_->attendre_commandes(cycle_, delai);
    }

    [[nodiscard]] detail::Hote& hote() const { return *hote_; }
    [[nodiscard]] const std::shared_ptr<detail::Hote>& hote_partage() const { return hote_; }
    [[nodiscard]] bool est_lance() const { return cycle_.est_lance(); }
    [[nodiscard]] std::shared_ptr<detail::Session> session() const;

    // Reconnexion (client_reconnexion.cpp)

    /// La session d'un appel : d'un client que personne ne sert, rouvre d'abord la connexion finie.
    [[nodiscard]] std::shared_ptr<detail::Session> session_appel();
    [[nodiscard]] detail::Rattachement rattacher(detail::Instant echeance) override;
    [[nodiscard]] EtatClient etat() const;

private:
    struct Etat {
        std::shared_ptr<detail::Session> session;
        std::shared_ptr<detail::Session> naissante; ///< Réservée à `quand_connecte`, ou nulle.
        bool conclue = false; ///< La fin de cette session a été menée à bien, ou l'est.
        EtatClient etat = EtatClient::reconnexion;
        bool ouverture = false;                       ///< Un fil ouvre une connexion ; lui seul.
        detail::Instant prochain_essai{};             ///< Pas d'essai avant.
        detail::Instant debut{};                      ///< De la connexion en cours.
        std::optional<detail::Espacement> espacement; ///< Vide : pas de reconnexion.
        std::size_t reveils = 0;                      ///< Changements à ce jour, dont `eteindre`.
    };
    using Acces = detail::Protege<Etat>::Acces;
    struct Fonctions {
        std::function<void(Connexion&)> debut;
        std::function<void(Cause)> fin;
        std::function<void(EtatClient)> etat;
    };
    class Ouverture;
    class Service;
    /// Qui mène une connexion neuve : le fil qui la servira, ou un autre.
    enum class Meneur { attitre, passant };

    // client_authentification.cpp
    void garder_jeton(const std::string& jeton);
    void authentifier(detail::Session& session);
    void prouver(detail::Session& session, std::span<const std::uint8_t> identifiants) const;

    // client_interne.cpp
    void preparer();
    void servir();
    void servir_session();
    void conclure();
    void constater_fin(detail::Session& session);
    void signaler_fin(const std::shared_ptr<detail::Session>& session);
    void changer_etat(EtatClient nouveau, const std::shared_ptr<detail::Session>& session);

    // client_ouverture.cpp
    [[nodiscard]] std::unique_ptr<detail::Transport> ouvrir() const;
    void connecter(Meneur meneur);
    void presenter(const std::shared_ptr<detail::Session>& session);
    void vider_gardes(detail::Session& session);

    // client_reconnexion.cpp
    [[nodiscard]] bool retrouver();
    [[nodiscard]] static bool est_a_ouvrir(const Etat& etat);
    void essayer(Meneur meneur);
    [[nodiscard]] static bool est_passager(CodeErreur code);
    void noter_echec(const Erreur& erreur);
    [[nodiscard]] EtatClient etat_apres(const detail::Fin& fin);
    void recommencer();
    void reveiller();

    // Fixé après construction
    std::string nom_hote_;
    std::uint16_t port_;
    std::chrono::milliseconds delai_connexion_;
    std::shared_ptr<ChiffrementClient> chiffrement_; ///< Nul : en clair.
    bool en_clair_permis_;
    std::shared_ptr<detail::Hote> hote_;

    // Le fil qui ouvre
    std::uint64_t dernier_identifiant_ = 0;

    // Partagé : chacun se protège lui-même
    detail::Cycle cycle_;
    detail::Protege<Etat> etat_;
    std::condition_variable changement_; ///< De `etat_`.
    detail::Protege<detail::Fil> fond_;
    detail::Protege<Fonctions> fonctions_;
    /// Arguments à présenter après chaque connexion, déjà écrits ; nul : aucun.
    detail::Protege<std::shared_ptr<const detail::Tampon>> identifiants_;
};

} // namespace cconn
