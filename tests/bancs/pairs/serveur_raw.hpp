// Serveur du pair raw: un fil par connexion, bloqué dans recv, qui répond lui-même.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/fil.hpp"
#include "bancs/commun/modele.hpp"
#include "bancs/pairs/trames_raw.hpp"

#include <atomic>
#include <exception>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace raw {

template<class T>
std::string_view octets_de(const T& valeur) {
    return {reinterpret_cast<const char*>(&valeur), sizeof valeur};
}

template<class T>
T lire_valeur(std::string_view octets) {
    T valeur = {};
    if (octets.size() != sizeof valeur) {
        throw banc::Faux("raw : valeur de taille inattendue");
    }
    std::memcpy(&valeur, octets.data(), sizeof valeur);
    return valeur;
}

struct Diffusion {
    std::uint64_t premier;
    std::uint64_t nombre;
    std::uint64_t taille;
};

/// Un fil par connexion, joint quand la connexion est finie.
class Serveur {
public:
    explicit Serveur(bool lot) : lot_(lot) {
        const auto adresse = adresse_locale(0);
        verifier(
            ::bind(ecoute_.numero(), reinterpret_cast<const sockaddr*>(&adresse), sizeof adresse),
            "bind"
        );
        verifier(::listen(ecoute_.numero(), SOMAXCONN), "listen");
    }

    [[nodiscard]] int port() const {
        sockaddr_in adresse = {};
        socklen_t taille = sizeof adresse;
        verifier(
            ::getsockname(ecoute_.numero(), reinterpret_cast<sockaddr*>(&adresse), &taille),
            "getsockname"
        );
        return ntohs(adresse.sin_port);
    }

    /// Accepte jusqu'à `eteindre`.
    void accepter() {
        std::uint64_t numero = 0;
        for (int client = 0; (client = ::accept(ecoute_.numero(), nullptr, nullptr)) >= 0;) {
            joindre_finis();
            auto prise = std::make_shared<Prise>(client);
            prise->regler_sans_delai();
            ++numero;
            fils_.emplace(numero, [this, prise, numero] {
                servir(*prise);
                const std::lock_guard verrou(mutex_);
                finis_.push_back(numero);
            });
        }
        fils_.clear();
    }

    void eteindre() { ::shutdown(ecoute_.numero(), SHUT_RDWR); }

private:
    void joindre_finis() {
        std::list<std::uint64_t> finis;
        {
            const std::lock_guard verrou(mutex_);
            finis.swap(finis_);
        }
        for (const auto numero : finis) {
            fils_.erase(numero);
        }
    }

    void servir(const Prise& prise) {
        Lecteur lecteur(prise);
        Redacteur redacteur(prise, lot_);
        Trame trame = {};
        try {
            while (lecteur.lire(trame)) {
                executer(prise, trame, redacteur);
                if (!lecteur.a_trame()) {
                    redacteur.vider();
                }
            }
        } catch (const std::exception&) {
            // Le client est parti ; il saura dire si c'est une erreur.
        }
        const std::lock_guard verrou(mutex_);
        abonnes_.remove(&prise);
    }

    void executer(const Prise& prise, const Trame& trame, Redacteur& redacteur) {
        switch (trame.sorte) {
        case Sorte::echo:
            redacteur.ecrire(Sorte::echo, trame.charge);
            return;
        case Sorte::mesurer:
            redacteur.ecrire(Sorte::mesurer, octets_de(banc::Modele::somme(trame.charge)));
            return;
        case Sorte::avis:
            recus_.fetch_add(1, std::memory_order_relaxed);
            return;
        case Sorte::compter:
            redacteur.ecrire(Sorte::compter, octets_de(recus_.load()));
            return;
        case Sorte::abonner: {
            const std::lock_guard verrou(mutex_);
            abonnes_.push_back(&prise);
            redacteur.ecrire(Sorte::abonner, {});
            return;
        }
        case Sorte::diffuser:
            diffuser(lire_valeur<Diffusion>(trame.charge));
            return;
        }
    }

    void diffuser(const Diffusion& diffusion) {
        banc::Modele modele(diffusion.taille);
        const std::lock_guard verrou(mutex_);
        std::list<Redacteur> redacteurs;
        for (const Prise* abonne : abonnes_) {
            redacteurs.emplace_back(*abonne, lot_);
        }
        for (std::uint64_t rang = 0; rang < diffusion.nombre; ++rang) {
            const auto message = modele.numeroter(diffusion.premier + rang);
            for (auto& redacteur : redacteurs) {
                redacteur.ecrire(Sorte::diffuser, message);
            }
        }
        for (auto& redacteur : redacteurs) {
            redacteur.vider();
        }
    }

    // Fixé après construction
    bool lot_;
    Prise ecoute_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};

    // Fil d'`accepter` seul
    std::map<std::uint64_t, banc::Fil> fils_;

    // Partagé
    std::atomic<std::uint64_t> recus_ = 0;
    std::mutex mutex_;
    std::list<std::uint64_t> finis_;
    std::list<const Prise*> abonnes_;
};

} // namespace raw
