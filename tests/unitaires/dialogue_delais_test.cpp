// Tests de Dialogue: le délai d'un message commencé, et celui des appels.
// SPDX-License-Identifier: MIT
#include "dialogue/dialogue.hpp"
#include "outils/afficher.hpp"
#include "outils/dialogue_conduit.hpp"

#include <catch2/catch.hpp>

#include <chrono>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;
using outils::DialogueConduit;
using outils::Octets;
using outils::requete;

constexpr std::size_t tranche = 65'536;

/// Un message de 3 Mio dont le pair n'envoie que le début.
Octets debut_de_message(std::size_t taille) {
    static const Octets message = requete(1, "a", outils::texte_long(3U << 20U));
    return {message.begin(), message.begin() + static_cast<std::ptrdiff_t>(taille)};
}

/// Le pair a-t-il dépassé le délai ?
bool est_en_retard(const DialogueConduit& pair) {
    return pair.moteur.verifier_trame(pair.horloge.maintenant()).has_value();
}

/// Temps laissé à un message dont `taille` octets sont arrivés à l'instant.
std::chrono::milliseconds
delai_laisse(std::size_t taille, std::chrono::milliseconds delai_message) {
    Limites limites;
    limites.delai_message = delai_message;
    DialogueConduit pair({}, limites);
    pair.recoit(debut_de_message(taille));
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        pair.moteur.prochaine_echeance() - pair.horloge.maintenant()
    );
}

} // namespace

TEST_CASE("Dialogue : laisse tout son temps a un pair qui ne dit rien", "[dialogue][delais]") {
    DialogueConduit pair;
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));

    CHECK(pair.moteur.prochaine_echeance() == jamais);
    pair.horloge.avancer(24h);
    CHECK_FALSE(est_en_retard(pair));
}

TEST_CASE("Dialogue : prend conge d'un pair qui ne finit pas son message", "[dialogue][delais]") {
    DialogueConduit pair;
    pair.recoit(debut_de_message(5));
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));

    pair.horloge.avancer(10s - 1ns);
    CHECK_FALSE(est_en_retard(pair));
    pair.horloge.avancer(1ns);
    const auto fin = pair.moteur.verifier_trame(pair.horloge.maintenant());

    REQUIRE(fin.has_value());
    CHECK(fin->fin.cause == Cause::limite_passee);
    CHECK(fin->fin.refus.code == CodeErreur::delai_message_depasse);
    CHECK(fin->fin.refus.texte == "message commencé il y a 10000 ms et pas fini, 5 octets reçus");
    CHECK_THAT(
        outils::lire_trame(fin->adieu.octets()),
        Catch::StartsWith("[1,0,[1,\"DELAI_MESSAGE_DEPASSE : message commencé")
    );
}

TEST_CASE("Dialogue : un octet de temps en temps ne prolonge pas le delai", "[dialogue][delais]") {
    DialogueConduit pair;
    const Octets message = debut_de_message(30);

    for (std::size_t rang = 0; rang < 10; ++rang) {
        REQUIRE_FALSE(est_en_retard(pair));
        pair.recoit(Octets(1, message[rang]));
        static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));
        pair.horloge.avancer(1s);
    }

    CHECK(est_en_retard(pair));
}

TEST_CASE("Dialogue : donne une seconde de plus par tranche de 64 Kio", "[dialogue][delais]") {
    CHECK(delai_laisse(1, 10s) == 10s);
    CHECK(delai_laisse(tranche - 1, 10s) == 10s);
    CHECK(delai_laisse(tranche, 10s) == 11s);
    CHECK(delai_laisse(2 * tranche - 1, 10s) == 11s);
    CHECK(delai_laisse(2 * tranche, 10s) == 12s);
    CHECK(delai_laisse(2 * tranche, 0s) == 2s);
}

TEST_CASE("Dialogue : ne donne jamais plus de 60 secondes", "[dialogue][delais]") {
    CHECK(delai_laisse(40 * tranche, 10s) == 50s);
    CHECK(delai_laisse(40 * tranche, 19s) == 59s);
    CHECK(delai_laisse(40 * tranche, 20s) == 60s);
    CHECK(delai_laisse(40 * tranche, 21s) == 60s);
}

TEST_CASE(
    "Dialogue : respecte un delai de message plus long que 60 secondes", "[dialogue][delais]"
) {
    CHECK(delai_laisse(1, 90s) == 90s);
    CHECK(delai_laisse(40 * tranche, 90s) == 90s);
}

TEST_CASE("Dialogue : un delai de message immense veut dire jamais", "[dialogue][delais]") {
    Limites limites;
    limites.delai_message = std::chrono::milliseconds::max();
    DialogueConduit pair({}, limites);
    pair.recoit(debut_de_message(2 * tranche));
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));

    CHECK(pair.moteur.prochaine_echeance() == jamais);
    pair.horloge.avancer(24h);
    CHECK_FALSE(est_en_retard(pair));
}

TEST_CASE("Dialogue : un delai de message nul n'admet aucune attente", "[dialogue][delais]") {
    Limites limites;
    limites.delai_message = 0ms;
    DialogueConduit pair({}, limites);

    pair.recoit(requete(1, "entiere"));
    CHECK_FALSE(est_en_retard(pair));
    pair.recoit(debut_de_message(1));
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));
    CHECK(est_en_retard(pair));
}

TEST_CASE("Dialogue : le delai court de la reprise de la lecture", "[dialogue][delais]") {
    DialogueConduit pair;
    pair.recoit(debut_de_message(5));
    pair.horloge.avancer(1h); // personne n'a demandé de place : personne ne lisait
    CHECK_FALSE(est_en_retard(pair));

    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));
    pair.horloge.avancer(9s);
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));

    CHECK(pair.moteur.prochaine_echeance() == pair.horloge.maintenant() + 1s);
}

TEST_CASE("Dialogue : suspendu, le delai repart entier", "[dialogue][delais]") {
    DialogueConduit pair;
    pair.recoit(debut_de_message(5));
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));
    pair.horloge.avancer(9s);

    pair.moteur.suspendre_delai();
    CHECK(pair.moteur.prochaine_echeance() == jamais);
    pair.horloge.avancer(1h);
    CHECK_FALSE(est_en_retard(pair));

    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));
    CHECK(pair.moteur.prochaine_echeance() == pair.horloge.maintenant() + 10s);
}

TEST_CASE("Dialogue : chaque message a son propre delai", "[dialogue][delais]") {
    DialogueConduit pair;
    const Octets message = requete(1, "a", 1, 2, 3);
    const Octets debut(message.begin(), message.begin() + 4);
    const Octets fin_et_debut =
        outils::enchainer({Octets(message.begin() + 4, message.end()), debut});
    pair.recoit(debut);
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));
    pair.horloge.avancer(9s);

    pair.recoit(fin_et_debut);
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));

    CHECK(pair.recit().size() == 1);
    CHECK(pair.moteur.prochaine_echeance() == pair.horloge.maintenant() + 10s);
}

TEST_CASE("Dialogue : un message fini n'a plus de delai", "[dialogue][delais]") {
    DialogueConduit pair({"octet par octet", 0, true});

    pair.recoit(requete(1, "a", 1, 2, 3));
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));

    CHECK(pair.moteur.prochaine_echeance() == jamais);
}

TEST_CASE("Dialogue : annonce la plus proche des echeances", "[dialogue][delais]") {
    DialogueConduit pair;
    static_cast<void>(pair.appelle("a", 20s));
    CHECK(pair.moteur.prochaine_echeance() == pair.horloge.maintenant() + 20s);

    pair.recoit(debut_de_message(5));
    static_cast<void>(pair.moteur.place(pair.horloge.maintenant()));
    CHECK(pair.moteur.prochaine_echeance() == pair.horloge.maintenant() + 10s);
    CHECK(pair.moteur.prochain_appel_echu() == pair.horloge.maintenant() + 20s);

    static_cast<void>(pair.appelle("b", 5s));
    CHECK(pair.moteur.prochaine_echeance() == pair.horloge.maintenant() + 5s);
}

TEST_CASE("Dialogue : termine les appels echus et eux seuls", "[dialogue][delais]") {
    DialogueConduit pair;
    static_cast<void>(pair.appelle("un", 1s));
    static_cast<void>(pair.appelle("deux", 2s));
    static_cast<void>(pair.appelle("sans_fin", 24h));

    CHECK(pair.moteur.terminer_echus(pair.horloge.maintenant()).empty());
    pair.horloge.avancer(2s);
    const auto echus = pair.moteur.terminer_echus(pair.horloge.maintenant());

    CHECK(echus.size() == 2);
    CHECK(pair.moteur.nb_appels() == 1);
    CHECK(
        DialogueConduit::decrire(*pair.appels[0]) ==
        "un échoue DELAI_DEPASSE : un n'a pas répondu en 1000 ms"
    );
    CHECK(
        DialogueConduit::decrire(*pair.appels[1]) ==
        "deux échoue DELAI_DEPASSE : deux n'a pas répondu en 2000 ms"
    );
    CHECK(DialogueConduit::decrire(*pair.appels[2]) == "sans_fin attend");
}

} // namespace cconn::detail
