// Tests de TamponReception: ce qui est prêté ne bouge pas, et la mémoire suit ce qui est reçu.
// SPDX-License-Identifier: MIT
#include "protocole/tampon_reception.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <random>
#include <set>
#include <string>

namespace cconn::detail {
namespace {

constexpr std::size_t kio = 1'024;

/// Des octets différents à chaque position.
std::string octets(std::size_t taille, std::size_t depuis = 0) {
    std::string texte(taille, ' ');
    for (std::size_t rang = 0; rang < taille; ++rang) {
        texte[rang] = static_cast<char>((depuis + rang) * 131 % 251);
    }
    return texte;
}

std::string texte_de(std::span<const std::uint8_t> octets) {
    return {octets.begin(), octets.end()};
}

/// Reçoit tout, en autant de lectures qu'il faut.
void recevoir(TamponReception& tampon, const std::string& texte, std::size_t manquants = 1) {
    for (std::size_t recus = 0; recus < texte.size();) {
        const auto place = tampon.place(manquants);
        REQUIRE_FALSE(place.empty());
        const std::size_t taille = std::min(place.size(), texte.size() - recus);
        std::copy_n(texte.begin() + static_cast<std::ptrdiff_t>(recus), taille, place.begin());
        tampon.ajouter(taille);
        recus += taille;
    }
}

/// Le bloc où sont les octets non lus. Exige : il y en a ; en retire un.
const Bloc* bloc_courant(TamponReception& tampon) {
    const TrameRecue trame = tampon.emprunter(1);
    TamponReception::rendre(*trame.bloc);
    return trame.bloc;
}

} // namespace

TEST_CASE("TamponReception : neuf, n'a rien a lire", "[protocole][tampon]") {
    const TamponReception tampon;

    CHECK(tampon.non_lus().empty());
}

TEST_CASE("TamponReception : offre toujours de la place", "[protocole][tampon]") {
    const std::size_t manquants = GENERATE(0U, 1U, 4'096U, 1U << 20U, 1U << 30U);
    TamponReception tampon;
    for (int tour = 0; tour < 100; ++tour) {
        REQUIRE_FALSE(tampon.place(manquants).empty());
        recevoir(tampon, octets(1'000), manquants);
    }

    CHECK(tampon.non_lus().size() == 100'000);
}

TEST_CASE("TamponReception : rend les octets dans l'ordre de reception", "[protocole][tampon]") {
    TamponReception tampon;
    recevoir(tampon, "bonjour");

    const TrameRecue bon = tampon.emprunter(3);
    recevoir(tampon, " monde");

    CHECK(texte_de(bon.octets) == "bon");
    CHECK(texte_de(tampon.non_lus()) == "jour monde");
    tampon.sauter(4);
    CHECK(texte_de(tampon.non_lus()) == " monde");
}

TEST_CASE("TamponReception : prete un octet ou tous", "[protocole][tampon]") {
    TamponReception tampon;
    recevoir(tampon, "abc");

    const TrameRecue premier = tampon.emprunter(1);
    const TrameRecue reste = tampon.emprunter(2);

    CHECK(texte_de(premier.octets) == "a");
    CHECK(texte_de(reste.octets) == "bc");
    CHECK(tampon.non_lus().empty());
    CHECK(premier.bloc == reste.bloc);
    CHECK(reste.bloc->emprunts == 2);
}

TEST_CASE("TamponReception : ne deplace pas des octets pretes", "[protocole][tampon]") {
    TamponReception tampon;
    recevoir(tampon, octets(100));
    const TrameRecue trame = tampon.emprunter(100);
    const std::uint8_t* const adresse = trame.octets.data();

    for (std::size_t tour = 0; tour < 50; ++tour) {
        recevoir(tampon, octets(10 * kio, tour));
        tampon.sauter(tampon.non_lus().size() / 2);
    }

    CHECK(trame.octets.data() == adresse);
    CHECK(texte_de(trame.octets) == octets(100));
}

TEST_CASE("TamponReception : reprend le meme bloc quand tout est rendu", "[protocole][tampon]") {
    TamponReception tampon;
    const auto* const debut = tampon.place(1).data();

    for (int tour = 0; tour < 1'000; ++tour) {
        recevoir(tampon, octets(1'000));
        const TrameRecue trame = tampon.emprunter(1'000);
        TamponReception::rendre(*trame.bloc);
        REQUIRE(tampon.place(1).data() == debut);
    }
}

TEST_CASE(
    "TamponReception : change de bloc tant qu'un emprunt occupe l'ancien", "[protocole][tampon]"
) {
    TamponReception tampon;
    recevoir(tampon, "a");
    const TrameRecue trame = tampon.emprunter(1);

    recevoir(tampon, octets(5'000));
    const TrameRecue suivante = tampon.emprunter(5'000);

    CHECK(trame.bloc != suivante.bloc);
    CHECK(texte_de(trame.octets) == "a");
    CHECK(texte_de(suivante.octets) == octets(5'000));
}

TEST_CASE("TamponReception : lache l'ancien bloc quand il est rendu", "[protocole][tampon]") {
    TamponReception tampon;
    recevoir(tampon, "a");
    const TrameRecue trame = tampon.emprunter(1);
    const std::weak_ptr<Bloc> temoin = trame.bloc->weak_from_this();
    recevoir(tampon, octets(5'000));
    REQUIRE_FALSE(temoin.expired());

    TamponReception::rendre(*trame.bloc);
    static_cast<void>(tampon.place(1));

    CHECK(temoin.expired());
}

TEST_CASE(
    "TamponReception : un bloc retenu survit au tampon, sans resservir", "[protocole][tampon]"
) {
    std::shared_ptr<Bloc> bloc;
    TrameRecue trame;
    {
        TamponReception tampon;
        recevoir(tampon, "abc");
        trame = tampon.emprunter(3);
        bloc = TamponReception::retenir(*trame.bloc);
        TamponReception::rendre(*trame.bloc);
        recevoir(tampon, octets(50 * kio));
        tampon.sauter(50 * kio);
        recevoir(tampon, octets(50 * kio));
    }

    CHECK(texte_de(trame.octets) == "abc");
    CHECK(bloc.use_count() == 1);
}

TEST_CASE("TamponReception : ne croit pas la taille annoncee", "[protocole][tampon]") {
    TamponReception tampon;
    std::size_t recus = 0;
    while (recus < 2'000 * kio) {
        const std::size_t place = tampon.place(std::size_t{1} << 30U).size();
        INFO(recus << " octets reçus, place de " << place);
        REQUIRE(place <= std::max(recus, 68 * kio));
        // Le pair n'envoie que peu à la fois.
        recevoir(tampon, octets(1'000), std::size_t{1} << 30U);
        recus += 1'000;
    }
}

TEST_CASE(
    "TamponReception : n'alloue pas plus du double de ce qu'il a recu", "[protocole][tampon]"
) {
    const std::size_t lecture = GENERATE(1U, 999U, 4'096U, 65'536U);
    TamponReception tampon;
    std::size_t recus = 0;
    while (recus < 300 * kio) {
        recevoir(tampon, octets(lecture), std::size_t{4} << 20U);
        recus += lecture;
        const std::size_t capacite = bloc_courant(tampon)->capacite;
        INFO(recus << " octets reçus, bloc de " << capacite);
        REQUIRE(capacite <= std::max(2 * recus + 4 * kio, 8 * kio));
    }
}

TEST_CASE("TamponReception : recoit une longue trame en peu de blocs", "[protocole][tampon]") {
    // Changer de bloc recopie tout : une fois par lecture, le prix serait quadratique.
    const std::size_t lecture = GENERATE(100U, 1'448U, 50'000U);
    TamponReception tampon;
    const std::string longue = octets(1'000 * kio);
    std::set<std::size_t> capacites; // un bloc nouveau est toujours plus grand
    std::size_t retires = 0;

    for (std::size_t recus = 0; recus < longue.size(); recus += lecture) {
        recevoir(tampon, longue.substr(recus, lecture), longue.size() - recus);
        capacites.insert(bloc_courant(tampon)->capacite);
        ++retires;
    }

    CHECK((texte_de(tampon.non_lus()) == longue.substr(retires)));
    CHECK(capacites.size() <= 12);
}

TEST_CASE("TamponReception : ne garde pas un grand bloc vide", "[protocole][tampon]") {
    TamponReception tampon;
    recevoir(tampon, octets(1'000 * kio), 1'000 * kio);
    tampon.sauter(1'000 * kio);

    CHECK(tampon.place(1).size() <= 64 * kio);
}

TEST_CASE("TamponReception : lit de plus en plus grand, jusqu'a 64 Kio", "[protocole][tampon]") {
    TamponReception tampon;
    std::size_t place = tampon.place(1).size();
    CHECK(place == 4 * kio);
    for (int tour = 0; tour < 10; ++tour) {
        recevoir(tampon, octets(place));
        tampon.sauter(place);
        const std::size_t suivante = tampon.place(1).size();
        REQUIRE(suivante >= place);
        place = suivante;
    }

    CHECK(place == 64 * kio);
}

TEST_CASE("TamponReception : fait comme un texte, quoi qu'on lui demande", "[protocole][tampon]") {
    const auto graine = GENERATE(range(0U, 20U));
    std::mt19937 hasard(graine);
    const auto tirer = [&hasard](std::size_t fin) {
        return hasard() % fin;
    };
    struct Emprunt {
        TrameRecue trame;
        std::string attendu;
    };
    TamponReception tampon;
    std::string modele;
    std::deque<Emprunt> emprunts;
    std::size_t ecrits = 0;

    for (int pas = 0; pas < 500; ++pas) {
        switch (tirer(4)) {
        case 0: {
            const std::string recus = octets(tirer(tirer(20) == 0 ? 50'000 : 3'000), ecrits);
            recevoir(tampon, recus, 1 + tirer(200'000));
            modele += recus;
            ecrits += recus.size();
            break;
        }
        case 1: {
            const std::size_t taille = std::min(modele.size(), 1 + tirer(5'000));
            if (taille == 0) {
                break;
            }
            emprunts.push_back({tampon.emprunter(taille), modele.substr(0, taille)});
            modele.erase(0, taille);
            break;
        }
        case 2: {
            const std::size_t taille = std::min(modele.size(), tirer(6'000));
            tampon.sauter(taille);
            modele.erase(0, taille);
            break;
        }
        default:
            if (!emprunts.empty()) {
                const auto choisi =
                    emprunts.begin() + static_cast<std::ptrdiff_t>(tirer(emprunts.size()));
                REQUIRE((texte_de(choisi->trame.octets) == choisi->attendu));
                TamponReception::rendre(*choisi->trame.bloc);
                emprunts.erase(choisi);
            }
        }
        REQUIRE(std::ranges::equal(texte_de(tampon.non_lus()), modele));
    }

    for (const Emprunt& emprunt : emprunts) {
        CHECK((texte_de(emprunt.trame.octets) == emprunt.attendu));
    }
}

} // namespace cconn::detail
