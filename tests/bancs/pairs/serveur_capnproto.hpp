// Serveur du pair capnproto: ses commandes, sur une boucle d'événements.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/modele.hpp"

#include <array>
#include <banc.capnp.h>
#include <capnp/ez-rpc.h>
#include <cstdint>
#include <kj/async-io.h>
#include <list>
#include <memory>
#include <string_view>
#include <unistd.h>

namespace capnproto {

inline capnp::Data::Reader donnees_de(std::string_view octets) {
    return {reinterpret_cast<const kj::byte*>(octets.data()), octets.size()};
}

inline std::string_view octets_de(capnp::Data::Reader donnees) {
    return {reinterpret_cast<const char*>(donnees.begin()), donnees.size()};
}

/// La place que prendra un message : elle est ainsi prise d'un coup.
inline capnp::MessageSize taille_de(std::string_view charge) {
    return {charge.size() / sizeof(capnp::word) + 16, 1};
}

/// De quoi recevoir les plus grands messages du banc.
inline capnp::ReaderOptions options_lecture() {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = std::uint64_t{64} << 20;
    return options;
}

class Serveur final : public Banc::Server, private kj::TaskSet::ErrorHandler {
public:
    kj::Promise<void> echo(EchoContext contexte) override {
        const auto charge = contexte.getParams().getCharge();
        contexte.initResults(taille_de(octets_de(charge))).setCharge(charge);
        return kj::READY_NOW;
    }

    kj::Promise<void> mesurer(MesurerContext contexte) override {
        const auto somme = banc::Modele::somme(octets_de(contexte.getParams().getCharge()));
        contexte.getResults().setSomme(somme);
        return kj::READY_NOW;
    }

    kj::Promise<void> aviser(AviserContext /*contexte*/) override {
        ++recus_;
        return kj::READY_NOW;
    }

    kj::Promise<void> compter(CompterContext contexte) override {
        contexte.getResults().setNombre(recus_);
        return kj::READY_NOW;
    }

    kj::Promise<void> abonner(AbonnerContext contexte) override {
        abonnes_.push_back({contexte.getParams().getAbonne(), 0, true});
        return kj::READY_NOW;
    }

    kj::Promise<void> diffuser(DiffuserContext contexte) override {
        const auto demande = contexte.getParams();
        modele_ = std::make_unique<banc::Modele>(demande.getTaille());
        publies_ = demande.getPremier() + demande.getNombre();
        for (auto& abonne : abonnes_) {
            if (abonne.repos) {
                abonne.repos = false;
                envois_.add(pomper(abonne));
            }
        }
        return kj::READY_NOW;
    }

private:
    struct Abonnement {
        Abonne::Client client;
        std::uint64_t suivant;
        bool repos;
    };

    /// Envoie le message suivant, et recommence dès que le flot a de la place.
    kj::Promise<void> pomper(Abonnement& abonne) {
        if (abonne.suivant == publies_) {
            abonne.repos = true;
            return kj::READY_NOW;
        }
        const auto message = modele_->numeroter(abonne.suivant++);
        auto demande = abonne.client.recevoirRequest(taille_de(message));
        demande.setCharge(donnees_de(message));
        return demande.send().then([this, &abonne] { return pomper(abonne); });
    }

    void taskFailed(kj::Exception&& /*exception*/) override {} // l'abonné est parti

    std::uint64_t recus_ = 0;
    std::uint64_t publies_ = 0;
    std::unique_ptr<banc::Modele> modele_;
    std::list<Abonnement> abonnes_;
    kj::TaskSet envois_{*this};
};

/// Fait tourner la boucle du serveur jusqu'à la fin de l'entrée standard.
inline void attendre_fin_entree(capnp::EzRpcServer& serveur) {
    auto entree = serveur.getLowLevelIoProvider().wrapInputFd(STDIN_FILENO);
    std::array<char, 256> lu = {};
    while (entree->tryRead(lu.data(), 1, lu.size()).wait(serveur.getWaitScope()) > 0) {
    }
}

} // namespace capnproto
