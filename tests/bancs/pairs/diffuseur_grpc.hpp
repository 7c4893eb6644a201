// Diffuseur du pair grpc: un flot vers chaque abonné, qui avance à sa vitesse.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/modele.hpp"

#include <banc.grpc.pb.h>
#include <cstdint>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace rpc {

/// Le flot d'un abonné : un message en cours d'écriture à la fois, comme gRPC l'exige.
class Abonne final : public grpc::ServerWriteReactor<Charge> {
public:
    explicit Abonne(class Diffuseur& diffuseur) : diffuseur_(diffuseur) {
        StartSendInitialMetadata(); // dit au client qu'il est abonné
    }

    /// Des messages sont publiés jusqu'à `fin` exclu.
    void pousser(std::uint64_t fin, std::uint64_t taille) {
        const std::lock_guard verrou(mutex_);
        fin_ = fin;
        if (!modele_) {
            modele_.emplace(taille);
        }
        if (!ecrit_) {
            ecrire();
        }
    }

    void OnWriteDone(bool ecrit) override {
        const std::lock_guard verrou(mutex_);
        ecrit_ = false;
        if (ecrit) {
            ecrire();
        }
    }

    void OnCancel() override { Finish(grpc::Status::CANCELLED); }
    void OnDone() override;

private:
    void ecrire() {
        if (suivant_ == fin_) {
            return;
        }
        const auto message = modele_->numeroter(suivant_++);
        charge_.set_octets(message.data(), message.size());
        grpc::WriteOptions options;
        if (suivant_ < fin_) {
            options.set_buffer_hint();
        }
        ecrit_ = true;
        StartWrite(&charge_, options);
    }

    Diffuseur& diffuseur_;
    std::mutex mutex_;
    std::optional<banc::Modele> modele_;
    std::uint64_t suivant_ = 0;
    std::uint64_t fin_ = 0;
    bool ecrit_ = false;
    Charge charge_;
};

class Diffuseur {
public:
    Abonne* abonner() {
        const std::lock_guard verrou(mutex_);
        return *abonnes_.insert(new Abonne(*this)).first;
    }

    void retirer(Abonne* abonne) {
        const std::lock_guard verrou(mutex_);
        abonnes_.erase(abonne);
    }

    void diffuser(std::uint64_t premier, std::uint64_t nombre, std::uint64_t taille) {
        const std::lock_guard verrou(mutex_);
        for (Abonne* abonne : abonnes_) {
            abonne->pousser(premier + nombre, taille);
        }
    }

private:
    std::mutex mutex_;
    std::set<Abonne*> abonnes_;
};

inline void Abonne::OnDone() {
    diffuseur_.retirer(this);
    delete this;
}

} // namespace rpc
