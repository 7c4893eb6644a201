// TamponReception: octets reçus et pas encore lus, et les trames qu'on y emprunte.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/memoire.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

namespace cconn::detail {

/// Mémoire d'un tampon de réception.
struct Bloc : std::enable_shared_from_this<Bloc> {
    explicit Bloc(std::size_t taille);

    /// Prend cette capacité en gardant le contenu. Exige : `est_libre`.
    void agrandir(std::size_t nouvelle_capacite);
    /// Vrai si plus personne ne tient à ce que ses octets restent en place.
    [[nodiscard]] bool est_libre() const { return emprunts == 0 && !retenu; }

    struct Liberation {
        void operator()(std::uint8_t* memoire) const noexcept { std::free(memoire); }
    };
    // malloc plutôt qu'un std::vector : rien n'est mis à zéro, et `realloc` d'un grand bloc déplace
    // ses pages sans recopier leurs octets.
    std::unique_ptr<std::uint8_t, Liberation> octets;
    std::size_t capacite = 0;
    PartMemoire part = {}; ///< Sa capacité, comptée.
    /// Trames encore en usage ; tant qu'il y en a, leurs octets ne bougent pas. Même verrou que le
    /// tampon.
    std::size_t emprunts = 0;
    bool retenu = false; ///< Par `TamponReception::retenir` : ne resservira plus.
};

/// Octets d'une trame, avec le bloc qui les porte.
struct TrameRecue {
    Bloc* bloc = nullptr;
    std::span<const std::uint8_t> octets;
};

/// Reçoit les octets du pair par la fin, les rend par le début.
///
/// Invariant : les octets d'une trame empruntée restent en place jusqu'à `rendre`, même si l'on
/// continue de recevoir : un autre bloc est pris s'il le faut, et l'ancien gardé jusque-là. La mémoire
/// ne dépasse pas le double de ce qui a été reçu, quoi que le pair annonce.
class TamponReception final {
public:
    /// Place libre où recevoir, jamais vide.
    ///
    /// @param manquants octets que la trame en cours attend encore, s'ils sont connus.
    /// @duree_vie La place est valable jusqu'au prochain appel de `place`.
    [[nodiscard]] std::span<std::uint8_t> place(std::size_t manquants);

    /// `taille` octets viennent d'être écrits au début de la place.
    void ajouter(std::size_t taille);

    [[nodiscard]] std::span<const std::uint8_t> non_lus() const;

    /// Retire les `taille` premiers octets et les prête, jusqu'à `rendre` ou la fin du tampon.
    /// Exige : de 1 à `non_lus().size()`.
    [[nodiscard]] TrameRecue emprunter(std::size_t taille);

    /// Retire les `taille` premiers octets sans les prêter.
    void sauter(std::size_t taille);

    [[nodiscard]] std::size_t capacite() const { return bloc_ == nullptr ? 0 : bloc_->capacite; }

    /// Les lectures ne grandissent plus au-delà de cette taille, celle de départ au moins.
    void limiter_lecture(std::size_t taille);

    /// Met fin à un emprunt.
    static void rendre(Bloc& bloc);
    /// Garde ce bloc, et les octets qu'on y a empruntés, aussi longtemps que ce qui est rendu.
    [[nodiscard]] static std::shared_ptr<Bloc> retenir(Bloc& bloc);

private:
    void changer_bloc(std::size_t capacite);
    [[nodiscard]] std::size_t occupes() const { return fin_ - debut_; }

    std::shared_ptr<Bloc> bloc_;
    std::vector<std::shared_ptr<Bloc>> anciens_; ///< Remplacés pendant qu'ils étaient empruntés.
    std::size_t debut_ = 0;
    std::size_t fin_ = 0;
    /// S'adapte : grandit tant que les lectures la remplissent.
    std::size_t taille_lecture_ = 4'096;
    std::size_t lecture_max_ = std::size_t{64} << 10;
};

} // namespace cconn::detail
