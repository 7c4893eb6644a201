// Tests de Consultation: voir les changements, et ne rien garder en vie sans raison.
// SPDX-License-Identifier: MIT
#include "commandes/consultation.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

namespace cconn::detail {
namespace {

using Acces = Consultation::Acces;

/// Une fonction qui garde `temoin` en vie.
FonctionCommande garder_temoin(std::shared_ptr<int> temoin) {
    return [temoin = std::move(temoin)](ContexteCommande& /*contexte*/, Tampon* /*resultat*/) {
    };
}

bool connait(Consultation& consultation, std::string_view nom) {
    return Acces(consultation)->commande(nom) != nullptr;
}

} // namespace

TEST_CASE("Consultation : voit une commande enregistree, puis retiree", "[commandes][table]") {
    TableCommandes table(16);
    Consultation consultation(table);
    CHECK_FALSE(connait(consultation, "a"));

    table.enregistrer("a", "", garder_temoin(nullptr));
    CHECK(connait(consultation, "a"));

    table.retirer("a");
    CHECK_FALSE(connait(consultation, "a"));
}

TEST_CASE("Consultation : rend le meme instantane tant que rien ne change", "[commandes][table]") {
    TableCommandes table(16);
    Consultation consultation(table);
    const InstantaneCommandes* premier = &*Acces(consultation);

    CHECK(&*Acces(consultation) == premier);

    table.enregistrer("a", "", garder_temoin(nullptr));
    CHECK(Acces(consultation)->generation == 1);
}

TEST_CASE("Consultation : au repos, ne garde pas ce qui est retire", "[commandes][table]") {
    TableCommandes table(16);
    std::vector<std::unique_ptr<Consultation>> consultations;
    const auto temoin = std::make_shared<int>();
    table.enregistrer("a", "", garder_temoin(temoin));
    for (int i = 0; i < 3; ++i) {
        consultations.push_back(std::make_unique<Consultation>(table));
        REQUIRE(connait(*consultations.back(), "a"));
    }
    consultations.erase(consultations.begin()); // la liste de la table change d'ordre

    table.retirer("a");

    CHECK(temoin.use_count() == 1);
}

TEST_CASE(
    "Consultation : une commande en cours garde la sienne, et elle seule", "[commandes][table]"
) {
    TableCommandes table(16);
    Consultation consultation(table);
    const auto temoin = std::make_shared<int>();
    table.enregistrer("a", "", garder_temoin(temoin));

    {
        const Acces en_cours(consultation);
        table.retirer("a");
        CHECK(en_cours->commande("a") != nullptr);
        CHECK_FALSE(connait(consultation, "a")); // une commande imbriquée
        CHECK(temoin.use_count() > 1);
    }

    CHECK(temoin.use_count() == 1);
    CHECK_FALSE(connait(consultation, "a"));
}

TEST_CASE(
    "Consultation : ne garde rien de perime quand elle rend pendant un changement",
    "[commandes][table]"
) {
    TableCommandes table(16);
    Consultation consultation(table);
    const auto temoin = std::make_shared<int>();
    std::atomic<bool> fini = false;

    std::jthread lecteur([&] {
        while (!fini) {
            static_cast<void>(connait(consultation, "a"));
        }
    });
    for (int tour = 0; tour < 2'000; ++tour) {
        table.enregistrer("a", "", garder_temoin(temoin));
        table.retirer("a");
    }
    fini = true;
    lecteur.join();

    CHECK(temoin.use_count() == 1);
}

} // namespace cconn::detail
