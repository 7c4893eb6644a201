// Tests de Hote et de ses réglages: les bornes des options, et ce qui ne sert qu'en différé.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "session/hote.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;

template<class Options>
std::string refus(const Options& options) {
    try {
        static_cast<void>(Reglages::depuis(options));
    } catch (const Erreur& erreur) {
        return erreur.what();
    }
    return "";
}

/// Une option entière et ses bornes.
struct Borne {
    std::string nom;
    std::size_t Limites::*champ;
    std::size_t minimum;
    std::size_t maximum;
};

/// Un délai, qui ne peut être négatif.
struct Delai {
    std::string nom;
    std::function<std::chrono::milliseconds&(OptionsServeur&)> champ;
};

Hote hote_differe() {
    OptionsServeur options;
    options.execution = Execution::differee;
    return {Reglages::depuis(options), {}};
}

} // namespace

TEST_CASE("Reglages : reprennent les options de chaque bout", "[session][options]") {
    OptionsServeur serveur;
    serveur.execution = Execution::differee;
    serveur.limites.appels_max = 3;
    serveur.delai_appel = 1s;
    serveur.delai_envoi = 2s;
    serveur.delai_extinction = 3s;
    serveur.texte_exception = TexteException::masque;
    serveur.taille_pile = 123'456;
    serveur.attente_active = 20us;
    OptionsClient client;
    client.delai_appel = 4s;

    const Reglages reglages = Reglages::depuis(serveur);

    CHECK(reglages.execution == Execution::differee);
    CHECK(reglages.limites.appels_max == 3);
    CHECK(reglages.delai_appel == 1s);
    CHECK(reglages.delai_envoi == 2s);
    CHECK(reglages.delai_extinction == 3s);
    CHECK(reglages.texte_exception == TexteException::masque);
    CHECK(reglages.taille_pile == 123'456);
    CHECK(reglages.attente_active == 20us);
    CHECK(Reglages::depuis(client).delai_appel == 4s);
}

TEST_CASE("Reglages : bornent l'attente active", "[session][options]") {
    OptionsServeur options;
    for (const auto duree : {0us, 1'000us}) {
        options.attente_active = duree;
        CHECK_NOTHROW(Reglages::depuis(options));
    }
    for (const auto duree : {-1us, 1'001us}) {
        options.attente_active = duree;
        CHECK_THROWS_WITH(
            Reglages::depuis(options),
            "ARGUMENT_INVALIDE : attente_active vaut " + std::to_string(duree.count()) +
                " µs, attendu de 0 à 1000"
        );
    }
}

TEST_CASE("Reglages : bornent les limites", "[session][options][limites]") {
    const auto borne = GENERATE(
        Borne{"taille_message_max", &Limites::taille_message_max, 1, 256U << 20U},
        Borne{"elements_max", &Limites::elements_max, 1, 4U << 20U},
        Borne{"profondeur_max", &Limites::profondeur_max, 1, 1'024},
        Borne{"mises_de_cote_max", &Limites::mises_de_cote_max, 1, 4U << 20U}
    );
    INFO(borne.nom);
    OptionsServeur options;

    options.limites.*borne.champ = borne.minimum;
    CHECK(refus(options).empty());
    options.limites.*borne.champ = borne.maximum;
    CHECK(refus(options).empty());
    options.limites.*borne.champ = borne.minimum - 1;
    CHECK(
        refus(options) == "ARGUMENT_INVALIDE : " + borne.nom + " vaut " +
                              std::to_string(borne.minimum - 1) + ", attendu de " +
                              std::to_string(borne.minimum) + " à " + std::to_string(borne.maximum)
    );
    options.limites.*borne.champ = borne.maximum + 1;
    CHECK_FALSE(refus(options).empty());
}

TEST_CASE(
    "Reglages : acceptent zero pour les limites de ce qui entre", "[session][options][limites]"
) {
    OptionsClient options;
    options.limites.profondeur_valeurs_max = 0;
    options.limites.taille_nom_max = 0;
    options.limites.arguments_max = 0;
    options.limites.octets_en_attente_max = 0;
    options.limites.messages_en_attente_max = 0;
    options.limites.taille_erreur_max = 0;
    options.limites.appels_max = 0;

    CHECK(refus(options).empty());
}

TEST_CASE("Reglages : refusent un delai negatif", "[session][options]") {
    const auto delai = GENERATE(
        Delai{"delai_message", [](auto& o) -> auto& { return o.limites.delai_message;
}
} // namespace cconn::detail
, Delai{"delai_client_lent", [](auto& o) -> auto& {return o.limites.delai_client_lent;
}
}
, Delai{"delai_imbrication", [](auto& o) -> auto& {return o.limites.delai_imbrication;
}
}
, Delai{"delai_appel", [](auto& o) -> auto& {return o.delai_appel;
}
}
, Delai{"delai_envoi", [](auto& o) -> auto& {return o.delai_envoi;
}
}
, Delai{"delai_extinction", [](auto& o) -> auto& {return o.delai_extinction;
}
}
    );
    INFO(delai.nom);
    OptionsServeur options;

    delai.champ(options) = 0ms;
    CHECK(refus(options).empty());
    delai.champ(options) = std::chrono::milliseconds::max();
    CHECK(refus(options).empty());
    delai.champ(options) = -1ms;
    CHECK(refus(options) == "ARGUMENT_INVALIDE : " + delai.nom + " vaut -1 ms, attendu 0 au moins");
    }

    TEST_CASE("Hote : n'execute a la demande qu'en execution differee", "[session][hote]") {
        Hote hote(Reglages::depuis(OptionsServeur{}), {});

        CHECK_THROWS_WITH(
            hote.executer_commandes(1s),
            "ETAT_INVALIDE : executer_commandes ne sert qu'en exécution différée "
            "(Execution::differee)"
        );
    }

    TEST_CASE("Hote : sans commande recue, l'execution differee ne fait rien", "[session][hote]") {
        Hote hote = hote_differe();

        const BilanExecution bilan = hote.executer_commandes(1s);

        CHECK(bilan.executees == 0);
        CHECK(bilan.en_attente == 0);
    }

    TEST_CASE("Hote : n'attend pas la fin d'un cycle qui n'est pas lance", "[session][hote]") {
        Cycle cycle;
        Hote immediat(Reglages::depuis(OptionsServeur{}), {});
        Hote differe = hote_differe();

        immediat.attendre_fin(cycle);
        differe.attendre_fin(cycle);

        CHECK_FALSE(cycle.est_lance());
    }

    TEST_CASE("Hote : arrete ses fils, meme deux fois", "[session][hote]") {
        Hote hote(Reglages::depuis(OptionsServeur{}), {});

        hote.arreter_fils();
        hote.arreter_fils();

        CHECK(hote.commandes.instantane()->descriptions().empty());
    }

    } // namespace cconn::detail
