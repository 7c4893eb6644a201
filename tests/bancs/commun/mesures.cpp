// SPDX-License-Identifier: MIT
#include "bancs/commun/mesures.hpp"

#include "bancs/commun/concurrence.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

namespace banc {

namespace {

std::uint64_t nanosecondes(std::chrono::nanoseconds duree) {
    return static_cast<std::uint64_t>(duree.count());
}

/// A : un client qui attend chaque réponse. E de même, d'un grand argument.
template<class Operation>
Resultat repeter(const Reglages& reglages, Operation operation) {
    Resultat resultat;
    const auto debut = maintenant();
    auto avant = debut;
    for (Cadence cadence(reglages); cadence.encore(); ++resultat.nombre) {
        operation(resultat.nombre);
        const auto apres = maintenant();
        resultat.latences.noter(nanosecondes(apres - avant));
        avant = apres;
    }
    resultat.secondes = secondes(avant - debut);
    return resultat;
}

Resultat mesurer_appels(Pair& pair, const Reglages& reglages) {
    const auto liaison = pair.connecter(reglages);
    Modele modele(reglages.taille);
    liaison->echo(modele, 0);
    return repeter(reglages, [&](std::uint64_t numero) { liaison->echo(modele, numero); });
}

Resultat mesurer_grands_arguments(Pair& pair, const Reglages& reglages) {
    const auto liaison = pair.connecter(reglages);
    Modele modele(reglages.taille);
    liaison->mesurer(modele.numeroter(0));
    return repeter(reglages, [&](std::uint64_t numero) {
        liaison->mesurer(modele.numeroter(numero));
    });
}

/// H : connexion, un appel, fermeture.
Resultat mesurer_connexions(Pair& pair, const Reglages& reglages) {
    Modele modele(reglages.taille);
    pair.connecter(reglages)->echo(modele, 0);
    return repeter(reglages, [&](std::uint64_t numero) {
        pair.connecter(reglages)->echo(modele, numero);
    });
}

/// B : un client, `en_vol` appels en cours.
Resultat mesurer_appels_en_vol(Pair& pair, const Reglages& reglages) {
    const auto liaison = pair.connecter(reglages);
    Modele modele(reglages.taille);
    liaison->echo(modele, 0);
    Resultat resultat;
    const auto debut = maintenant();
    Cadence cadence(reglages);
    resultat.nombre = liaison->enchainer(modele, reglages.en_vol, cadence);
    resultat.secondes = secondes(maintenant() - debut);
    return resultat;
}

/// D : un flot à sens unique ; le serveur dit quand il a tout reçu, et combien.
Resultat mesurer_flot(Pair& pair, const Reglages& reglages) {
    const auto liaison = pair.connecter(reglages);
    Modele modele(reglages.taille);
    liaison->echo(modele, 0);
    Resultat resultat;
    const auto debut = maintenant();
    Cadence cadence(reglages);
    const auto envoyes = liaison->inonder(modele, cadence);
    resultat.nombre = liaison->compter(envoyes);
    resultat.secondes = secondes(maintenant() - debut);
    if (resultat.nombre != envoyes) {
        throw Faux(
            std::to_string(envoyes) + " messages envoyés, " + std::to_string(resultat.nombre) +
            " reçus"
        );
    }
    return resultat;
}

/// F : une diffusion à tous ; 1 en vol : la suivante attend que la précédente soit chez tous.
Resultat mesurer_diffusion(Pair& pair, const Reglages& reglages) {
    constexpr std::uint64_t lots_en_route = 4;
    constexpr std::uint64_t octets_par_lot = 256 << 10;
    const bool une_a_la_fois = reglages.en_vol == 1;
    const std::uint64_t lot = une_a_la_fois
                                  ? 1
                                  : std::clamp<std::uint64_t>(
                                        octets_par_lot / reglages.taille,
                                        1,
                                        std::max<std::uint64_t>(1, reglages.en_vol / lots_en_route)
                                    );
    const std::uint64_t en_route = une_a_la_fois ? 1 : lots_en_route;
    Livraisons livraisons(reglages.connexions, reglages.taille, lot);
    const auto abonnes = pair.abonner(reglages, livraisons);
    std::uint64_t demandes = 0;
    const auto demander = [&] {
        abonnes->demander(lot * demandes++, lot);
    };
    demander();
    livraisons.attendre_lot(0);

    Resultat resultat;
    const auto debut = maintenant();
    auto avant = debut;
    Cadence cadence(reglages);
    for (std::uint64_t recus = 1;; ++recus) {
        while (demandes < recus + en_route && cadence.prendre(lot) > 0) {
            demander();
        }
        if (recus == demandes) {
            break;
        }
        livraisons.attendre_lot(recus);
        const auto apres = maintenant();
        if (une_a_la_fois) {
            resultat.latences.noter(nanosecondes(apres - avant));
        }
        avant = apres;
    }
    resultat.nombre = (demandes - 1) * lot * reglages.connexions;
    resultat.secondes = secondes(avant - debut);
    return resultat;
}

double kio_residents(int pid) {
    std::ifstream etat("/proc/" + std::to_string(pid) + "/status");
    for (std::string mot; etat >> mot;) {
        if (mot == "VmRSS:") {
            double kio = 0;
            etat >> kio;
            return kio;
        }
    }
    throw std::runtime_error("mémoire du serveur illisible ; --pid-serveur est-il juste ?");
}

/// G : des connexions tenues, toutes appelées une fois à leur arrivée, puis une fois encore.
Resultat mesurer_memoire(Pair& pair, const Reglages& reglages) {
    Modele modele(reglages.taille);
    const auto premiere = pair.connecter(reglages);
    premiere->echo(modele, 0);
    const double vide = kio_residents(reglages.pid_serveur);
    const auto tenues = pair.tenir(reglages, reglages.connexions, modele);
    const auto par_connexion = [&] {
        const double kio = kio_residents(reglages.pid_serveur) - vide;
        return kio / static_cast<double>(reglages.connexions);
    };
    Resultat resultat;
    resultat.kio_inactive = par_connexion();
    const auto debut = maintenant();
    for (; resultat.nombre < reglages.connexions; ++resultat.nombre) {
        tenues->echo(modele, resultat.nombre);
    }
    resultat.secondes = secondes(maintenant() - debut);
    resultat.kio_appelee = par_connexion();
    return resultat;
}

/// C : autant de fils que de connexions, qui attendent chacun leur réponse.
Resultat mesurer_concurrence(Pair& pair, const Reglages& reglages) {
    return concourir(pair, reglages, reglages.connexions);
}

/// Croissance : de plus en plus de connexions, appelées à tour de rôle par un nombre borné de fils.
Resultat mesurer_croissance(Pair& pair, const Reglages& reglages) {
    return concourir(pair, reglages, std::min(reglages.connexions, reglages.fils));
}

} // namespace

Resultat mesurer(Pair& pair, const Reglages& reglages) {
    using Mesure = std::function<Resultat(Pair&, const Reglages&)>;
    static const std::map<std::string, Mesure> mesures = {
        {"A", mesurer_appels},
        {"B", mesurer_appels_en_vol},
        {"C", mesurer_concurrence},
        {"D", mesurer_flot},
        {"E", mesurer_grands_arguments},
        {"F", mesurer_diffusion},
        {"G", mesurer_memoire},
        {"H", mesurer_connexions},
        {"croissance", mesurer_croissance},
    };
    const auto place = mesures.find(reglages.mesure);
    if (place == mesures.end()) {
        throw std::invalid_argument("mesure inconnue : " + reglages.mesure);
    }
    return place->second(pair, reglages);
}

} // namespace banc
