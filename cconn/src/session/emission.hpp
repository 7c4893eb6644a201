// Emission: ce qui part vers le pair, tout de suite si possible, sinon en file.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/tampon.hpp>
#include <cconn/options.hpp>

#include "base/instant.hpp"
#include "base/protege.hpp"
#include "transport/transport.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>

namespace cconn::detail {

/// Ce qu'est devenu un message offert.
enum class Envoi {
    accepte, ///< Parti, ou en file pour partir.
    plein,   ///< Refusé : la file est à sa limite.
    clos,    ///< Refusé : plus rien ne part.
};

/// La file de sortie d'une connexion.
///
/// Un message part aussitôt si rien n'attend ; ce que le socket ne prend pas est gardé, et le facteur
/// continue. Les messages partent entiers et dans l'ordre. Rien ici ne bloque, sauf `attendre_`.
///
/// @fils Tout fil.
class Emission final {
public:
    /// @param appeler_facteur demande au facteur d'appeler `vidanger` ; appelée sans verrou.
    /// @param quand_allegee   appelée sans verrou quand la file redevient légère.
    Emission(
        Transport& transport,
        const Limites& limites,
        std::function<void()> appeler_facteur,
        std::function<void()> quand_allegee
    );

    [[nodiscard]] Envoi offrir(std::span<const std::uint8_t> message);
    /// La même chose d'un message que plusieurs connexions se partagent : ses octets ne sont pas
    /// recopiés.
    [[nodiscard]] Envoi offrir(const std::shared_ptr<const Tampon>& message);

    /// Attend qu'un message de cette taille puisse entrer. @return faux à l'échéance ou si close.
    [[nodiscard]] bool attendre_place(std::size_t taille, Instant echeance);
    /// Attend que tout soit parti. @return faux à l'échéance ou si close avant.
    [[nodiscard]] bool attendre_vide(Instant echeance);

    // Groupes

    /// Retient les messages jusqu'à `fermer_groupe` ; s'emboîte. Ne prend pas de verrou.
    void ouvrir_groupe() { ++groupes_; }
    void fermer_groupe();
    /// Fait partir ce qui est retenu, sans fermer les groupes. @return vrai s'il y en avait.
    bool pousser();

    // Facteur

    /// Écrit ce que le socket accepte. @return vrai s'il reste à écrire.
    [[nodiscard]] bool vidanger();
    /// Depuis quand le pair n'a rien pris ; `jamais` si rien n'attend.
    [[nodiscard]] Instant sans_progres_depuis() const;

    /// Plus rien ne part ; ce qui attendait est perdu. Après, le transport n'est plus touché.
    void clore();
    [[nodiscard]] bool est_close() const;

    /// Octets abandonnés par `clore` ou par une rupture.
    [[nodiscard]] std::size_t octets_en_attente() const;

    /// Vrai si la file dépasse la moitié de sa limite : il vaut mieux ne plus produire.
    [[nodiscard]] bool est_chargee() const { return chargee_.load(std::memory_order_relaxed); }

private:
    /// Un bout de file : des messages recopiés à la suite, ou un message partagé.
    struct Morceau {
        Tampon propre;
        std::shared_ptr<const Tampon> partage;
        std::size_t debut = 0; ///< Octets déjà partis.
        std::size_t messages = 1;

        [[nodiscard]] std::span<const std::uint8_t> reste() const {
            return (partage ? partage->octets() : propre.octets()).subspan(debut);
        }
    };
    struct Etat {
        std::deque<Morceau> morceaux;
        std::size_t octets = 0;
        std::size_t messages = 0;
        bool chez_facteur = false; ///< Le facteur appellera `vidanger`.
        bool close = false;
        Instant dernier_progres{};
    };
    using Acces = Protege<Etat>::Acces;
    /// Ce que devient ce que le socket n'a pas pris.
    enum class Reste {
        retenu,     ///< Il attend la fin d'un groupe.
        au_facteur, ///< Le facteur continue.
    };

    template<class Garder>
    Envoi offrir(std::span<const std::uint8_t> message, Garder garder);
    [[nodiscard]] bool a_place(const Etat& etat, std::size_t taille) const;
    void ajouter(Etat& etat, std::span<const std::uint8_t> reste) const;
    void ecrire(Etat& etat);
    [[nodiscard]] bool faire_place(Etat& etat, std::size_t taille, Reste& reste);
    void ecrire_retenus(Etat& etat, Reste& reste);
    void retirer(Etat& etat, std::size_t taille) const;
    void apres_ecriture(Acces& etat, Reste reste);
    void noter_charge(const Etat& etat);

    // Fixé après construction
    Transport& transport_;
    std::size_t octets_max_;
    std::size_t messages_max_;
    std::function<void()> appeler_facteur_;
    std::function<void()> quand_allegee_;

    // Partagé
    Protege<Etat> etat_;
    std::condition_variable changement_;
    std::atomic<int> groupes_ = 0;      ///< Groupes ouverts.
    std::atomic<bool> chargee_ = false; // indication seule : l'état qui fait foi est sous verrou
};

} // namespace cconn::detail
