// Les extraits des guides qui disent comment authentifier les clients, et exposer un serveur.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace {

std::string lire_jeton() {
    return "d9a3c1f07be24658"; // dans un vrai programme : un fichier que lui seul peut lire
}

template<class F>
cconn::CodeErreur code_de(F fonction) {
    try {
        fonction();
    } catch (const cconn::Erreur& erreur) {
        return erreur.code_cconn();
    }
    return cconn::CodeErreur{};
}

} // namespace

TEST_CASE("Guide : un jeton partage") {
    // [extrait : jeton_serveur]
    cconn::OptionsServeur options;
    options.jeton = lire_jeton(); // 16 octets au moins : openssl rand -hex 32
    cconn::Serveur serveur(0, 23, options);
    // [fin : jeton_serveur]
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();

    // [extrait : jeton_client]
    cconn::OptionsClient reglages;
    reglages.jeton = lire_jeton();
    cconn::Client client("127.0.0.1", serveur.port(), reglages); // lève si le jeton est refusé
    // [fin : jeton_client]

    CHECK(client.appeler<int>("somme", 1, 2) == 3);
    reglages.jeton = "un autre jeton, faux";
    CHECK(code_de([&] {
              cconn::Client("127.0.0.1", serveur.port(), reglages);
          }) == cconn::CodeErreur::authentification_refusee);
}

TEST_CASE("Guide : un nom et un mot de passe") {
    const std::map<std::string, std::string> annuaire{{"Ada", "analytique"}};
    cconn::Serveur serveur(0, 23);

    // [extrait : fonction]
    serveur.authentifier(
        [&annuaire](std::string nom, std::string passe) -> std::optional<std::string> {
            const auto trouve = annuaire.find(nom);
            const bool reconnu = trouve != annuaire.end() && trouve->second == passe;
            return reconnu ? std::optional(nom) : std::nullopt; // l'identité, ou un refus
        }
    );
    serveur.enregistrer_commande("saluer", [](cconn::Connexion& client) {
        return "bonjour " + client.identite();
    });
    // [fin : fonction]
    serveur.lancer_en_fond();

    cconn::Client client("127.0.0.1", serveur.port());
    bool refuse = false;
    // [extrait : se_presenter]
    try {
        client.s_authentifier("Ada", "analytique"); // avant toute autre demande
    } catch (const cconn::Erreur& erreur) {
        refuse = erreur.code_cconn() == cconn::CodeErreur::authentification_refusee;
    }
    // [fin : se_presenter]

    CHECK_FALSE(refuse);
    CHECK(client.appeler<std::string>("saluer") == "bonjour Ada");
}

TEST_CASE("Guide : chaque commande a ses droits") {
    cconn::Serveur serveur(0, 23);
    serveur.authentifier([](std::string nom) { return std::optional(nom); });
    // [extrait : droits]
    serveur.enregistrer_commande(
        "effacer",
        [] { return true; },
        cconn::OptionsCommande{
            .aide = "efface tout",
            .acces = cconn::Acces([](const std::string& identite) { return identite == "Ada"; }),
            .quotas = {.commandes = cconn::Debit{.par_seconde = 0.1, .rafale = 2}},
        }
    );
    // [fin : droits]
    serveur.lancer_en_fond();
    cconn::Client eve("127.0.0.1", serveur.port());
    eve.s_authentifier("Eve");
    cconn::Client ada("127.0.0.1", serveur.port());
    ada.s_authentifier("Ada");

    CHECK(code_de([&] { eve.appeler("effacer"); }) == cconn::CodeErreur::acces_refuse);
    CHECK(ada.appeler<bool>("effacer"));
    CHECK(ada.appeler<bool>("effacer"));
    CHECK(code_de([&] { ada.appeler("effacer"); }) == cconn::CodeErreur::debit_depasse);
}

TEST_CASE("Guide : exposer, les options a regler") {
    // [extrait : exposer]
    cconn::OptionsServeur options;
    options.jeton = lire_jeton();
    options.quotas.commandes = cconn::Debit{.par_seconde = 50, .rafale = 200};
    options.quotas.octets = cconn::Debit{.par_seconde = 1 << 20, .rafale = 4 << 20};
    options.admission.par_adresse_max = 4;
    options.memoire_max = std::size_t{256} << 20; // 256 Mio, tous clients ensemble
    options.limites.taille_message_max = std::size_t{64} << 10;
    options.texte_exception = cconn::TexteException::masque;
    // [fin : exposer]
    cconn::Serveur serveur(0, 23, options);

    CHECK(serveur.max_clients() == 23);
}
