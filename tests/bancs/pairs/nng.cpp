// Pair nng: REQ et REP pour les appels, PUSH et PULL pour les flots, PUB et SUB pour diffuser.
// SPDX-License-Identifier: MIT
#include "bancs/commun/fil.hpp"
#include "bancs/commun/pair.hpp"
#include "bancs/pairs/prises_nng.hpp"
#include "bancs/pairs/serveur_nng.hpp"

#include <condition_variable>
#include <list>
#include <mutex>
#include <nng/protocol/pipeline0/push.h>
#include <nng/protocol/pubsub0/sub.h>
#include <nng/protocol/reqrep0/req.h>
#include <optional>
#include <string>

namespace {

using nng::Commande;
using nng::Conversation;
using nng::Message;
using nng::Prise;

Message composer_demande(Commande commande, std::string_view argument) {
    Message demande = nng::composer(argument);
    nng::verifier(::nng_msg_append(demande.get(), &commande, sizeof commande), "nng_msg_append");
    return demande;
}

/// L'écho rend l'argument et la commande, comme ils sont venus.
void exiger_echo(const banc::Modele& modele, const Message& reponse, std::uint64_t numero) {
    const auto octets = nng::octets_de(reponse);
    modele.exiger(octets.substr(0, octets.size() - 1), numero);
}

class Demandeur {
public:
    explicit Demandeur(std::uint16_t port) { prise_.relier(port); }

    void echo(banc::Modele& modele, std::uint64_t numero) {
        prise_.envoyer(composer_demande(Commande::echo, modele.numeroter(numero)));
        exiger_echo(modele, prise_.recevoir(), numero);
    }

    std::uint64_t demander(Commande commande, std::string_view argument) {
        prise_.envoyer(composer_demande(commande, argument));
        return nng::lire_valeur<std::uint64_t>(nng::octets_de(prise_.recevoir()));
    }

    [[nodiscard]] const Prise& prise() const { return prise_; }

private:
    Prise prise_{::nng_req0_open};
};

/// Des appels en vol : un contexte chacun, qui rappelle dès que sa réponse est venue.
class Enchainement {
public:
    Enchainement(
        const Prise& prise, banc::Modele& modele, std::size_t en_vol, banc::Cadence& cadence
    )
        : modele_(modele),
          cadence_(cadence) {
        for (std::size_t rang = 0; rang < en_vol; ++rang) {
            appels_.emplace_back(*this, prise);
        }
    }

    /// Rend le nombre de réponses, une fois la cadence finie et la dernière venue.
    std::uint64_t mener() {
        for (auto& appel : appels_) {
            appel.demander();
        }
        std::unique_lock verrou(mutex_);
        fini_.wait(verrou, [this] { return en_cours_ == 0; });
        if (!faute_.empty()) {
            throw banc::Faux(faute_);
        }
        return revenus_;
    }

private:
    /// Un appel à la fois, aussi longtemps que la cadence le veut.
    class Appel {
    public:
        Appel(Enchainement& tous, const Prise& prise)
            : tous_(tous),
              conversation_(prise, [this] { avancer(); }) {}

        void demander() {
            std::unique_lock verrou(tous_.mutex_);
            if (!tous_.faute_.empty() || !tous_.cadence_.encore()) {
                return;
            }
            numero_ = tous_.partis_++;
            ++tous_.en_cours_;
            Message demande = composer_demande(Commande::echo, tous_.modele_.numeroter(numero_));
            verrou.unlock();
            envoie_ = true;
            conversation_.envoyer(std::move(demande));
        }

    private:
        void avancer() {
            if (const int code = conversation_.resultat(); code != 0) {
                tous_.finir(::nng_strerror(code));
            } else if (envoie_) {
                envoie_ = false;
                conversation_.recevoir();
            } else {
                verifier_et_suivre();
            }
        }

        void verifier_et_suivre() {
            std::string faute;
            try {
                exiger_echo(tous_.modele_, conversation_.prendre(), numero_);
            } catch (const banc::Faux& f) {
                faute = f.what();
            }
            demander(); // avant de finir : l'enchaînement ne passe pas par zéro
            tous_.finir(faute);
        }

        Enchainement& tous_;
        std::uint64_t numero_ = 0;
        bool envoie_ = false;
        Conversation conversation_;
    };

    void finir(const std::string& faute) {
        const std::lock_guard verrou(mutex_);
        ++revenus_;
        --en_cours_;
        if (!faute.empty()) {
            faute_ = faute;
        }
        if (en_cours_ == 0) {
            fini_.notify_all();
        }
    }

    // Partagé
    std::mutex mutex_;
    std::condition_variable fini_;
    banc::Modele& modele_;
    banc::Cadence& cadence_;
    std::uint64_t partis_ = 0;
    std::uint64_t revenus_ = 0;
    std::uint64_t en_cours_ = 0;
    std::string faute_;
    std::list<Appel> appels_;
};

class LiaisonNng final : public banc::Liaison {
public:
    explicit LiaisonNng(std::uint16_t port) : demandeur_(port) {}

    void echo(banc::Modele& modele, std::uint64_t numero) override {
        demandeur_.echo(modele, numero);
    }

    void mesurer(std::string_view message) override {
        if (demandeur_.demander(Commande::mesurer, message) != banc::Modele::somme(message)) {
            throw banc::Faux("nng : somme inattendue");
        }
    }

    std::uint64_t
    enchainer(banc::Modele& modele, std::size_t en_vol, banc::Cadence& cadence) override {
        return Enchainement(demandeur_.prise(), modele, en_vol, cadence).mener();
    }

    std::uint64_t inonder(banc::Modele& modele, banc::Cadence& cadence) override {
        flot_.emplace(::nng_push0_open);
        flot_->regler(NNG_OPT_SENDBUF, nng::file_max);
        flot_->relier(static_cast<std::uint16_t>(demandeur_.demander(Commande::port_flot, {})));
        std::uint64_t envoyes = 0;
        while (auto nombre = cadence.prendre(64)) {
            for (; nombre > 0; --nombre) {
                flot_->envoyer(nng::composer(modele.numeroter(envoyes++)));
            }
        }
        return envoyes;
    }

    std::uint64_t compter(std::uint64_t envoyes) override {
        return demandeur_.demander(Commande::attendre_flot, nng::octets_de(envoyes));
    }

private:
    Demandeur demandeur_;
    std::optional<Prise> flot_; // vit jusqu'à ce que tout soit compté
};

/// Des prises SUB, dont chaque réception est un rappel sur un fil de nng.
class AbonnesNng final : public banc::Abonnes {
public:
    AbonnesNng(const banc::Reglages& reglages, banc::Livraisons& livraisons)
        : demandeur_(reglages.port),
          taille_(reglages.taille) {
        const auto port = demandeur_.demander(Commande::port_diffusion, {});
        for (std::size_t rang = 0; rang < reglages.connexions; ++rang) {
            auto& prise = prises_.emplace_back(::nng_sub0_open);
            prise.regler(NNG_OPT_RECVBUF, nng::file_max);
            nng::verifier(
                ::nng_socket_set(prise.poignee(), NNG_OPT_SUB_SUBSCRIBE, "", 0), "abonnement"
            );
            prise.relier(static_cast<std::uint16_t>(port));
            receptions_.emplace_back(prise, livraisons, rang).commencer();
        }
        const std::uint64_t attendus = reglages.connexions;
        demandeur_.demander(Commande::attendre_abonnes, nng::octets_de(attendus));
    }

    void demander(std::uint64_t premier, std::uint64_t nombre) override {
        const nng::Diffusion diffusion = {premier, nombre, taille_};
        demandeur_.demander(Commande::diffuser, nng::octets_de(diffusion));
    }

private:
    class Reception {
    public:
        Reception(const Prise& prise, banc::Livraisons& livraisons, std::size_t rang)
            : prise_(prise),
              livraisons_(livraisons),
              rang_(rang) {
            nng::verifier(::nng_aio_alloc(&operation_, suivre, this), "nng_aio_alloc");
        }
        Reception(const Reception&) = delete;
        Reception& operator=(const Reception&) = delete;
        Reception(Reception&&) = delete;
        Reception& operator=(Reception&&) = delete;
        ~Reception() {
            ::nng_aio_stop(operation_);
            ::nng_aio_free(operation_);
        }

        void commencer() { ::nng_recv_aio(prise_.poignee(), operation_); }

    private:
        static void suivre(void* donnee) {
            auto& soi = *static_cast<Reception*>(donnee);
            if (::nng_aio_result(soi.operation_) != 0) {
                return; // on s'arrête
            }
            const Message message(::nng_aio_get_msg(soi.operation_));
            soi.livraisons_.recevoir(soi.rang_, nng::octets_de(message));
            soi.commencer();
        }

        const Prise& prise_;
        banc::Livraisons& livraisons_;
        std::size_t rang_;
        nng_aio* operation_ = nullptr;
    };

    Demandeur demandeur_;
    std::uint64_t taille_;
    std::list<Prise> prises_;
    std::list<Reception> receptions_;
};

class PairNng final : public banc::Pair {
public:
    [[nodiscard]] std::string decrire() const override {
        return std::string("nng ") + ::nng_version() +
               " : REQ vers REP à 128 contextes menés par rappels, un contexte par appel en vol ; "
               "PUSH vers PULL pour le flot, PUB vers SUB pour la diffusion, files de 8 192 "
               "messages";
    }

    void servir(const banc::Reglages& /*reglages*/, const std::function<void(int)>& pret) override {
        nng::Serveur serveur;
        const banc::Fil flot([&serveur] { serveur.recevoir_flot(); });
        pret(serveur.port());
        banc::attendre_fin_entree();
        serveur.arreter();
    }

    std::unique_ptr<banc::Liaison> connecter(const banc::Reglages& reglages) override {
        return std::make_unique<LiaisonNng>(reglages.port);
    }

    std::unique_ptr<banc::Abonnes>
    abonner(const banc::Reglages& reglages, banc::Livraisons& livraisons) override {
        return std::make_unique<AbonnesNng>(reglages, livraisons);
    }
};

} // namespace

int main(int nb, char** arguments) {
    PairNng pair;
    return banc::executer(pair, nb, arguments);
}
