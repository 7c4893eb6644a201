// Emission: ce qui part vers le pair, tout de suite si possible, sinon en file.
// SPDX-License-Identifier: MIT
#include "session/emission.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace cconn::detail {

namespace {

/// Les petits messages se recopient à la suite jusqu'à cette taille, pour partir d'un coup.
constexpr std::size_t taille_morceau = std::size_t{64} << 10;
/// En rafale, un message plus grand part quand même aussitôt : son appel système est vite amorti.
constexpr std::size_t taille_rafale_max = std::size_t{16} << 10;
/// Un message partagé plus court se recopie : c'est moins que de compter ses porteurs.
constexpr std::size_t taille_recopiee = 512;

} // namespace

Emission::Emission(
    Transport& transport,
    const Limites& limites,
    std::function<void(Rappel)> appeler_facteur,
    std::function<void()> quand_allegee
)
    : transport_(transport),
      appeler_facteur_(std::move(appeler_facteur)),
      quand_allegee_(std::move(quand_allegee)) {
    definir_limites(limites);
}

void Emission::definir_limites(const Limites& limites) {
    const auto etat = etat_.verrouiller();
    etat->octets_max = limites.octets_en_attente_max;
    etat->messages_max = limites.messages_en_attente_max;
}

void Emission::definir_memoire_max(std::size_t octets) {
    etat_.verrouiller()->memoire_max = octets;
}

Envoi Emission::offrir(std::span<const std::uint8_t> message, Rythme rythme) {
    return offrir(message, rythme, [&](Etat& etat, std::size_t partis) {
        ajouter(etat, message.subspan(partis));
    });
}

Envoi Emission::offrir(const std::shared_ptr<const Tampon>& message, Rythme rythme) {
    const auto octets = message->octets();
    if (octets.size() <= taille_recopiee) {
        return offrir(octets, rythme);
    }
    return offrir(octets, rythme, [&](Etat& etat, std::size_t partis) {
        etat.morceaux.push_back({{}, message, partis, 1});
    });
}

Envoi Emission::offrir_selon(
    const std::shared_ptr<const Tampon>& message, Rythme rythme, const Egards& egards
) {
    if (ceder_place(message, egards)) {
        return Envoi::accepte;
    }
    return offrir(message->octets(), rythme, [&](Etat& etat, std::size_t partis) {
        etat.morceaux.push_back({{}, message, partis, 1});
        if (partis == 0) {
            marquer_retirable(etat, egards.cle);
        }
    });
}

/// `garder(etat, partis)` met en file le message moins ses `partis` premiers octets.
template<class Garder>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): les cas se lisent dans l'ordre
Envoi Emission::offrir(std::span<const std::uint8_t> message, Rythme rythme, Garder garder) {
    auto etat = etat_.verrouiller();
    if (etat->close) {
        return Envoi::clos;
    }
    const bool rafale = rythme == Rythme::rafale && message.size() <= taille_rafale_max;
    const bool retenir = rafale || groupes_ > 0;
    std::size_t partis = 0;
    Suite suite = Suite::personne;
    if (etat->morceaux.empty() && !etat->occupee && !retenir) {
        const Ecriture ecriture = transport_.envoyer(message);
        etat->close = ecriture.genre == Ecriture::Genre::rompue;
        partis = ecriture.taille;
        etat->envoyes.octets += partis;
        if (etat->close || partis == message.size()) {
            etat->envoyes.messages += etat->close ? 0U : 1U;
            return etat->close ? Envoi::clos : Envoi::accepte;
        }
        suite = Suite::place_libre;
    } else if (!a_place(*etat, message.size())) {
        // Ce qui n'attend que nous part d'abord : le pair n'y est pour rien.
        suite = ecrire(*etat);
        if (etat->close || !a_place(*etat, message.size())) {
            const Envoi refus = etat->close ? Envoi::clos : Envoi::plein;
            rendre(etat, suite);
            return refus;
        }
    }
    try {
        garder(*etat, partis);
    } catch (const std::bad_alloc& /*sans la suite, le flux serait illisible*/) {
        if (partis > 0) {
            etat->close = true;
            transport_.couper(Sens::tout);
        }
        throw;
    }
    etat->octets += message.size() - partis;
    ++etat->messages;
    ++etat->envoyes.messages;
    if (rafale) {
        suite = std::max(suite, Suite::passage);
    } else if (suite != Suite::place_libre && (!retenir || etat->octets >= taille_morceau)) {
        suite = ecrire(*etat);
    }
    const Envoi envoi = etat->close ? Envoi::clos : Envoi::accepte;
    rendre(etat, suite);
    return envoi;
}

bool Emission::a_place(const Etat& etat, std::size_t taille) {
    if (etat.morceaux.empty()) {
        return true;
    }
    // Le facteur déconnecte les plus gros, mais après eux : des centaines de files qui grandissent
    // ensemble le devanceraient.
    const std::size_t octets = etat.octets + taille;
    return octets <= etat.octets_max && etat.messages < etat.messages_max &&
           (octets <= Memoire::taille_sure || Memoire::prise() < etat.memoire_max);
}

void Emission::ajouter(Etat& etat, std::span<const std::uint8_t> reste) const {
    const bool continuer = etat.morceaux.size() > etat.morceaux_en_vol &&
                           etat.morceaux.back().partage == nullptr &&
                           etat.morceaux.back().propre.taille() + reste.size() <= taille_morceau;
    if (!continuer) {
        Morceau nouveau;
        nouveau.propre = std::exchange(etat.rechange, {});
        nouveau.propre.ajouter(reste); // d'abord : un morceau vide n'a pas sa place en file
        etat.morceaux.push_back(std::move(nouveau));
        return;
    }
    etat.morceaux.back().propre.ajouter(reste);
    ++etat.morceaux.back().messages;
}

std::span<const std::span<const std::uint8_t>> Emission::assembler(const Etat& etat, Lot& lot) {
    const std::size_t nombre = std::min(lot.size(), etat.morceaux.size());
    std::transform(
        etat.morceaux.begin(),
        etat.morceaux.begin() + static_cast<std::ptrdiff_t>(nombre),
        lot.begin(),
        [](const Morceau& morceau) { return morceau.reste(); }
    );
    return std::span(lot).first(nombre);
}

void Emission::noter_ecriture(Etat& etat, const Ecriture& ecriture) const {
    if (ecriture.genre == Ecriture::Genre::rompue) {
        etat.close = true;
    } else if (ecriture.genre == Ecriture::Genre::octets) {
        etat.dernier_progres = std::chrono::steady_clock::now();
        retirer(etat, ecriture.taille);
    }
    etat.a_change = true;
}

/// Offre la file au socket jusqu'à ce qu'il n'en veuille plus, sauf si c'est l'affaire du facteur.
/// @return qui doit continuer.
Emission::Suite Emission::ecrire(Etat& etat) {
    Lot lot;
    while (!etat.morceaux.empty() && !etat.close && !etat.occupee &&
           etat.suite != Suite::place_libre) {
        const Ecriture ecriture = transport_.envoyer(assembler(etat, lot));
        noter_ecriture(etat, ecriture);
        if (ecriture.genre == Ecriture::Genre::pleine) {
            return Suite::place_libre;
        }
    }
    return Suite::personne;
}

void Emission::retirer(Etat& etat, std::size_t taille) const {
    etat.octets -= taille;
    etat.envoyes.octets += taille;
    while (taille > 0) {
        Morceau& premier = etat.morceaux.front();
        const std::size_t pris = std::min(taille, premier.reste().size());
        premier.debut += pris;
        taille -= pris;
        if (premier.reste().empty()) {
            etat.messages -= premier.messages;
            if (etat.suite == Suite::passage && premier.partage == nullptr) {
                premier.propre.vider();
                etat.rechange = std::move(premier.propre);
            }
            etat.morceaux.pop_front();
            ++etat.premier;
        }
    }
    if (!etat.morceaux.empty() && etat.morceaux.front().messages == 0) {
        nettoyer(etat);
    }
}

/// Dit au facteur ce qu'on attend de lui, prévient ceux qu'un changement intéresse, et rend le verrou.
void Emission::rendre(Acces& etat, Suite suite) {
    const bool etait_chargee = est_chargee();
    noter_charge(*etat);
    const bool allegee = etait_chargee && !est_chargee();
    const bool grandit = etat->part.suivre(etat->morceaux.empty() ? 0 : etat->octets);
    const bool appeler = !etat->morceaux.empty() && !etat->close && suite > etat->suite;
    if (appeler) {
        etat->suite = suite;
        etat->passages_vides = 0;
        if (suite == Suite::place_libre) {
            etat->dernier_progres = std::chrono::steady_clock::now();
        }
    }
    if (std::exchange(etat->a_change, false)) {
        changement_.notify_all();
    }
    etat.deverrouiller();
    if (appeler) {
        appeler_facteur_(suite == Suite::passage ? Rappel::bientot : Rappel::place_libre);
    }
    if (grandit) {
        appeler_facteur_(Rappel::memoire);
    }
    if (allegee) {
        quand_allegee_();
    }
}

void Emission::noter_charge(const Etat& etat) {
    const bool chargee =
        !etat.close && (2 * etat.octets > etat.octets_max || 2 * etat.messages > etat.messages_max);
    chargee_.store(chargee, std::memory_order_relaxed);
    const bool a_pousser = !etat.morceaux.empty() && etat.suite != Suite::place_libre;
    en_rafale_.store(a_pousser && etat.suite == Suite::passage, std::memory_order_relaxed);
    retenue_.store(a_pousser, std::memory_order_relaxed);
}

void Emission::fermer_groupe() {
    if (--groupes_ == 0) {
        pousser();
    }
}

bool Emission::pousser() {
    auto etat = etat_.verrouiller();
    if (etat->morceaux.empty() || etat->occupee || etat->suite == Suite::place_libre) {
        return false; // rien à pousser, ou le facteur s'en charge
    }
    const Suite suite = ecrire(*etat);
    rendre(etat, suite);
    return true;
}

void Emission::clore() {
    auto etat = etat_.verrouiller();
    etat->close = true;
    while (etat->occupee) {
        etat.attendre(changement_);
    }
    // `octets` et `messages` disent encore ce qui est perdu ; leur mémoire, elle, se rend ici : une
    // `Connexion` gardée par l'application, ou une commande qui dure, retiendrait toute la file.
    etat->morceaux.clear();
    etat->par_cle.clear();
    etat->rechange = {};
    etat->a_change = true;
    rendre(etat, Suite::personne);
}

bool Emission::est_close() const {
    return etat_.verrouiller()->close;
}

std::size_t Emission::octets_en_attente() const {
    return etat_.verrouiller()->octets;
}

std::size_t Emission::messages_en_attente() const {
    return etat_.verrouiller()->messages;
}

Trafic Emission::envoyes() const {
    return etat_.verrouiller()->envoyes;
}

} // namespace cconn::detail
