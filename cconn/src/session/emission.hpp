// Emission: ce qui part vers le pair, tout de suite si possible, sinon en file.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/tampon.hpp>
#include <cconn/options.hpp>
#include <cconn/politique_lent.hpp>
#include <cconn/statistiques.hpp>

#include "base/instant.hpp"
#include "base/memoire.hpp"
#include "base/protege.hpp"
#include "session/cadence.hpp"
#include "session/suivi.hpp"
#include "transport/transport.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace cconn::detail {

/// Ce qu'est devenu un message offert.
enum class Envoi {
    accepte, ///< Parti, ou en file pour partir.
    plein,   ///< Refusé : la file est à sa limite.
    clos,    ///< Refusé : plus rien ne part.
};

/// Comment un avis attend un pair lent.
struct Egards {
    PolitiqueLent politique;
    std::string cle; ///< Pour `garder_dernier` ; vide sinon.
};

/// La file de sortie d'une connexion.
///
/// Un message part aussitôt si rien n'attend ; ce que le socket ne prend pas est gardé, et le facteur
/// continue. D'un fil qui envoie en rafale, les petits messages ne font que s'ajouter à la file : le
/// facteur passe et repasse, et les écrit ensemble pendant que le fil en prépare d'autres. Les
/// messages partent entiers et dans l'ordre. Rien ici ne bloque, sauf `attendre_`.
///
/// @fils Tout fil.
class Emission final {
public:
    /// Quand le facteur est à rappeler.
    enum class Rappel {
        bientot,     ///< Sans attendre le socket.
        place_libre, ///< Quand le socket acceptera des octets.
        memoire,     ///< La file a grandi : il manque peut-être de la mémoire.
    };

    /// @param appeler_facteur demande au facteur d'appeler `vidanger` ; appelée sans verrou.
    /// @param quand_allegee   appelée sans verrou quand la file redevient légère.
    Emission(
        Transport& transport,
        const Limites& limites,
        std::function<void(Rappel)> appeler_facteur,
        std::function<void()> quand_allegee
    );

    [[nodiscard]] Envoi offrir(std::span<const std::uint8_t> message, Rythme rythme = Rythme::pose);
    /// La même chose d'un message que plusieurs connexions se partagent : ses octets ne sont pas
    /// recopiés, s'il y en a assez pour que cela vaille la peine.
    [[nodiscard]] Envoi
    offrir(const std::shared_ptr<const Tampon>& message, Rythme rythme = Rythme::pose);

    /// La même chose d'un avis qui peut céder sa place, ou prendre celle d'un autre.
    [[nodiscard]] Envoi
    offrir_selon(const std::shared_ptr<const Tampon>& message, Rythme rythme, const Egards& egards);
    /// Avis qui ont cédé leur place, depuis le début.
    [[nodiscard]] std::uint64_t retires() const { return retires_.load(std::memory_order_relaxed); }

    /// Écrit un grand message depuis la mémoire de l'appelant, en attendant le socket tant qu'il
    /// avance ; il n'est recopié que si le pair cesse de lire, ou si d'autres attendent déjà.
    ///
    /// @blocage Le temps que le pair lise ; au plus `patience` sans qu'il prenne rien.
    [[nodiscard]] Envoi offrir_long(const Tampon& message);

    /// Attend que la file se soit assez vidée pour qu'un message de cette taille y entre, et d'autres
    /// après lui : qui attend est réveillé moins souvent. @return faux à l'échéance ou si close.
    [[nodiscard]] bool attendre_place(std::size_t taille, Instant echeance);
    /// Attend que tout soit parti. @return faux à l'échéance ou si close avant.
    [[nodiscard]] bool attendre_vide(Instant echeance);

    /// D'autres limites ; ce qui attend déjà reste.
    void definir_limites(const Limites& limites);
    /// Si le processus en tient autant pour ses pairs, cette file ne dépasse plus
    /// `Memoire::taille_sure`.
    void definir_memoire_max(std::size_t octets);

    // Groupes

    /// Retient les messages jusqu'à `fermer_groupe` ; s'emboîte. Ne prend pas de verrou.
    void ouvrir_groupe() { ++groupes_; }
    void fermer_groupe();
    /// Fait partir ce qui est retenu, sans fermer les groupes ni attendre le facteur. @return vrai
    /// s'il y en avait.
    bool pousser();
    /// Vrai si le facteur repasse en ce moment pour une rafale : un fil qui va attendre gagne à
    /// `pousser`. Indication seule.
    [[nodiscard]] bool est_en_rafale() const { return en_rafale_.load(std::memory_order_relaxed); }
    /// Vrai si un groupe retient quelque chose, ou une rafale. Indication seule.
    [[nodiscard]] bool est_retenue() const { return retenue_.load(std::memory_order_relaxed); }

    // Facteur

    /// Écrit ce que le socket accepte, sans tenir le verrou pendant ce temps.
    [[nodiscard]] Vidange vidanger();
    /// Depuis quand le pair n'a rien pris ; `jamais` si ce n'est pas lui qu'on attend.
    [[nodiscard]] Instant sans_progres_depuis() const;

    /// Plus rien ne part ; ce qui attendait est perdu, et sa mémoire rendue. Après, le transport n'est
    /// plus touché.
    void clore();
    [[nodiscard]] bool est_close() const;

    /// Octets abandonnés par `clore` ou par une rupture.
    [[nodiscard]] std::size_t octets_en_attente() const;
    [[nodiscard]] std::size_t messages_en_attente() const;
    /// Messages acceptés, et octets partis.
    [[nodiscard]] Trafic envoyes() const;

    /// Vrai si la file dépasse la moitié de sa limite : il vaut mieux ne plus produire.
    [[nodiscard]] bool est_chargee() const { return chargee_.load(std::memory_order_relaxed); }

private:
    /// Morceaux offerts au socket en une fois.
    using Lot = std::array<std::span<const std::uint8_t>, 64>;
    /// Un bout de file : des messages recopiés à la suite, ou un message partagé.
    struct Morceau {
        Tampon propre;
        std::shared_ptr<const Tampon> partage;
        std::size_t debut = 0;    ///< Octets déjà partis.
        std::size_t messages = 1; ///< 0 : une place laissée vide par un avis retiré.
        bool retirable = false;

        [[nodiscard]] std::span<const std::uint8_t> reste() const {
            return (partage ? partage->octets() : propre.octets()).subspan(debut);
        }
    };
    /// Qui écrira ce qui est en file.
    enum class Suite {
        personne,    ///< La file est vide, ou un groupe la retient.
        passage,     ///< Le facteur repasse : c'est une rafale.
        place_libre, ///< Le facteur, quand le socket acceptera des octets.
    };
    struct Etat {
        std::deque<Morceau> morceaux;
        /// Numéro du premier morceau ; les autres suivent.
        std::uint64_t premier = std::uint64_t{1} << 32;
        std::size_t vides = 0;                                  ///< Places vides, au plus.
        std::unordered_map<std::string, std::uint64_t> par_cle; ///< Numéros, peut-être dépassés.
        std::size_t octets = 0;
        std::size_t messages = 0;
        Trafic envoyes;
        Suite suite = Suite::personne;
        bool occupee = false; ///< Un fil écrit en ce moment, sans verrou ; lui seul.
        /// Premiers morceaux que ce fil écrit : à ne pas toucher.
        std::size_t morceaux_en_vol = 0;
        int passages_vides = 0; ///< De suite, pendant lesquels la rafale n'a rien donné.
        Tampon rechange;        ///< Mémoire d'un morceau parti, pour le prochain de la rafale.
        bool close = false;
        bool a_change = false; ///< Ceux qui attendent un changement sont à prévenir.
        Instant dernier_progres{};
        PartMemoire part; ///< Ce que la file tient, compté par pas.
        std::size_t octets_max = 0;
        std::size_t messages_max = 0;
        std::size_t memoire_max = std::numeric_limits<std::size_t>::max();
    };
    using Acces = Protege<Etat>::Acces;

    template<class Garder>
    Envoi offrir(std::span<const std::uint8_t> message, Rythme rythme, Garder garder);
    [[nodiscard]] Ecriture ecrire_long(std::vector<std::span<const std::uint8_t>>& restes);
    [[nodiscard]] static bool a_place(const Etat& etat, std::size_t taille);
    [[nodiscard]] static bool est_degagee(const Etat& etat, std::size_t taille);
    void ajouter(Etat& etat, std::span<const std::uint8_t> reste) const;
    [[nodiscard]] static std::span<const std::span<const std::uint8_t>>
    assembler(const Etat& etat, Lot& lot);
    void noter_ecriture(Etat& etat, const Ecriture& ecriture) const;
    [[nodiscard]] Suite ecrire(Etat& etat);
    [[nodiscard]] bool ecrire_sans_verrou(Acces& etat);
    void retirer(Etat& etat, std::size_t taille) const;
    [[nodiscard]] static Vidange conclure(Etat& etat, bool prise, bool rien);
    void rendre(Acces& etat, Suite suite);
    void noter_charge(const Etat& etat);

    // emission_politique.cpp
    [[nodiscard]] bool
    ceder_place(const std::shared_ptr<const Tampon>& message, const Egards& egards);
    [[nodiscard]] static Morceau* retirable(Etat& etat, std::uint64_t numero);
    [[nodiscard]] bool
    remplacer(Etat& etat, const std::shared_ptr<const Tampon>& message, const std::string& cle);
    [[nodiscard]] bool retirer_ancien(Etat& etat);
    static void marquer_retirable(Etat& etat, const std::string& cle);
    static void nettoyer(Etat& etat);

    // Fixé après construction
    Transport& transport_;
    std::function<void(Rappel)> appeler_facteur_;
    std::function<void()> quand_allegee_;

    // Partagé
    Protege<Etat> etat_;
    std::condition_variable changement_;
    std::atomic<int> groupes_ = 0; ///< Groupes ouverts.
    // Indications seules : l'état qui fait foi est sous verrou.
    std::atomic<bool> chargee_ = false;
    std::atomic<bool> en_rafale_ = false;
    std::atomic<bool> retenue_ = false;
    std::atomic<std::uint64_t> retires_ = 0; // un compte, sans ordre à garantir
};

} // namespace cconn::detail
