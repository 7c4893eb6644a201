// Serveur du pair nng: des contextes REP menés par rappels, un fil pour le flot.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/modele.hpp"
#include "bancs/pairs/prises_nng.hpp"

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <nng/protocol/pipeline0/pull.h>
#include <nng/protocol/pubsub0/pub.h>
#include <nng/protocol/reqrep0/rep.h>

namespace nng {

/// Ce que demande un appel : son dernier octet.
enum class Commande : std::uint8_t {
    echo,
    mesurer,
    port_flot,
    attendre_flot,
    port_diffusion,
    attendre_abonnes,
    diffuser
};

struct Diffusion {
    std::uint64_t premier;
    std::uint64_t nombre;
    std::uint64_t taille;
};

/// Messages qu'une prise garde pour un pair lent ; le plus que nng permette.
constexpr int file_max = 8'192;

class Serveur {
public:
    Serveur() {
        flot_.regler(NNG_OPT_RECVBUF, file_max);
        diffusion_.regler(NNG_OPT_SENDBUF, file_max);
        ::nng_pipe_notify(diffusion_.poignee(), NNG_PIPE_EV_ADD_POST, compter_abonne, this);
        port_ = appels_.ouvrir();
        port_flot_ = flot_.ouvrir();
        port_diffusion_ = diffusion_.ouvrir();
        for (int rang = 0; rang < nb_conversations; ++rang) {
            reponses_.emplace_back(appels_);
        }
        for (auto& reponse : reponses_) {
            reponse.commencer(*this);
        }
    }

    [[nodiscard]] int port() const { return port_; }

    /// Compte le flot jusqu'à `arreter`.
    void recevoir_flot() {
        try {
            for (;;) {
                static_cast<void>(flot_.recevoir());
                recus_.fetch_add(1, std::memory_order_relaxed);
                recus_.notify_all();
            }
        } catch (const std::exception&) {
            return; // la prise est fermée
        }
    }

    void arreter() {
        flot_.fermer();
        reponses_.clear();
    }

private:
    /// De quoi servir les 512 connexions de la mesure C sans que l'une attende l'autre.
    static constexpr int nb_conversations = 128;

    /// Reçoit une demande, y répond, recommence.
    class Reponse {
    public:
        explicit Reponse(const Prise& prise) : conversation_(prise, [this] { avancer(); }) {}

        void commencer(Serveur& serveur) {
            serveur_ = &serveur;
            conversation_.recevoir();
        }

    private:
        void avancer() {
            if (conversation_.resultat() != 0) {
                return; // la prise se ferme
            }
            recoit_ = !recoit_;
            if (recoit_) {
                conversation_.recevoir();
            } else {
                conversation_.envoyer(serveur_->repondre(conversation_.prendre()));
            }
        }

        Serveur* serveur_ = nullptr;
        bool recoit_ = true;
        Conversation conversation_;
    };

    static void compter_abonne(nng_pipe /*tube*/, nng_pipe_ev /*fait*/, void* soi) {
        auto& abonnes = static_cast<Serveur*>(soi)->abonnes_;
        ++abonnes;
        abonnes.notify_all();
    }

    /// L'écho est la demande elle-même, sans copie.
    Message repondre(Message demande) {
        const auto octets = octets_de(demande);
        const auto commande = static_cast<Commande>(octets.back());
        if (commande == Commande::echo) {
            return demande;
        }
        const auto argument = octets.substr(0, octets.size() - 1);
        return composer(octets_de(executer(commande, argument)));
    }

    std::uint64_t executer(Commande commande, std::string_view argument) {
        switch (commande) {
        case Commande::mesurer:
            return banc::Modele::somme(argument);
        case Commande::port_flot:
            return static_cast<std::uint64_t>(port_flot_);
        case Commande::port_diffusion:
            return static_cast<std::uint64_t>(port_diffusion_);
        case Commande::attendre_flot:
            return attendre(recus_, argument);
        case Commande::attendre_abonnes:
            return attendre(abonnes_, argument);
        case Commande::diffuser:
            return diffuser(lire_valeur<Diffusion>(argument));
        case Commande::echo:
            break;
        }
        throw banc::Faux("nng : commande inconnue");
    }

    static std::uint64_t attendre(std::atomic<std::uint64_t>& compte, std::string_view argument) {
        const auto attendus = lire_valeur<std::uint64_t>(argument);
        for (auto vus = compte.load(); vus < attendus; vus = compte.load()) {
            compte.wait(vus);
        }
        return compte;
    }

    std::uint64_t diffuser(const Diffusion& diffusion) {
        const std::lock_guard verrou(mutex_);
        banc::Modele modele(diffusion.taille);
        for (std::uint64_t rang = 0; rang < diffusion.nombre; ++rang) {
            diffusion_.envoyer(composer(modele.numeroter(diffusion.premier + rang)));
        }
        return diffusion.nombre;
    }

    // Fixé après construction
    int port_ = 0;
    int port_flot_ = 0;
    int port_diffusion_ = 0;

    // Partagé
    std::atomic<std::uint64_t> recus_ = 0;
    std::atomic<std::uint64_t> abonnes_ = 0;
    std::mutex mutex_; // une diffusion à la fois, dans l'ordre des demandes
    Prise appels_{::nng_rep0_open};
    Prise flot_{::nng_pull0_open};
    Prise diffusion_{::nng_pub0_open};
    std::list<Reponse> reponses_;
};

} // namespace nng
