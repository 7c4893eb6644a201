// Remplissage: distribue une liste ou une table reçue entre les membres d'une structure.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/lecteur.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace cconn::detail {

/// Les membres se présentent un à un, dans l'ordre de MSGPACK_DEFINE ; chacun reçoit ce qui lui
/// revient.
///
/// Ordre d'emploi : `ouvrir_*`, puis pour chaque membre (`nommer` s'il s'agit d'une table) `membre`,
/// puis `finir`. Après un écart, les membres suivants ne reçoivent plus rien.
///
/// - Liste : autant d'éléments que de membres ; des membres optionnels en fin peuvent manquer.
/// - Table : les noms absents laissent au membre sa valeur ; un nom inconnu ou répété est un écart
///   (inconnu : ignoré si le lecteur le permet).
class CCONN_API Remplissage final {
public:
    /// Ce qu'est un membre dont la valeur n'est pas là.
    enum class Membre : unsigned char { exige, facultatif };

    explicit Remplissage(Lecteur& lecteur) : lecteur_(lecteur) {}

    void ouvrir_liste(std::size_t nb_membres);
    void ouvrir_table(std::size_t nb_membres);

    /// Annonce le nom du membre suivant.
    void nommer(std::string_view nom) { noms_.push_back(nom); }

    /// Où lire le membre suivant ; nul s'il n'y a rien à lire. À rendre à `rendre`.
    [[nodiscard]] Lecteur* membre(Membre genre);
    /// Après lecture du membre : `lu` est ce que la lecture a rendu.
    void rendre(bool lu);

    /// Vrai si la structure est remplie ; sinon l'écart est dans le lecteur d'origine.
    [[nodiscard]] bool finir();

private:
    struct Entree {
        std::string_view nom;
        std::span<const std::uint8_t> valeur;
        bool est_prise = false;
    };

    bool lire_entree();
    [[nodiscard]] Lecteur* membre_table();
    [[nodiscard]] Lecteur* membre_liste(Membre genre);
    bool refuser_inconnu(std::string_view nom);

    Lecteur& lecteur_;
    Lecteur lecteur_valeur_{{}};
    Element annonce_;
    std::size_t nb_membres_ = 0;
    std::size_t indice_ = 0;
    bool est_rempli_ = true;
    std::vector<Entree> entrees_;
    std::size_t cherche_ = 0; // Les noms arrivent presque toujours dans l'ordre des membres.
    std::vector<std::string_view> noms_;
};

} // namespace cconn::detail
