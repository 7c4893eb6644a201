// Tests de Tampon: des octets qui s'ajoutent, sur place puis alloués, et qui changent de mains.
// SPDX-License-Identifier: MIT
#include <cconn/detail/tampon.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

using cconn::detail::Tampon;

namespace {

std::string contenu(const Tampon& tampon) {
    const auto octets = tampon.octets();
    return {octets.begin(), octets.end()};
}

/// Un tampon de cette taille, écrit par morceaux inégaux.
Tampon rempli(std::size_t taille, std::string& attendu) {
    Tampon tampon;
    for (std::size_t i = 0; attendu.size() < taille; ++i) {
        const std::string morceau(std::min(i % 37, taille - attendu.size()), char('a' + i % 26));
        tampon.write(morceau.data(), morceau.size());
        attendu += morceau;
    }
    return tampon;
}

} // namespace

TEST_CASE("Tampon : garde ce qu'on y ecrit, de toute taille", "[tampon]") {
    const std::size_t taille = GENERATE(0, 1, 127, 128, 129, 255, 256, 257, 10'000, 1'000'000);
    std::string attendu;
    Tampon tampon = rempli(taille, attendu);

    CHECK(tampon.taille() == taille);
    CHECK(tampon.est_vide() == (taille == 0));
    CHECK((contenu(tampon) == attendu));

    tampon.ajouter(std::uint8_t{'!'});
    CHECK((contenu(tampon) == attendu + "!"));
}

TEST_CASE("Tampon : change de mains et laisse l'autre vide et utilisable", "[tampon]") {
    const std::size_t taille = GENERATE(0, 5, 128, 5'000);
    std::string attendu;
    Tampon premier = rempli(taille, attendu);

    Tampon second(std::move(premier));
    CHECK((contenu(second) == attendu));
    CHECK(premier.est_vide()); // NOLINT(bugprone-use-after-move) : c'est ce qu'il promet
    premier.write("abc", 3);
    CHECK(contenu(premier) == "abc");

    second = std::move(premier);
    CHECK(contenu(second) == "abc");
    second.vider();
    CHECK(second.est_vide());
}

TEST_CASE("Tampon : cite de longs octets a leur place, si on le lui permet", "[tampon]") {
    const std::string longs(Tampon::taille_citation_min, 'L');
    const std::string courts(Tampon::taille_citation_min - 1, 'c');
    const auto octets = [](const std::string& texte) {
        return std::span(reinterpret_cast<const std::uint8_t*>(texte.data()), texte.size());
    };
    Tampon tampon;
    const bool permises = GENERATE(false, true);
    if (permises) {
        tampon.permettre_citations();
    }
    tampon.citer(octets(longs));
    tampon.write("milieu", 6);
    tampon.citer(octets(courts));
    tampon.citer(octets(longs));

    Tampon deplace(std::move(tampon));
    const auto morceaux = deplace.morceaux();

    CHECK(morceaux.size() == (permises ? 3 : 1));
    CHECK((morceaux.front().data() == octets(longs).data()) == permises);
    std::string tout;
    for (const auto morceau : morceaux) {
        CHECK_FALSE(morceau.empty());
        tout.append(morceau.begin(), morceau.end());
    }
    CHECK((tout == longs + "milieu" + courts + longs));
    CHECK(deplace.taille() == tout.size());

    deplace.vider();
    CHECK(deplace.est_vide());
    CHECK(deplace.morceaux().empty());
}

TEST_CASE("Tampon : l'ajout de rien ne fait rien", "[tampon]") {
    Tampon tampon;
    tampon.write(nullptr, 0);
    tampon.ajouter(std::span<const std::uint8_t>());
    CHECK(tampon.est_vide());
}
