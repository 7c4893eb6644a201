// Application d'essai: un ouvrier qui raconte au test ce qui lui arrive.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cconn.hpp>
#include <cconn/ouvriers/ouvriers.hpp>

#include "outils/attendre.hpp"
#include "outils/journal_memoire.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace essai {

using cconn::ouvriers::Application;
using cconn::ouvriers::Config;
using cconn::ouvriers::Contexte;
using cconn::ouvriers::MessageRecu;
using cconn::ouvriers::Ouvriers;

/// Un tube où les ouvriers écrivent une lettre par événement, et que lit le test.
class Temoin final {
public:
    Temoin() {
        if (::pipe2(bouts_.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
            throw std::runtime_error("tube refusé par le système");
        }
    }
    Temoin(const Temoin&) = delete;
    Temoin& operator=(const Temoin&) = delete;
    Temoin(Temoin&&) = delete;
    Temoin& operator=(Temoin&&) = delete;
    ~Temoin() {
        ::close(bouts_[0]);
        ::close(bouts_[1]);
    }

    [[nodiscard]] int lecture() const { return bouts_[0]; }
    [[nodiscard]] int ecriture() const { return bouts_[1]; }

    /// Attend tant de lettres en tout. @return celles qui sont venues, dans l'ordre.
    std::string attendre(std::size_t nombre) {
        outils::attendre_que([&] {
            std::array<char, 256> place{};
            const ssize_t lus = ::read(bouts_[0], place.data(), place.size());
            recu_.append(place.data(), static_cast<std::size_t>(lus > 0 ? lus : 0));
            return recu_.size() >= nombre;
        });
        return recu_;
    }
    /// Ce qui est venu, sans attendre.
    std::string lire() { return attendre(0); }

private:
    std::array<int, 2> bouts_{-1, -1};
    std::string recu_;
};

/// Un compteur que voient l'hôte et tous ses ouvriers.
class CompteurPartage final {
public:
    CompteurPartage()
        : memoire_(::mmap(
              nullptr,
              sizeof(std::atomic<int>),
              PROT_READ | PROT_WRITE,
              MAP_SHARED | MAP_ANONYMOUS,
              -1,
              0
          )),
          valeur_(new (memoire_) std::atomic<int>(0)) {}
    CompteurPartage(const CompteurPartage&) = delete;
    CompteurPartage& operator=(const CompteurPartage&) = delete;
    CompteurPartage(CompteurPartage&&) = delete;
    CompteurPartage& operator=(CompteurPartage&&) = delete;
    ~CompteurPartage() { ::munmap(memoire_, sizeof(std::atomic<int>)); }

    [[nodiscard]] std::atomic<int>& valeur() const { return *valeur_; }

private:
    void* memoire_;
    std::atomic<int>* valeur_;
};

/// Répond aux commandes du test, et note ses événements : `A` arrivée, `D` départ, `F` fin.
class Essai : public Application {
public:
    explicit Essai(Contexte contexte) : contexte_(std::move(contexte)) {}
    ~Essai() override { noter('F'); }
    Essai(const Essai&) = delete;
    Essai& operator=(const Essai&) = delete;
    Essai(Essai&&) = delete;
    Essai& operator=(Essai&&) = delete;

    void preparer(cconn::Serveur& serveur) override {
        serveur.enregistrer_commande("pid", [] { return ::getpid(); });
        serveur.enregistrer_commande("compter", [this] { return ++compteur_; });
        serveur.enregistrer_commande("clients", [](cconn::Serveur& s) { return s.nb_clients(); });
        serveur.enregistrer_commande("lire", [this](std::string nom) { return contexte_[nom]; });
        serveur.enregistrer_commande("changer", [this](std::string nom, cconn::Valeur valeur) {
            contexte_[nom] = std::move(valeur);
        });
        serveur.enregistrer_commande("congedier", [](cconn::Connexion& client) {
            client.fermer();
        });
        serveur.enregistrer_commande("bloquer", [this] {
            noter('B');
            std::promise<void>().get_future().wait(); // rien ne viendra jamais
        });
        serveur.enregistrer_commande("mourir", [](int signal) { ::kill(::getpid(), signal); });
    }
    bool quand_client_connecte(cconn::Connexion& /*client*/) override {
        noter('A');
        return true;
    }
    void quand_message(MessageRecu& recu) override {
        recu.connexion.envoyer("message", recu.message);
    }
    void quand_client_deconnecte(cconn::Connexion& /*client*/) override { noter('D'); }

protected:
    void noter(char lettre) const {
        const auto trouve = contexte_.find("temoin");
        if (trouve != contexte_.end()) {
            static_cast<void>(::write(trouve->second.vers<int>(), &lettre, 1) < 0);
        }
    }

private:
    Contexte contexte_;
    int compteur_ = 0;
};

/// Une configuration sur un port libre, dont le journal va au test.
inline Config config(const outils::JournalMemoire& journal, std::size_t nb_ouvriers = 1) {
    Config config;
    config.port = 0;
    config.nb_ouvriers = nb_ouvriers;
    config.journal = journal.fonction();
    return config;
}

/// La même, avec un témoin.
inline Config
config(const outils::JournalMemoire& journal, const Temoin& temoin, std::size_t nb_ouvriers = 1) {
    Config resultat = config(journal, nb_ouvriers);
    resultat.contexte["temoin"] = temoin.ecriture();
    resultat.descripteurs_gardes = {temoin.ecriture()};
    return resultat;
}

inline bool attendre_service(const Ouvriers& ouvriers, std::size_t nombre) {
    return outils::attendre_que([&] { return ouvriers.etat().nb_en_service() == nombre; });
}

inline std::unique_ptr<cconn::Client> nouveau_client(std::uint16_t port) {
    cconn::OptionsClient options;
    options.journal = [](cconn::NiveauJournal /*niveau*/, std::string_view /*texte*/) {
    };
    return std::make_unique<cconn::Client>("127.0.0.1", port, options);
}

/// Vrai si ce processus existe et n'est pas mort : un zombie ne vit pas.
inline bool vit(int pid) {
    std::ifstream fiche("/proc/" + std::to_string(pid) + "/stat");
    const std::string texte{std::istreambuf_iterator<char>(fiche), {}};
    const auto fin_nom = texte.rfind(')');
    return fin_nom != std::string::npos && texte.at(fin_nom + 2) != 'Z' &&
           texte.at(fin_nom + 2) != 'X';
}

/// Vrai si le système n'a plus rien de ce processus, pas même un zombie.
inline bool a_disparu(int pid) {
    return ::kill(pid, 0) != 0;
}

/// Envoie un signal à un processus, et à lui seul : 0 désignerait tout le groupe du test.
inline void signaler(int pid, int signal) {
    REQUIRE(pid > 1);
    ::kill(pid, signal);
}

/// Les processus de ces ouvriers, contremaître compris.
inline std::vector<int> processus(const Ouvriers& ouvriers) {
    const auto etat = ouvriers.etat();
    std::vector<int> pids{etat.pid_contremaitre};
    for (const auto& ouvrier : etat.ouvriers) {
        pids.push_back(ouvrier.pid);
    }
    return pids;
}

} // namespace essai
