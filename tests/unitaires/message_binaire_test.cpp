// Essais de Message : ajouter, extraire, et ce qui voyage.
// SPDX-License-Identifier: MIT
#include <cconn/message.hpp>

#include "outils/commande_locale.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <tuple>
#include <vector>

using cconn::Message;
using cconn::Octets;
using outils::CommandeLocale;
using outils::erreur_de;

namespace {

Message aller_retour(const Message& message) {
    cconn::detail::Tampon tampon;
    cconn::detail::empaqueter_resultat(tampon, message);
    return cconn::detail::depaqueter_resultat<Message>("c", tampon.octets());
}

} // namespace

TEST_CASE("netframe : identifiant 0 par defaut, charge vide permise", "[message]") {
    const Message message;

    CHECK(message.id() == 0);
    CHECK(message.est_vide());
    CHECK(message.taille() == 0);
    CHECK(aller_retour(message) == message);
}

TEST_CASE("netframe : ajouter allonge la charge, et sa taille se tient seule", "[message]") {
    Message message(7);

    message.ajouter("bon").ajouter(Octets{0x00, 0xff}).ajouter(std::string("jour"));

    CHECK(message.taille() == 9);
    CHECK(message.charge() == Octets{'b', 'o', 'n', 0x00, 0xff, 'j', 'o', 'u', 'r'});
}

TEST_CASE("netframe : ajouter sa propre charge la double", "[message]") {
    Message message;
    message.ajouter("ab");

    message.ajouter(message.charge());

    CHECK(message.extraire_texte(4) == "abab");
}

TEST_CASE(
    "netframe : extraire rend les octets suivants sans changer la charge ni la taille", "[message]"
) {
    Message message(1);
    message.ajouter("bonjour");

    CHECK(message.extraire(3) == Octets{'b', 'o', 'n'});
    CHECK(message.extraire_texte(4) == "jour");
    CHECK(message.extraire(0).empty());
    CHECK(message.reste() == 0);
    CHECK(message.taille() == 7);
    message.relire();
    CHECK(message.extraire_texte(7) == "bonjour");
}

TEST_CASE("netframe : extraire au-dela de la fin est une erreur, qui ne lit rien", "[message]") {
    Message message;
    message.ajouter("abc");
    static_cast<void>(message.extraire(1));

    const auto erreur = erreur_de([&] { static_cast<void>(message.extraire(3)); });

    CHECK(erreur == "ARGUMENT_INVALIDE : 3 octets à extraire d'un message où il en reste 2, sur 3");
    CHECK(message.extraire_texte(2) == "bc");
}

TEST_CASE("Message : un message ajoute apres lecture se lit a la suite", "[message]") {
    Message message;
    message.ajouter("a");
    static_cast<void>(message.extraire(1));

    message.ajouter("bc");

    CHECK(message.extraire_texte(message.reste()) == "bc");
}

TEST_CASE("Message : la position de lecture ne voyage pas", "[message]") {
    Message message(65'535);
    message.ajouter("abc");
    static_cast<void>(message.extraire(2));

    Message recu = aller_retour(message);

    CHECK(recu.id() == 65'535);
    CHECK(recu.extraire_texte(3) == "abc");
    CHECK(recu == message);
}

TEST_CASE("Message : voyage comme [identifiant, octets]", "[message][protocole]") {
    cconn::detail::Tampon tampon;
    Message message(300);
    message.ajouter("ab");

    cconn::detail::empaqueter_resultat(tampon, message);

    const std::vector<std::uint8_t> attendu{0x92, 0xcd, 0x01, 0x2c, 0xc4, 0x02, 'a', 'b'};
    CHECK(std::vector(tampon.octets().begin(), tampon.octets().end()) == attendu);
}

TEST_CASE("Message : argument et resultat de commande, seul ou dans un conteneur", "[message]") {
    CommandeLocale inverser([](Message m, std::vector<Message> autres) {
        autres.push_back(m);
        return autres;
    });

    CHECK(inverser(Message(1), std::vector{Message(2)}) == "[[2, octets(0)], [1, octets(0)]]");
}

TEST_CASE("Message : une forme etrangere est refusee en disant ce qui cloche", "[message]") {
    CommandeLocale recevoir([](Message m) { return m.id(); });

    CHECK(recevoir(std::make_tuple(65'536, Octets{})).find("élément 1") != std::string::npos);
    CHECK(recevoir(std::make_tuple(1, 2)).find("octets attendu") != std::string::npos);
    CHECK(recevoir(3).starts_with("ARGUMENTS_INCOMPATIBLES : c, argument 1"));
    CHECK(recevoir(std::make_tuple(9, "texte accepté")) == "9");
}
