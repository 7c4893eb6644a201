// Pair grpc: stub synchrone pour ce qui attend, file d'achèvement pour les appels en vol, flots.
// SPDX-License-Identifier: MIT
#include "bancs/commun/pair.hpp"
#include "bancs/pairs/serveur_grpc.hpp"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace {

using rpc::Banc;
using rpc::Charge;

/// Un canal à soi : gRPC partagerait sinon une connexion entre tous.
std::shared_ptr<grpc::Channel> ouvrir_canal(const banc::Reglages& reglages) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetMaxReceiveMessageSize(-1);
    return grpc::CreateCustomChannel(
        "127.0.0.1:" + std::to_string(reglages.port), grpc::InsecureChannelCredentials(), arguments
    );
}

void exiger(const grpc::Status& statut) {
    if (!statut.ok()) {
        throw banc::Faux("grpc : " + statut.error_message());
    }
}

void remplir(Charge& charge, std::string_view octets) {
    charge.set_octets(octets.data(), octets.size());
}

class LiaisonGrpc final : public banc::Liaison {
public:
    explicit LiaisonGrpc(const banc::Reglages& reglages)
        : banc_(Banc::NewStub(ouvrir_canal(reglages))) {}

    void echo(banc::Modele& modele, std::uint64_t numero) override {
        remplir(demande_, modele.numeroter(numero));
        grpc::ClientContext contexte;
        exiger(banc_->Echo(&contexte, demande_, &reponse_));
        modele.exiger(reponse_.octets(), numero);
    }

    void mesurer(std::string_view message) override {
        remplir(demande_, message);
        rpc::Nombre somme;
        grpc::ClientContext contexte;
        exiger(banc_->Mesurer(&contexte, demande_, &somme));
        if (somme.valeur() != banc::Modele::somme(message)) {
            throw banc::Faux("grpc : somme inattendue");
        }
    }

    std::uint64_t
    enchainer(banc::Modele& modele, std::size_t en_vol, banc::Cadence& cadence) override {
        grpc::CompletionQueue file;
        std::list<Appel> appels(en_vol);
        std::uint64_t partis = 0;
        std::uint64_t revenus = 0;
        const auto demander = [&](Appel& appel) {
            if (cadence.encore()) {
                appel.numero = partis++;
                remplir(demande_, modele.numeroter(appel.numero));
                appel.contexte.emplace();
                appel.lecteur = banc_->AsyncEcho(&*appel.contexte, demande_, &file);
                appel.lecteur->Finish(&appel.reponse, &appel.statut, &appel);
            }
        };
        std::for_each(appels.begin(), appels.end(), demander);
        while (revenus < partis) {
            void* etiquette = nullptr;
            bool reussie = false;
            file.Next(&etiquette, &reussie);
            auto& appel = *static_cast<Appel*>(etiquette);
            exiger(appel.statut);
            modele.exiger(appel.reponse.octets(), appel.numero);
            ++revenus;
            demander(appel);
        }
        return revenus;
    }

    std::uint64_t inonder(banc::Modele& modele, banc::Cadence& cadence) override {
        flot_ = banc_->Inonder(&contexte_flot_, &recus_);
        std::uint64_t envoyes = 0;
        while (auto nombre = cadence.prendre(64)) {
            for (; nombre > 0; --nombre) {
                remplir(demande_, modele.numeroter(envoyes++));
                if (!flot_->Write(demande_, grpc::WriteOptions().set_buffer_hint())) {
                    throw banc::Faux("grpc : un envoi n'est pas parti");
                }
            }
        }
        return envoyes;
    }

    std::uint64_t compter(std::uint64_t /*envoyes*/) override {
        flot_->WritesDone();
        exiger(flot_->Finish());
        return recus_.valeur();
    }

private:
    struct Appel {
        std::uint64_t numero = 0;
        std::optional<grpc::ClientContext> contexte;
        std::unique_ptr<grpc::ClientAsyncResponseReader<Charge>> lecteur;
        Charge reponse;
        grpc::Status statut;
    };

    std::unique_ptr<Banc::Stub> banc_;
    Charge demande_;
    Charge reponse_;
    grpc::ClientContext contexte_flot_;
    rpc::Nombre recus_;
    std::unique_ptr<grpc::ClientWriter<Charge>> flot_;
};

/// Compte ce qui reste à venir.
class Attente {
public:
    explicit Attente(std::size_t nombre) : reste_(nombre) {}

    void finir_un() {
        const std::lock_guard verrou(mutex_);
        if (--reste_ == 0) {
            fini_.notify_all();
        }
    }

    void attendre() {
        std::unique_lock verrou(mutex_);
        fini_.wait(verrou, [this] { return reste_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable fini_;
    std::size_t reste_;
};

/// Un flot par abonné, chacun sur sa connexion, lu par rappels.
class AbonnesGrpc final : public banc::Abonnes {
public:
    AbonnesGrpc(const banc::Reglages& reglages, banc::Livraisons& livraisons)
        : taille_(reglages.taille),
          arrivees_(reglages.connexions),
          departs_(reglages.connexions) {
        for (std::size_t rang = 0; rang < reglages.connexions; ++rang) {
            bancs_.push_back(Banc::NewStub(ouvrir_canal(reglages)));
            flots_.emplace_back(*this, livraisons, rang).commencer(*bancs_.back());
        }
        arrivees_.attendre();
    }

    ~AbonnesGrpc() override {
        for (auto& flot : flots_) {
            flot.arreter();
        }
        departs_.attendre();
    }

    void demander(std::uint64_t premier, std::uint64_t nombre) override {
        rpc::Diffusion demande;
        demande.set_premier(premier);
        demande.set_nombre(nombre);
        demande.set_taille(taille_);
        rpc::Rien reponse;
        grpc::ClientContext contexte;
        exiger(bancs_.front()->Diffuser(&contexte, demande, &reponse));
    }

private:
    class Flot final : public grpc::ClientReadReactor<Charge> {
    public:
        Flot(AbonnesGrpc& tous, banc::Livraisons& livraisons, std::size_t rang)
            : tous_(tous),
              livraisons_(livraisons),
              rang_(rang) {}

        void commencer(Banc::Stub& banc) {
            banc.async()->Abonner(&contexte_, &demande_, this);
            StartRead(&charge_);
            StartCall();
        }

        void arreter() { contexte_.TryCancel(); }

        void OnReadInitialMetadataDone(bool /*lues*/) override { tous_.arrivees_.finir_un(); }

        void OnReadDone(bool lu) override {
            if (lu) {
                livraisons_.recevoir(rang_, charge_.octets());
                StartRead(&charge_);
            }
        }

        void OnDone(const grpc::Status& /*statut*/) override { tous_.departs_.finir_un(); }

    private:
        AbonnesGrpc& tous_;
        banc::Livraisons& livraisons_;
        std::size_t rang_;
        grpc::ClientContext contexte_;
        rpc::Rien demande_;
        Charge charge_;
    };

    std::uint64_t taille_;
    Attente arrivees_;
    Attente departs_;
    std::list<std::unique_ptr<Banc::Stub>> bancs_;
    std::list<Flot> flots_;
};

class PairGrpc final : public banc::Pair {
public:
    [[nodiscard]] std::string decrire() const override {
        return "gRPC " + grpc::Version() +
               " : appels servis par une file d'achèvement à deux fils et 512 places, stub "
               "synchrone "
               "ou file d'achèvement au client, flots par rappels avec buffer_hint ; un canal, "
               "donc "
               "une connexion, par client";
    }

    void servir(const banc::Reglages& /*reglages*/, const std::function<void(int)>& pret) override {
        rpc::Serveur serveur;
        pret(serveur.port());
        banc::attendre_fin_entree();
        serveur.arreter();
    }

    std::unique_ptr<banc::Liaison> connecter(const banc::Reglages& reglages) override {
        return std::make_unique<LiaisonGrpc>(reglages);
    }

    std::unique_ptr<banc::Abonnes>
    abonner(const banc::Reglages& reglages, banc::Livraisons& livraisons) override {
        return std::make_unique<AbonnesGrpc>(reglages, livraisons);
    }
};

} // namespace

int main(int nb, char** arguments) {
    PairGrpc pair;
    return banc::executer(pair, nb, arguments);
}
