// Serveur du pair grpc: appels simples par file d'achèvement, flots par rappels.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/fil.hpp"
#include "bancs/commun/modele.hpp"
#include "bancs/pairs/diffuseur_grpc.hpp"

#include <banc.grpc.pb.h>
#include <chrono>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace rpc {

using AvecDiffuser = Banc::WithCallbackMethod_Diffuser<Banc::Service>;
using AvecAbonner = Banc::WithCallbackMethod_Abonner<AvecDiffuser>;
using AvecInonder = Banc::WithCallbackMethod_Inonder<AvecAbonner>;
using AvecMesurer = Banc::WithAsyncMethod_Mesurer<AvecInonder>;
using ServiceMixte = Banc::WithAsyncMethod_Echo<AvecMesurer>;

/// Les flots : chacun a son réacteur, que gRPC rappelle.
class Service final : public ServiceMixte {
public:
    grpc::ServerReadReactor<Charge>*
    Inonder(grpc::CallbackServerContext* /*contexte*/, Nombre* reponse) override {
        class Flot final : public grpc::ServerReadReactor<Charge> {
        public:
            explicit Flot(Nombre& reponse) : reponse_(reponse) { StartRead(&charge_); }
            void OnReadDone(bool lu) override {
                if (lu) {
                    ++recus_;
                    StartRead(&charge_);
                } else {
                    reponse_.set_valeur(recus_);
                    Finish(grpc::Status::OK);
                }
            }
            void OnDone() override { delete this; }

        private:
            Nombre& reponse_;
            Charge charge_;
            std::uint64_t recus_ = 0;
        };
        return new Flot(*reponse);
    }

    grpc::ServerWriteReactor<Charge>*
    Abonner(grpc::CallbackServerContext* /*contexte*/, const Rien* /*demande*/) override {
        return diffuseur_.abonner();
    }

    grpc::ServerUnaryReactor* Diffuser(
        grpc::CallbackServerContext* contexte, const Diffusion* demande, Rien* /*reponse*/
    ) override {
        diffuseur_.diffuser(demande->premier(), demande->nombre(), demande->taille());
        auto* reacteur = contexte->DefaultReactor();
        reacteur->Finish(grpc::Status::OK);
        return reacteur;
    }

private:
    Diffuseur diffuseur_;
};

/// Ce que la file d'achèvement fait avancer.
class Etape {
public:
    Etape() = default;
    Etape(const Etape&) = delete;
    Etape& operator=(const Etape&) = delete;
    Etape(Etape&&) = delete;
    Etape& operator=(Etape&&) = delete;
    virtual ~Etape() = default;
    virtual void avancer(bool reussie) = 0;
};

/// Une place d'appel : attend une demande, y répond, attend la suivante.
template<class Reponse>
class Place final : public Etape {
public:
    struct Echange {
        grpc::ServerContext contexte;
        Charge demande;
        Reponse reponse;
        grpc::ServerAsyncResponseWriter<Reponse> redacteur{&contexte};
    };
    using Attendre = std::function<void(Echange&, void* etape)>;
    using Repondre = void (*)(Charge& demande, Reponse& reponse);

    Place(Attendre attendre, Repondre repondre)
        : attendre_(std::move(attendre)),
          repondre_(repondre) {
        recommencer();
    }

    void avancer(bool reussie) override {
        if (!reussie && attend_) {
            return; // le serveur s'arrête
        }
        attend_ = !attend_;
        if (attend_) {
            recommencer();
            return;
        }
        repondre_(echange_->demande, echange_->reponse);
        echange_->redacteur.Finish(echange_->reponse, grpc::Status::OK, this);
    }

private:
    void recommencer() {
        echange_ = std::make_unique<Echange>();
        attendre_(*echange_, this);
    }

    Attendre attendre_;
    Repondre repondre_;
    bool attend_ = true;
    std::unique_ptr<Echange> echange_;
};

class Serveur {
public:
    Serveur() {
        grpc::ServerBuilder plan;
        plan.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
        plan.SetMaxReceiveMessageSize(-1);
        plan.RegisterService(&service_);
        file_ = plan.AddCompletionQueue();
        serveur_ = plan.BuildAndStart();
        if (!serveur_) {
            throw std::runtime_error("grpc : le serveur ne démarre pas");
        }
        for (int rang = 0; rang < nb_places; ++rang) {
            ouvrir_places();
        }
        for (int rang = 0; rang < nb_fils; ++rang) {
            fils_.emplace_back([this] { avancer(); });
        }
    }

    [[nodiscard]] int port() const { return port_; }

    void arreter() {
        serveur_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds{2});
        file_->Shutdown();
        fils_.clear();
    }

private:
    static constexpr int nb_places = 512;
    static constexpr int nb_fils = 2;

    void ouvrir_places() {
        using PlaceEcho = Place<Charge>;
        using PlaceMesurer = Place<Nombre>;
        places_.push_back(std::make_unique<PlaceEcho>(
            [this](PlaceEcho::Echange& echange, void* etape) {
                service_.RequestEcho(
                    &echange.contexte,
                    &echange.demande,
                    &echange.redacteur,
                    file_.get(),
                    file_.get(),
                    etape
                );
            },
            [](Charge& demande, Charge& reponse) { reponse.Swap(&demande); }
        ));
        places_.push_back(std::make_unique<PlaceMesurer>(
            [this](PlaceMesurer::Echange& echange, void* etape) {
                service_.RequestMesurer(
                    &echange.contexte,
                    &echange.demande,
                    &echange.redacteur,
                    file_.get(),
                    file_.get(),
                    etape
                );
            },
            [](Charge& demande, Nombre& reponse) {
                reponse.set_valeur(banc::Modele::somme(demande.octets()));
            }
        ));
    }

    void avancer() {
        void* etape = nullptr;
        bool reussie = false;
        while (file_->Next(&etape, &reussie)) {
            static_cast<Etape*>(etape)->avancer(reussie);
        }
    }

    int port_ = 0;
    Service service_;
    std::unique_ptr<grpc::ServerCompletionQueue> file_;
    std::unique_ptr<grpc::Server> serveur_;
    std::vector<std::unique_ptr<Etape>> places_;
    std::vector<banc::Fil> fils_;
};

} // namespace rpc
