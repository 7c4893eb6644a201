// Affichage: une Valeur sur une ligne de texte, pour un humain.
// SPDX-License-Identifier: MIT
#include <cconn/valeur.hpp>

#include "base/texte.hpp"
#include "typage/nombre.hpp"

#include <array>
#include <cstdio>

namespace cconn {
namespace {

constexpr std::size_t octets_montres = 16;

/// `2024-02-29T12:30:00.25Z` ; vide pour ce qui n'est pas un instant.
std::string afficher_instant(const Extension& extension) {
    const detail::Element element{
        .nature = detail::Nature::extension,
        .type_extension = extension.type,
        .valeur = extension.octets.size(),
        .corps = extension.octets.data()};
    detail::InstantMsgpack instant;
    // Au-delà, l'année ne s'écrit plus en quatre chiffres.
    constexpr std::int64_t debut_an_0 = -62'167'219'200;
    constexpr std::int64_t debut_an_10000 = 253'402'300'800;
    if (!detail::lire_instant(element, instant) || instant.secondes < debut_an_0 ||
        instant.secondes >= debut_an_10000) {
        return {};
    }
    const std::chrono::sys_seconds secondes{std::chrono::seconds(instant.secondes)};
    const auto jour = std::chrono::floor<std::chrono::days>(secondes);
    const std::chrono::year_month_day date(jour);
    const std::chrono::hh_mm_ss heure(secondes - jour);
    std::array<char, 64> texte{};
    const int taille = std::snprintf(
        texte.data(),
        texte.size(),
        "%04d-%02u-%02uT%02d:%02d:%02d",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        static_cast<int>(heure.hours().count()),
        static_cast<int>(heure.minutes().count()),
        static_cast<int>(heure.seconds().count())
    );
    std::string resultat(texte.data(), static_cast<std::size_t>(taille));
    if (instant.nanosecondes != 0) {
        std::string fraction = std::to_string(1'000'000'000 + instant.nanosecondes);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        resultat.append(".").append(fraction, 1);
    }
    return resultat + "Z";
}

/// Écrit une valeur à la fin d'un texte, et s'arrête quand il dépasse sa taille.
class Afficheur final {
public:
    Afficheur(std::string& sortie, std::size_t taille_max)
        : sortie_(sortie),
          taille_max_(taille_max) {}

    void afficher(const Valeur& valeur) {
        switch (valeur.genre()) {
        case GenreValeur::nil:
            sortie_ += "nil";
            break;
        case GenreValeur::booleen:
            sortie_ += valeur.vers<bool>() ? "vrai" : "faux";
            break;
        case GenreValeur::entier:
            afficher_entier(valeur);
            break;
        case GenreValeur::flottant:
            afficher_flottant(valeur.vers<double>());
            break;
        case GenreValeur::texte:
            afficher_texte(valeur.texte());
            break;
        case GenreValeur::octets:
            afficher_octets("octets", valeur.octets());
            break;
        case GenreValeur::liste:
            afficher_liste(valeur.liste());
            break;
        case GenreValeur::table:
            afficher_table(valeur.table());
            break;
        case GenreValeur::extension:
            afficher_extension(valeur.extension());
            break;
        }
    }

private:
    [[nodiscard]] bool est_plein() const { return sortie_.size() > taille_max_; }

    void afficher_entier(const Valeur& valeur) {
        const auto signe = valeur.essayer_vers<std::int64_t>();
        sortie_ += signe ? std::to_string(*signe) : std::to_string(valeur.vers<std::uint64_t>());
    }

    void afficher_flottant(double valeur) {
        const std::string texte = detail::texte_nombre(valeur);
        sortie_ += texte;
        // Un flottant se voit, même de valeur entière.
        if (texte.find_first_not_of("-0123456789") == std::string::npos) {
            sortie_ += ".0";
        }
    }

    void afficher_texte(std::string_view texte) {
        sortie_ += '"';
        // Échapper allonge au plus quatre fois : ce qui suit ne se verrait pas.
        std::string echappe = detail::echapper(texte, taille_max_ + 4);
        for (std::size_t i = echappe.find('"'); i != std::string::npos;
             i = echappe.find('"', i + 2)) {
            echappe.insert(i, 1, '\\');
        }
        sortie_ += echappe;
        sortie_ += '"';
    }

    void afficher_octets(std::string_view quoi, const Octets& octets) {
        constexpr std::string_view chiffres = "0123456789abcdef";
        sortie_ += quoi;
        sortie_ += '(';
        sortie_ += std::to_string(octets.size());
        sortie_ += octets.empty() ? ")" : " :";
        if (octets.empty()) {
            return;
        }
        for (std::size_t i = 0; i < std::min(octets.size(), octets_montres); ++i) {
            sortie_ += ' ';
            sortie_ += chiffres[octets[i] >> 4U];
            sortie_ += chiffres[octets[i] & 0xFU];
        }
        sortie_ += octets.size() > octets_montres ? " …)" : ")";
    }

    void afficher_liste(const Valeur::Liste& liste) {
        const char* separateur = "";
        sortie_ += '[';
        for (const Valeur& valeur : liste) {
            sortie_ += separateur;
            afficher(valeur);
            separateur = ", ";
            if (est_plein()) {
                return;
            }
        }
        sortie_ += ']';
    }

    void afficher_table(const Valeur::Table& table) {
        const char* separateur = "";
        sortie_ += '{';
        for (const auto& [cle, valeur] : table) {
            sortie_ += separateur;
            afficher(cle);
            sortie_ += ": ";
            afficher(valeur);
            separateur = ", ";
            if (est_plein()) {
                return;
            }
        }
        sortie_ += '}';
    }

    void afficher_extension(const Extension& extension) {
        const std::string instant = afficher_instant(extension);
        if (!instant.empty()) {
            sortie_ += instant;
            return;
        }
        afficher_octets("extension " + std::to_string(extension.type), extension.octets);
    }

    std::string& sortie_;
    std::size_t taille_max_;
};

} // namespace

std::string Valeur::vers_texte(std::size_t taille_max) const {
    constexpr std::string_view suite = "…";
    std::string texte;
    Afficheur(texte, taille_max).afficher(*this);
    if (texte.size() <= taille_max) {
        return texte;
    }
    const std::size_t garde = taille_max < suite.size() ? 0 : taille_max - suite.size();
    texte.resize(detail::couper_utf8(texte, garde).size());
    return taille_max < suite.size() ? texte : texte.append(suite);
}

} // namespace cconn
