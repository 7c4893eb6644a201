// DialogueConduit: conduit un Dialogue comme le fait une session, et raconte ce qui en sort.
// SPDX-License-Identifier: MIT
#pragma once

#include "dialogue/dialogue.hpp"
#include "outils/horloge_manuelle.hpp"
#include "outils/trames.hpp"
#include "outils/vecteurs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outils {

/// Comment les octets d'un envoi du pair arrivent.
struct Livraison {
    std::string nom;
    std::size_t coupure = 0; ///< Octets du premier morceau ; zéro : tout d'un bloc.
    bool octet_par_octet = false;
};

/// Plus long envoi qu'un scénario peut jouer coupé à chaque position.
inline constexpr std::size_t taille_coupee_max = 90;

/// Tout d'un bloc, octet par octet, puis coupé à chaque position.
inline std::vector<Livraison> toutes_les_livraisons() {
    std::vector<Livraison> livraisons{{"d'un bloc"}, {"octet par octet", 0, true}};
    for (std::size_t coupure = 1; coupure < taille_coupee_max; ++coupure) {
        livraisons.push_back({"coupé après " + std::to_string(coupure), coupure});
    }
    return livraisons;
}

/// Joue le scénario une fois par livraison.
template<class Scenario>
void pour_chaque_livraison(Scenario scenario) {
    for (const Livraison& livraison : toutes_les_livraisons()) {
        INFO(livraison.nom);
        scenario(livraison);
    }
}

using Recit = std::vector<std::string>;

/// Un moteur et son conducteur. Ce qui sort du moteur devient une ligne de récit ; les commandes
/// restent empruntées jusqu'à `finir_commande`, qui vérifie que leurs octets n'ont pas bougé.
class DialogueConduit final {
public:
    explicit DialogueConduit(Livraison livraison = {}, const cconn::Limites& limites = {})
        : moteur(limites),
          livraison_(std::move(livraison)) {}

    // Le pair

    void recoit(const Octets& octets) {
        const std::span<const std::uint8_t> tout(octets);
        if (livraison_.octet_par_octet) {
            for (std::size_t rang = 0; rang < tout.size(); ++rang) {
                recevoir(tout.subspan(rang, 1));
            }
            return;
        }
        REQUIRE((livraison_.coupure == 0 || tout.size() <= taille_coupee_max));
        const std::size_t coupure = std::min(livraison_.coupure, tout.size());
        recevoir(tout.first(coupure));
        recevoir(tout.subspan(coupure));
    }

    // L'application

    /// Inscrit un appel et rend son identifiant. Exige : il y a de la place.
    std::uint32_t appelle(
        const std::string& commande, std::chrono::milliseconds delai = std::chrono::seconds{30}
    ) {
        appels.push_back(std::make_shared<cconn::detail::EtatAppel>(
            commande, delai, horloge.maintenant() + delai
        ));
        REQUIRE_FALSE(moteur.inscrire(appels.back()).has_value());
        return appels.back()->id();
    }

    /// Fin de la plus ancienne commande reçue : ses octets doivent être ceux d'origine.
    void finit_commande() {
        REQUIRE_FALSE(commandes_.empty());
        const Empruntee& premiere = commandes_.front();
        CHECK(decrire(premiere.commande) == premiere.description);
        moteur.rendre(premiere.commande);
        commandes_.pop_front();
    }

    /// Prend les lignes racontées depuis le dernier appel.
    [[nodiscard]] Recit recit() { return std::exchange(recit_, {}); }

    cconn::detail::Dialogue moteur;
    HorlogeManuelle horloge;
    std::vector<std::shared_ptr<cconn::detail::EtatAppel>> appels;
    std::optional<cconn::detail::Fin> fin; ///< Posée par `FluxTermine` ; rien n'est lu ensuite.

    static std::string decrire(const cconn::detail::CommandeRecue& commande) {
        return (commande.id ? "commande " + std::to_string(*commande.id) : std::string("avis")) +
               " " + std::string(commande.nom) + lire_trame(commande.arguments);
    }

    static std::string decrire(const cconn::detail::EtatAppel& appel) {
        if (!appel.est_termine()) {
            return appel.commande() + " attend";
        }
        if (const auto* resultat = appel.resultat()) {
            return appel.commande() + " rend " + lire_trame(resultat->octets);
        }
        return appel.commande() + " échoue " + std::string(cconn::nom_code(appel.refus()->code)) +
               " : " + appel.refus()->texte;
    }

private:
    struct Empruntee {
        cconn::detail::CommandeRecue commande;
        std::string description;
    };

    void recevoir(std::span<const std::uint8_t> octets) {
        while (!octets.empty() && !fin) {
            const auto place = moteur.place(horloge.maintenant());
            REQUIRE_FALSE(place.empty());
            const std::size_t taille = std::min(place.size(), octets.size());
            std::copy_n(octets.begin(), taille, place.begin());
            moteur.noter_recus(taille);
            octets = octets.subspan(taille);
            while (raconter(moteur.suite())) {
            }
        }
    }

    /// @return faux s'il n'y a plus rien à tirer de ce qui est reçu.
    bool raconter(cconn::detail::Suite suite) {
        using cconn::detail::AppelTermine;
        using cconn::detail::CommandeRecue;
        using cconn::detail::Epuise;
        using cconn::detail::FluxTermine;
        using cconn::detail::Remarque;
        using cconn::detail::TrameAEnvoyer;
        if (std::holds_alternative<Epuise>(suite)) {
            return false;
        }
        if (const auto* commande = std::get_if<CommandeRecue>(&suite)) {
            recit_.push_back(decrire(*commande));
            commandes_.push_back({*commande, recit_.back()});
        } else if (const auto* termine = std::get_if<AppelTermine>(&suite)) {
            recit_.push_back(decrire(*termine->appel));
        } else if (const auto* trame = std::get_if<TrameAEnvoyer>(&suite)) {
            recit_.push_back("envoyer " + lire_trame(trame->octets.octets()));
        } else if (const auto* remarque = std::get_if<Remarque>(&suite)) {
            recit_.push_back("remarque " + remarque->texte);
        } else if (const auto* flux = std::get_if<FluxTermine>(&suite)) {
            recit_.push_back("fin " + lire_trame(flux->adieu.octets()));
            fin = flux->fin;
            return false;
        }
        return true;
    }

    Livraison livraison_;
    Recit recit_;
    std::deque<Empruntee> commandes_;
};

} // namespace outils
