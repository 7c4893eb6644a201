// EtatSession: ce qu'une session protège de son verrou.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/jauge.hpp"
#include "dialogue/dialogue.hpp"
#include "dialogue/fin.hpp"
#include "dialogue/ordonnanceur.hpp"
#include "dialogue/pouls.hpp"
#include "session/comptes.hpp"
#include "session/hote.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace cconn::detail {

struct AcquisSession;
struct AttenteSession;

/// Ce qu'un client au guichet a demandé.
struct AuGuichet {
    std::optional<CommandeRecue> demande;
};

/// L'état partagé d'une `Session`, que son verrou protège.
struct EtatSession {
    explicit EtatSession(const Reglages& reglages)
        : dialogue(reglages.limites),
          ordonnanceur(reglages.limites),
          pouls(reglages.battement, reglages.delai_inactif),
          comptes(reglages.durees_commandes),
          sans_montre(reglages.delai_commande_longue.count() == 0) {}

    Dialogue dialogue;
    Ordonnanceur ordonnanceur;
    Pouls pouls;
    Signes signes; ///< Depuis le dernier constat ; d'un envoi, c'est la session qui le sait.
    Comptes comptes;
    std::vector<AttenteSession*> attentes; ///< Les fils qui participent en ce moment.
    bool lecture_prise = false;
    bool envois_retenus = false; ///< Un groupe est ouvert en attendant la fin du tampon.
    bool sans_montre;            ///< Rien à guetter, ou la montre court déjà.
    Instant debut_retenue{};
    std::optional<std::thread::id> attitre;
    std::size_t attitre_ailleurs = 0;      ///< Attentes du fil attitré sur d'autres sessions.
    std::condition_variable reprise;       ///< Pour les commandes qui veulent reprendre.
    std::condition_variable lecture_libre; ///< Pour qui veut fermer le transport.

    // La commande en cours, pour la montre : la dernière commencée, de celles qui s'emboîtent.
    const CommandeRecue* commande = nullptr;
    std::uint64_t numero_commande = 0; ///< De celle-ci ; 0 : aucune.
    std::uint64_t dernier_numero = 0;
    std::uint64_t numero_vu = 0;  ///< La commande que la montre a vue.
    Instant vue{};                ///< Depuis quand, au moins.
    std::uint64_t numero_dit = 0; ///< La dernière dont le journal a parlé.

    std::optional<Fin> fin;
    bool lecture_finie = false;
    bool surveillee = false;      ///< Au guichet, ou sous quotas.
    bool reception_videe = false; ///< Tout ce qui a été reçu est décodé.
    bool abandon = false;         ///< Les commandes qui attendent n'iront pas plus loin.
    bool extinction = false;
    bool transport_ferme = false;
    /// Nul : le pair s'est présenté, ou n'a pas à le faire.
    std::unique_ptr<AuGuichet> guichet;
    std::optional<Jauge> jauge;           ///< Les quotas du pair, s'il en a.
    Instant heure{};                      ///< De la dernière lecture, si `surveillee`.
    Instant echeance_extinction = jamais; ///< Après, ce qui attend est abandonné.
    std::size_t reste_a_lire = 0;         ///< À l'extinction : octets déjà arrivés et pas lus.
};

} // namespace cconn::detail
