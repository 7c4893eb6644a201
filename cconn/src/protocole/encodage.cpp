// Encodage: écrit l'enveloppe des messages msgpack-RPC que cconn envoie.
// SPDX-License-Identifier: MIT
#include "protocole/encodage.hpp"

#include "base/codes.hpp"
#include "base/texte.hpp"

#include <cassert>
#include <string>

namespace cconn::detail {
namespace {

constexpr std::uint8_t type_requete = 0;
constexpr std::uint8_t type_reponse = 1;
constexpr std::uint8_t type_avis = 2;
constexpr std::uint8_t octet_nil = 0xc0;

constexpr std::uint8_t tableau_de(std::uint8_t nb_elements) {
    return 0x90U | nb_elements;
}

constexpr std::uint8_t table_de(std::uint8_t nb_paires) {
    return 0x80U | nb_paires;
}

/// Écrit quelques octets à la suite d'un tampon, qui avance à la fin.
class Debut final {
public:
    explicit Debut(Tampon& tampon) : tampon_(tampon), octets_(tampon.place(taille_max)) {}
    Debut(const Debut&) = delete;
    Debut& operator=(const Debut&) = delete;
    Debut(Debut&&) = delete;
    Debut& operator=(Debut&&) = delete;
    ~Debut() { tampon_.avancer(taille_); }

    void octet(std::uint8_t valeur) {
        assert(taille_ < taille_max);
        octets_[taille_] = valeur;
        ++taille_;
    }

    void gros_boutiste(std::uint64_t valeur, unsigned largeur) {
        for (unsigned reste = largeur; reste > 0; --reste) {
            octet(static_cast<std::uint8_t>(valeur >> (8 * (reste - 1))));
        }
    }

    void entier(std::uint32_t valeur) {
        if (valeur < 0x80) {
            octet(static_cast<std::uint8_t>(valeur));
        } else if (valeur <= 0xff) {
            octet(0xcc);
            gros_boutiste(valeur, 1);
        } else if (valeur <= 0xffff) {
            octet(0xcd);
            gros_boutiste(valeur, 2);
        } else {
            octet(0xce);
            gros_boutiste(valeur, 4);
        }
    }

    void entete_texte(std::size_t taille) {
        if (taille < 32) {
            octet(static_cast<std::uint8_t>(0xa0U | taille));
        } else if (taille <= 0xff) {
            octet(0xd9);
            gros_boutiste(taille, 1);
        } else if (taille <= 0xffff) {
            octet(0xda);
            gros_boutiste(taille, 2);
        } else {
            octet(0xdb);
            gros_boutiste(taille, 4);
        }
    }

private:
    // Tableau, type, entier de 32 bits, tableau, nature, en-tête de texte : 14 octets au plus.
    static constexpr std::size_t taille_max = 16;

    Tampon& tampon_;
    std::uint8_t* octets_;
    std::size_t taille_ = 0;
};

void ajouter_texte(Tampon& tampon, std::string_view texte) {
    tampon.write(texte.data(), texte.size());
}

} // namespace

void ecrire_entete_requete(Tampon& tampon, std::uint32_t id, std::string_view nom) {
    {
        Debut debut(tampon);
        debut.octet(tableau_de(4));
        debut.octet(type_requete);
        debut.entier(id);
        debut.entete_texte(nom.size());
    }
    ajouter_texte(tampon, nom);
}

void ecrire_entete_avis(Tampon& tampon, std::string_view nom) {
    {
        Debut debut(tampon);
        debut.octet(tableau_de(3));
        debut.octet(type_avis);
        debut.entete_texte(nom.size());
    }
    ajouter_texte(tampon, nom);
}

void ecrire_entete_reponse(Tampon& tampon, std::uint32_t id) {
    Debut debut(tampon);
    debut.octet(tableau_de(4));
    debut.octet(type_reponse);
    debut.entier(id);
    debut.octet(octet_nil);
}

void ecrire_bonjour(Tampon& tampon, std::uint32_t battement_ms) {
    ecrire_entete_avis(tampon, nom_bonjour);
    {
        Debut annonce(tampon);
        annonce.octet(tableau_de(1));
        annonce.octet(table_de(1));
        annonce.entete_texte(cle_battement.size());
    }
    ajouter_texte(tampon, cle_battement);
    Debut valeur(tampon);
    valeur.entier(battement_ms);
}

void ecrire_battement(Tampon& tampon) {
    ecrire_entete_avis(tampon, nom_battement);
    tampon.ajouter(tableau_de(0));
}

void ecrire_reponse_erreur(
    Tampon& tampon, std::uint32_t id, const ErreurTransmise& erreur, std::size_t taille_max
) {
    std::string corrige;
    std::string_view texte = erreur.texte;
    if (!est_utf8(texte)) {
        corrige = rendre_utf8(texte);
        texte = corrige;
    }
    texte = couper_utf8(texte, taille_max);

    {
        Debut debut(tampon);
        debut.octet(tableau_de(4));
        debut.octet(type_reponse);
        debut.entier(id);
        debut.octet(tableau_de(2));
        debut.octet(static_cast<std::uint8_t>(erreur.nature));
        debut.entete_texte(texte.size());
    }
    ajouter_texte(tampon, texte);
    tampon.ajouter(octet_nil);
}

void ecrire_refus(Tampon& tampon, std::uint32_t id, const Refus& refus, std::size_t taille_max) {
    const std::string texte = texte_erreur(refus.code, refus.texte);
    ecrire_reponse_erreur(tampon, id, {NatureErreur::refus, texte}, taille_max);
}

} // namespace cconn::detail
