// Journal: fait parvenir à l'hôte des lignes propres, courtes et limitées en débit.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/journal.hpp>

#include "base/instant.hpp"
#include "base/protege.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace cconn::detail {

/// Le journal d'un serveur ou d'un client.
///
/// Chaque ligne est échappée, coupée à `taille_ligne_max` octets, et comptée : au plus
/// `lignes_par_seconde` par niveau et par seconde. Les suivantes sont tues, et une ligne du même
/// niveau dit combien, dès la première écriture après cette seconde, et au plus tard à la
/// destruction.
///
/// Sans fonction de l'hôte, les avertissements et les erreurs vont sur la sortie d'erreur, une
/// ligne par écriture : `cconn : avertissement : texte`. Ce que lève la fonction de l'hôte est
/// ignoré.
///
/// @fils Tout fil. La fonction de l'hôte est appelée sans verrou, donc parfois par plusieurs fils à
///       la fois et dans un autre ordre que les appels d'`ecrire`.
class Journal {
public:
    static constexpr std::size_t taille_ligne_max = 1'024;
    static constexpr unsigned lignes_par_seconde = 10;

    /// Donne l'heure ; remplacée par les tests.
    using Horloge = std::function<Instant()>;

    explicit Journal(FonctionJournal fonction = {}, Horloge horloge = {});
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    Journal(Journal&&) = delete;
    Journal& operator=(Journal&&) = delete;
    /// Écrit les comptes de lignes tues qui restent.
    ~Journal();

    /// Écrit une ligne, sans fin de ligne ni point final. N'échoue jamais.
    /// @blocage Celui de la fonction de l'hôte.
    void ecrire(NiveauJournal niveau, std::string_view texte) noexcept;

    /// Faux si les lignes de ce niveau ne vont nulle part : inutile de composer le texte.
    [[nodiscard]] bool actif(NiveauJournal niveau) const noexcept;

private:
    /// Le débit d'un niveau : la seconde en cours, et ce qui y a été écrit et tu.
    struct Debit {
        Instant debut = {};
        unsigned ecrites = 0;
        std::uint64_t tues = 0;
    };
    static constexpr std::size_t nb_niveaux = 4;
    using Debits = std::array<Debit, nb_niveaux>;
    using Bilans = std::array<std::uint64_t, nb_niveaux>;

    static bool prendre_place(Debit& debit, Instant maintenant) noexcept;
    static Bilans relever_bilans(Debits& debits, Instant maintenant) noexcept;
    void transmettre_bilans(const Bilans& bilans) const;

    // Fixé après construction
    NiveauJournal seuil_;
    FonctionJournal fonction_;
    Horloge horloge_;

    // Partagé
    Protege<Debits> debits_;
};

} // namespace cconn::detail
