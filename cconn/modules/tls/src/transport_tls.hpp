// TransportTls: un transport chiffré, par-dessus un autre.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/protege.hpp"
#include "guichet.hpp"
#include "openssl.hpp"
#include "reprises.hpp"
#include "transport/transport.hpp"
#include "tuyau.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace cconn::tls {

class Source;

/// Ce que le chiffreur décide d'une connexion.
struct Reglages {
    Cote cote = Cote::serveur;
    Ssl ssl;
    std::chrono::milliseconds delai_poignee{};
    std::shared_ptr<Guichet> guichet; ///< Nul : pas de limite.
    Reprise reprise;                  ///< Vide pour un serveur.
    std::string nom_attendu;          ///< Du serveur, pour un client.
    /// Octets chiffrés avant de renouveler les clés, en TLS 1.3, bien avant qu'elles ne s'usent.
    /// @source RFC 8446, section 5.5.
    std::uint64_t octets_par_cle = std::uint64_t{1} << 36U;
};

/// Une connexion de TLS. Le `SSL` et son tuyau sont sous un verrou, que personne ne tient en
/// attendant le réseau : le lecteur dort dans le transport d'en dessous, l'écrivain n'attend jamais.
/// Ce verrou n'en prend aucun autre, sinon celui des reprises, qui n'en prend pas.
///
/// Un octet accepté par `envoyer` est chiffré, et parti, sauf le dernier d'un envoi que le système n'a
/// pas pris tout entier : il est chiffré lui aussi, mais pas encore compté. Celui qui envoie le
/// présente donc de nouveau, ce qui fait partir la suite sans qu'aucun octet ne soit chiffré deux fois.
class TransportTls final : public detail::Transport {
public:
    TransportTls(std::unique_ptr<detail::Transport> dessous, Reglages reglages);

    [[nodiscard]] std::optional<detail::Refus> ouvrir() override;
    [[nodiscard]] detail::Lecture
    recevoir(std::span<std::uint8_t> place, detail::Instant echeance) override;
    [[nodiscard]] detail::Ecriture envoyer(std::span<const std::uint8_t> octets) override;
    [[nodiscard]] detail::Ecriture envoyer(std::span<const std::span<const std::uint8_t>> morceaux
    ) override;
    [[nodiscard]] bool attendre_place(std::chrono::milliseconds delai) noexcept override;
    void couper(detail::Sens sens) noexcept override;
    void attendre_remise(std::chrono::milliseconds delai) noexcept override;
    [[nodiscard]] std::size_t octets_a_lire() const noexcept override;
    [[nodiscard]] bool pair_a_raccroche() const noexcept override;
    [[nodiscard]] std::optional<detail::Refus> refus() const override;
    [[nodiscard]] bool est_chiffre() const noexcept override { return true; }
    [[nodiscard]] std::string nom_certifie() const override { return nom_certifie_; }
    [[nodiscard]] int descripteur() const noexcept override { return dessous_->descripteur(); }
    [[nodiscard]] const std::string& ip() const noexcept override { return dessous_->ip(); }
    [[nodiscard]] std::uint16_t port() const noexcept override { return dessous_->port(); }

private:
    struct Etat {
        explicit Etat(detail::Transport& dessous) : tuyau(dessous) {}

        Tuyau tuyau;
        Ssl ssl; ///< Après le tuyau : détruit avant lui.
        bool ouvert = false;
        std::uint64_t chiffres = 0;   ///< Octets, depuis que les clés sont neuves.
        bool dernier_chiffre = false; ///< Le premier octet du prochain envoi l'est déjà.
        bool clos = false;            ///< La fin a été annoncée au pair.
        bool a_couper = false;        ///< Le sens d'écriture se coupe dès que tout est parti.
        bool fin_lue = false;         ///< Le pair a annoncé la sienne.
        std::optional<detail::Refus> refus;
    };
    using Acces = detail::Protege<Etat>::Acces;

    // transport_tls_ouverture.cpp
    [[nodiscard]] std::optional<detail::Refus> essayer_ouvrir(detail::Instant echeance);
    [[nodiscard]] std::optional<detail::Refus> juger_debut(detail::Instant echeance);
    [[nodiscard]] std::optional<detail::Refus> avancer_poignee(detail::Instant echeance);
    [[nodiscard]] std::optional<detail::Refus> attendre_poignee(detail::Instant echeance);
    [[nodiscard]] std::optional<detail::Refus> vider_tout(detail::Instant echeance);
    [[nodiscard]] detail::Refus poignee_tardive() const;
    void conclure_poignee(Etat& etat);

    // transport_tls.cpp
    [[nodiscard]] std::optional<detail::Lecture> dechiffrer(std::span<std::uint8_t> place);
    [[nodiscard]] std::optional<detail::Lecture> constater_lecture(Etat& etat, int issue);
    [[nodiscard]] detail::Lecture constater_fin();
    [[nodiscard]] detail::Lecture constater_bavardage();
    [[nodiscard]] detail::Ecriture chiffrer(Etat& etat, Source& source);
    void renouveler_cles(Etat& etat) const;
    void annoncer_fin(Etat& etat) noexcept;
    void terminer_ecriture(Etat& etat) noexcept;

    // Fixé après construction
    std::unique_ptr<detail::Transport> dessous_;
    Cote cote_;
    std::chrono::milliseconds delai_poignee_;
    std::shared_ptr<Guichet> guichet_;
    Reprise reprise_;
    std::string nom_attendu_;
    std::uint64_t octets_par_cle_;
    std::string nom_certifie_; ///< Écrit par `ouvrir`.

    // Lecteur seul

    /// Il reste peut-être de quoi déchiffrer sans rien recevoir.
    bool a_dechiffrer_ = true;
    /// Octets reçus depuis le dernier contenu.
    std::size_t sans_contenu_ = 0;

    // Partagé
    mutable detail::Protege<Etat> etat_;
    std::atomic<bool> lecture_coupee_ = false;
};

} // namespace cconn::tls
