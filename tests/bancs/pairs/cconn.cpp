// Pair cconn: la bibliothèque telle que son manuel l'emploie, un fil par client côté serveur.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "bancs/commun/pair.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <list>
#include <optional>
#include <span>
#include <string>

namespace {

using Vue = std::span<const std::uint8_t>;

/// Plus que le millier d'appels en vol et que le mébioctet du banc.
constexpr std::size_t appels_max = 4'096;
constexpr std::size_t taille_message_max = std::size_t{128} << 20;
/// En plus des connexions de la mesure : celles qui viennent de finir, ou qui règlent la mesure.
constexpr std::size_t places_en_plus = 256;

Vue octets_de(std::string_view texte) {
    return {reinterpret_cast<const std::uint8_t*>(texte.data()), texte.size()};
}

template<class O>
std::string_view texte_de(const O& octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

/// Une cconn d'avant l'attente active se compile aussi : le banc compare des versions.
template<class Options>
constexpr bool a_attente_active = requires(Options options) {
    options.attente_active;
};

template<class Options>
Options options_de(const banc::Reglages& reglages) {
    Options options;
    options.limites.appels_max = appels_max;
    options.limites.taille_message_max = taille_message_max;
    options.limites.octets_en_attente_max =
        std::max(options.limites.octets_en_attente_max, 4 * reglages.taille);
    if constexpr (a_attente_active<Options>) {
        options.attente_active = std::chrono::microseconds(reglages.attente_active);
    }
    return options;
}

class LiaisonCconn final : public banc::Liaison {
public:
    explicit LiaisonCconn(const banc::Reglages& reglages)
        : client_("127.0.0.1", reglages.port, options_de<cconn::OptionsClient>(reglages)),
          grouper_(reglages.grouper) {}

    void echo(banc::Modele& modele, std::uint64_t numero) override {
        const auto message = octets_de(modele.numeroter(numero));
        modele.exiger(texte_de(client_.appeler<cconn::Octets>("echo", message)), numero);
    }

    void mesurer(std::string_view message) override {
        const auto somme = client_.appeler<std::uint64_t>("mesurer", octets_de(message));
        if (somme != banc::Modele::somme(message)) {
            throw banc::Faux("cconn : somme inattendue");
        }
    }

    std::uint64_t
    enchainer(banc::Modele& modele, std::size_t en_vol, banc::Cadence& cadence) override {
        std::deque<cconn::Appel<cconn::Octets>> appels;
        std::uint64_t partis = 0;
        std::uint64_t revenus = 0;
        for (;;) {
            {
                const auto lot = lot_eventuel();
                for (auto nombre = cadence.prendre(en_vol - appels.size()); nombre > 0; --nombre) {
                    const auto message = octets_de(modele.numeroter(partis++));
                    appels.push_back(client_.appeler_async<cconn::Octets>("echo", message));
                }
            }
            if (appels.empty()) {
                return revenus;
            }
            do {
                modele.exiger(texte_de(appels.front().valeur()), revenus++);
                appels.pop_front();
            } while (!appels.empty() && appels.front().est_termine());
        }
    }

    std::uint64_t inonder(banc::Modele& modele, banc::Cadence& cadence) override {
        const auto lot = lot_eventuel();
        std::uint64_t envoyes = 0;
        while (auto nombre = cadence.prendre(64)) {
            for (; nombre > 0; --nombre) {
                if (!client_.envoyer("avis", octets_de(modele.numeroter(envoyes++)))) {
                    throw banc::Faux("cconn : un envoi n'est pas parti");
                }
            }
        }
        return envoyes;
    }

    std::uint64_t compter(std::uint64_t /*envoyes*/) override {
        return client_.appeler<std::uint64_t>("compter");
    }

private:
    std::optional<cconn::Lot> lot_eventuel() {
        return grouper_ ? std::optional<cconn::Lot>(client_.grouper()) : std::nullopt;
    }

    cconn::Client client_;
    bool grouper_;
};

/// Des clients lancés en fond : leur commande reçoit la diffusion.
class AbonnesCconn final : public banc::Abonnes {
public:
    AbonnesCconn(const banc::Reglages& reglages, banc::Livraisons& livraisons)
        : taille_(reglages.taille) {
        for (std::size_t rang = 0; rang < reglages.connexions; ++rang) {
            auto& client = clients_.emplace_back(
                "127.0.0.1", reglages.port, options_de<cconn::OptionsClient>(reglages)
            );
            client.enregistrer_commande("diffusion", [&livraisons, rang](Vue message) {
                livraisons.recevoir(rang, texte_de(message));
            });
            client.lancer_en_fond();
            client.appeler("compter"); // le serveur nous a acceptés
        }
    }

    void demander(std::uint64_t premier, std::uint64_t nombre) override {
        if (!clients_.front().envoyer("diffuser", premier, nombre, taille_)) {
            throw banc::Faux("cconn : la demande de diffusion n'est pas partie");
        }
    }

private:
    std::uint64_t taille_;
    std::list<cconn::Client> clients_;
};

class PairCconn final : public banc::Pair {
public:
    [[nodiscard]] std::string decrire() const override {
        return "cconn, Execution::immediate ; charges en octets, vues sans copie dans les "
               "commandes ; appels_max 4 096, taille_message_max 128 Mio, le reste par défaut";
    }

    [[nodiscard]] bool sait(const banc::Reglages& reglages) const override {
        return !reglages.lot &&
               (reglages.attente_active == 0 || a_attente_active<cconn::OptionsClient>);
    }

    void servir(const banc::Reglages& reglages, const std::function<void(int)>& pret) override {
        std::atomic<std::uint64_t> recus = 0;
        cconn::Serveur serveur(
            0, reglages.connexions + places_en_plus, options_de<cconn::OptionsServeur>(reglages)
        );
        serveur.enregistrer_commande("echo", [](Vue message) {
            return cconn::Octets(message.begin(), message.end());
        });
        serveur.enregistrer_commande("mesurer", [](Vue message) {
            return banc::Modele::somme(texte_de(message));
        });
        serveur.enregistrer_commande("avis", [&recus](Vue /*message*/) {
            recus.fetch_add(1, std::memory_order_relaxed);
        });
        serveur.enregistrer_commande("compter", [&recus] { return recus.load(); });
        serveur.enregistrer_commande(
            "diffuser",
            [](cconn::Serveur& soi,
               std::uint64_t premier,
               std::uint64_t nombre,
               std::uint64_t taille) {
                banc::Modele modele(taille);
                for (std::uint64_t rang = 0; rang < nombre; ++rang) {
                    soi.envoyer("diffusion", octets_de(modele.numeroter(premier + rang)));
                }
            }
        );
        serveur.lancer_en_fond();
        pret(serveur.port());
        banc::attendre_fin_entree();
        serveur.eteindre();
    }

    std::unique_ptr<banc::Liaison> connecter(const banc::Reglages& reglages) override {
        return std::make_unique<LiaisonCconn>(reglages);
    }

    std::unique_ptr<banc::Abonnes>
    abonner(const banc::Reglages& reglages, banc::Livraisons& livraisons) override {
        return std::make_unique<AbonnesCconn>(reglages, livraisons);
    }
};

} // namespace

int main(int nb, char** arguments) {
    PairCconn pair;
    return banc::executer(pair, nb, arguments);
}
