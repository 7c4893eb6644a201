// Tests des statistiques: les tranches de durées, le choix des mesures, le texte pour Prometheus.
// SPDX-License-Identifier: MIT
#include <cconn/statistiques.hpp>

#include "commandes/table_commandes.hpp"
#include "session/comptes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;
using cconn::Histogramme;
using cconn::detail::Comptes;
using cconn::detail::Instant;

Histogramme durees(std::initializer_list<std::chrono::nanoseconds> toutes) {
    Histogramme histogramme;
    for (const auto duree : toutes) {
        histogramme.noter(duree);
    }
    return histogramme;
}

bool contient(const std::string& texte, const std::string& ligne) {
    return texte.find('\n' + ligne + '\n') != std::string::npos;
}

/// Combien de ces exécutions, qui se suivent sans lecture, sont chronométrées.
int mesures(Comptes& comptes, int executions) {
    int choisies = 0;
    for (int numero = 0; numero < executions; ++numero) {
        choisies += comptes.choisir_mesure() ? 1 : 0;
    }
    return choisies;
}

} // namespace

TEST_CASE("Histogramme : chaque duree va dans la premiere tranche qui la contient") {
    const auto histogramme = durees({0ns, 1us, 1'001ns, 2us, 2'001ns, 1s, 1h});

    CHECK(histogramme.tranches.at(0) == 2); // au plus 1 µs
    CHECK(histogramme.tranches.at(1) == 2); // au plus 2 µs
    CHECK(histogramme.tranches.at(2) == 1);
    CHECK(histogramme.tranches.at(20) == 1); // 2^20 µs : la première au-dessus d'une seconde
    CHECK(histogramme.tranches.back() == 1);
    CHECK(histogramme.nombre == 7);
    CHECK(histogramme.somme == 1h + 1s + 6us + 2ns);
}

TEST_CASE("Histogramme : un quantile est la borne de la tranche ou il tombe") {
    CHECK(Histogramme{}.quantile(0.5) == 0us);
    const auto histogramme = durees({1us, 1us, 1us, 100us});
    CHECK(histogramme.quantile(0) == 1us);
    CHECK(histogramme.quantile(0.5) == 1us);
    CHECK(histogramme.quantile(0.99) == 128us);
    CHECK(durees({1h}).quantile(1) == Histogramme::borne(Histogramme::nb_tranches - 2));
}

TEST_CASE("Histogramme : la somme de deux compte tout ce que les deux comptent") {
    auto somme = durees({1us, 3us});
    somme.ajouter(durees({3us, 1h}));
    CHECK(somme.nombre == 4);
    CHECK(somme.tranches.at(2) == 2);
    CHECK(somme.somme == 1h + 7us);
}

TEST_CASE("Comptes : au repos toute execution est chronometree, pressee une sur seize") {
    Comptes comptes(cconn::DureesCommandes::mesurees);
    const Instant debut{};

    CHECK(mesures(comptes, 33) == 3);

    comptes.noter_duree({1, false}, debut, debut + 10us);
    comptes.noter_lecture(1, debut + 20us);
    CHECK(mesures(comptes, 5) == 0);
    comptes.noter_lecture(1, debut + 2ms);
    CHECK(mesures(comptes, 1) == 1);
}

TEST_CASE("Comptes : aucune execution n'est chronometree si on ne le veut pas") {
    Comptes comptes(cconn::DureesCommandes::ignorees);
    CHECK(mesures(comptes, 64) == 0);
    comptes.noter_execution({1, true});
    CHECK(comptes.totaux().commandes.at(1).executions == 1);
    CHECK(comptes.totaux().commandes.at(1).erreurs == 1);
}

TEST_CASE("Comptes : passe mille noms, les suivants partagent leur compte") {
    cconn::detail::TableCommandes table(128);
    for (int numero = 1; numero <= 1'001; ++numero) {
        const std::string nom = "n" + std::to_string(numero);
        table.enregistrer(nom, "", [](auto& /*contexte*/, auto* /*resultat*/) {});
    }

    CHECK(table.noms_comptes().size() == 1'001);
    CHECK(table.noms_comptes().front() == "*");
    CHECK(table.noms_comptes().back() == "n1000");
    CHECK(table.instantane()->commande("n1000")->rang == 1'000);
    CHECK(table.instantane()->commande("n1001")->rang == 0);
}

TEST_CASE("Prometheus : les compteurs portent leur cause, leur code ou leur commande") {
    cconn::Statistiques statistiques;
    statistiques.connexions_ouvertes = 3;
    statistiques.connexions_finies[cconn::Cause::client_lent] = 2;
    statistiques.connexions_refusees[cconn::CodeErreur::serveur_plein] = 5;
    statistiques.recus = {10, 1'000};
    statistiques.commandes.push_back({"somme", 7, 1, durees({1us, 3us})});

    const std::string texte = '\n' + cconn::texte_prometheus(statistiques);

    CHECK(contient(texte, "# TYPE cconn_connexions_ouvertes gauge"));
    CHECK(contient(texte, "cconn_connexions_ouvertes 3"));
    CHECK(contient(texte, "cconn_connexions_finies_total{cause=\"client_lent\"} 2"));
    CHECK(contient(texte, "cconn_connexions_refusees_total{code=\"SERVEUR_PLEIN\"} 5"));
    CHECK(contient(texte, "cconn_octets_recus_total 1000"));
    CHECK(contient(texte, "cconn_commandes_en_erreur_total{commande=\"somme\"} 1"));
    const std::string duree = "cconn_commande_duree_secondes";
    CHECK(contient(texte, duree + "_bucket{commande=\"somme\",le=\"0.000001\"} 1"));
    CHECK(contient(texte, duree + "_bucket{commande=\"somme\",le=\"0.000004\"} 2"));
    CHECK(contient(texte, duree + "_bucket{commande=\"somme\",le=\"+Inf\"} 2"));
    CHECK(contient(texte, duree + "_sum{commande=\"somme\"} 0.000004"));
    CHECK(contient(texte, duree + "_count{commande=\"somme\"} 2"));
}

TEST_CASE("Prometheus : une commande au nom hostile reste dans son etiquette") {
    cconn::Statistiques statistiques;
    statistiques.commandes.push_back({"a\"b\\c\nd", 1, 0, {}});

    const std::string texte = cconn::texte_prometheus(statistiques);

    CHECK(contient(texte, R"(cconn_commandes_executees_total{commande="a\"b\\c\nd"} 1)"));
}
