// Serveur du pair zeromq: un fil pour les appels et la diffusion, un pour le flot.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/modele.hpp"
#include "bancs/pairs/prises_zeromq.hpp"

#include <atomic>
#include <cstdint>

namespace zeromq {

/// Ce qu'un message de deux parties demande ; un message d'une seule est un écho.
enum class Commande : std::uint8_t {
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

class Serveur {
public:
    explicit Serveur(const Contexte& contexte)
        : appels_(contexte, ZMQ_ROUTER),
          diffusion_(contexte, ZMQ_XPUB),
          flot_(contexte, ZMQ_PULL) {
        diffusion_.regler(ZMQ_SNDHWM, 0);
        diffusion_.regler(ZMQ_XPUB_VERBOSE, 1); // pour compter les abonnés
        port_ = appels_.ouvrir();
        port_flot_ = flot_.ouvrir();
        port_diffusion_ = diffusion_.ouvrir();
    }

    [[nodiscard]] int port() const { return port_; }

    /// Répond jusqu'à l'arrêt du contexte.
    void repondre() {
        Message adresse;
        Message charge;
        try {
            for (;;) {
                appels_.recevoir(adresse);
                appels_.recevoir(charge);
                if (!charge.a_suite()) {
                    appels_.envoyer(adresse, ZMQ_SNDMORE);
                    appels_.envoyer(charge);
                    continue;
                }
                const auto commande = lire_valeur<Commande>(charge.octets());
                appels_.recevoir(charge);
                if (commande == Commande::diffuser) {
                    diffuser(lire_valeur<Diffusion>(charge.octets()));
                    continue;
                }
                const std::uint64_t reponse = executer(commande, charge.octets());
                appels_.envoyer(adresse, ZMQ_SNDMORE);
                appels_.envoyer(octets_de(reponse));
            }
        } catch (const Arret&) {
            return;
        }
    }

    /// Compte le flot jusqu'à l'arrêt du contexte.
    void recevoir_flot() {
        Message message;
        try {
            for (;;) {
                flot_.recevoir(message);
                recus_.fetch_add(1, std::memory_order_relaxed);
                while (flot_.essayer_recevoir(message)) {
                    recus_.fetch_add(1, std::memory_order_relaxed);
                }
                recus_.notify_all(); // la file est vide : c'est peut-être la fin
            }
        } catch (const Arret&) {
            return;
        }
    }

private:
    std::uint64_t executer(Commande commande, std::string_view argument) {
        switch (commande) {
        case Commande::mesurer:
            return banc::Modele::somme(argument);
        case Commande::port_flot:
            return static_cast<std::uint64_t>(port_flot_);
        case Commande::port_diffusion:
            return static_cast<std::uint64_t>(port_diffusion_);
        case Commande::attendre_flot:
            return attendre_flot(lire_valeur<std::uint64_t>(argument));
        case Commande::attendre_abonnes:
            return attendre_abonnes(lire_valeur<std::uint64_t>(argument));
        case Commande::diffuser:
            break; // n'a pas de réponse
        }
        throw banc::Faux("zeromq : commande inconnue");
    }

    std::uint64_t attendre_flot(std::uint64_t attendus) {
        for (auto vus = recus_.load(); vus < attendus; vus = recus_.load()) {
            recus_.wait(vus);
        }
        return recus_;
    }

    /// Un abonnement est un message que reçoit la prise XPUB.
    std::uint64_t attendre_abonnes(std::uint64_t attendus) {
        Message abonnement;
        for (; abonnes_ < attendus; ++abonnes_) {
            diffusion_.recevoir(abonnement);
        }
        return abonnes_;
    }

    void diffuser(const Diffusion& diffusion) {
        banc::Modele modele(diffusion.taille);
        for (std::uint64_t rang = 0; rang < diffusion.nombre; ++rang) {
            diffusion_.envoyer(modele.numeroter(diffusion.premier + rang));
        }
    }

    // Fil des appels
    Prise appels_;
    Prise diffusion_;
    std::uint64_t abonnes_ = 0;

    // Fil du flot
    Prise flot_;

    // Fixé après construction
    int port_ = 0;
    int port_flot_ = 0;
    int port_diffusion_ = 0;

    // Partagé
    std::atomic<std::uint64_t> recus_ = 0;
};

} // namespace zeromq
