// ClientTaches: les appels du client, et l'attente d'une tâche.
// SPDX-License-Identifier: MIT
#include <cconn/appel.hpp>
#include <cconn/taches/client_taches.hpp>

#include "fiche.hpp"
#include "protege.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <limits>
#include <list>
#include <utility>

namespace cconn::taches {
namespace {

using detail::depuis_fiche;
using detail::Fiche;
using detail::FicheComptes;
using detail::FicheResultat;
using detail::Protege;

using Horloge = std::chrono::steady_clock;

/// Entre deux questions de `attendre`, quand rien n'est poussé.
constexpr std::chrono::milliseconds pas_min{2};
constexpr std::chrono::milliseconds pas_max{100};
/// La même chose quand tout est poussé : ce n'est qu'un filet.
constexpr std::chrono::milliseconds pas_pousse{2'000};
/// `sans_limite` déborderait une fois ajouté à l'heure.
constexpr std::chrono::hours longtemps{24 * 365};

Nommes vers_nommes(const OptionsSoumission& options) {
    Nommes nommes;
    if (!options.cle.empty()) {
        nommes.definir("cle", options.cle);
    }
    if (options.priorite != 0) {
        nommes.definir("priorite", options.priorite);
    }
    if (options.delai.count() != 0) {
        nommes.definir("delai", options.delai.count());
    }
    if (options.suivi == Suivi::oui) {
        nommes.definir("suivre", true);
    }
    return nommes;
}

Nommes vers_nommes(const FiltreTaches& filtre) {
    Nommes nommes{{"limite", filtre.limite}};
    if (filtre.etat) {
        nommes.definir("etat", std::string(nom_etat(*filtre.etat)));
    }
    if (!filtre.type.empty()) {
        nommes.definir("type", filtre.type);
    }
    if (!filtre.apres.empty()) {
        nommes.definir("apres", filtre.apres);
    }
    return nommes;
}

} // namespace

/// Partagée avec la commande `changement`, qui peut s'exécuter encore quand `ClientTaches` disparaît.
class ClientTaches::Interne final {
public:
    /// Un `attendre` en cours, et ce qui lui a été poussé.
    struct Attente {
        std::string id;
        std::deque<Tache> changements;
    };
    struct Etat {
        std::list<Attente> attentes;
        std::function<void(const Tache&)> suite;
    };

    Interne(Connexion pair, Client* recevant, std::string_view nom)
        : connexion(std::move(pair)),
          client(recevant),
          prefixe(nom) {}

    template<class R, class... A>
    R appeler(std::string_view nom, const A&... arguments) const {
        const std::string commande = prefixe + "." + std::string(nom);
        return client != nullptr ? client->appeler<R>(commande, arguments...)
                                 : connexion.appeler<R>(commande, arguments...);
    }

    void recevoir(const Tache& tache) {
        std::function<void(const Tache&)> suite;
        {
            const auto acces = etat.verrouiller();
            for (Attente& attente : acces->attentes) {
                if (attente.id == tache.id) {
                    attente.changements.push_back(tache);
                }
            }
            suite = acces->suite;
            arrivee.notify_all();
        }
        if (suite) {
            suite(tache);
        }
    }

    /// Ce qui a été poussé à cette attente, au plus tard à `echeance`.
    std::deque<Tache> prendre_changements(Attente& attente, Horloge::time_point echeance) {
        auto acces = etat.verrouiller();
        acces.attendre_jusqua(arrivee, echeance, [&] { return !attente.changements.empty(); });
        return std::exchange(attente.changements, {});
    }

    Connexion connexion;
    Client* client; ///< Nul : par la connexion, sans rien de poussé.
    std::string prefixe;
    Protege<Etat> etat;
    std::condition_variable arrivee;
};

/// Un `attendre` : ce qu'il a déjà dit, et sa place parmi ceux à qui l'on pousse.
class ClientTaches::Veille final {
public:
    Veille(Interne& interne, std::string_view id, const std::function<void(const Tache&)>& chaque)
        : interne_(interne),
          chaque_(chaque) {
        const auto etat = interne_.etat.verrouiller();
        attente_ = etat->attentes.insert(etat->attentes.end(), {std::string(id), {}});
    }
    Veille(const Veille&) = delete;
    Veille& operator=(const Veille&) = delete;
    Veille(Veille&&) = delete;
    Veille& operator=(Veille&&) = delete;
    ~Veille() { interne_.etat.verrouiller()->attentes.erase(attente_); }

    /// Dit l'état d'une tâche, sauf s'il est déjà dépassé : un avis peut arriver après une réponse.
    void dire(const Tache& tache) {
        if (rang(tache) > dernier_rang_) {
            dernier_rang_ = rang(tache);
            est_finie_ = est_final(tache.etat);
            if (chaque_) {
                chaque_(tache);
            }
        }
    }

    /// Attend des avis jusqu'à `echeance`, et les dit. @return faux s'il n'en est pas venu.
    bool dire_avis(Horloge::time_point echeance) {
        const std::deque<Tache> avis = interne_.prendre_changements(*attente_, echeance);
        for (const Tache& tache : avis) {
            dire(tache);
        }
        return !avis.empty();
    }

    [[nodiscard]] bool est_finie() const { return est_finie_; }

private:
    /// Croît avec la vie de la tâche : en attente, premier essai, de nouveau en attente…
    static std::int64_t rang(const Tache& tache) {
        if (est_final(tache.etat)) {
            return std::numeric_limits<std::int64_t>::max();
        }
        const std::int64_t essai = tache.essai;
        return tache.etat == EtatTache::en_cours ? 2 * essai - 1 : 2 * essai;
    }

    Interne& interne_;
    const std::function<void(const Tache&)>& chaque_;
    std::list<Interne::Attente>::iterator attente_;
    std::int64_t dernier_rang_ = -1;
    bool est_finie_ = false;
};

ClientTaches::ClientTaches(Client& client, std::string_view prefixe)
    : interne_(std::make_shared<Interne>(client.connexion(), &client, prefixe)) {
    client.enregistrer_commande(
        interne_->prefixe + ".changement",
        [interne = interne_](const Fiche& fiche) { interne->recevoir(depuis_fiche(fiche)); }
    );
}

ClientTaches::ClientTaches(Connexion connexion, std::string_view prefixe)
    : interne_(std::make_shared<Interne>(std::move(connexion), nullptr, prefixe)) {}

ClientTaches::~ClientTaches() {
    if (interne_->client != nullptr) {
        interne_->client->retirer_commande(interne_->prefixe + ".changement");
    }
}

std::string ClientTaches::soumettre_valeur(
    std::string_view type, const Valeur& donnees, const OptionsSoumission& options
) {
    return interne_->appeler<std::string>("soumettre", type, donnees, vers_nommes(options));
}

Tache ClientTaches::etat(std::string_view id) const {
    return depuis_fiche(interne_->appeler<Fiche>("etat", id));
}

ResultatTache ClientTaches::resultat(std::string_view id) const {
    return depuis_fiche(interne_->appeler<FicheResultat>("resultat", id));
}

Tache ClientTaches::annuler(std::string_view id) {
    return depuis_fiche(interne_->appeler<Fiche>("annuler", id));
}

Tache ClientTaches::oublier(std::string_view id) {
    return depuis_fiche(interne_->appeler<Fiche>("oublier", id));
}

std::vector<Tache> ClientTaches::lister(const FiltreTaches& filtre) const {
    std::vector<Tache> taches;
    const auto fiches = interne_->appeler<std::vector<Fiche>>("lister", vers_nommes(filtre));
    taches.reserve(fiches.size());
    for (const Fiche& fiche : fiches) {
        taches.push_back(depuis_fiche(fiche));
    }
    return taches;
}

ComptesTaches ClientTaches::comptes() const {
    return depuis_fiche(interne_->appeler<FicheComptes>("compter"));
}

Tache ClientTaches::suivre(std::string_view id) {
    return depuis_fiche(interne_->appeler<Fiche>("suivre", id));
}

void ClientTaches::ne_plus_suivre(std::string_view id) {
    interne_->appeler<void>("ne_plus_suivre", id);
}

ResultatTache ClientTaches::attendre(
    std::string_view id,
    std::chrono::nanoseconds delai,
    const std::function<void(const Tache&)>& chaque
) {
    const auto echeance = Horloge::now() + std::min<std::chrono::nanoseconds>(delai, longtemps);
    const bool est_pousse = interne_->client != nullptr;
    Veille veille(*interne_, id, chaque);
    veille.dire(est_pousse ? suivre(id) : etat(id));
    std::chrono::milliseconds pas = pas_min;
    while (!veille.est_finie() && Horloge::now() < echeance) {
        const bool est_lance = est_pousse && interne_->client->est_lance();
        if (!veille.dire_avis(std::min(echeance, Horloge::now() + (est_lance ? pas_pousse : pas))
            )) {
            const Tache tache = etat(id);
            veille.dire_avis(Horloge::now()); // arrivés avec la réponse, et plus anciens qu'elle
            veille.dire(tache);
            pas = std::min(2 * pas, pas_max);
        }
    }
    return resultat(id);
}

void ClientTaches::quand_change(std::function<void(const Tache&)> suite) {
    interne_->etat.verrouiller()->suite = std::move(suite);
}

} // namespace cconn::taches
