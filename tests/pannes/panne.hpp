// Panne: des appels système, des fils et de la mémoire qui manquent quand un test le veut.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pannes {

/// Ce qui peut manquer. Seuls les appels des objets liés au programme sont détournés
/// (`-Wl,--wrap`), jamais ceux des bibliothèques partagées ; `allouer` vaut pour tous.
enum class Appel : std::size_t {
    envoyer,          ///< send, sendmsg
    recevoir,         ///< recv
    accepter,         ///< accept4
    connecter,        ///< connect
    ouvrir_socket,    ///< socket
    regler,           ///< setsockopt
    interroger,       ///< poll
    veiller,          ///< epoll_wait, epoll_pwait2
    ouvrir_veille,    ///< epoll_create1
    inscrire_veille,  ///< epoll_ctl
    ouvrir_evenement, ///< eventfd
    ouvrir_fichier,   ///< open
    creer_fil,        ///< pthread_create
    allouer,          ///< operator new, realloc
};
constexpr std::size_t nb_appels = 14;

[[nodiscard]] std::string_view nom(Appel appel);

/// Un appel de cette sorte, celui de ce rang, échouera ainsi.
struct Panne {
    Appel appel = Appel::envoyer;
    std::uint64_t rang = 1; ///< À partir de 1.
    int erreur = 0;         ///< errno ; sans effet pour `allouer`.
};

/// Un seul réglage par programme, que tous ses fils subissent.
///
/// @fils Tout fil ; armer et désarmer quand plus rien d'autre ne tourne.
class Pannes final {
public:
    /// Fait échouer un appel, et un seul.
    static void armer(Panne panne);
    /// Fait échouer ou raccourcit au hasard les envois, les réceptions et les attentes.
    ///
    /// @param graine  la même donne la même suite de tirages.
    /// @param pour_mille  appels touchés, en moyenne.
    static void semer(std::uint64_t graine, unsigned pour_mille);
    /// Compte les appels sans en faire échouer.
    static void compter();
    static void desarmer();

    /// Appels de chaque sorte depuis qu'on a armé, semé ou compté.
    [[nodiscard]] static std::array<std::uint64_t, nb_appels> appels();
    /// Pannes faites depuis.
    [[nodiscard]] static std::uint64_t faites();
};

// Pour les détournements

/// L'errno de la panne à faire maintenant, s'il en est une.
[[nodiscard]] std::optional<int> panne_de(Appel appel);
/// Vrai si cet appel est à toucher, au hasard ; compte la panne.
[[nodiscard]] bool est_frappe();
[[nodiscard]] std::uint64_t tirer();
/// Au hasard, parmi ce que le système peut dire d'un envoi sans que la connexion soit morte.
[[nodiscard]] int erreur_envoi();
[[nodiscard]] int erreur_reception();
/// Une taille au hasard, de 1 à celle-ci.
[[nodiscard]] std::size_t raccourcir(std::size_t taille);

} // namespace pannes
