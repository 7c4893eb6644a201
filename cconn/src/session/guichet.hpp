// Guichet: où un client prouve qui il est, avant que rien d'autre de lui ne soit écouté.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/authentification.hpp>

#include "base/instant.hpp"
#include "base/protege.hpp"
#include "base/resultat.hpp"
#include "dialogue/commande_recue.hpp"
#include "session/hote.hpp"
#include "session/session.hpp"
#include "session/tentatives.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace cconn::detail {

/// Le nom de la seule commande écoutée avant que le pair ne soit authentifié.
inline constexpr std::string_view nom_authentifier = "cconn.authentifier";

/// @throws Erreur `argument_invalide` : jeton de moins de 16 octets. Ne dit jamais le jeton.
void exiger_jeton(const std::string& jeton);

/// Ce qu'un serveur exige de qui se connecte, et la mémoire des échecs.
///
/// Chaque client y passe sur son propre fil, qui peut attendre : personne d'autre n'en est retardé. Il
/// n'y a sous la main que de petites limites, trois essais et un délai.
///
/// @fils Tout fil.
class Guichet final {
public:
    struct Reglages {
        std::string jeton; ///< Vide : aucun.
        bool en_clair_permis = false;
        std::chrono::milliseconds delai{};
        std::size_t places = 1; ///< Clients au guichet à la fois.
    };

    /// @param hote  doit survivre au guichet.
    /// @throws Erreur `argument_invalide` : jeton trop court, délai négatif.
    Guichet(Hote& hote, Reglages reglages);

    void definir(FonctionAuthentification fonction);
    /// Vrai s'il faut s'authentifier.
    [[nodiscard]] bool est_exige() const { return exige_; }

    // Fil qui accepte

    /// Pourquoi cette adresse n'est pas reçue : trop d'échecs récents.
    [[nodiscard]] std::optional<Refus> examiner(const std::string& ip, Instant maintenant) const;
    /// @return faux si toutes les places restent prises jusqu'à l'échéance, ou après `fermer`.
    [[nodiscard]] bool prendre_place(Instant echeance);
    /// À appeler si le client n'arrive pas jusqu'à `admettre`.
    void rendre_place();
    void fermer();
    void ouvrir();

    // Fil du client

    /// Attend que le client se présente, et rend sa place. @return faux s'il n'est pas admis : il est
    /// alors congédié, ou déjà parti.
    [[nodiscard]] bool admettre(Session& session);

private:
    using Fonction = std::shared_ptr<const FonctionAuthentification>;
    struct Places {
        std::size_t prises = 0;
        bool ferme = false;
    };

    [[nodiscard]] bool recevoir(Session& session);
    [[nodiscard]] std::optional<std::string>
    verifier(Session& session, const CommandeRecue& demande);
    [[nodiscard]] bool est_jeton(const CommandeRecue& demande) const;
    [[nodiscard]] std::optional<std::string>
    consulter(Session& session, const CommandeRecue& demande, const FonctionAuthentification& f);
    [[nodiscard]] Refus refuser(Session& session, std::size_t essai);
    [[nodiscard]] std::optional<Refus> refus_en_clair(const Session& session) const;
    [[nodiscard]] static Refus texte_blocage(std::chrono::milliseconds attente);

    // Fixé après construction
    Hote* hote_;
    Reglages reglages_;
    Limites limites_; ///< Celles d'un client qui ne s'est pas présenté.

    // Partagé
    std::atomic<bool> exige_;
    Protege<Fonction> fonction_;
    Protege<Tentatives> tentatives_;
    Protege<Places> places_;
    std::condition_variable place_libre_;
};

} // namespace cconn::detail
