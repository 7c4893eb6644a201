// Tuyau: les octets chiffrés, entre OpenSSL et le transport qui les porte.
// SPDX-License-Identifier: MIT
#pragma once

#include "openssl.hpp"
#include "transport/transport.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace cconn::tls {

/// Le côté réseau d'un `SSL`, à la place de son socket. Ne bloque jamais.
///
/// Ce qu'OpenSSL écrit part aussitôt, dans l'ordre ; ce que le système ne prend pas est gardé, et
/// borné : qui chiffre s'arrête tant que `a_vider` est vrai. Ce qu'OpenSSL lit vient d'un tampon que
/// le lecteur remplit quand il est vide.
///
/// @fils Sous le verrou de la connexion.
class Tuyau final {
public:
    explicit Tuyau(detail::Transport& dessous);
    Tuyau(const Tuyau&) = delete;
    Tuyau& operator=(const Tuyau&) = delete;
    Tuyau(Tuyau&&) = delete;
    Tuyau& operator=(Tuyau&&) = delete;
    ~Tuyau() = default;

    /// Donne à `ssl` ce tuyau, qui doit lui survivre.
    void brancher(SSL& ssl);

    // Entrée

    /// Où recevoir, derrière ce qui y est déjà ; ne se verra qu'après `noter_recus`. Le lecteur y écrit
    /// sans verrou : rien d'autre n'y touche.
    [[nodiscard]] std::span<std::uint8_t> place();
    void noter_recus(std::size_t taille) { fin_ += taille; }
    [[nodiscard]] std::span<const std::uint8_t> recus() const;
    [[nodiscard]] bool est_vide() const { return debut_ == fin_; }

    // Sortie

    /// Vrai s'il reste des octets que le système n'a pas pris.
    [[nodiscard]] bool a_vider() const { return debut_sortie_ < sortie_.size(); }
    /// Offre de nouveau au système ce qui reste. @return vrai si tout est parti.
    bool vider();
    /// Vrai si la connexion est morte d'un côté qui n'a pas su écrire ; voir `erreur`.
    [[nodiscard]] bool est_rompu() const { return rompu_; }
    [[nodiscard]] int erreur() const { return erreur_; }
    /// Envoie ces octets tels quels.
    void ecrire(std::span<const std::uint8_t> octets);
    /// Plus rien ne s'ajoute à ce qui part : ce qu'OpenSSL répondra encore est jeté.
    void clore_sortie() { sortie_close_ = true; }

private:
    /// Un enregistrement de TLS et plus.
    using Entree = std::array<std::uint8_t, std::size_t{32} << 10U>;

    static BIO_METHOD* methode();
    std::size_t lire(std::span<std::uint8_t> place);
    void noter(const detail::Ecriture& ecriture);

    // Fixé après construction
    detail::Transport& dessous_;
    std::unique_ptr<Entree> entree_; ///< Non initialisée : on ne touche que ce qui sert.

    // Sous le verrou de la connexion
    std::size_t debut_ = 0;
    std::size_t fin_ = 0;
    std::vector<std::uint8_t> sortie_;
    std::size_t debut_sortie_ = 0;
    bool sortie_close_ = false;
    bool rompu_ = false;
    int erreur_ = 0;
};

} // namespace cconn::tls
