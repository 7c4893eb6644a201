// Pair zeromq: ROUTER et DEALER pour les appels, PUSH et PULL pour les flots, XPUB et SUB pour diffuser.
// SPDX-License-Identifier: MIT
#include "bancs/commun/fil.hpp"
#include "bancs/commun/pair.hpp"
#include "bancs/pairs/prises_zeromq.hpp"
#include "bancs/pairs/serveur_zeromq.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace {

using zeromq::Commande;
using zeromq::Contexte;
using zeromq::Message;
using zeromq::Prise;

/// Une prise DEALER, reliée par une ou plusieurs connexions que ses messages prennent à tour de rôle.
class Demandeur {
public:
    Demandeur(Contexte& contexte, std::uint16_t port, std::size_t connexions)
        : prise_(contexte, ZMQ_DEALER) {
        for (std::size_t rang = 0; rang < connexions; ++rang) {
            prise_.relier_encore(port, rang);
        }
    }

    void envoyer_echo(banc::Modele& modele, std::uint64_t numero) {
        prise_.envoyer(modele.numeroter(numero));
    }

    void recevoir_echo(const banc::Modele& modele, std::uint64_t numero) {
        prise_.recevoir(recu_);
        modele.exiger(recu_.octets(), numero);
    }

    void echo(banc::Modele& modele, std::uint64_t numero) {
        envoyer_echo(modele, numero);
        recevoir_echo(modele, numero);
    }

    /// Une commande sans réponse.
    void ordonner(Commande commande, std::string_view argument) {
        prise_.envoyer(zeromq::octets_de(commande), ZMQ_SNDMORE);
        prise_.envoyer(argument);
    }

    /// Une commande, son argument non copié : il doit vivre jusqu'à la réponse.
    std::uint64_t demander(Commande commande, std::string_view argument) {
        prise_.envoyer(zeromq::octets_de(commande), ZMQ_SNDMORE);
        prise_.envoyer_sans_copie(argument);
        prise_.recevoir(recu_);
        return zeromq::lire_valeur<std::uint64_t>(recu_.octets());
    }

    /// Vrai si un écho est déjà là, alors reçu et vérifié.
    bool essayer_echo(const banc::Modele& modele, std::uint64_t numero) {
        if (!prise_.essayer_recevoir(recu_)) {
            return false;
        }
        modele.exiger(recu_.octets(), numero);
        return true;
    }

private:
    Prise prise_;
    Message recu_;
};

class LiaisonZeromq final : public banc::Liaison {
public:
    LiaisonZeromq(Contexte& contexte, std::uint16_t port)
        : contexte_(contexte),
          demandeur_(contexte, port, 1) {}

    void echo(banc::Modele& modele, std::uint64_t numero) override {
        demandeur_.echo(modele, numero);
    }

    void mesurer(std::string_view message) override {
        if (demandeur_.demander(Commande::mesurer, message) != banc::Modele::somme(message)) {
            throw banc::Faux("zeromq : somme inattendue");
        }
    }

    std::uint64_t
    enchainer(banc::Modele& modele, std::size_t en_vol, banc::Cadence& cadence) override {
        std::uint64_t partis = 0;
        std::uint64_t revenus = 0;
        for (;;) {
            for (auto nombre = cadence.prendre(en_vol - (partis - revenus)); nombre > 0; --nombre) {
                demandeur_.envoyer_echo(modele, partis++);
            }
            if (revenus == partis) {
                return revenus;
            }
            demandeur_.recevoir_echo(modele, revenus++);
            while (revenus < partis && demandeur_.essayer_echo(modele, revenus)) {
                ++revenus;
            }
        }
    }

    std::uint64_t inonder(banc::Modele& modele, banc::Cadence& cadence) override {
        Prise flot(contexte_, ZMQ_PUSH);
        flot.regler(ZMQ_LINGER, -1);
        flot.relier(static_cast<std::uint16_t>(demandeur_.demander(Commande::port_flot, {})));
        std::uint64_t envoyes = 0;
        while (auto nombre = cadence.prendre(64)) {
            for (; nombre > 0; --nombre) {
                flot.envoyer(modele.numeroter(envoyes++));
            }
        }
        return envoyes;
    }

    std::uint64_t compter(std::uint64_t envoyes) override {
        return demandeur_.demander(Commande::attendre_flot, zeromq::octets_de(envoyes));
    }

private:
    Contexte& contexte_;
    Demandeur demandeur_;
};

/// Une prise DEALER et autant de connexions qu'on veut : un descripteur chacune, et non deux.
class TenuesZeromq final : public banc::Tenues {
public:
    TenuesZeromq(Contexte& contexte, std::uint16_t port, std::size_t nombre, banc::Modele& modele)
        : demandeur_(contexte, port, nombre) {
        for (std::size_t rang = 0; rang < nombre; ++rang) {
            demandeur_.echo(modele, rang);
        }
    }

    void echo(banc::Modele& modele, std::uint64_t numero) override {
        demandeur_.echo(modele, numero);
    }

private:
    Demandeur demandeur_;
};

/// Des prises SUB, que se partagent quelques fils par `zmq_poll`.
class AbonnesZeromq final : public banc::Abonnes {
public:
    AbonnesZeromq(Contexte& contexte, const banc::Reglages& reglages, banc::Livraisons& livraisons)
        : demandeur_(contexte, reglages.port, 1),
          taille_(reglages.taille),
          livraisons_(livraisons) {
        const auto port = demandeur_.demander(Commande::port_diffusion, {});
        for (std::size_t rang = 0; rang < reglages.connexions; ++rang) {
            auto& prise = prises_.emplace_back(contexte, ZMQ_SUB);
            prise.regler(ZMQ_RCVHWM, 0);
            prise.abonner();
            prise.relier(static_cast<std::uint16_t>(port));
        }
        demandeur_.demander(Commande::attendre_abonnes, zeromq::octets_de(reglages.connexions));
        fil_.emplace([this] { recevoir(); });
    }

    ~AbonnesZeromq() override {
        fini_ = true;
        fil_.reset();
    }

    void demander(std::uint64_t premier, std::uint64_t nombre) override {
        const zeromq::Diffusion diffusion = {premier, nombre, taille_};
        demandeur_.ordonner(Commande::diffuser, zeromq::octets_de(diffusion));
    }

private:
    void recevoir() {
        constexpr long delai_ms = 20; // pour voir `fini_`
        std::vector<zmq_pollitem_t> veille;
        for (const auto& prise : prises_) {
            veille.push_back({prise.poignee(), 0, ZMQ_POLLIN, 0});
        }
        Message message;
        while (!fini_) {
            ::zmq_poll(veille.data(), static_cast<int>(veille.size()), delai_ms);
            for (std::size_t rang = 0; rang < veille.size(); ++rang) {
                while (veille[rang].revents != 0 && prises_[rang].essayer_recevoir(message)) {
                    livraisons_.recevoir(rang, message.octets());
                }
            }
        }
    }

    Demandeur demandeur_;
    std::uint64_t taille_;
    banc::Livraisons& livraisons_;
    std::vector<Prise> prises_;
    std::atomic<bool> fini_ = false;
    std::optional<banc::Fil> fil_;
};

class PairZeromq final : public banc::Pair {
public:
    [[nodiscard]] std::string decrire() const override {
        int majeur = 0;
        int mineur = 0;
        int correctif = 0;
        ::zmq_version(&majeur, &mineur, &correctif);
        return "ZeroMQ " + std::to_string(majeur) + '.' + std::to_string(mineur) + '.' +
               std::to_string(correctif) +
               " : DEALER vers ROUTER à un fil pour les appels, PUSH vers PULL pour le flot, XPUB "
               "vers SUB (sans borne de file) et zmq_poll pour la diffusion ; un fil "
               "d'entrées-sorties par processus, grands messages sans copie";
    }

    void servir(const banc::Reglages& /*reglages*/, const std::function<void(int)>& pret) override {
        zeromq::Serveur serveur(contexte_);
        const banc::Fil flot([&serveur] { serveur.recevoir_flot(); });
        const banc::Fil appels([&serveur] { serveur.repondre(); });
        pret(serveur.port());
        banc::attendre_fin_entree();
        contexte_.arreter();
    }

    std::unique_ptr<banc::Liaison> connecter(const banc::Reglages& reglages) override {
        return std::make_unique<LiaisonZeromq>(contexte_, reglages.port);
    }

    std::unique_ptr<banc::Tenues>
    tenir(const banc::Reglages& reglages, std::size_t nombre, banc::Modele& modele) override {
        return std::make_unique<TenuesZeromq>(contexte_, reglages.port, nombre, modele);
    }

    std::unique_ptr<banc::Abonnes>
    abonner(const banc::Reglages& reglages, banc::Livraisons& livraisons) override {
        return std::make_unique<AbonnesZeromq>(contexte_, reglages, livraisons);
    }

private:
    Contexte contexte_;
};

} // namespace

int main(int nb, char** arguments) {
    PairZeromq pair;
    return banc::executer(pair, nb, arguments);
}
