// Pair capnproto: EzRpc, une boucle d'événements par fil, appels en flot pour ce qui n'a pas de réponse.
// SPDX-License-Identifier: MIT
#include "bancs/commun/fil.hpp"
#include "bancs/commun/pair.hpp"
#include "bancs/pairs/serveur_capnproto.hpp"

#include <atomic>
#include <capnp/ez-rpc.h>
#include <cstdlib>
#include <exception>
#include <kj/async.h>
#include <list>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>

namespace {

using capnproto::Banc;
using capnproto::donnees_de;
using capnproto::octets_de;

std::string adresse(std::uint16_t port) {
    return "127.0.0.1:" + std::to_string(port);
}

class LiaisonCapnproto final : public banc::Liaison {
public:
    explicit LiaisonCapnproto(const banc::Reglages& reglages)
        : client_(adresse(reglages.port), 0, capnproto::options_lecture()),
          banc_(client_.getMain<Banc>()) {}
    LiaisonCapnproto(const LiaisonCapnproto&) = delete;
    LiaisonCapnproto& operator=(const LiaisonCapnproto&) = delete;
    LiaisonCapnproto(LiaisonCapnproto&&) = delete;
    LiaisonCapnproto& operator=(LiaisonCapnproto&&) = delete;
    ~LiaisonCapnproto() noexcept override {} // ceux de kj peuvent lever

    void echo(banc::Modele& modele, std::uint64_t numero) override {
        const auto recu = demander_echo(modele, numero).wait(attente());
        modele.exiger(octets_de(recu.getCharge()), numero);
    }

    void mesurer(std::string_view message) override {
        auto demande = banc_.mesurerRequest(capnproto::taille_de(message));
        demande.setCharge(donnees_de(message));
        if (demande.send().wait(attente()).getSomme() != banc::Modele::somme(message)) {
            throw banc::Faux("capnproto : somme inattendue");
        }
    }

    /// Autant de suites d'appels que d'appels en vol : chaque réponse lance l'appel suivant.
    std::uint64_t
    enchainer(banc::Modele& modele, std::size_t en_vol, banc::Cadence& cadence) override {
        Suite suite = {modele, cadence, 0, 0};
        auto suites = kj::heapArrayBuilder<kj::Promise<void>>(en_vol);
        for (std::size_t rang = 0; rang < en_vol; ++rang) {
            suites.add(suivre(suite));
        }
        kj::joinPromises(suites.finish()).wait(attente());
        return suite.revenus;
    }

    /// `send` d'un appel en flot rend sa promesse quand il y a de la place pour un autre.
    std::uint64_t inonder(banc::Modele& modele, banc::Cadence& cadence) override {
        std::uint64_t envoyes = 0;
        while (auto nombre = cadence.prendre(64)) {
            for (; nombre > 0; --nombre) {
                const auto message = modele.numeroter(envoyes++);
                auto avis = banc_.aviserRequest(capnproto::taille_de(message));
                avis.setCharge(donnees_de(message));
                avis.send().wait(attente());
            }
        }
        return envoyes;
    }

    std::uint64_t compter(std::uint64_t /*envoyes*/) override {
        return banc_.compterRequest().send().wait(attente()).getNombre();
    }

private:
    using Reponse = capnp::RemotePromise<Banc::EchoResults>;

    struct Suite {
        banc::Modele& modele;
        banc::Cadence& cadence;
        std::uint64_t partis;
        std::uint64_t revenus;
    };

    kj::Promise<void> suivre(Suite& suite) {
        if (!suite.cadence.encore()) {
            return kj::READY_NOW;
        }
        const std::uint64_t numero = suite.partis++;
        return demander_echo(suite.modele, numero)
            .then([this, &suite, numero](capnp::Response<Banc::EchoResults>&& recu) {
                suite.modele.exiger(octets_de(recu.getCharge()), numero);
                ++suite.revenus;
                return suivre(suite);
            });
    }

    kj::WaitScope& attente() { return client_.getWaitScope(); }

    Reponse demander_echo(banc::Modele& modele, std::uint64_t numero) {
        const auto message = modele.numeroter(numero);
        auto demande = banc_.echoRequest(capnproto::taille_de(message));
        demande.setCharge(donnees_de(message));
        return demande.send();
    }

    capnp::EzRpcClient client_;
    Banc::Client banc_;
};

/// Des clients sur une seule boucle d'événements, qui a son fil.
class AbonnesCapnproto final : public banc::Abonnes {
public:
    AbonnesCapnproto(const banc::Reglages& reglages, banc::Livraisons& livraisons)
        : reglages_(reglages),
          livraisons_(livraisons),
          fil_(std::in_place, [this] { tourner(); }) {
        abonnes_.acquire();
        if (!faute_.empty()) {
            throw banc::Faux(faute_);
        }
    }

    AbonnesCapnproto(const AbonnesCapnproto&) = delete;
    AbonnesCapnproto& operator=(const AbonnesCapnproto&) = delete;
    AbonnesCapnproto(AbonnesCapnproto&&) = delete;
    AbonnesCapnproto& operator=(AbonnesCapnproto&&) = delete;
    ~AbonnesCapnproto() noexcept override {
        if (boucle_ != nullptr) {
            boucle_->executeSync([this] { fin_->fulfill(); });
        }
        fil_.reset();
    }

    void demander(std::uint64_t premier, std::uint64_t nombre) override {
        boucle_->executeSync([this, premier, nombre] {
            auto demande = bancs_.front().diffuserRequest();
            demande.setPremier(premier);
            demande.setNombre(nombre);
            demande.setTaille(reglages_.taille);
            diffusions_->add(demande.send().ignoreResult());
        });
    }

private:
    class Abonne final : public capnproto::Abonne::Server {
    public:
        Abonne(banc::Livraisons& livraisons, std::size_t rang)
            : livraisons_(livraisons),
              rang_(rang) {}

        kj::Promise<void> recevoir(RecevoirContext contexte) override {
            livraisons_.recevoir(rang_, octets_de(contexte.getParams().getCharge()));
            return kj::READY_NOW;
        }

    private:
        banc::Livraisons& livraisons_;
        std::size_t rang_;
    };

    class Fautes final : public kj::TaskSet::ErrorHandler {
    public:
        explicit Fautes(banc::Livraisons& livraisons) : livraisons_(livraisons) {}
        void taskFailed(kj::Exception&& exception) override {
            livraisons_.signaler(exception.getDescription().cStr());
        }

    private:
        banc::Livraisons& livraisons_;
    };

    void tourner() {
        try {
            ouvrir();
        } catch (const kj::Exception& e) {
            faute_ = e.getDescription().cStr();
            boucle_ = nullptr;
            abonnes_.release();
        }
        bancs_.clear();
        clients_.clear();
    }

    void ouvrir() {
        Fautes fautes(livraisons_);
        kj::Maybe<kj::TaskSet> diffusions;
        for (std::size_t rang = 0; rang < reglages_.connexions; ++rang) {
            auto& client = clients_.emplace_back(adresse(reglages_.port));
            bancs_.push_back(client.getMain<Banc>());
            auto demande = bancs_.back().abonnerRequest();
            demande.setAbonne(kj::heap<Abonne>(livraisons_, rang));
            demande.send().wait(client.getWaitScope());
        }
        diffusions_ = &diffusions.emplace(fautes);
        auto fin = kj::newPromiseAndFulfiller<void>();
        fin_ = kj::mv(fin.fulfiller);
        boucle_ = &kj::getCurrentThreadExecutor();
        abonnes_.release();
        fin.promise.wait(clients_.front().getWaitScope());
        diffusions_ = nullptr;
    }

    // Fixé après construction
    const banc::Reglages& reglages_;
    banc::Livraisons& livraisons_;

    // Fil de la boucle seul, sauf `boucle_` et `faute_`, fixés quand `abonnes_` est libéré
    std::list<capnp::EzRpcClient> clients_;
    std::list<Banc::Client> bancs_;
    kj::TaskSet* diffusions_ = nullptr;
    kj::Own<kj::PromiseFulfiller<void>> fin_;
    const kj::Executor* boucle_ = nullptr;
    std::string faute_;
    std::binary_semaphore abonnes_{0};
    std::optional<banc::Fil> fil_;
};

class PairCapnproto final : public banc::Pair {
public:
    [[nodiscard]] std::string decrire() const override {
        return "Cap'n Proto " + std::to_string(CAPNP_VERSION_MAJOR) + '.' +
               std::to_string(CAPNP_VERSION_MINOR) + '.' + std::to_string(CAPNP_VERSION_MICRO) +
               " : EzRpc, une boucle d'événements au serveur et une par fil client, charge de type "
               "Data, taille des messages annoncée, appels en flot (-> stream)";
    }

    void servir(const banc::Reglages& /*reglages*/, const std::function<void(int)>& pret) override {
        capnp::EzRpcServer serveur(
            kj::heap<capnproto::Serveur>(), "127.0.0.1", 0, capnproto::options_lecture()
        );
        pret(static_cast<int>(serveur.getPort().wait(serveur.getWaitScope())));
        capnproto::attendre_fin_entree(serveur);
        std::quick_exit(0); // EzRpcServer ne sait pas s'arrêter avec des appels en cours
    }

    std::unique_ptr<banc::Liaison> connecter(const banc::Reglages& reglages) override {
        return std::make_unique<LiaisonCapnproto>(reglages);
    }

    std::unique_ptr<banc::Abonnes>
    abonner(const banc::Reglages& reglages, banc::Livraisons& livraisons) override {
        return std::make_unique<AbonnesCapnproto>(reglages, livraisons);
    }
};

} // namespace

int main(int nb, char** arguments) {
    PairCapnproto pair;
    return banc::executer(pair, nb, arguments);
}
