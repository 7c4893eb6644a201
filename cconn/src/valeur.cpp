// Valeur, Arguments et Nommes: des valeurs dont le type n'est pas connu d'avance.
// SPDX-License-Identifier: MIT
#include <cconn/valeur.hpp>

#include "typage/noms.hpp"

#include <algorithm>
#include <array>

namespace cconn {
namespace {

const Valeur& nil() noexcept {
    static const Valeur valeur;
    return valeur;
}

} // namespace

Valeur::Valeur(std::string texte) : contenu_(std::move(texte)) {}
Valeur::Valeur(std::string_view texte) : contenu_(std::string(texte)) {}
Valeur::Valeur(const char* texte) {
    if (texte == nullptr) {
        throw Erreur(CodeErreur::argument_invalide, "pointeur de texte nul");
    }
    contenu_ = std::string(texte);
}
Valeur::Valeur(Octets octets) : contenu_(std::move(octets)) {}
Valeur::Valeur(Liste liste) : contenu_(std::move(liste)) {}
Valeur::Valeur(Table table) : contenu_(std::move(table)) {}
Valeur::Valeur(Extension extension) : contenu_(std::move(extension)) {}
Valeur::Valeur(std::chrono::system_clock::time_point instant) : Valeur(depuis(instant)) {}

GenreValeur Valeur::genre() const noexcept {
    using Genre = GenreValeur;
    constexpr std::array<Genre, std::variant_size_v<Contenu>> genres{
        Genre::nil,
        Genre::booleen,
        Genre::entier,
        Genre::entier,
        Genre::flottant,
        Genre::texte,
        Genre::octets,
        Genre::liste,
        Genre::table,
        Genre::extension};
    return genres[contenu_.index()];
}

std::size_t Valeur::taille() const noexcept {
    if (const auto* const liste = std::get_if<Liste>(&contenu_)) {
        return liste->size();
    }
    const auto* const table = std::get_if<Table>(&contenu_);
    return table != nullptr ? table->size() : 0;
}

const Valeur& Valeur::operator[](std::size_t indice) const noexcept {
    const auto* const liste = std::get_if<Liste>(&contenu_);
    return liste != nullptr && indice < liste->size() ? (*liste)[indice] : nil();
}

const Valeur& Valeur::operator[](std::string_view cle) const noexcept {
    if (const auto* const table = std::get_if<Table>(&contenu_)) {
        for (const auto& [nom, valeur] : *table) {
            const auto* const texte = std::get_if<std::string>(&nom.contenu_);
            if (texte != nullptr && *texte == cle) {
                return valeur;
            }
        }
    }
    return nil();
}

bool Valeur::contient(std::string_view cle) const noexcept {
    return &(*this)[cle] != &nil();
}

template<class T>
const T& Valeur::exiger(const char* attendu) const {
    if (const T* const contenu = std::get_if<T>(&contenu_)) {
        return *contenu;
    }
    detail::Tampon tampon;
    ecrire(tampon);
    detail::Lecteur lecteur(tampon.octets());
    lecteur.refuser(lecteur.suivant(), attendu);
    throw Erreur(CodeErreur::arguments_incompatibles, lecteur.ecart());
}

const std::string& Valeur::texte() const {
    return exiger<std::string>("texte");
}
const Octets& Valeur::octets() const {
    return exiger<Octets>("octets");
}
const Valeur::Liste& Valeur::liste() const {
    return exiger<Liste>("liste");
}
const Valeur::Table& Valeur::table() const {
    return exiger<Table>("table");
}
const Extension& Valeur::extension() const {
    return exiger<Extension>("extension");
}

const Valeur& Arguments::operator[](std::size_t indice) const {
    if (indice >= valeurs_.size()) {
        throw Erreur(
            CodeErreur::arguments_incompatibles,
            "argument " + std::to_string(premier_ + indice) + " absent"
        );
    }
    return valeurs_[indice];
}

Nommes::Nommes(std::initializer_list<Paire> paires) {
    for (const auto& [nom, valeur] : paires) {
        if (contient(nom)) {
            throw Erreur(
                CodeErreur::argument_invalide,
                "nom " + detail::entre_guillemets(nom) + " donné deux fois"
            );
        }
        paires_.emplace_back(nom, valeur);
    }
}

void Nommes::definir(std::string_view nom, Valeur valeur) {
    const auto place = std::find_if(paires_.begin(), paires_.end(), [nom](const Paire& paire) {
        return paire.first == nom;
    });
    if (place != paires_.end()) {
        place->second = std::move(valeur);
    } else {
        paires_.emplace_back(nom, std::move(valeur));
    }
}

bool Nommes::contient(std::string_view nom) const noexcept {
    return chercher(nom) != nullptr;
}

const Valeur* Nommes::chercher(std::string_view nom) const noexcept {
    for (const auto& [ce_nom, valeur] : paires_) {
        if (ce_nom == nom) {
            return &valeur;
        }
    }
    return nullptr;
}

std::vector<std::string_view> Nommes::noms() const {
    std::vector<std::string_view> resultat;
    resultat.reserve(paires_.size());
    for (const auto& paire : paires_) {
        resultat.emplace_back(paire.first);
    }
    return resultat;
}

const Valeur& Nommes::operator[](std::string_view nom) const {
    if (const Valeur* const valeur = chercher(nom)) {
        return *valeur;
    }
    const std::string recus = paires_.empty() ? " ; aucun reçu" : " ; reçus : ";
    throw Erreur(
        CodeErreur::arguments_incompatibles,
        "argument " + detail::entre_guillemets(nom) + " absent" + recus + detail::enumerer(noms())
    );
}

void Nommes::exiger_parmi(std::initializer_list<std::string_view> acceptes) const {
    for (const auto& paire : paires_) {
        if (std::find(acceptes.begin(), acceptes.end(), paire.first) == acceptes.end()) {
            throw Erreur(
                CodeErreur::arguments_incompatibles,
                detail::decrire_inconnu(paire.first, {acceptes.begin(), acceptes.size()})
            );
        }
    }
}

std::string detail::situer_nom(std::string_view nom) {
    return "argument " + entre_guillemets(nom) + " : ";
}

} // namespace cconn
