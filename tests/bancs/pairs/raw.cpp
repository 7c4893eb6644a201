// Pair raw: sockets POSIX bloquantes, un fil par connexion ; la limite physique des autres.
// SPDX-License-Identifier: MIT
#include "bancs/commun/fil.hpp"
#include "bancs/commun/pair.hpp"
#include "bancs/pairs/serveur_raw.hpp"
#include "bancs/pairs/trames_raw.hpp"

#include <algorithm>
#include <list>
#include <string>
#include <vector>

namespace {

using raw::lire_valeur;
using raw::octets_de;
using raw::Sorte;

/// Une connexion, et de quoi y lire et écrire des trames.
struct Canal {
    explicit Canal(const banc::Reglages& reglages)
        : prise(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
          lecteur(prise),
          redacteur(prise, reglages.lot) {
        const auto adresse = raw::adresse_locale(reglages.port);
        raw::verifier(
            ::connect(prise.numero(), reinterpret_cast<const sockaddr*>(&adresse), sizeof adresse),
            "connect"
        );
        prise.regler_sans_delai();
    }

    std::string_view recevoir() {
        raw::Trame trame = {};
        if (!lecteur.lire(trame)) {
            throw banc::Faux("raw : connexion perdue");
        }
        return trame.charge;
    }

    std::string_view demander(Sorte sorte, std::string_view charge) {
        redacteur.ecrire(sorte, charge);
        redacteur.vider();
        return recevoir();
    }

    raw::Prise prise;
    raw::Lecteur lecteur;
    raw::Redacteur redacteur;
};

class LiaisonRaw final : public banc::Liaison {
public:
    explicit LiaisonRaw(const banc::Reglages& reglages)
        : taille_(reglages.taille),
          canal_(reglages) {}

    void echo(banc::Modele& modele, std::uint64_t numero) override {
        modele.exiger(canal_.demander(Sorte::echo, modele.numeroter(numero)), numero);
    }

    void mesurer(std::string_view message) override {
        const auto somme = lire_valeur<std::uint64_t>(canal_.demander(Sorte::mesurer, message));
        if (somme != banc::Modele::somme(message)) {
            throw banc::Faux("raw : somme inattendue");
        }
    }

    std::uint64_t
    enchainer(banc::Modele& modele, std::size_t voulus, banc::Cadence& cadence) override {
        const auto en_vol = std::min(voulus, std::max<std::size_t>(1, octets_en_vol / taille_));
        std::uint64_t partis = 0;
        std::uint64_t revenus = 0;
        for (;;) {
            for (auto nombre = cadence.prendre(en_vol - (partis - revenus)); nombre > 0; --nombre) {
                canal_.redacteur.ecrire(Sorte::echo, modele.numeroter(partis++));
            }
            canal_.redacteur.vider();
            if (revenus == partis) {
                return revenus;
            }
            do {
                modele.exiger(canal_.recevoir(), revenus++);
            } while (canal_.lecteur.a_trame());
        }
    }

    std::uint64_t inonder(banc::Modele& modele, banc::Cadence& cadence) override {
        std::uint64_t envoyes = 0;
        while (auto nombre = cadence.prendre(64)) {
            for (; nombre > 0; --nombre) {
                canal_.redacteur.ecrire(Sorte::avis, modele.numeroter(envoyes++));
            }
        }
        return envoyes;
    }

    std::uint64_t compter(std::uint64_t /*envoyes*/) override {
        return lire_valeur<std::uint64_t>(canal_.demander(Sorte::compter, {}));
    }

private:
    /// Au-delà, deux bouts bloqués dans `send` pourraient s'attendre sans fin.
    static constexpr std::size_t octets_en_vol = std::size_t{128} << 10;

    std::size_t taille_;
    Canal canal_;
};

/// Un fil par abonné, bloqué dans `recv`.
class AbonnesRaw final : public banc::Abonnes {
public:
    AbonnesRaw(const banc::Reglages& reglages, banc::Livraisons& livraisons)
        : taille_(reglages.taille) {
        for (std::size_t rang = 0; rang < reglages.connexions; ++rang) {
            canaux_.emplace_back(reglages).demander(Sorte::abonner, {});
        }
        std::size_t rang = 0;
        for (auto& canal : canaux_) {
            fils_.emplace_back([&canal, &livraisons, rang] {
                for (raw::Trame trame = {}; canal.lecteur.lire(trame);) {
                    livraisons.recevoir(rang, trame.charge);
                }
            });
            ++rang;
        }
    }

    ~AbonnesRaw() override {
        for (auto& canal : canaux_) {
            ::shutdown(canal.prise.numero(), SHUT_RDWR);
        }
    }

    void demander(std::uint64_t premier, std::uint64_t nombre) override {
        auto& redacteur = canaux_.front().redacteur;
        redacteur.ecrire(Sorte::diffuser, octets_de(raw::Diffusion{premier, nombre, taille_}));
        redacteur.vider();
    }

private:
    std::uint64_t taille_;
    std::list<Canal> canaux_;
    std::vector<banc::Fil> fils_;
};

class PairRaw final : public banc::Pair {
public:
    [[nodiscard]] std::string decrire() const override {
        return "sockets POSIX bloquantes, un fil de 256 Kio de pile par connexion, TCP_NODELAY, "
               "recv d'au plus 64 Kio ; une écriture par message, ou blocs de 64 Kio";
    }

    [[nodiscard]] bool sait(const banc::Reglages& reglages) const override {
        return !reglages.grouper && reglages.attente_active == 0;
    }

    void servir(const banc::Reglages& reglages, const std::function<void(int)>& pret) override {
        raw::Serveur serveur(reglages.lot);
        const banc::Fil acceptation([&serveur] { serveur.accepter(); });
        pret(serveur.port());
        banc::attendre_fin_entree();
        serveur.eteindre();
    }

    std::unique_ptr<banc::Liaison> connecter(const banc::Reglages& reglages) override {
        return std::make_unique<LiaisonRaw>(reglages);
    }

    std::unique_ptr<banc::Abonnes>
    abonner(const banc::Reglages& reglages, banc::Livraisons& livraisons) override {
        return std::make_unique<AbonnesRaw>(reglages, livraisons);
    }
};

} // namespace

int main(int nb, char** arguments) {
    PairRaw pair;
    return banc::executer(pair, nb, arguments);
}
