// BoiteBrute: ouvrir une boîte, y recevoir, la fermer.
// SPDX-License-Identifier: MIT
#include <cconn/detail/boite.hpp>
#include <cconn/erreur.hpp>

#include "base/insister.hpp"
#include "protocole/encodage.hpp"
#include "session/bornes.hpp"
#include "session/echeance.hpp"
#include "session/file_boite.hpp"
#include "session/hote.hpp"
#include "session/session.hpp"

#include <limits>
#include <string>
#include <utility>

namespace cconn::detail {

namespace {

constexpr std::size_t messages_plafond = std::size_t{4} << 20;

void verifier(const OptionsBoite& options) {
    exiger_entre("messages_max", options.messages_max, 1, messages_plafond);
    exiger_entre("octets_max", options.octets_max, 1, std::numeric_limits<std::size_t>::max());
    exiger_positif("delai_place", options.delai_place);
}

/// Attend un message de la connexion s'il y en a une ; de toutes celles du serveur, chez lui.
IssueBoite attendre(Hote& hote, Session* session, FileBoite& boite, Instant echeance) {
    if (session != nullptr) {
        return session->attendre_boite(boite, echeance);
    }
    if (hote.serveur != nullptr) {
        return Session::attendre_boite_serveur(hote, boite, echeance);
    }
    return IssueBoite::tarie;
}

[[noreturn]] void lever_tarie(const Hote& hote, const Session* session) {
    if (session == nullptr) {
        const char* const qui = hote.serveur != nullptr ? "serveur" : "client";
        throw Erreur(CodeErreur::connexion_perdue, std::string("le ") + qui + " est éteint");
    }
    const Refus refus = session->fin().value().refus;
    throw Erreur(refus.code, refus.texte);
}

} // namespace

BoiteBrute::BoiteBrute(
    std::shared_ptr<Hote> hote,
    std::string_view nom,
    const OptionsBoite& options,
    FonctionBoite fonction
)
    : hote_(std::move(hote)) {
    verifier(options);
    file_attente_ = std::make_shared<FileBoite>(nom, options, hote_->journal);
    const auto deposer = [file_attente = file_attente_,
                          fonction =
                              std::move(fonction)](ContexteCommande& contexte, Tampon* resultat) {
        const auto demande =
            resultat == nullptr ? FileBoite::Demande::avis : FileBoite::Demande::requete;
        file_attente->deposer(fonction(contexte), contexte.arguments.size(), demande);
        if (resultat != nullptr) {
            ecrire_nil(*resultat);
        }
    };
    commande_ = hote_->commandes.enregistrer(nom, options.aide, deposer);
    hote_->boites.inscrire(file_attente_);
}

BoiteBrute& BoiteBrute::operator=(BoiteBrute&& autre) noexcept {
    if (this != &autre) {
        fermer();
        hote_ = std::move(autre.hote_);
        file_attente_ = std::move(autre.file_attente_);
        commande_ = std::move(autre.commande_);
    }
    return *this;
}

BoiteBrute::~BoiteBrute() {
    fermer();
}

void BoiteBrute::fermer() noexcept {
    if (hote_ != nullptr) {
        insister([this] { hote_->commandes.retirer(file_attente_->nom(), commande_); });
        insister([this] { file_attente_->fermer(); });
    }
}

ContenuBrut BoiteBrute::recevoir(std::chrono::nanoseconds delai) {
    auto contenu = essayer_recevoir(delai);
    if (contenu == nullptr) {
        const auto duree = std::chrono::duration_cast<std::chrono::milliseconds>(delai);
        throw Erreur(
            CodeErreur::delai_depasse,
            "rien dans la boîte " + nom() + " en " + std::to_string(duree.count()) + " ms"
        );
    }
    return contenu;
}

ContenuBrut BoiteBrute::essayer_recevoir(std::chrono::nanoseconds delai) {
    const Instant echeance = echeance_de(delai);
    for (;;) {
        if (auto contenu = file_attente_->essayer_prendre()) {
            return contenu;
        }
        const auto session = hote_->boites.session();
        const IssueBoite issue = attendre(*hote_, session.get(), *file_attente_, echeance);
        if (issue == IssueBoite::remplie) {
            continue;
        }
        // Un message a pu entrer depuis : rien de ce qui est arrivé n'est rendu après la perte.
        if (auto contenu = file_attente_->essayer_prendre()) {
            return contenu;
        }
        if (issue == IssueBoite::tarie) {
            // La connexion suivante apportera peut-être ce qu'on attend.
            const Rattachement rattachement = hote_->boites.rattacher(echeance);
            if (rattachement == Rattachement::etabli) {
                continue;
            }
            if (rattachement == Rattachement::aucun) {
                lever_tarie(*hote_, session.get());
            }
        }
        return nullptr;
    }
}

BilanBoite BoiteBrute::bilan() const {
    return file_attente_->bilan();
}

const std::string& BoiteBrute::nom() const {
    return file_attente_->nom();
}

} // namespace cconn::detail
