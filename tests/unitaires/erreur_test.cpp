// Tests de Erreur: noms stables, familles, texte transmis et relu.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "base/codes.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>
#include <vector>

namespace cconn {
namespace {

using detail::code_depuis_nom;
using detail::separer_texte_erreur;
using detail::texte_erreur;

struct Attendu {
    CodeErreur code;
    FamilleErreur famille;
    std::string nom;
};

// Écrit à la main et non déduit du code : ces noms voyagent, ils ne changent pas.
std::vector<Attendu> codes_attendus() {
    using enum CodeErreur;
    using F = FamilleErreur;
    return {
        {argument_invalide, F::usage, "ARGUMENT_INVALIDE"},
        {etat_invalide, F::usage, "ETAT_INVALIDE"},
        {appel_annule, F::usage, "APPEL_ANNULE"},
        {commande_inconnue, F::distant, "COMMANDE_INCONNUE"},
        {arguments_incompatibles, F::distant, "ARGUMENTS_INCOMPATIBLES"},
        {resultat_incompatible, F::distant, "RESULTAT_INCOMPATIBLE"},
        {echec_gestionnaire, F::distant, "ECHEC_GESTIONNAIRE"},
        {adresse_inconnue, F::liaison, "ADRESSE_INCONNUE"},
        {connexion_refusee, F::liaison, "CONNEXION_REFUSEE"},
        {connexion_perdue, F::liaison, "CONNEXION_PERDUE"},
        {serveur_injoignable, F::liaison, "SERVEUR_INJOIGNABLE"},
        {serveur_plein, F::charge, "SERVEUR_PLEIN"},
        {attente_pleine, F::charge, "ATTENTE_PLEINE"},
        {trop_imbrique, F::charge, "TROP_IMBRIQUE"},
        {delai_depasse, F::charge, "DELAI_DEPASSE"},
        {client_lent, F::charge, "CLIENT_LENT"},
        {trame_trop_grande, F::protocole, "TRAME_TROP_GRANDE"},
        {trop_elements, F::protocole, "TROP_ELEMENTS"},
        {trop_profond, F::protocole, "TROP_PROFOND"},
        {trop_arguments, F::protocole, "TROP_ARGUMENTS"},
        {nom_invalide, F::protocole, "NOM_INVALIDE"},
        {delai_message_depasse, F::protocole, "DELAI_MESSAGE_DEPASSE"},
        {trame_invalide, F::protocole, "TRAME_INVALIDE"},
        {message_invalide, F::protocole, "MESSAGE_INVALIDE"},
        {stockage_indisponible, F::charge, "STOCKAGE_INDISPONIBLE"},
        {jamais_envoye, F::liaison, "JAMAIS_ENVOYE"},
        {chiffrement_attendu, F::usage, "CHIFFREMENT_ATTENDU"},
        {chiffrement_inattendu, F::usage, "CHIFFREMENT_INATTENDU"},
        {certificat_refuse, F::usage, "CERTIFICAT_REFUSE"},
        {poignee_echouee, F::liaison, "POIGNEE_ECHOUEE"},
        {connexion_inactive, F::liaison, "CONNEXION_INACTIVE"},
        {non_authentifie, F::distant, "NON_AUTHENTIFIE"},
        {authentification_refusee, F::distant, "AUTHENTIFICATION_REFUSEE"},
        {acces_refuse, F::distant, "ACCES_REFUSE"},
        {debit_depasse, F::charge, "DEBIT_DEPASSE"},
    };
}

} // namespace

TEST_CASE("Erreur : chaque code a son nom et sa famille", "[base][erreur]") {
    for (const Attendu& attendu : codes_attendus()) {
        INFO(attendu.nom);
        CHECK(nom_code(attendu.code) == attendu.nom);
        CHECK(famille(attendu.code) == attendu.famille);
        CHECK(code_depuis_nom(attendu.nom) == attendu.code);
    }
}

TEST_CASE("Erreur : chaque code a sa phrase", "[base][erreur]") {
    std::set<std::string> phrases;
    for (const Attendu& attendu : codes_attendus()) {
        INFO(attendu.nom);
        const std::error_code code = attendu.code;
        CHECK(code.category().name() == std::string("cconn"));
        CHECK_FALSE(code.message().empty());
        CHECK(code.message().back() != '.');
        phrases.insert(code.message());
    }
    CHECK(phrases.size() == codes_attendus().size());
}

TEST_CASE("Erreur : aucun code n'echappe au test", "[base][erreur]") {
    const auto suivant = static_cast<CodeErreur>(codes_attendus().size() + 1);
    CHECK(nom_code(suivant) == "ERREUR_INCONNUE");
    CHECK(nom_code(CodeErreur{0}) == "ERREUR_INCONNUE");
    CHECK(nom_code(static_cast<CodeErreur>(-1)) == "ERREUR_INCONNUE");
}

TEST_CASE("Erreur : porte son code, sa famille et son contexte", "[base][erreur]") {
    const Erreur erreur(CodeErreur::delai_depasse, "somme n'a pas répondu en 30000 ms");

    CHECK(erreur.code_cconn() == CodeErreur::delai_depasse);
    CHECK(erreur.code() == CodeErreur::delai_depasse);
    CHECK(erreur.famille() == FamilleErreur::charge);
    CHECK(erreur.contexte() == "somme n'a pas répondu en 30000 ms");
    CHECK(erreur.what() == std::string("DELAI_DEPASSE : somme n'a pas répondu en 30000 ms"));
}

TEST_CASE("Erreur : sans contexte, se reduit a son nom", "[base][erreur]") {
    CHECK(Erreur(CodeErreur::client_lent, "").what() == std::string("CLIENT_LENT"));
}

TEST_CASE("Erreur : survit a sa copie", "[base][erreur]") {
    std::string texte;
    try {
        const Erreur originale(CodeErreur::etat_invalide, "déjà lancé");
        throw Erreur(originale);
    } catch (const std::system_error& erreur) {
        texte = erreur.what();
    }
    CHECK(texte == "ETAT_INVALIDE : déjà lancé");
}

TEST_CASE("Erreur : un nom inconnu n'est pas un code", "[base][erreur]") {
    const std::string nom = GENERATE(
        "",
        "COMMANDE",
        "commande_inconnue",
        "COMMANDE_INCONNUE ",
        "COMMANDE_INCONNUE2",
        "ERREUR_INCONNUE"
    );
    CHECK(code_depuis_nom(nom) == std::nullopt);
}

TEST_CASE("Erreur : le texte transmis se relit", "[base][erreur]") {
    for (const Attendu& attendu : codes_attendus()) {
        for (const std::string contexte : {"", "x", "a : b", " : ", "COMMANDE_INCONNUE : y"}) {
            const std::string texte = texte_erreur(attendu.code, contexte);
            INFO(texte);

            const auto relu = separer_texte_erreur(texte);

            CHECK(relu.code == attendu.code);
            CHECK(relu.contexte == contexte);
        }
    }
}

TEST_CASE("Erreur : le texte d'un autre que cconn est garde entier", "[base][erreur]") {
    const std::string texte = GENERATE(
        "",
        "Invalid method: x",
        "rpclib: server could not find function",
        "Vim:E116 : Invalid arguments",
        " : ",
        "COMMANDE_INCONNUE: sans espace",
        "COMMANDE_INCONNUE et suite"
    );

    const auto relu = separer_texte_erreur(texte);

    CHECK(relu.code == std::nullopt);
    CHECK(relu.contexte == texte);
}

} // namespace cconn
