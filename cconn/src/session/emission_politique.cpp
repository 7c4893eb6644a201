// L'émission vers un pair lent: les avis qui cèdent leur place.
// SPDX-License-Identifier: MIT
#include "session/emission.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace cconn::detail {

namespace {

/// Places vides tolérées au milieu de la file, et clés de messages partis depuis.
constexpr std::size_t vides_max = 64;

} // namespace

/// @return vrai si le message a pris la place d'un autre : il n'est plus à offrir.
bool Emission::ceder_place(const std::shared_ptr<const Tampon>& message, const Egards& egards) {
    auto etat = etat_.verrouiller();
    if (etat->close || etat->morceaux.empty()) {
        return false;
    }
    bool pris = false;
    if (egards.politique == PolitiqueLent::garder_dernier) {
        pris = remplacer(*etat, message, egards.cle);
    }
    while (egards.politique == PolitiqueLent::retirer_anciens &&
           !a_place(*etat, message->taille()) && retirer_ancien(*etat)) {
    }
    rendre(etat, Suite::personne);
    return pris;
}

/// Le message de ce numéro, si rien n'en est parti et que personne ne l'écrit.
Emission::Morceau* Emission::retirable(Etat& etat, std::uint64_t numero) {
    const std::uint64_t rang = numero - etat.premier; // immense d'un message déjà parti
    if (rang < etat.morceaux_en_vol || rang >= etat.morceaux.size()) {
        return nullptr;
    }
    Morceau& morceau = etat.morceaux[rang];
    return morceau.retirable && morceau.debut == 0 ? &morceau : nullptr;
}

bool Emission::remplacer(
    Etat& etat, const std::shared_ptr<const Tampon>& message, const std::string& cle
) {
    const auto trouvee = etat.par_cle.find(cle);
    Morceau* const ancien =
        trouvee == etat.par_cle.end() ? nullptr : retirable(etat, trouvee->second);
    if (ancien == nullptr) {
        return false;
    }
    const std::size_t octets = etat.octets - ancien->partage->taille() + message->taille();
    if (octets > std::max(etat.octets_max, etat.octets)) {
        return false;
    }
    etat.octets = octets;
    ancien->partage = message;
    retires_.fetch_add(1, std::memory_order_relaxed);
    return true;
}

/// Retire le plus ancien message qui le permet. @return faux s'il n'y en a pas.
bool Emission::retirer_ancien(Etat& etat) {
    for (std::size_t rang = etat.morceaux_en_vol; rang < etat.morceaux.size(); ++rang) {
        if (Morceau* const ancien = retirable(etat, etat.premier + rang)) {
            etat.octets -= ancien->partage->taille();
            --etat.messages;
            --etat.envoyes.messages;
            // Sa place reste, vide : ôtée du milieu, elle déplacerait ce qu'un autre fil écrit.
            *ancien = Morceau{};
            ancien->messages = 0;
            ++etat.vides;
            etat.a_change = true;
            retires_.fetch_add(1, std::memory_order_relaxed);
            nettoyer(etat);
            return true;
        }
    }
    return false;
}

/// Fait d'un message qui vient d'entrer en dernier un message qui pourra céder sa place.
void Emission::marquer_retirable(Etat& etat, const std::string& cle) {
    etat.morceaux.back().retirable = true;
    if (cle.empty()) {
        return;
    }
    const std::size_t nombre = etat.morceaux.size();
    etat.par_cle[cle] = etat.premier + nombre - 1;
    if (etat.par_cle.size() > 2 * nombre + vides_max) {
        std::erase_if(etat.par_cle, [&](const auto& numero) {
            return numero.second - etat.premier >= nombre;
        });
    }
}

/// Ôte les places vides de la tête, et les autres s'il y en a trop. Sans effet pendant une écriture.
void Emission::nettoyer(Etat& etat) {
    if (etat.morceaux_en_vol > 0) {
        return;
    }
    while (!etat.morceaux.empty() && etat.morceaux.front().messages == 0) {
        etat.morceaux.pop_front();
        ++etat.premier;
        --etat.vides;
    }
    if (etat.vides <= vides_max || 2 * etat.vides <= etat.morceaux.size()) {
        return;
    }
    std::map<std::uint64_t, std::uint64_t> numeros; // d'avant, d'après
    std::deque<Morceau> pleins;
    for (std::size_t rang = 0; rang < etat.morceaux.size(); ++rang) {
        if (etat.morceaux[rang].messages > 0) {
            numeros.emplace(etat.premier + rang, etat.premier + pleins.size());
            pleins.push_back(std::move(etat.morceaux[rang]));
        }
    }
    etat.morceaux = std::move(pleins);
    etat.vides = 0;
    for (auto cle = etat.par_cle.begin(); cle != etat.par_cle.end();) {
        const auto trouve = numeros.find(cle->second);
        if (trouve == numeros.end()) {
            cle = etat.par_cle.erase(cle);
        } else {
            cle->second = trouve->second;
            ++cle;
        }
    }
}

} // namespace cconn::detail
