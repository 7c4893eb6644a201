// Session: une connexion vivante: un transport, un dialogue, et les fils qui s'y relaient.
// SPDX-License-Identifier: MIT
#include "session/session.hpp"

#include <cconn/erreur.hpp>

#include "base/insister.hpp"
#include "base/texte.hpp"
#include "session/cadre.hpp"
#include "session/composition.hpp"
#include "transport/absent.hpp"

#include <exception>
#include <new>
#include <utility>

namespace cconn::detail {

namespace {

/// Un message au moins aussi long s'écrit sans être recopié, si celui qui l'envoie peut attendre.
constexpr std::size_t taille_longue = Tampon::taille_citation_min;

std::string adresse_de(const std::string& ip, std::uint16_t port) {
    const bool est_ipv6 = ip.find(':') != std::string::npos;
    return (est_ipv6 ? "[" + ip + "]" : ip) + ":" + std::to_string(port);
}

} // namespace

Session::Session(
    std::shared_ptr<Hote> hote, std::unique_ptr<Transport> transport, std::uint64_t identifiant
)
    : hote_(std::move(hote)),
      transport_(std::move(transport)),
      identifiant_(identifiant),
      ip_(transport_->ip()),
      port_(transport_->port()),
      adresse_(adresse_de(ip_, port_)),
      descripteur_(transport_->descripteur()),
      nom_certifie_(transport_->nom_certifie()),
      chiffree_(transport_->est_chiffre()),
      guet_(hote_->reglages.attente_active),
      etat_(std::in_place, hote_->reglages),
      emission_(
          *transport_,
          hote_->reglages.limites,
          [this](Emission::Rappel rappel) { appeler_facteur(rappel); },
          [this] { reveiller_attentes(); }
      ) {
    emission_.definir_memoire_max(hote_->reglages.memoire_max);
    if (sont_limites(hote_->reglages.quotas)) {
        const auto etat = etat_.verrouiller();
        etat->jauge.emplace(hote_->reglages.quotas);
        etat->surveillee = true;
    }
}

std::shared_ptr<Session>
Session::creer_absente(std::shared_ptr<Hote> hote, const std::string& nom, std::uint16_t port) {
    auto session =
        std::make_shared<Session>(std::move(hote), std::make_unique<TransportAbsent>(nom, port), 0);
    session->rompre(
        {Cause::connexion_rompue,
         {CodeErreur::connexion_perdue, "pas encore de connexion avec " + session->adresse()}}
    );
    session->fermer_transport();
    return session;
}

Session::~Session() {
    if (transport_ != nullptr) {
        emission_.clore();
        hote_->facteur.oublier(*this);
    }
}

// Émission

bool Session::envoyer(std::string_view nom, Empaqueteur arguments, SiClose si_close) {
    try {
        const bool reglee = est_reglee();
        Tampon trame = composer_avis(
            nom, arguments, hote_->reglages.limites, reglee ? Citations::interdites : citations()
        );
        Envoi envoi = Envoi::clos;
        if (envoie_encore()) {
            envoi = reglee ? offrir_regle(nom, trame) : offrir(trame);
        }
        if (envoi == Envoi::clos && si_close == SiClose::garder && !trame.est_vide() &&
            garder(trame)) {
            return true;
        }
        if (envoi != Envoi::accepte) {
            hote_->compteurs.noter_envoi_perdu();
        }
        if (envoi == Envoi::plein) {
            hote_->journal.ecrire(
                NiveauJournal::avertissement,
                std::string(nom) + " n'est pas parti vers " + adresse_ +
                    " : la file est pleine, le pair ne lit pas assez vite"
            );
        } else if (envoi == Envoi::clos) {
            hote_->journal.ecrire(
                NiveauJournal::avertissement,
                "impossible d'envoyer " + std::string(nom) + " : la connexion avec " + adresse_ +
                    " est finie"
            );
        }
        return envoi == Envoi::accepte;
    } catch (const std::exception& exception) {
        hote_->journal.ecrire(
            NiveauJournal::erreur,
            "impossible d'envoyer " + echapper(nom, hote_->reglages.limites.taille_nom_max) +
                " : " + exception.what()
        );
        return false;
    }
}

/// Confie à la prochaine connexion du client ce que celle-ci n'a pas pris ; à la suivante, si elle
/// sert déjà.
bool Session::garder(const Tampon& trame) {
    switch (hote_->envois_gardes.garder(trame, identifiant_)) {
    case EnvoisGardes::Issue::garde:
        return true;
    case EnvoisGardes::Issue::refuse:
        return false;
    case EnvoisGardes::Issue::relayee:
        break;
    }
    const auto suivante = hote_->boites.session();
    return suivante != nullptr && suivante.get() != this && suivante->envoyer_garde(trame);
}

bool Session::envoyer_garde(const Tampon& trame) {
    const Envoi envoi = envoie_encore() ? offrir(trame) : Envoi::clos;
    return envoi == Envoi::accepte || (envoi == Envoi::clos && garder(trame));
}

void Session::appeler_facteur(Emission::Rappel rappel) {
    const auto moi = weak_from_this().lock();
    if (moi == nullptr) {
        return;
    }
    insister([&] {
        if (rappel == Emission::Rappel::memoire) {
            hote_->memoire->constater();
        } else if (rappel == Emission::Rappel::bientot) {
            hote_->facteur.confier(moi);
        } else {
            hote_->facteur.surveiller(moi);
        }
    });
    if (rappel == Emission::Rappel::place_libre) {
        surveiller_lenteur(moi);
    }
}

/// Fait vérifier par le facteur que le pair finit par lire.
void Session::surveiller_lenteur(const std::shared_ptr<Session>& moi) {
    const auto delai = hote_->reglages.limites.delai_client_lent;
    insister([&] {
        hote_->facteur.controler(moi, echeance_apres(std::chrono::steady_clock::now(), delai));
    });
}

/// Faux d'une connexion qu'on sait finie, même si le système prendrait encore nos octets. Une commande
/// en cours, elle, peut encore parler à un pair à demi fermé, mais non après son propre `fermer`.
bool Session::envoie_encore() const {
    return !finie_ || (Cadre::courant() != nullptr && !fermee_);
}

bool Session::diffuser(
    std::string_view nom, const std::shared_ptr<const Tampon>& trame, Rythme rythme
) {
    noter_emission();
    Envoi envoi = Envoi::clos;
    try {
        if (envoie_encore()) {
            envoi = est_reglee()
                        ? offrir_selon(
                              choisir_reglage(politiques_, hote_->politiques, nom), trame, rythme
                          )
                        : emission_.offrir(trame, rythme);
        }
    } catch (const std::bad_alloc& /*pour ce client seulement*/) {
        envoi = Envoi::plein;
    }
    if (envoi != Envoi::accepte) {
        hote_->compteurs.noter_envoi_perdu();
    }
    if (envoi == Envoi::plein) {
        hote_->journal.ecrire(
            NiveauJournal::avertissement,
            "diffusion perdue pour " + adresse_ + " : la file est pleine"
        );
    }
    return envoi == Envoi::accepte;
}

/// Note qu'un message de l'application part. N'écrit que si un constat l'a effacé.
void Session::noter_emission() {
    if (!emis_.load(std::memory_order_relaxed)) {
        emis_.store(true, std::memory_order_relaxed);
    }
}

/// Offre une trame ; hors d'une commande, attend de la place au plus `delai_envoi`.
Envoi Session::offrir(const Tampon& trame) {
    noter_emission();
    if (trame.taille() >= taille_longue && Cadre::courant() == nullptr) {
        return offrir_longue(trame);
    }
    const Rythme rythme = Cadence::noter_envoi();
    Envoi envoi = emission_.offrir(trame.octets(), rythme);
    if (envoi != Envoi::plein || Cadre::courant() != nullptr) {
        return envoi;
    }
    const Instant echeance = echeance_envoi();
    while (envoi == Envoi::plein && emission_.attendre_place(trame.taille(), echeance)) {
        envoi = emission_.offrir(trame.octets(), rythme);
    }
    return envoi;
}

/// La même chose d'une longue trame, qui cite peut-être ses arguments.
Envoi Session::offrir_longue(const Tampon& trame) {
    Envoi envoi = emission_.offrir_long(trame);
    const Instant echeance = echeance_envoi();
    while (envoi == Envoi::plein && emission_.attendre_place(trame.taille(), echeance)) {
        envoi = emission_.offrir_long(trame);
    }
    return envoi;
}

Instant Session::echeance_envoi() const {
    return echeance_apres(std::chrono::steady_clock::now(), hote_->reglages.delai_envoi);
}

/// De longs arguments peuvent n'être que cités là où l'envoi peut attendre qu'ils soient partis.
Citations Session::citations() {
    return Cadre::courant() == nullptr ? Citations::permises : Citations::interdites;
}

} // namespace cconn::detail
