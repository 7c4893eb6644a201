// Message: un identifiant et une charge d'octets, qui s'ajoutent et s'extraient par morceaux.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/export.hpp>
#include <cconn/valeur.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace cconn {

/// Un message binaire : un identifiant de 16 bits, dont l'application choisit le sens, et une charge.
///
/// S'emploie comme argument ou comme résultat de toute commande, seul ou dans un conteneur. Voyage
/// comme une liste de deux éléments, l'identifiant et des octets.
///
/// @code
/// cconn::Message message(7);
/// message.ajouter("bonjour");
/// client.envoyer("message", message);
///
/// serveur.enregistrer_commande("message", [](cconn::Message recu) {
///     std::string debut = recu.extraire_texte(3);        // "bon"
///     cconn::Octets suite = recu.extraire(recu.reste()); // "jour"
/// });
/// @endcode
///
/// La charge et sa taille ne changent que par `ajouter` ; `extraire` n'avance qu'une position de
/// lecture, qui ne voyage pas : un message reçu se lit depuis son début.
///
/// @fils Comme un type standard : lectures simultanées permises, mais `extraire` est une écriture.
class CCONN_API Message final {
public:
    /// Identifiant 0 et charge vide.
    Message() noexcept = default;
    /// Une charge vide.
    explicit Message(std::uint16_t id) noexcept : id_(id) {}
    /// Cette charge, à lire depuis son début.
    Message(std::uint16_t id, Octets charge) noexcept : id_(id), charge_(std::move(charge)) {}

    /// L'identifiant ; 0 si aucun n'a été donné.
    [[nodiscard]] std::uint16_t id() const noexcept { return id_; }
    /// Change l'identifiant.
    void definir_id(std::uint16_t id) noexcept { id_ = id; }

    /// Ajoute à la fin de la charge.
    /// @return ce message, pour en ajouter d'autres à la suite.
    /// @{
    Message& ajouter(std::span<const std::uint8_t> octets);
    Message& ajouter(std::string_view texte);
    /// @}

    /// Lit les `nb` prochains octets ; la charge et sa taille ne changent pas.
    ///
    /// @throws Erreur `argument_invalide` s'il en reste moins ; rien n'est alors lu.
    /// @{
    Octets extraire(std::size_t nb);
    /// Les mêmes octets, tels quels, dans un texte : qu'ils soient de l'UTF-8 n'est pas vérifié.
    std::string extraire_texte(std::size_t nb);
    /// @}
    /// Octets pas encore extraits.
    [[nodiscard]] std::size_t reste() const noexcept { return charge_.size() - lus_; }
    /// Revient au début : ce qui a été extrait le sera de nouveau.
    void relire() noexcept { lus_ = 0; }

    /// Toute la charge, octets extraits compris.
    [[nodiscard]] const Octets& charge() const noexcept { return charge_; }
    /// Octets de la charge, extraits compris.
    [[nodiscard]] std::size_t taille() const noexcept { return charge_.size(); }
    /// Vrai si la charge n'a aucun octet, ce qui est permis.
    [[nodiscard]] bool est_vide() const noexcept { return charge_.empty(); }

    /// Même identifiant et même charge, où qu'en soit la lecture.
    [[nodiscard]] friend bool operator==(const Message& a, const Message& b) noexcept {
        return a.id_ == b.id_ && a.charge_ == b.charge_;
    }

private:
    [[nodiscard]] std::span<const std::uint8_t> avancer(std::size_t nb);

    std::uint16_t id_ = 0;
    Octets charge_;
    std::size_t lus_ = 0;
};

} // namespace cconn

namespace cconn::detail {

/// `[identifiant, octets]`.
template<>
struct Forme<cconn::Message> : FormeSimple {
    using Paire = std::pair<std::uint16_t, Octets>;

    static std::string nom() { return "message (identifiant, octets)"; }
    static bool lire(Lecteur& lecteur, cconn::Message& valeur) {
        Paire lue;
        const bool est_lue = Forme<Paire>::lire(lecteur, lue);
        valeur = cconn::Message(lue.first, std::move(lue.second));
        return est_lue;
    }
    static void ecrire(Tampon& tampon, const cconn::Message& valeur) {
        ecrire_tableau(tampon, 2);
        ecrire_positif(tampon, valeur.id());
        ecrire_octets(tampon, valeur.charge());
    }
};

} // namespace cconn::detail
