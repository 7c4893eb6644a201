// Tests de Executeur: quoi que fasse une commande, une réponse et au plus une ligne de journal.
// SPDX-License-Identifier: MIT
#include <cconn/connexion.hpp>
#include <cconn/detail/signature.hpp>

#include "commandes/executeur.hpp"
#include "outils/trames.hpp"
#include "outils/transport_memoire.hpp"
#include "session/session.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace cconn::detail {
namespace {

/// Des commandes, et une connexion que personne ne lit.
class BancExecuteur final {
public:
    explicit BancExecuteur(Executeur::Reglages reglages = {TexteException::transmis, 1'000, 1'000})
        : executeur_(journal_, reglages) {}

    template<class F>
    void enregistre(std::string_view nom, F&& fonction) {
        table.enregistrer(nom, "", adapter_commande<Cote::serveur>(std::forward<F>(fonction)));
    }

    /// La réponse à `[0, 7, nom, arguments]`, lue par msgpack-c.
    template<class... A>
    std::string repond(std::string_view nom, const A&... arguments) {
        return outils::lire_trame(octets_repondus(nom, arguments...));
    }

    template<class... A>
    outils::Octets octets_repondus(std::string_view nom, const A&... arguments) {
        return executer(nom, 7, outils::valeur(std::tuple<A...>(arguments...)));
    }

    /// Exécute un avis : il ne doit rien répondre.
    template<class... A>
    void avertit(std::string_view nom, const A&... arguments) {
        CHECK(executer(nom, std::nullopt, outils::valeur(std::tuple<A...>(arguments...))).empty());
    }

    TableCommandes table{128};
    std::vector<std::string> lignes;

private:
    outils::Octets executer(
        std::string_view nom, std::optional<std::uint32_t> id, const outils::Octets& arguments
    ) {
        ContexteCommande contexte{
            .serveur = nullptr,
            .client = nullptr,
            .connexion = connexion_,
            .nom = nom,
            .arguments = arguments,
            .appelant = "192.0.2.1:4000"};
        Tampon reponse;
        executeur_.executer(contexte, *Consultation::Acces(consultation_), id, reponse);
        return {reponse.octets().begin(), reponse.octets().end()};
    }

    Journal journal_{[this](NiveauJournal niveau, std::string_view texte) {
        CHECK(niveau == NiveauJournal::avertissement);
        lignes.emplace_back(texte);
    }};
    Connexion connexion_{std::make_shared<Session>(
        std::make_shared<Hote>(Reglages::depuis(OptionsServeur{}), [](auto, auto) {}),
        std::make_unique<outils::TransportMemoire>(),
        1
    )};
    Executeur executeur_;
    Consultation consultation_{table};
};

const std::string pair = "commande de 192.0.2.1:4000 : ";

} // namespace

TEST_CASE("Executeur : repond par le resultat de la commande", "[commandes][execution]") {
    BancExecuteur banc;
    banc.enregistre("somme", [](int a, int b) { return a + b; });
    banc.enregistre("rien", [] {});

    CHECK(banc.repond("somme", 12, 34) == "[1,7,null,46]");
    CHECK(banc.repond("rien") == "[1,7,null,null]");
    CHECK(banc.lignes.empty());
}

TEST_CASE("Executeur : execute un avis sans rien repondre", "[commandes][execution]") {
    BancExecuteur banc;
    int executions = 0;
    banc.enregistre("noter", [&executions](int combien) {
        executions += combien;
        return "ignoré";
    });

    banc.avertit("noter", 2);

    CHECK(executions == 2);
    CHECK(banc.lignes.empty());
}

TEST_CASE(
    "Executeur : propose le nom le plus proche d'une commande inconnue", "[commandes][execution]"
) {
    BancExecuteur banc;
    banc.enregistre("somme", [](int a, int b) { return a + b; });

    CHECK(
        banc.repond("some", 1, 2) ==
        R"([1,7,[1,"COMMANDE_INCONNUE : some, vouliez-vous dire somme ?"],null])"
    );
    CHECK(banc.repond("produit") == R"([1,7,[1,"COMMANDE_INCONNUE : produit"],null])");
    CHECK(
        banc.lignes ==
        std::vector{
            pair + "COMMANDE_INCONNUE : some, vouliez-vous dire somme ?",
            pair + "COMMANDE_INCONNUE : produit"}
    );
}

TEST_CASE("Executeur : dit au journal un avis inconnu", "[commandes][execution]") {
    BancExecuteur banc;

    banc.avertit("inconnue");

    CHECK(banc.lignes == std::vector{pair + "COMMANDE_INCONNUE : inconnue"});
}

TEST_CASE("Executeur : refuse des arguments incompatibles", "[commandes][execution]") {
    BancExecuteur banc;
    banc.enregistre("somme", [](int a, int b) { return a + b; });

    CHECK(
        banc.repond("somme", 1, 2, 3) ==
        R"([1,7,[1,"ARGUMENTS_INCOMPATIBLES : somme attend 2 arguments, 3 reçus"],null])"
    );
    CHECK(banc.lignes.size() == 1);
}

TEST_CASE("Executeur : transmet le texte d'une exception", "[commandes][execution]") {
    BancExecuteur banc;
    banc.enregistre("echouer", []() -> int { throw std::runtime_error("disque plein"); });

    CHECK(banc.repond("echouer") == R"([1,7,[0,"ECHEC_GESTIONNAIRE : disque plein"],null])");
    CHECK(banc.lignes == std::vector{pair + "ECHEC_GESTIONNAIRE : disque plein"});
}

TEST_CASE("Executeur : survit a ce qui n'est pas une exception", "[commandes][execution]") {
    BancExecuteur banc;
    banc.enregistre("lever", []() -> int { throw 42; });

    CHECK(
        banc.repond("lever") ==
        R"([1,7,[0,"ECHEC_GESTIONNAIRE : exception qui ne dérive pas de std::exception"],null])"
    );
    CHECK(banc.lignes.size() == 1);
}

TEST_CASE("Executeur : transmet telle quelle une erreur de cconn", "[commandes][execution]") {
    BancExecuteur banc;
    banc.enregistre("attendre", [] { throw Erreur(CodeErreur::delai_depasse, "trop tard"); });
    banc.enregistre("refuser", [] {
        throw Erreur(CodeErreur::arguments_incompatibles, "refuser : trop petit");
    });

    CHECK(banc.repond("attendre") == R"([1,7,[0,"DELAI_DEPASSE : trop tard"],null])");
    CHECK(
        banc.repond("refuser") ==
        R"([1,7,[1,"ARGUMENTS_INCOMPATIBLES : refuser : trop petit"],null])"
    );
}

TEST_CASE("Executeur : masque au pair le texte d'une exception", "[commandes][execution]") {
    BancExecuteur banc({TexteException::masque, 1'000, 1'000});
    banc.enregistre("echouer", []() -> int { throw std::runtime_error("mot de passe faux"); });
    banc.enregistre("lever", []() -> int { throw 42; });
    banc.enregistre("attendre", [] { throw Erreur(CodeErreur::delai_depasse, "trop tard"); });

    CHECK(banc.repond("echouer") == R"([1,7,[0,"ECHEC_GESTIONNAIRE : erreur interne"],null])");
    CHECK(banc.repond("lever") == R"([1,7,[0,"ECHEC_GESTIONNAIRE : erreur interne"],null])");
    CHECK(banc.repond("attendre") == R"([1,7,[0,"DELAI_DEPASSE : trop tard"],null])");
    REQUIRE(banc.lignes.size() == 3);
    CHECK(
        banc.lignes[0] == pair + "ECHEC_GESTIONNAIRE : erreur interne (echouer : mot de passe faux)"
    );
}

TEST_CASE("Executeur : dit au journal l'echec d'un avis", "[commandes][execution]") {
    BancExecuteur banc;
    banc.enregistre("echouer", [] { throw std::runtime_error("disque plein"); });
    banc.enregistre("lever", [] { throw 42; });

    banc.avertit("echouer");
    banc.avertit("lever");
    banc.avertit("echouer", 1);

    REQUIRE(banc.lignes.size() == 3);
    CHECK(banc.lignes[0] == pair + "ECHEC_GESTIONNAIRE : disque plein");
    CHECK_THAT(banc.lignes[2], Catch::StartsWith(pair + "ARGUMENTS_INCOMPATIBLES : "));
}

TEST_CASE("Executeur : rend un texte d'exception envoyable", "[commandes][execution]") {
    BancExecuteur banc({TexteException::transmis, 1'000, 30});
    banc.enregistre("latin", [] { throw std::runtime_error("\xe9"); });
    banc.enregistre("long", [] { throw std::runtime_error("ééééééééééééé"); });

    CHECK(banc.repond("latin") == "[1,7,[0,\"ECHEC_GESTIONNAIRE : \uFFFD\"],null]");
    CHECK(banc.repond("long") == R"([1,7,[0,"ECHEC_GESTIONNAIRE : éééé"],null])");
}

TEST_CASE(
    "Executeur : refuse une reponse plus grande qu'un message", "[commandes][execution][limites]"
) {
    // L'enveloppe [1, 7, nil, texte] d'un texte de 32 à 255 octets en prend 6.
    constexpr std::size_t taille = 100;

    BancExecuteur juste({TexteException::transmis, taille + 6, 1'000});
    juste.enregistre("lire", [] { return std::string(taille, 'x'); });
    CHECK(juste.octets_repondus("lire").size() == taille + 6);

    BancExecuteur trop({TexteException::transmis, taille + 5, 1'000});
    trop.enregistre("lire", [] { return std::string(taille, 'x'); });
    const std::string attendu =
        "TRAME_TROP_GRANDE : le résultat de lire fait 106 octets, limite 105";
    CHECK(trop.repond("lire") == "[1,7,[0,\"" + attendu + "\"],null]");
    CHECK(trop.lignes == std::vector{pair + attendu});
}

TEST_CASE("Executeur : un avis peut rendre un tres long resultat", "[commandes][execution]") {
    BancExecuteur banc({TexteException::transmis, 10, 1'000});
    banc.enregistre("lire", [] { return std::string(1'000, 'x'); });

    banc.avertit("lire");

    CHECK(banc.lignes.empty());
}

TEST_CASE("Executeur : refuse un resultat qui n'est pas de l'UTF-8", "[commandes][execution]") {
    BancExecuteur banc;
    banc.enregistre("latin", [] { return std::string("\xe9"); });

    CHECK_THAT(banc.repond("latin"), Catch::StartsWith(R"([1,7,[0,"ARGUMENT_INVALIDE : )"));
}

TEST_CASE(
    "Executeur : execute la commande que la table a au moment de l'appel", "[commandes][execution]"
) {
    BancExecuteur banc;
    banc.enregistre("a", [&banc] {
        // Une commande peut se remplacer, et se retirer, pendant qu'elle s'exécute.
        banc.enregistre("a", [] { return 2; });
        return 1;
    });

    CHECK(banc.repond("a") == "[1,7,null,1]");
    CHECK(banc.repond("a") == "[1,7,null,2]");
    CHECK(banc.table.retirer("a"));
    CHECK(banc.repond("a") == R"([1,7,[1,"COMMANDE_INCONNUE : a"],null])");
}

TEST_CASE("Executeur : nomme la commande qui lit mal ses arguments", "[commandes][execution]") {
    BancExecuteur banc;
    banc.enregistre("lire", [](const Arguments& arguments) { return arguments.lire<int>(0); });

    CHECK_THAT(
        banc.repond("lire"), Catch::StartsWith(R"([1,7,[1,"ARGUMENTS_INCOMPATIBLES : lire : )")
    );
}

} // namespace cconn::detail
