// Tests de TLS: le jeton, et la fonction de l'application, sur une connexion chiffrée.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "relais.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <ifaddrs.h>
#include <memory>
#include <netdb.h>
#include <optional>
#include <string>
#include <utility>

namespace {

using banc_tls::pki;
using outils::code_de;

const std::string jeton = "6f1e7a0c9b3d4e58";
const std::string faux_jeton = "6f1e7a0c9b3d4e59";

/// Les options d'un client, avec ce chiffrement et ce jeton.
cconn::OptionsClient
avec(std::shared_ptr<cconn::ChiffrementClient> chiffrement, std::string jeton = {}) {
    return {
        .jeton = std::move(jeton),
        .journal = [](auto, auto) {},
        .chiffrement = std::move(chiffrement)};
}

/// Un serveur chiffré, qui dit à chacun qui il est.
struct Cas {
    explicit Cas(cconn::OptionsServeur options)
        : serveur(0, 8, outils::avec_journal(std::move(options), journal)) {
        serveur.enregistrer_commande("qui", [](cconn::Connexion& c) {
            return c.identite() + "/" + c.nom_certifie();
        });
    }

    std::unique_ptr<cconn::Client> client(const cconn::OptionsClient& options) const {
        return std::make_unique<cconn::Client>("127.0.0.1", serveur.port(), options);
    }

    outils::JournalMemoire journal;
    cconn::Serveur serveur;
};

/// Une adresse IPv4 de cette machine qui n'est pas la boucle locale ; vide s'il n'y en a pas.
std::string adresse_du_reseau() {
    ifaddrs* premiere = nullptr;
    if (::getifaddrs(&premiere) != 0) {
        return {};
    }
    std::string trouvee;
    for (const ifaddrs* une = premiere; une != nullptr && trouvee.empty(); une = une->ifa_next) {
        if (une->ifa_addr == nullptr || une->ifa_addr->sa_family != AF_INET) {
            continue;
        }
        std::array<char, NI_MAXHOST> texte{};
        ::getnameinfo(
            une->ifa_addr,
            sizeof(sockaddr_in),
            texte.data(),
            texte.size(),
            nullptr,
            0,
            NI_NUMERICHOST
        );
        const std::string adresse = texte.data();
        trouvee = adresse.starts_with("127.") ? "" : adresse;
    }
    ::freeifaddrs(premiere);
    return trouvee;
}

} // namespace

TEST_CASE("Jeton sur TLS : le bon, et lui seul, entre", "[tls][authentification]") {
    const bool mutuel = GENERATE(false, true);
    INFO((mutuel ? "certificats des deux côtés" : "certificat du serveur"));
    Cas cas(
        {.chiffrement = mutuel ? banc_tls::chiffrer_serveur_mutuel() : banc_tls::chiffrer_serveur(),
         .jeton = jeton}
    );
    cas.serveur.lancer_en_fond();
    const auto chiffrement =
        mutuel ? banc_tls::chiffrer_client_de("alice") : banc_tls::chiffrer_client();

    const auto client = cas.client(avec(chiffrement, jeton));

    CHECK(client->appeler<std::string>("qui") == (mutuel ? "jeton/alice" : "jeton/"));
    CHECK(client->nom_certifie() == "127.0.0.1");
    CHECK(code_de([&] {
              cas.client(avec(chiffrement, faux_jeton));
          }) == "AUTHENTIFICATION_REFUSEE");
    const auto sans = cas.client(avec(chiffrement));
    CHECK(code_de([&] { sans->appeler("qui"); }) == "NON_AUTHENTIFIE");
}

TEST_CASE("Jeton sur TLS : il ne remplace pas le certificat", "[tls][authentification]") {
    Cas cas({.chiffrement = banc_tls::chiffrer_serveur_mutuel(), .jeton = jeton});
    cas.serveur.lancer_en_fond();

    CHECK(code_de([&] {
              cas.client(avec(banc_tls::chiffrer_client(), jeton));
          }) == "CERTIFICAT_REFUSE");
    CHECK(code_de([&] { cas.client(avec(nullptr, jeton)); }) == "CHIFFREMENT_ATTENDU");
}

TEST_CASE("Jeton sur TLS : personne en chemin ne le lit", "[tls][authentification]") {
    Cas cas({.chiffrement = banc_tls::chiffrer_serveur(), .jeton = jeton});
    cas.serveur.lancer_en_fond();
    const banc_tls::Relais relais(cas.serveur.port());

    const cconn::Client client(
        "127.0.0.1", relais.port(), avec(banc_tls::chiffrer_client(), jeton)
    );

    CHECK(client.appeler<std::string>("qui") == "jeton/");
    CHECK(relais.capture().size() > 1'000);
    CHECK(relais.capture().find(jeton) == std::string::npos);
    CHECK(relais.capture().find("cconn.authentifier") == std::string::npos);
}

TEST_CASE(
    "Jeton sur TLS : rien n'en est dit a un serveur mal certifie", "[tls][authentification]"
) {
    std::atomic<int> jugements = 0;
    Cas cas({.chiffrement = banc_tls::chiffrer_serveur("etranger")});
    cas.serveur.authentifier([&jugements](const std::string& /*secret*/) {
        ++jugements;
        return true;
    });
    cas.serveur.lancer_en_fond();

    CHECK(code_de([&] {
              cas.client(avec(banc_tls::chiffrer_client(), jeton));
          }) == "CERTIFICAT_REFUSE");
    CHECK(cas.journal.attendre(cconn::NiveauJournal::avertissement, "son autorité est inconnue"));
    CHECK(jugements == 0);
}

TEST_CASE(
    "Jeton sur TLS : il passe hors de la boucle locale, en clair non", "[tls][authentification]"
) {
    const auto ouvrir = [](std::shared_ptr<cconn::ChiffrementServeur> chiffrement) {
        cconn::Serveur serveur(
            0, 1, {.adresse = "0.0.0.0", .chiffrement = std::move(chiffrement), .jeton = jeton}
        );
        serveur.authentifier([](int code) { return code == 7; });
    };
    CHECK(code_de([&] { ouvrir(nullptr); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { ouvrir(banc_tls::chiffrer_serveur()); }) == "rien");

    const std::string adresse = adresse_du_reseau();
    if (adresse.empty()) {
        WARN("cette machine n'a pas d'autre adresse que la boucle locale");
        return;
    }
    Cas chiffre({.adresse = "0.0.0.0", .chiffrement = banc_tls::chiffrer_serveur(), .jeton = jeton}
    );
    chiffre.serveur.lancer_en_fond();
    Cas clair({.adresse = "0.0.0.0", .jeton = jeton, .jeton_en_clair = true});
    clair.serveur.lancer_en_fond();
    const auto chiffrement =
        cconn::tls::chiffrer_client({.autorites = pki("autorite.pem"), .nom = "localhost"});
    const auto joindre = [&](const Cas& cas, const cconn::OptionsClient& options) {
        const cconn::Client client(adresse, cas.serveur.port(), options);
        CHECK(client.ip() == adresse);
        CHECK(client.appeler<std::string>("qui") == "jeton/");
    };

    CHECK(code_de([&] { joindre(chiffre, avec(chiffrement, jeton)); }) == "rien");
    CHECK(code_de([&] {
              joindre(chiffre, avec(chiffrement, faux_jeton));
          }) == "AUTHENTIFICATION_REFUSEE");
    CHECK(code_de([&] { joindre(clair, avec(nullptr, jeton)); }) == "ARGUMENT_INVALIDE");
}

TEST_CASE("TLS : le nom d'un certificat peut servir d'identite", "[tls][authentification]") {
    Cas cas({.chiffrement = banc_tls::chiffrer_serveur_mutuel()});
    cas.serveur.authentifier([](cconn::Connexion& client) -> std::optional<std::string> {
        const std::string nom = client.nom_certifie();
        return nom == "usurpateur" ? std::nullopt : std::optional(nom);
    });
    cas.serveur.enregistrer_commande(
        "effacer",
        [] { return true; },
        {.acces = cconn::Acces([](const std::string& identite) { return identite == "alice"; })}
    );
    cas.serveur.lancer_en_fond();
    const auto alice = cas.client(avec(banc_tls::chiffrer_client_de("alice")));
    const auto bernard = cas.client(avec(banc_tls::chiffrer_client_de("bernard")));

    CHECK(code_de([&] { alice->appeler("qui"); }) == "NON_AUTHENTIFIE");
    alice->s_authentifier();
    bernard->s_authentifier();

    CHECK(alice->appeler<std::string>("qui") == "alice/alice");
    CHECK(bernard->appeler<std::string>("qui") == "bernard@exemple.test/bernard@exemple.test");
    CHECK(alice->appeler<bool>("effacer"));
    CHECK(code_de([&] { bernard->appeler("effacer"); }) == "ACCES_REFUSE");
}
