// Decoupeur: trouve la fin de chaque message dans le flux et fait respecter les limites d'entrée.
// SPDX-License-Identifier: MIT
#include "protocole/decoupeur.hpp"

#include <algorithm>
#include <string>

namespace cconn::detail {
namespace {

// Une limite plus haute ne changerait rien, et les sommes de 64 bits pourraient déborder.
constexpr std::uint64_t plafond = std::uint64_t{1} << 62U;

std::uint64_t borner(std::size_t limite) {
    return std::min<std::uint64_t>(limite, plafond);
}

std::string hexadecimal(std::uint8_t octet) {
    constexpr std::string_view chiffres = "0123456789abcdef";
    return {'0', 'x', chiffres[octet >> 4U], chiffres[octet & 0xFU]};
}

std::string decrire(std::string debut, std::uint64_t valeur, std::string_view unite) {
    debut += std::to_string(valeur);
    debut += unite;
    return debut;
}

} // namespace

// La pile ne sert jamais au-delà des deux autres limites : un niveau ouvert est un élément, et
// prend un octet.
Decoupeur::Decoupeur(const Limites& limites)
    : taille_max_(borner(limites.taille_message_max)),
      elements_max_(borner(limites.elements_max)),
      profondeur_max_(borner(limites.profondeur_valeurs_max)),
      pile_(static_cast<std::size_t>(std::min({taille_max_, elements_max_, profondeur_max_}))) {}

std::variant<Incomplet, TrameComplete, Refus>
Decoupeur::examiner(std::span<const std::uint8_t> depuis_debut_trame) {
    const std::size_t recus = depuis_debut_trame.size();
    if (position_ == 0) {
        if (const std::size_t taille = trame_ordinaire(depuis_debut_trame); taille > 0) {
            recommencer(); // son premier en-tête a pu venir en deux fois
            return TrameComplete{taille};
        }
    }
    if (recus < seuil_) {
        return attendre(recus);
    }
    if (const auto code = avancer(depuis_debut_trame)) {
        return refuser(*code, depuis_debut_trame);
    }
    if (recus < seuil_) {
        return attendre(recus);
    }
    const TrameComplete trame{static_cast<std::size_t>(position_)};
    recommencer();
    return trame;
}

/// Raccourci pour presque toutes les trames : entière, et dans les limites même en comptant large.
///
/// Exige : aucun en-tête n'est encore passé. @return sa taille, ou zéro si elle est à examiner pas à pas.
// NOLINTNEXTLINE(readability-function-cognitive-complexity): une boucle, la plus chaude de toutes
std::size_t Decoupeur::trame_ordinaire(std::span<const std::uint8_t> octets) const {
    const std::uint64_t limite = std::min<std::uint64_t>(octets.size(), taille_max_);
    std::uint64_t position = 0;
    std::uint64_t dues = 1;
    std::uint64_t elements = 1;
    std::uint64_t niveaux = 0; // ouverts en tout : au moins la profondeur
    if (limite == 0 || formes_entete[octets.front()].genre != Genre::tableau) {
        return 0;
    }
    for (; dues > 0; --dues) {
        if (position >= limite) {
            return 0;
        }
        const std::uint8_t* const debut = octets.data() + position;
        const FormeEntete forme = formes_entete[*debut];
        position += forme.taille;
        if (forme.genre < Genre::texte) {
            if (forme.genre == Genre::invalide) {
                return 0;
            }
            continue;
        }
        if (position > limite) {
            return 0;
        }
        const std::uint64_t nombre =
            forme.largeur == 0 ? forme.immediat : lire_gros_boutiste(debut + 1, forme.largeur);
        if (forme.genre < Genre::tableau) {
            position += nombre;
        } else {
            const std::uint64_t contenus = forme.genre == Genre::table ? 2 * nombre : nombre;
            dues += contenus;
            elements += contenus;
            ++niveaux;
        }
    }
    const bool permise =
        position <= limite && elements <= elements_max_ && niveaux <= profondeur_max_;
    return permise ? static_cast<std::size_t>(position) : 0;
}

/// Lit les en-têtes reçus. Fixe `seuil_` au nombre d'octets sans lesquels rien n'avancera plus.
/// L'ordre des vérifications ne dépend pas de ce qui est déjà reçu après l'en-tête.
std::optional<CodeErreur> Decoupeur::avancer(std::span<const std::uint8_t> depuis_debut_trame) {
    const std::size_t recus = depuis_debut_trame.size();
    if (position_ == 0) {
        if (const auto code = verifier_ouverture(depuis_debut_trame.front())) {
            return code;
        }
    }
    while (dues_ > 0) {
        if (position_ >= recus) {
            seuil_ = position_ + 1;
            return std::nullopt;
        }
        const std::uint8_t* debut = depuis_debut_trame.data() + position_;
        const FormeEntete& forme = formes_entete[*debut];
        const std::uint64_t fin_entete = position_ + forme.taille;
        if (forme.genre == Genre::invalide) {
            return CodeErreur::trame_invalide;
        }
        if (!tient(fin_entete, 0)) {
            return CodeErreur::trame_trop_grande;
        }
        if (fin_entete > recus) {
            seuil_ = fin_entete;
            return std::nullopt;
        }
        if (forme.genre < Genre::texte) {
            position_ = fin_entete;
            --dues_;
        } else if (const auto code = annoncer(forme, debut)) {
            return code;
        }
    }
    seuil_ = position_;
    return std::nullopt;
}

std::optional<CodeErreur> Decoupeur::verifier_ouverture(std::uint8_t premier) const {
    if (formes_entete[premier].genre != Genre::tableau) {
        return CodeErreur::trame_invalide;
    }
    if (elements_ > elements_max_) {
        return CodeErreur::trop_elements;
    }
    return std::nullopt;
}

/// Lit un en-tête complet qui annonce un corps ou des valeurs. Si une limite le refuse, rien ne
/// change.
std::optional<CodeErreur> Decoupeur::annoncer(const FormeEntete& forme, const std::uint8_t* debut) {
    const std::uint64_t fin_entete = position_ + forme.taille;
    const std::uint64_t nombre =
        forme.largeur == 0 ? forme.immediat : lire_gros_boutiste(debut + 1, forme.largeur);
    if (forme.genre == Genre::tableau) {
        return ouvrir(fin_entete, nombre);
    }
    if (forme.genre == Genre::table) {
        return ouvrir(fin_entete, 2 * nombre);
    }
    if (!tient(fin_entete, nombre)) {
        return CodeErreur::trame_trop_grande;
    }
    position_ = fin_entete + nombre;
    --dues_;
    return std::nullopt;
}

std::optional<CodeErreur> Decoupeur::ouvrir(std::uint64_t fin_entete, std::uint64_t contenus) {
    fermer_niveaux();
    if (profondeur_ >= profondeur_max_) {
        return CodeErreur::trop_profond;
    }
    if (contenus > elements_max_ - elements_) {
        return CodeErreur::trop_elements;
    }
    if (!tient(fin_entete, contenus)) {
        return CodeErreur::trame_trop_grande;
    }
    position_ = fin_entete;
    --dues_;
    if (contenus > 0) {
        pile_[profondeur_] = dues_;
        ++profondeur_;
        dues_ += contenus;
        elements_ += contenus;
    }
    return std::nullopt;
}

/// Oublie les niveaux dont toutes les valeurs sont lues. Ne sert qu'avant d'en ouvrir un.
void Decoupeur::fermer_niveaux() {
    while (profondeur_ > 0 && dues_ <= pile_[profondeur_ - 1]) {
        --profondeur_;
    }
}

/// Vrai si la trame peut encore tenir : `annonces` octets après l'en-tête, puis un au moins par
/// valeur due, celle dont c'est l'en-tête mise à part.
bool Decoupeur::tient(std::uint64_t fin_entete, std::uint64_t annonces) const {
    return fin_entete + annonces + (dues_ - 1) <= taille_max_;
}

Incomplet Decoupeur::attendre(std::size_t recus) const {
    const std::uint64_t minimum = seuil_ + (dues_ > 0 ? dues_ - 1 : 0);
    return {static_cast<std::size_t>(minimum - recus)};
}

void Decoupeur::recommencer() {
    position_ = 0;
    seuil_ = 1;
    dues_ = 1;
    elements_ = 1;
    profondeur_ = 0;
}

/// Compose le texte d'un refus ; l'en-tête fautif est à `position_`.
Refus Decoupeur::refuser(CodeErreur code, std::span<const std::uint8_t> depuis_debut_trame) const {
    const Entete entete =
        lire_entete(depuis_debut_trame.subspan(static_cast<std::size_t>(position_)));
    const std::uint64_t fin_entete = position_ + entete.taille;
    // Si l'en-tête même ne tient pas, ce qu'il annonce peut ne pas être reçu : le texte n'en dépend
    // pas, pour être le même quelle que soit la coupure.
    const std::uint64_t annonces = tient(fin_entete, 0) ? entete.corps() + entete.contenus() : 0;
    switch (code) {
    case CodeErreur::trop_elements:
        return {
            code,
            decrire("message de ", elements_ + entete.contenus(), " éléments au moins, limite ") +
                std::to_string(elements_max_)};
    case CodeErreur::trop_profond:
        return {
            code,
            decrire("valeurs imbriquées sur ", profondeur_ + 1, " niveaux, limite ") +
                std::to_string(profondeur_max_)};
    case CodeErreur::trame_trop_grande:
        return {
            code,
            decrire("trame de ", fin_entete + annonces + dues_ - 1, " octets au moins, limite ") +
                std::to_string(taille_max_)};
    default:
        break;
    }
    const std::string octet = hexadecimal(depuis_debut_trame[static_cast<std::size_t>(position_)]);
    if (position_ > 0) {
        return {code, decrire("octet " + octet + " en position ", position_, ", hors de msgpack")};
    }
    return {code, "premier octet " + octet + ", le tableau d'un message msgpack-RPC attendu"};
}

} // namespace cconn::detail
