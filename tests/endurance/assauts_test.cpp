// Dix mille mauvais jetons de cinquante connexions à la fois: aucun n'entre, et les autres n'en savent rien.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/chiffres.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int nb_assaillants = 50;
constexpr int essais_par_assaillant = 200;
const std::string jeton = "6f1e7a0c9b3d4e58";

/// Ce que répond le serveur à un mauvais jeton, sur une connexion neuve.
std::string essayer(std::uint16_t port) {
    outils::PairBrut pair(port);
    try {
        pair.envoyer_requete(1, "cconn.authentifier", "un jeton tout à fait faux");
    } catch (const std::runtime_error&) {
        // congédié avant d'avoir écrit : la raison est à lire
    }
    return pair.lire();
}

} // namespace

TEST_CASE("Assauts : dix mille mauvais jetons n'entrent pas", "[endurance][T-65]") {
    outils::JournalMemoire journal;
    std::atomic<int> executees = 0;
    std::atomic<int> acceptes = 0;
    std::atomic<int> bloques = 0;
    std::atomic<int> verifies = 0;
    cconn::Serveur serveur(0, 256, {.journal = journal.fonction(), .jeton = jeton});
    serveur.enregistrer_commande("un", [&] { return ++executees; });
    serveur.lancer_en_fond();
    cconn::Client ami("127.0.0.1", serveur.port(), {.jeton = jeton});

    std::vector<std::thread> assaillants;
    for (int i = 0; i < nb_assaillants; ++i) {
        assaillants.emplace_back([&] {
            for (int essai = 0; essai < essais_par_assaillant; ++essai) {
                const std::string dit = essayer(serveur.port());
                acceptes += dit.find("null,null") != std::string::npos ? 1 : 0;
                bloques += dit.find("trop d'échecs") != std::string::npos ? 1 : 0;
                verifies += dit.find("essai 1 sur 3") != std::string::npos ? 1 : 0;
            }
        });
    }
    for (auto& assaillant : assaillants) {
        assaillant.join();
    }

    outils::publier("jetons_faux_essayes", nb_assaillants * essais_par_assaillant);
    outils::publier("jetons_faux_acceptes", static_cast<std::uint64_t>(acceptes.load()));
    outils::publier("refuses_sans_examen", static_cast<std::uint64_t>(bloques.load()));
    WARN(verifies << " jetons vérifiés, " << bloques << " refusés sans l'être");
    CHECK(acceptes == 0);
    CHECK(verifies >= 10);
    CHECK(verifies <= 10 + nb_assaillants); // ceux qui étaient déjà au guichet
    CHECK(bloques + verifies == nb_assaillants * essais_par_assaillant);
    CHECK(executees == 0);
    CHECK(ami.appeler<int>("un") == 1);
}
