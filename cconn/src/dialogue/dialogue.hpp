// Dialogue: le moteur du protocole, le même des deux côtés; des octets entrent, des suites sortent.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/tampon.hpp>
#include <cconn/options.hpp>

#include "base/instant.hpp"
#include "base/resultat.hpp"
#include "dialogue/appels_en_attente.hpp"
#include "dialogue/commande_recue.hpp"
#include "dialogue/etat_appel.hpp"
#include "dialogue/fin.hpp"
#include "protocole/decoupeur.hpp"
#include "protocole/message.hpp"
#include "protocole/tampon_reception.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace cconn::detail {

/// Plus rien à faire des octets reçus : il en faut d'autres.
struct Epuise {};

/// Un appel vient de se terminer ; qui l'attend est à réveiller, sa suite à exécuter.
struct AppelTermine {
    std::shared_ptr<EtatAppel> appel;
};

/// Une trame à envoyer au pair : le refus d'un de ses messages.
struct TrameAEnvoyer {
    Tampon octets;
    Refus refus; ///< Ce qu'elle dit, pour le journal.
};

/// Quelque chose à dire au journal, sans suite : réponse orpheline, erreur de protocole du pair.
struct Remarque {
    std::string texte;
    bool est_orpheline = false; ///< Une réponse qu'aucun appel n'attend.
};

/// Le flux ne peut pas continuer : envoyer l'adieu, puis fermer.
struct FluxTermine {
    Fin fin;
    Tampon adieu;
};

/// Ce qui suit dans les octets reçus.
using Suite =
    std::variant<Epuise, CommandeRecue, AppelTermine, TrameAEnvoyer, Remarque, FluxTermine>;

/// Les règles de msgpack-RPC, sans socket, sans fil et sans horloge : l'heure est un argument.
///
/// Qui le conduit fait : `place` → y recevoir → `noter_recus`, puis `suite` jusqu'à `Epuise`. Une
/// commande rendue par `suite` est à rendre par `rendre` une fois exécutée : c'est ce qui libère ses
/// octets, et son identifiant.
///
/// @fils Un seul à la fois, sauf l'écriture dans `place`, qui peut se faire sans verrou : rien d'autre
///       ne touche ces octets avant `noter_recus`.
/// @source docs/reference/protocole.md
class Dialogue final {
public:
    explicit Dialogue(const Limites& limites);

    /// D'autres limites, pour ce qui n'est pas encore découpé.
    void definir_limites(const Limites& limites);

    // Réception

    /// Où recevoir la suite ; jamais vide. Le délai d'une trame commencée court à partir d'ici.
    [[nodiscard]] std::span<std::uint8_t> place(Instant maintenant);
    void noter_recus(std::size_t taille) { tampon_.ajouter(taille); }

    /// Découpe et décode le message suivant.
    [[nodiscard]] Suite suite();

    /// Octets de la trame en cours, reçus ou à venir, au moins.
    [[nodiscard]] std::size_t taille_attendue() const {
        return tampon_.non_lus().size() + manquants_;
    }
    /// Octets tenus pour la réception.
    [[nodiscard]] std::size_t memoire() const { return tampon_.capacite(); }
    /// Met fin au flux : cette trame ne peut pas être reçue.
    [[nodiscard]] FluxTermine terminer_flux(Cause cause, Refus refus) const;

    /// Vrai s'il reste des octets reçus après le dernier message rendu.
    [[nodiscard]] bool a_octets_non_lus() const { return !tampon_.non_lus().empty(); }

    /// Fin de l'usage d'une commande reçue.
    void rendre(const CommandeRecue& commande);
    /// La même chose d'une commande dont la réponse viendra plus tard : son identifiant reste pris.
    static void rendre_octets(const CommandeRecue& commande);
    /// La réponse de cette requête va partir.
    void oublier_requete(std::uint32_t id);
    /// Requêtes reçues et sans réponse.
    [[nodiscard]] std::size_t nb_requetes() const { return requetes_en_cours_.size(); }

    /// Le délai d'une trame commencée ne court plus : on cesse de lire, le pair n'y est pour rien.
    void suspendre_delai() { debut_trame_.reset(); }

    /// Ce que le pair a donné comme raison de fermer (`[1, 0, [1, "CODE : texte"], nil]`).
    [[nodiscard]] const std::optional<Refus>& congediement() const { return congediement_; }

    // Appels

    [[nodiscard]] std::optional<Refus> inscrire(const std::shared_ptr<EtatAppel>& appel) {
        return appels_.inscrire(appel);
    }
    /// Retire un appel : la réponse, si elle vient, sera ignorée. @return faux s'il n'y était plus.
    bool retirer(const EtatAppel& appel);
    [[nodiscard]] std::size_t nb_appels() const { return appels_.nombre(); }

    /// Termine tous les appels par ce refus, et les rend.
    [[nodiscard]] std::vector<std::shared_ptr<EtatAppel>> terminer_appels(const Refus& refus);

    /// Aucun appel n'échoit avant cet instant.
    [[nodiscard]] Instant prochain_appel_echu() const { return appels_.prochaine_echeance(); }

    // Temps

    /// Rien à faire par `avancer` avant cet instant.
    [[nodiscard]] Instant prochaine_echeance() const;

    /// Termine les appels échus, et les rend.
    [[nodiscard]] std::vector<std::shared_ptr<EtatAppel>> terminer_echus(Instant maintenant);

    /// La fin du flux, si la trame commencée tarde trop. À ne demander qu'après une lecture restée
    /// sans rien : ce qui attend d'être lu n'est pas en retard.
    [[nodiscard]] std::optional<FluxTermine> verifier_trame(Instant maintenant) const;

private:
    [[nodiscard]] Suite interpreter(const TrameRecue& trame);
    [[nodiscard]] Suite interpreter(const Requete& requete, const TrameRecue& trame);
    [[nodiscard]] Suite interpreter(const Reponse& reponse, const TrameRecue& trame);
    [[nodiscard]] Suite interpreter_refus(const MessageRefuse& message) const;
    [[nodiscard]] Suite refuser(std::uint32_t id, Refus refus) const;
    [[nodiscard]] Instant echeance_trame() const;

    Limites limites_;
    TamponReception tampon_;
    Decoupeur decoupeur_;
    std::size_t manquants_ = 1;          ///< Octets que la trame en cours attend encore, au moins.
    std::optional<Instant> debut_trame_; ///< Depuis quand on attend la fin d'une trame commencée.
    std::vector<std::uint32_t> requetes_en_cours_;
    AppelsEnAttente appels_;
    std::optional<Refus> congediement_;
};

} // namespace cconn::detail
