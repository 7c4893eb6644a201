// Transport: un flux d'octets entre deux bouts, quel que soit ce qui le porte.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/resultat.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace cconn::detail {

/// Ce qu'une lecture a donné.
struct Lecture {
    enum class Genre {
        octets,   ///< `taille` octets, au moins un.
        fin,      ///< Le pair n'enverra plus rien, ou `couper(Sens::lecture)` est passé.
        echeance, ///< Rien n'est venu avant l'échéance.
        rompue,   ///< La connexion est morte ; `erreur` est l'errno.
    };
    Genre genre = Genre::rompue;
    std::size_t taille = 0;
    int erreur = 0;
};

/// Ce qu'une écriture a donné.
struct Ecriture {
    enum class Genre {
        octets, ///< `taille` octets sont partis, peut-être moins que demandé.
        pleine, ///< Aucun octet n'est parti : le pair ne lit pas assez vite.
        rompue, ///< La connexion est morte ; `erreur` est l'errno.
    };
    Genre genre = Genre::rompue;
    std::size_t taille = 0;
    int erreur = 0;
};

/// Ce que l'on coupe d'une connexion.
enum class Sens { lecture, ecriture, tout };

/// Un flux d'octets dans les deux sens. Ce qui vient du réseau est une valeur, jamais une exception.
///
/// Cycle de vie : reçu (`connecter_tcp`, `Ecouteur::accepter`), et `ouvrir` d'abord ; `couper`
/// l'arrête ; le destructeur ferme le descripteur, et lui seul, quand plus aucun fil ne s'en sert.
///
/// @fils Un seul lecteur à la fois (`recevoir`) et un seul écrivain à la fois (`envoyer`), qui
///       peuvent être deux fils ; tout le reste depuis tout fil. Le rôle de lecteur ou d'écrivain
///       passe d'un fil à un autre par un verrou.
class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    Transport(Transport&&) = delete;
    Transport& operator=(Transport&&) = delete;
    virtual ~Transport() = default;

    /// Achève l'ouverture : la poignée de main d'un transport chiffré ; les autres n'ont rien à faire.
    /// À appeler une fois, avant de lire et d'écrire. @return pourquoi elle échoue.
    /// @fils Un fil, qui tient les rôles de lecteur et d'écrivain.
    /// @blocage Oui, borné ; `couper` depuis un autre fil la réveille.
    [[nodiscard]] virtual std::optional<Refus> ouvrir() { return std::nullopt; }

    /// Attend au moins un octet, la fin, la rupture ou l'échéance.
    ///
    /// @param place     où mettre les octets ; non vide.
    /// @param echeance  `jamais` : sans limite ; passée : rend ce qui est déjà là, sans attendre.
    /// @blocage Oui, jusqu'à l'échéance ; `couper` depuis un autre fil la réveille.
    [[nodiscard]] virtual Lecture recevoir(std::span<std::uint8_t> place, Instant echeance) = 0;

    /// Envoie ce que le système accepte tout de suite.
    /// @blocage Jamais.
    [[nodiscard]] virtual Ecriture envoyer(std::span<const std::uint8_t> octets) = 0;

    /// La même chose de plusieurs morceaux, dans l'ordre, comme s'ils n'en faisaient qu'un.
    ///
    /// @return `octets` dès qu'un octet est parti, même si la connexion s'est rompue ensuite :
    ///         l'écriture suivante le dira.
    /// @blocage Jamais.
    [[nodiscard]] virtual Ecriture envoyer(std::span<const std::span<const std::uint8_t>> morceaux
    ) = 0;

    /// Un grand envoi commence, ou vient de finir : pendant ce temps, le système peut garder plus
    /// d'octets qui ne sont pas encore partis, et l'on y revient moins souvent.
    /// @fils L'écrivain.
    virtual void annoncer_grand_envoi(bool /*en_cours*/) noexcept {}

    /// Attend que le pair accepte des octets, ou la rupture. @return faux si le délai passe avant.
    /// @blocage Oui, au plus `delai` ; `couper` depuis un autre fil la réveille.
    [[nodiscard]] virtual bool attendre_place(std::chrono::milliseconds delai) noexcept = 0;

    /// Coupe un sens ou les deux. Idempotent ; n'échoue pas sur une connexion déjà morte.
    ///
    /// `lecture` réveille `recevoir`, qui rend d'abord les octets déjà reçus, puis `fin`.
    /// `ecriture` annonce la fin au pair, après les octets déjà acceptés.
    virtual void couper(Sens sens) noexcept = 0;

    /// À appeler juste avant de détruire : le destructeur attendra, au plus `delai`, que le pair ait
    /// pris tout ce qui a été envoyé. Ce qui n'a pas été lu est jeté : le laisser romprait la
    /// connexion au lieu de la fermer, et le pair pourrait perdre les derniers octets.
    virtual void attendre_remise(std::chrono::milliseconds delai) noexcept = 0;

    /// Octets que `recevoir` rendrait sans attendre ; 0 si la connexion est morte.
    [[nodiscard]] virtual std::size_t octets_a_lire() const noexcept = 0;

    /// Vrai si le pair a fini d'envoyer, si la connexion est morte, ou après
    /// `couper(Sens::lecture)`, sans lire ni attendre. Il peut rester des octets à lire.
    [[nodiscard]] virtual bool pair_a_raccroche() const noexcept = 0;

    /// Vrai si ce qui passe ici est illisible en chemin.
    [[nodiscard]] virtual bool est_chiffre() const noexcept { return false; }

    /// Ce qui a rompu la connexion, si un errno ne suffit pas à le dire.
    [[nodiscard]] virtual std::optional<Refus> refus() const { return std::nullopt; }

    /// Le nom que le pair a prouvé porter, une fois ouvert ; vide en clair.
    [[nodiscard]] virtual std::string nom_certifie() const { return {}; }

    /// Pour `Veille`. Reste au transport : ni fermé, ni lu, ni écrit par un autre.
    [[nodiscard]] virtual int descripteur() const noexcept = 0;

    /// Adresse du pair, numérique ; un pair IPv4 est écrit en IPv4, même sur une écoute IPv6.
    [[nodiscard]] virtual const std::string& ip() const noexcept = 0;
    [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
};

} // namespace cconn::detail
