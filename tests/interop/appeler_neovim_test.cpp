// Tests d'interopérabilité: un client cconn appelle un vrai Neovim, qui l'appelle en retour.
// SPDX-License-Identifier: MIT
//
// Lancé par neovim_serveur.py, qui démarre Neovim et donne son port dans CCONN_NEOVIM_PORT.
#include <cconn/cconn.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using cconn::Client;
using cconn::CodeErreur;
using cconn::Valeur;
using namespace std::chrono_literals;

constexpr auto delai = 10s;

/// Les erreurs que ces tests provoquent n'ont pas à s'afficher.
void taire(cconn::NiveauJournal /*niveau*/, std::string_view /*texte*/) {}

int port_neovim() {
    const char* const port = std::getenv("CCONN_NEOVIM_PORT");
    REQUIRE(port != nullptr);
    return std::stoi(port);
}

/// Un client de Neovim, jamais lancé ou lancé en fond : il doit se comporter pareillement.
class Neovim final {
public:
    enum class Lancement { jamais, en_fond };

    explicit Neovim(Lancement lancement) : client_("127.0.0.1", port_neovim(), options()) {
        canal_ = client_.appeler<std::vector<Valeur>>("nvim_get_api_info").at(0).vers<int>();
        if (lancement == Lancement::en_fond) {
            client_.lancer_en_fond();
        }
    }

    Client& operator*() { return client_; }
    Client* operator->() { return &client_; }
    /// Le numéro que Neovim donne à notre connexion.
    [[nodiscard]] int canal() const { return canal_; }

    template<class R, class... A>
    R lua(const std::string& code, const A&... arguments) {
        return client_.appeler<R>(
            "nvim_exec_lua", code, Valeur::Liste{Valeur::depuis(arguments)...}
        );
    }

private:
    static cconn::OptionsClient options() {
        cconn::OptionsClient options;
        options.delai_appel = delai;
        options.journal = taire;
        return options;
    }

    Client client_;
    int canal_ = 0;
};

Neovim::Lancement chaque_lancement() {
    return GENERATE(Neovim::Lancement::jamais, Neovim::Lancement::en_fond);
}

/// L'erreur d'un appel qui doit échouer.
template<class F>
cconn::Erreur erreur_de(F appel) {
    try {
        appel();
    } catch (const cconn::Erreur& erreur) {
        return erreur;
    }
    throw std::logic_error("une erreur était attendue");
}

/// Ce que des avis apportent, d'un fil à l'autre.
class Boite final {
public:
    void deposer(std::string texte) {
        const std::lock_guard verrou(mutex_);
        textes_.push_back(std::move(texte));
        arrivee_.notify_all();
    }
    std::vector<std::string> attendre(std::size_t nombre) {
        std::unique_lock verrou(mutex_);
        arrivee_.wait_for(verrou, delai, [&] { return textes_.size() >= nombre; });
        return textes_;
    }

private:
    std::mutex mutex_;
    std::condition_variable arrivee_;
    std::vector<std::string> textes_;
};

} // namespace

TEST_CASE("Neovim : repond a un client cconn", "[interop][neovim]") {
    Neovim neovim(chaque_lancement());

    CHECK(neovim->appeler<int>("nvim_eval", "6 * 7") == 42);
    CHECK(neovim->appeler<std::string>("nvim_eval", "'é' . 'té'") == "été");
    CHECK(neovim->appeler<double>("nvim_eval", "1.5 * 2") == 3.0);
    CHECK(neovim.lua<std::vector<int>>("return {..., 2, 3}", 1) == std::vector{1, 2, 3});
    CHECK(neovim.lua<Valeur>("return {nom = ...}", "Ada")["nom"].texte() == "Ada");
    CHECK(neovim.lua<Valeur>("return nil").est_nil());
}

TEST_CASE("Neovim : echange de grandes valeurs", "[interop][neovim]") {
    Neovim neovim(chaque_lancement());
    const std::string texte(1'000'000, 'a');
    const std::vector<int> nombres(20'000, 7);

    CHECK(neovim.lua<std::size_t>("return #(...)", texte) == texte.size());
    CHECK(neovim.lua<std::string>("return ...", texte) == texte);
    CHECK(neovim.lua<std::vector<int>>("return ...", nombres) == nombres);
}

TEST_CASE("Neovim : ses erreurs se lisent et la connexion continue", "[interop][neovim]") {
    Neovim neovim(chaque_lancement());

    const auto inconnue = erreur_de([&] { neovim->appeler("nvim_rien"); });
    const auto arite = erreur_de([&] { neovim->appeler("nvim_eval"); });
    const auto vim = erreur_de([&] { neovim->appeler("nvim_eval", "1 +"); });
    const auto lua = erreur_de([&] { neovim.lua<Valeur>("error('zut', 0)"); });

    CHECK(inconnue.code_cconn() == CodeErreur::echec_gestionnaire);
    CHECK(inconnue.contexte() == "Invalid method: nvim_rien");
    CHECK(arite.contexte() == "Wrong number of arguments: expecting 1 but got 0");
    CHECK_THAT(vim.what(), Catch::StartsWith("ECHEC_GESTIONNAIRE : Vim:E"));
    CHECK_THAT(lua.what(), Catch::Contains("zut"));
    CHECK(neovim->appeler<int>("nvim_eval", "1 + 1") == 2);
}

TEST_CASE("Neovim : execute nos avis dans l'ordre", "[interop][neovim]") {
    Neovim neovim(chaque_lancement());
    neovim->envoyer("nvim_set_var", "liste", std::vector<int>{});

    for (int i = 0; i < 100; ++i) {
        REQUIRE(neovim->envoyer("nvim_command", "call add(g:liste, " + std::to_string(i) + ")"));
    }

    const auto liste = neovim->appeler<std::vector<int>>("nvim_get_var", "liste");
    REQUIRE(liste.size() == 100);
    CHECK(std::is_sorted(liste.begin(), liste.end()));
}

TEST_CASE("Neovim : ses tampons passent opaques", "[interop][neovim]") {
    Neovim neovim(chaque_lancement());

    const auto tampon = neovim->appeler<cconn::Extension>("nvim_create_buf", true, true);
    const std::vector<std::string> lignes{"première", "seconde"};
    neovim->appeler("nvim_buf_set_lines", tampon, 0, -1, false, lignes);

    CHECK(tampon.type == 0);
    CHECK(
        neovim->appeler<std::vector<std::string>>("nvim_buf_get_lines", tampon, 0, -1, false) ==
        lignes
    );
    neovim->appeler("nvim_buf_delete", tampon, cconn::Nommes{{"force", true}});
    CHECK_FALSE(neovim->appeler<bool>("nvim_buf_is_valid", tampon));
}

TEST_CASE("Neovim : cent appels partis ensemble ont chacun leur reponse", "[interop][neovim]") {
    Neovim neovim(chaque_lancement());
    std::vector<cconn::Appel<int>> appels;

    for (int i = 0; i < 100; ++i) {
        appels.push_back(neovim->appeler_async<int>("nvim_eval", std::to_string(i) + " * 2"));
    }

    for (int i = 0; i < 100; ++i) {
        CHECK(appels[static_cast<std::size_t>(i)].valeur() == 2 * i);
    }
}

TEST_CASE("Neovim : ses avis appellent nos commandes", "[interop][neovim]") {
    Neovim neovim(Neovim::Lancement::en_fond);
    Boite boite;
    neovim->enregistrer_commande("nouvelle", [&boite](std::string texte) {
        boite.deposer(std::move(texte));
    });

    neovim.lua<Valeur>(
        "local canal = ... ; for i = 1, 3 do vim.rpcnotify(canal, 'nouvelle', 'n' .. i) end",
        neovim.canal()
    );

    CHECK(boite.attendre(3) == std::vector<std::string>{"n1", "n2", "n3"});
    neovim->eteindre();
}

TEST_CASE("Neovim : ses evenements de tampon nous arrivent", "[interop][neovim]") {
    Neovim neovim(Neovim::Lancement::en_fond);
    Boite boite;
    neovim->enregistrer_commande("nvim_buf_lines_event", [&boite](const cconn::Arguments& tous) {
        boite.deposer(tous[4].vers_texte()); // tampon, tick, première, dernière, lignes, suite
    });
    const auto tampon = neovim->appeler<cconn::Extension>("nvim_create_buf", false, true);

    CHECK(neovim->appeler<bool>("nvim_buf_attach", tampon, true, cconn::Nommes{}));
    neovim->appeler(
        "nvim_buf_set_lines", tampon, 0, -1, false, std::vector<std::string>{"bonjour"}
    );

    CHECK(boite.attendre(2) == std::vector<std::string>{R"([""])", R"(["bonjour"])"});
    neovim->eteindre();
}

TEST_CASE("Neovim : nous appelle pendant que nous attendons", "[interop][neovim]") {
    Neovim neovim(chaque_lancement());
    neovim->enregistrer_commande("doubler", [](int n) { return 2 * n; });
    neovim->enregistrer_commande("echouer", []() -> int {
        throw std::runtime_error("plus de café");
    });
    const std::string demander = "return vim.rpcrequest(...)";
    const std::string essayer = "return {pcall(vim.rpcrequest, ...)}";

    CHECK(neovim.lua<int>(demander, neovim.canal(), "doubler", 21) == 42);
    const auto erreur = neovim.lua<Valeur>(essayer, neovim.canal(), "echouer");
    const auto inconnue = neovim.lua<Valeur>(essayer, neovim.canal(), "double");

    CHECK_FALSE(erreur[0].vers<bool>());
    CHECK_THAT(erreur[1].texte(), Catch::Contains("ECHEC_GESTIONNAIRE : plus de café"));
    CHECK_THAT(inconnue[1].texte(), Catch::Contains("vouliez-vous dire doubler ?"));
    CHECK(neovim->appeler<int>("nvim_eval", "1") == 1);
}

TEST_CASE("Neovim : s'imbrique avec nous sur plusieurs niveaux", "[interop][neovim]") {
    Neovim neovim(chaque_lancement());
    const int niveaux = GENERATE(1, 3, 12);
    neovim->enregistrer_commande("descendre", [&](int niveau) -> int {
        if (niveau == 0) {
            return 0;
        }
        const std::string code = "return 1 + vim.rpcrequest(...)";
        return neovim.lua<int>(code, neovim.canal(), "descendre", niveau - 1);
    });

    const auto code = "return 1 + vim.rpcrequest(...)";

    CHECK(neovim.lua<int>(code, neovim.canal(), "descendre", niveaux) == niveaux + 1);
}

TEST_CASE("Neovim : son depart termine nos appels", "[interop][neovim]") {
    Neovim neovim(chaque_lancement());

    // Ferme notre canal depuis l'autre bout, sans répondre.
    const auto erreur =
        erreur_de([&] { neovim.lua<Valeur>("vim.fn.chanclose(...)", neovim.canal()); });

    CHECK(erreur.code_cconn() == CodeErreur::connexion_perdue);
    CHECK_FALSE(neovim->est_ouverte());
    CHECK_FALSE(neovim->envoyer("nvim_command", "echo"));
}
