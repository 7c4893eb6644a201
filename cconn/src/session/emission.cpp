// Emission: ce qui part vers le pair, tout de suite si possible, sinon en file.
// SPDX-License-Identifier: MIT
#include "session/emission.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cconn::detail {

namespace {

/// Les petits messages se recopient à la suite jusqu'à cette taille, pour partir d'un coup.
constexpr std::size_t taille_morceau = std::size_t{64} << 10;
/// Morceaux offerts au socket en une fois.
constexpr std::size_t morceaux_par_ecriture = 64;

} // namespace

Emission::Emission(
    Transport& transport,
    const Limites& limites,
    std::function<void()> appeler_facteur,
    std::function<void()> quand_allegee
)
    : transport_(transport),
      octets_max_(limites.octets_en_attente_max),
      messages_max_(limites.messages_en_attente_max),
      appeler_facteur_(std::move(appeler_facteur)),
      quand_allegee_(std::move(quand_allegee)) {}

Envoi Emission::offrir(std::span<const std::uint8_t> message) {
    return offrir(message, [&](Etat& etat, std::size_t partis) {
        ajouter(etat, message.subspan(partis));
    });
}

Envoi Emission::offrir(const std::shared_ptr<const Tampon>& message) {
    return offrir(message->octets(), [&](Etat& etat, std::size_t partis) {
        etat.morceaux.push_back({{}, message, partis, 1});
    });
}

/// `garder(etat, partis)` met en file le message moins ses `partis` premiers octets.
template<class Garder>
Envoi Emission::offrir(std::span<const std::uint8_t> message, Garder garder) {
    auto etat = etat_.verrouiller();
    if (etat->close) {
        return Envoi::clos;
    }
    Reste reste = groupes_ > 0 ? Reste::retenu : Reste::au_facteur;
    std::size_t partis = 0;
    if (etat->morceaux.empty() && reste == Reste::au_facteur) {
        const Ecriture ecriture = transport_.envoyer(message);
        etat->close = ecriture.genre == Ecriture::Genre::rompue;
        partis = ecriture.taille;
        if (etat->close || partis == message.size()) {
            return etat->close ? Envoi::clos : Envoi::accepte;
        }
    } else if (!faire_place(*etat, message.size(), reste)) {
        const Envoi refus = etat->close ? Envoi::clos : Envoi::plein;
        apres_ecriture(etat, reste);
        return refus;
    }
    garder(*etat, partis);
    etat->octets += message.size() - partis;
    ++etat->messages;
    if (etat->octets >= taille_morceau) {
        ecrire_retenus(*etat, reste);
    }
    const Envoi envoi = etat->close ? Envoi::clos : Envoi::accepte;
    apres_ecriture(etat, reste);
    return envoi;
}

/// S'il n'y a pas la place, ce qu'un groupe retient part d'abord : le pair n'y est pour rien.
bool Emission::faire_place(Etat& etat, std::size_t taille, Reste& reste) {
    if (!a_place(etat, taille)) {
        ecrire_retenus(etat, reste);
    }
    return !etat.close && a_place(etat, taille);
}

/// Écrit ce qu'un groupe retient ; si le socket n'en veut plus, le reste ne l'attend plus.
void Emission::ecrire_retenus(Etat& etat, Reste& reste) {
    if (reste == Reste::retenu && !etat.chez_facteur) {
        ecrire(etat);
        if (!etat.morceaux.empty()) {
            reste = Reste::au_facteur;
        }
    }
}

bool Emission::a_place(const Etat& etat, std::size_t taille) const {
    return etat.morceaux.empty() ||
           (etat.octets + taille <= octets_max_ && etat.messages < messages_max_);
}

void Emission::ajouter(Etat& etat, std::span<const std::uint8_t> reste) const {
    const bool continuer = !etat.morceaux.empty() && etat.morceaux.back().partage == nullptr &&
                           etat.morceaux.back().propre.taille() + reste.size() <= taille_morceau;
    if (continuer) {
        ++etat.morceaux.back().messages;
    } else {
        etat.morceaux.emplace_back();
    }
    etat.morceaux.back().propre.ajouter(reste);
}

/// Offre la file au socket jusqu'à ce qu'il n'en veuille plus.
void Emission::ecrire(Etat& etat) {
    while (!etat.morceaux.empty() && !etat.close) {
        std::array<std::span<const std::uint8_t>, morceaux_par_ecriture> restes;
        std::size_t nombre = 0;
        for (const auto& morceau : etat.morceaux) {
            if (nombre == restes.size()) {
                break;
            }
            restes[nombre++] = morceau.reste();
        }
        const Ecriture ecriture = transport_.envoyer(std::span(restes).first(nombre));
        if (ecriture.genre == Ecriture::Genre::rompue) {
            etat.close = true;
        } else if (ecriture.genre == Ecriture::Genre::pleine) {
            return;
        } else {
            etat.dernier_progres = std::chrono::steady_clock::now();
            retirer(etat, ecriture.taille);
        }
    }
}

void Emission::retirer(Etat& etat, std::size_t taille) const {
    etat.octets -= taille;
    while (taille > 0) {
        Morceau& premier = etat.morceaux.front();
        const std::size_t pris = std::min(taille, premier.reste().size());
        premier.debut += pris;
        taille -= pris;
        if (premier.reste().empty()) {
            etat.messages -= premier.messages;
            etat.morceaux.pop_front();
        }
    }
}

/// Passe la suite au facteur s'il le faut, prévient ceux qu'un changement intéresse, et rend le
/// verrou.
void Emission::apres_ecriture(Acces& etat, Reste reste) {
    const bool etait_chargee = est_chargee();
    noter_charge(*etat);
    const bool allegee = etait_chargee && !est_chargee();
    const bool appeler = reste == Reste::au_facteur && !etat->morceaux.empty() &&
                         !etat->chez_facteur && !etat->close;
    if (appeler) {
        etat->chez_facteur = true;
        etat->dernier_progres = std::chrono::steady_clock::now();
    }
    changement_.notify_all();
    etat.deverrouiller();
    if (appeler) {
        appeler_facteur_();
    }
    if (allegee) {
        quand_allegee_();
    }
}

void Emission::noter_charge(const Etat& etat) {
    const bool chargee =
        !etat.close && (2 * etat.octets > octets_max_ || 2 * etat.messages > messages_max_);
    chargee_.store(chargee, std::memory_order_relaxed);
}

bool Emission::attendre_place(std::size_t taille, Instant echeance) {
    auto etat = etat_.verrouiller();
    while (!etat->close && !a_place(*etat, taille)) {
        if (etat.attendre_jusqua(changement_, echeance) == std::cv_status::timeout) {
            break;
        }
    }
    return !etat->close && a_place(*etat, taille);
}

bool Emission::attendre_vide(Instant echeance) {
    auto etat = etat_.verrouiller();
    while (!etat->close && !etat->morceaux.empty()) {
        if (etat.attendre_jusqua(changement_, echeance) == std::cv_status::timeout) {
            break;
        }
    }
    return etat->morceaux.empty();
}

void Emission::fermer_groupe() {
    if (--groupes_ > 0) {
        return;
    }
    auto etat = etat_.verrouiller();
    if (!etat->morceaux.empty() && !etat->chez_facteur) {
        ecrire(*etat);
        apres_ecriture(etat, Reste::au_facteur);
    }
}

bool Emission::pousser() {
    auto etat = etat_.verrouiller();
    if (etat->morceaux.empty() || etat->chez_facteur) {
        return false;
    }
    ecrire(*etat);
    apres_ecriture(etat, Reste::au_facteur);
    return true;
}

bool Emission::vidanger() {
    auto etat = etat_.verrouiller();
    ecrire(*etat);
    const bool reste = !etat->morceaux.empty() && !etat->close;
    etat->chez_facteur = reste;
    apres_ecriture(etat, Reste::au_facteur);
    return reste;
}

Instant Emission::sans_progres_depuis() const {
    const auto etat = etat_.verrouiller();
    return etat->chez_facteur && !etat->close ? etat->dernier_progres : jamais;
}

void Emission::clore() {
    auto etat = etat_.verrouiller();
    etat->close = true;
    apres_ecriture(etat, Reste::au_facteur);
}

bool Emission::est_close() const {
    return etat_.verrouiller()->close;
}

std::size_t Emission::octets_en_attente() const {
    return etat_.verrouiller()->octets;
}

} // namespace cconn::detail
