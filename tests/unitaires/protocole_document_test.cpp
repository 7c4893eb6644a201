// Tests du document protocole.md: cconn lit et écrit ses exemples comme il le dit.
// SPDX-License-Identifier: MIT
#include <cconn/detail/empaquetage.hpp>
#include <cconn/valeur.hpp>

#include "base/codes.hpp"
#include "outils/vecteurs.hpp"
#include "protocole/decoupeur.hpp"
#include "protocole/encodage.hpp"
#include "protocole/message.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace cconn::detail {
namespace {

using outils::Octets;
using outils::vers_hexa;

constexpr std::size_t taille_erreur_max = 1024;

/// Un bloc `hex` : des octets, et une issue par message.
struct Exemple {
    std::size_t ligne = 0; ///< Du document, celle de l'ouverture du bloc.
    Octets octets;
    std::vector<std::string> issues;
    bool exact = false; ///< `<=>` : cconn écrit ces octets, et pas d'autres.
};

std::string sans_commentaire(const std::string& ligne) {
    return ligne.substr(0, ligne.find('#'));
}

void ajouter_ligne(Exemple& exemple, const std::string& ligne) {
    const bool exacte = ligne.starts_with("<=> ");
    if (!exacte && !ligne.starts_with("=> ")) {
        const Octets octets = outils::depuis_hexa(sans_commentaire(ligne));
        exemple.octets.insert(exemple.octets.end(), octets.begin(), octets.end());
        return;
    }
    exemple.exact = exacte;
    exemple.issues.push_back(ligne.substr(ligne.find(' ') + 1));
}

std::vector<Exemple> lire_exemples() {
    const auto racine = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
    std::ifstream flux(racine / "docs" / "reference" / "protocole.md");
    std::vector<Exemple> exemples;
    bool dedans = false;
    std::size_t numero = 0;
    for (std::string ligne; std::getline(flux, ligne);) {
        ++numero;
        if (ligne == "```hex") {
            dedans = true;
            exemples.push_back({numero, {}, {}, false});
        } else if (ligne == "```") {
            dedans = false;
        } else if (dedans) {
            ajouter_ligne(exemples.back(), ligne);
        }
    }
    if (exemples.empty()) {
        throw std::runtime_error("aucun exemple dans protocole.md");
    }
    return exemples;
}

Valeur lire_valeur(std::span<const std::uint8_t> octets) {
    return depaqueter_resultat<Valeur>("exemple", octets);
}

/// Une issue lue, et le message réécrit par cconn si c'est un message qu'il envoie.
struct Lu {
    std::string issue;
    Tampon reecrit;
};

Lu decrire(const Requete& requete) {
    const Valeur arguments = lire_valeur(requete.arguments);
    Lu lu{
        "requete " + std::to_string(requete.id) + " " + std::string(requete.nom) + " " +
            arguments.vers_texte(),
        {}};
    ecrire_entete_requete(lu.reecrit, requete.id, requete.nom);
    empaqueter_resultat(lu.reecrit, arguments);
    return lu;
}

Lu decrire(const Avis& avis) {
    const Valeur arguments = lire_valeur(avis.arguments);
    Lu lu{"avis " + std::string(avis.nom) + " " + arguments.vers_texte(), {}};
    ecrire_entete_avis(lu.reecrit, avis.nom);
    empaqueter_resultat(lu.reecrit, arguments);
    return lu;
}

Lu decrire(const Reponse& reponse) {
    const std::string debut = "reponse " + std::to_string(reponse.id);
    if (!reponse.est_erreur()) {
        const Valeur resultat = lire_valeur(reponse.resultat);
        Lu lu{debut + " resultat " + resultat.vers_texte(), {}};
        ecrire_entete_reponse(lu.reecrit, reponse.id);
        empaqueter_resultat(lu.reecrit, resultat);
        return lu;
    }
    const Valeur erreur = lire_valeur(reponse.erreur);
    Lu lu{debut + " erreur " + erreur.vers_texte(), {}};
    if (erreur.genre() == GenreValeur::liste && erreur[1].genre() == GenreValeur::texte) {
        const auto nature = static_cast<NatureErreur>(erreur[0].vers<int>());
        ecrire_reponse_erreur(
            lu.reecrit, reponse.id, {nature, erreur[1].texte()}, taille_erreur_max
        );
    }
    return lu;
}

Lu decrire(const MessageRefuse& refuse) {
    if (refuse.suite == SuiteRefus::ignorer) {
        return {"ignoree", {}};
    }
    return {
        "refus " + std::to_string(refuse.id) + " " +
            texte_erreur(refuse.refus.code, refuse.refus.texte),
        {}};
}

Lu decrire_trame(std::span<const std::uint8_t> trame) {
    return std::visit(
        [](const auto& message) { return decrire(message); }, decoder_message(trame, {})
    );
}

/// Ce que cconn fait d'un flux entier ; vérifie au passage ce qui doit se réécrire exactement.
std::vector<std::string> lire_flux(const Exemple& exemple) {
    std::vector<std::string> issues;
    Decoupeur decoupeur({});
    std::span<const std::uint8_t> reste(exemple.octets);
    while (!reste.empty()) {
        const auto issue = decoupeur.examiner(reste);
        if (const auto* refus = std::get_if<Refus>(&issue)) {
            issues.push_back("fin " + texte_erreur(refus->code, refus->texte));
            return issues;
        }
        if (const auto* incomplet = std::get_if<Incomplet>(&issue)) {
            issues.push_back("incomplet " + std::to_string(incomplet->octets_manquants));
            return issues;
        }
        const auto trame = reste.first(std::get<TrameComplete>(issue).taille);
        Lu lu = decrire_trame(trame);
        issues.push_back(std::move(lu.issue));
        if (exemple.exact) {
            CHECK(vers_hexa(lu.reecrit.octets()) == vers_hexa(trame));
        }
        reste = reste.subspan(trame.size());
    }
    return issues;
}

} // namespace

TEST_CASE(
    "Document : cconn lit et ecrit chaque exemple comme il est dit", "[protocole][document]"
) {
    for (const Exemple& exemple : lire_exemples()) {
        INFO("protocole.md, ligne " << exemple.ligne);

        CHECK(lire_flux(exemple) == exemple.issues);
    }
}

TEST_CASE("Document : montre chaque forme de message et chaque fin", "[protocole][document]") {
    std::string toutes;
    for (const Exemple& exemple : lire_exemples()) {
        for (const std::string& issue : exemple.issues) {
            toutes += "\n" + issue;
        }
    }
    const std::string attendue = GENERATE(
        "\nrequete ",
        "\navis ",
        "\nreponse ",
        "\nignoree",
        "\nincomplet ",
        "\nrefus 5 MESSAGE_INVALIDE : ",
        "\nrefus 5 NOM_INVALIDE : ",
        "\nrefus 5 TROP_ARGUMENTS : ",
        "\nfin TRAME_INVALIDE : ",
        "\nfin TRAME_TROP_GRANDE : ",
        "\nfin TROP_ELEMENTS : ",
        "\nfin TROP_PROFOND : "
    );

    CHECK_THAT(toutes, Catch::Contains(attendue));
}

} // namespace cconn::detail
