// Valeur et Nommes, depuis msgpack et vers msgpack.
// SPDX-License-Identifier: MIT
#include <cconn/valeur.hpp>

#include "typage/noms.hpp"

#include <set>

namespace cconn {
namespace {

/// Écrit chaque genre de contenu d'une valeur.
class Ecrivain final {
public:
    explicit Ecrivain(detail::Tampon& tampon) : tampon_(tampon) {}

    template<class T>
    void operator()(const T& contenu) const {
        detail::Forme<T>::ecrire(tampon_, contenu);
    }
    void operator()(const Valeur::Table& table) const {
        detail::ecrire_table(tampon_, table.size());
        for (const auto& [cle, valeur] : table) {
            (*this)(cle);
            (*this)(valeur);
        }
    }

private:
    detail::Tampon& tampon_;
};

} // namespace

void Valeur::ecrire(detail::Tampon& tampon) const {
    std::visit(Ecrivain(tampon), contenu_);
}

bool Valeur::lire(detail::Lecteur& lecteur, Valeur& valeur) {
    using detail::Nature;
    const detail::Element recu = lecteur.suivant();
    switch (recu.nature) {
    case Nature::nil:
        valeur.contenu_ = std::monostate();
        return true;
    case Nature::booleen:
        valeur.contenu_ = recu.valeur != 0;
        return true;
    case Nature::positif:
        valeur.contenu_ = ranger(recu.valeur);
        return true;
    case Nature::negatif:
        valeur.contenu_ = recu.entier();
        return true;
    case Nature::flottant:
        valeur.contenu_ = recu.flottant();
        return true;
    case Nature::texte:
        if (detail::texte_valide(recu.texte())) {
            valeur.contenu_ = std::string(recu.texte());
            return true;
        }
        [[fallthrough]];
    case Nature::octets:
        valeur.contenu_ = Octets(recu.octets().begin(), recu.octets().end());
        return true;
    case Nature::extension:
        valeur.contenu_ =
            Extension{recu.type_extension, Octets(recu.octets().begin(), recu.octets().end())};
        return true;
    case Nature::tableau:
        return lire_elements(lecteur, recu.taille(), valeur.contenu_.emplace<Liste>());
    case Nature::table:
        return lire_paires(lecteur, recu.taille(), valeur.contenu_.emplace<Table>());
    case Nature::illisible:
        break;
    }
    return lecteur.refuser(recu, "valeur");
}

bool Valeur::lire_elements(detail::Lecteur& lecteur, std::size_t nb, Liste& liste) {
    if (!lecteur.entrer()) {
        return false;
    }
    detail::reserver(liste, nb);
    for (std::size_t i = 0; i < nb; ++i) {
        if (!lire(lecteur, liste.emplace_back())) {
            return lecteur.situer_element(i);
        }
    }
    lecteur.sortir();
    return true;
}

bool Valeur::lire_paires(detail::Lecteur& lecteur, std::size_t nb, Table& table) {
    if (!lecteur.entrer()) {
        return false;
    }
    detail::reserver(table, nb);
    for (std::size_t i = 0; i < nb; ++i) {
        auto& [cle, contenu] = table.emplace_back();
        if (!lire(lecteur, cle) || !lire(lecteur, contenu)) {
            return lecteur.situer("paire " + std::to_string(i + 1));
        }
    }
    lecteur.sortir();
    return true;
}

bool Nommes::lire_table(detail::Lecteur& lecteur, Nommes& nommes) {
    using detail::entre_guillemets;
    const detail::Element recu = lecteur.suivant();
    if (recu.nature != detail::Nature::table) {
        return lecteur.refuser(recu, "table d'arguments nommés");
    }
    if (!lecteur.entrer()) {
        return false;
    }
    nommes.paires_.clear();
    std::set<std::string_view> noms;
    for (std::size_t i = 0; i < recu.taille(); ++i) {
        std::string_view nom;
        if (!detail::Forme<std::string_view>::lire(lecteur, nom)) {
            return lecteur.situer("nom");
        }
        if (!noms.insert(nom).second) {
            return lecteur.refuser("nom " + entre_guillemets(nom) + " reçu deux fois");
        }
        auto& paire = nommes.paires_.emplace_back(nom, Valeur());
        if (!detail::Forme<Valeur>::lire(lecteur, paire.second)) {
            return lecteur.situer(entre_guillemets(nom));
        }
    }
    lecteur.sortir();
    return true;
}

} // namespace cconn
