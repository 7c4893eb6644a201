// Decodage: répartit les arguments reçus entre les paramètres d'une commande.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>
#include <cconn/detail/empaquetage.hpp>
#include <cconn/detail/verification.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace cconn::detail {

inline constexpr std::size_t sans_maximum = std::numeric_limits<std::size_t>::max();

/// Combien d'arguments une commande accepte.
struct Arite {
    std::size_t min = 0;
    std::size_t max = 0;
};

/// Entre dans les arguments et les compte : nil vaut aucun, une table vaut un argument nommé.
[[nodiscard]] CCONN_API std::size_t ouvrir_arguments(Lecteur& lecteur);

/// Vrai si la valeur qui suit `a_sauter` autres est une table.
[[nodiscard]] CCONN_API bool suit_table(const Lecteur& lecteur, std::size_t a_sauter);

/// @throws Erreur  `arguments_incompatibles` : `somme attend 2 arguments, 3 reçus`.
[[noreturn]] CCONN_API void
lever_arite(std::string_view commande, const Arite& arite, std::size_t recus);

/// @throws Erreur  `arguments_incompatibles` : `somme, argument 2 : <écart>`.
[[noreturn]] CCONN_API void
lever_argument(std::string_view commande, std::size_t position, Lecteur& lecteur);

/// Dit d'une structure si elle s'écrit comme une table, sans rien en garder.
class DetecteurTable final : public msgpack::packer<Tampon> {
public:
    DetecteurTable() : msgpack::packer<Tampon>(puits_) {}

    DetecteurTable& pack_map(std::uint32_t /*nb*/) {
        est_table_ = true;
        return *this;
    }
    template<class T>
    DetecteurTable& pack(const T& /*membre*/) {
        return *this;
    }
    [[nodiscard]] bool est_table() const { return est_table_; }

private:
    Tampon puits_;
    bool est_table_ = false;
};

template<class T>
bool s_ecrit_en_table() {
    if constexpr (StructureDefinie<T>) {
        DetecteurTable detecteur;
        const T temoin{};
        temoin.msgpack_pack(detecteur);
        return detecteur.est_table();
    }
    return false;
}

template<class... T>
class Decodeur final {
public:
    using Valeurs = std::tuple<T...>;

    /// @throws Erreur  `arguments_incompatibles`
    static void lire(const ContexteCommande& contexte, Valeurs& valeurs) {
        Lecteur lecteur(contexte.arguments);
        const std::size_t recus = ouvrir_arguments(lecteur);
        const std::size_t en_position = repartir(contexte.nom, lecteur, recus);
        lire_positions(
            contexte.nom, lecteur, {valeurs, en_position}, std::make_index_sequence<nb_positions>()
        );
        if constexpr (role_final == RoleArgument::reste) {
            lire_reste(contexte.nom, lecteur, valeurs, recus);
        } else if constexpr (a_finale) {
            if (recus > en_position) {
                lire_un(contexte.nom, lecteur, std::get<nb - 1>(valeurs), recus);
            }
        }
    }

private:
    struct Positions {
        Valeurs& valeurs;
        std::size_t nb;
    };

    static constexpr std::size_t nb = sizeof...(T);
    static constexpr std::array<RoleArgument, nb + 1> roles{role_argument<T>()...};
    using Final = std::tuple_element_t<nb, std::tuple<int, T...>>; // `int` s'il n'y en a pas.
    static constexpr RoleArgument role_final = role_argument<Final>();
    /// Le dernier paramètre peut recevoir la table finale.
    static constexpr bool a_finale =
        role_final == RoleArgument::nommes || role_final == RoleArgument::structure;
    static constexpr std::size_t nb_positions =
        a_finale || role_final == RoleArgument::reste ? nb - 1 : nb;

    /// Nombre d'arguments à recevoir pour que rien d'exigé ne manque, le dernier à part.
    static constexpr std::size_t compter_exiges() {
        std::size_t exiges = 0;
        for (std::size_t i = 0; i < nb_positions; ++i) {
            exiges = roles[i] == RoleArgument::facultatif ? exiges : i + 1;
        }
        return exiges;
    }

    /// Rend le nombre d'arguments pris par leur position, le dernier paramètre à part.
    static std::size_t repartir(std::string_view nom, const Lecteur& lecteur, std::size_t recus) {
        constexpr std::size_t min = compter_exiges();
        if constexpr (role_final == RoleArgument::reste) {
            if (recus < min) {
                lever_arite(nom, {min, sans_maximum}, recus);
            }
            return std::min(recus, nb_positions);
        } else if constexpr (a_finale) {
            return repartir_finale(nom, lecteur, recus);
        } else {
            if (recus < min || recus > nb) {
                lever_arite(nom, {min, nb}, recus);
            }
            return recus;
        }
    }

    static std::size_t
    repartir_finale(std::string_view nom, const Lecteur& lecteur, std::size_t recus) {
        constexpr std::size_t min = compter_exiges();
        if (recus == nb) {
            return nb - 1;
        }
        const bool peut_manquer = role_final == RoleArgument::nommes || s_ecrit_en_table<Final>();
        if (recus > nb || recus < min || !peut_manquer) {
            lever_arite(nom, {peut_manquer ? min : nb, nb}, recus);
        }
        // Une table à la place d'un facultatif, et plus rien après : elle porte les noms.
        const bool remplace = recus > min && suit_table(lecteur, recus - 1);
        return remplace ? recus - 1 : recus;
    }

    template<std::size_t... I>
    static void lire_positions(
        std::string_view nom,
        Lecteur& lecteur,
        const Positions& positions,
        std::index_sequence<I...> /*indices*/
    ) {
        [[maybe_unused]] const auto lire_un_si = [&](auto& valeur, std::size_t indice) {
            if (indice < positions.nb) {
                lire_un(nom, lecteur, valeur, indice + 1);
            }
        };
        (lire_un_si(std::get<I>(positions.valeurs), I), ...);
    }

    template<class U>
    static void lire_un(std::string_view nom, Lecteur& lecteur, U& valeur, std::size_t position) {
        if (!Forme<U>::lire(lecteur, valeur)) {
            lever_argument(nom, position, lecteur);
        }
    }

    static void
    lire_reste(std::string_view nom, Lecteur& lecteur, Valeurs& valeurs, std::size_t recus) {
        std::vector<Valeur> reste;
        for (std::size_t i = nb_positions; i < recus; ++i) {
            lire_un(nom, lecteur, reste.emplace_back(), i + 1);
        }
        std::get<nb - 1>(valeurs) = Arguments(std::move(reste), nb);
    }
};

} // namespace cconn::detail
