// Salon: l'application que construit chaque ouvrier du serveur de bavardage.
// SPDX-License-Identifier: MIT
#include "salon.hpp"

#include "paroles.hpp"

#include <cstdint>
#include <iostream>
#include <syncstream>
#include <unistd.h>
#include <utility>
#include <vector>

using paroles::composer;
using paroles::Genre;

namespace {

/// Ce que le salon retient d'un client.
struct Bavard {
    std::string nom;
};

/// Une ligne d'un seul tenant : d'autres ouvriers écrivent en même temps.
void dire(const std::string& texte) {
    std::osyncstream(std::cout) << "[ouvrier " << ::getpid() << "] " << texte << std::endl;
}

} // namespace

// [extrait : salon]
Salon::Salon(cconn::ouvriers::Contexte contexte)
    : bannis_(contexte["bannis"].vers<std::set<std::string>>()) {}

bool Salon::quand_client_connecte(cconn::Connexion& client) {
    const bool admis = !bannis_.contains(client.ip());
    dire(client.adresse() + (admis ? " arrive" : " est banni"));
    return admis; // faux : le client est refusé
}

void Salon::quand_message(cconn::ouvriers::MessageRecu& recu) {
    auto& [client, message] = recu;
    if (message.id() == static_cast<std::uint16_t>(Genre::nom)) {
        nommer(client, paroles::lire(message));
        return;
    }
    const std::string texte = client.donnees<Bavard>().nom + " : " + paroles::lire(message);
    dire(texte);
    serveur_->envoyer("message", composer(Genre::parole, texte)); // à tous ceux de cet ouvrier
}

void Salon::quand_client_deconnecte(cconn::Connexion& client) {
    annoncer(client.donnees<Bavard>().nom + " s'en va");
}
// [fin : salon]

// [extrait : preparer]
void Salon::preparer(cconn::Serveur& serveur) {
    serveur_ = &serveur; // vit jusqu'à la fin du dernier rappel
    serveur.enregistrer_commande("presents", [](cconn::Serveur& s) {
        std::vector<std::string> noms;
        for (const cconn::Connexion& client : s.clients()) {
            noms.push_back(client.donnees<Bavard>().nom);
        }
        return noms;
    });
}
// [fin : preparer]

void Salon::nommer(cconn::Connexion& client, std::string nom) const {
    auto& bavard = client.donnees<Bavard>();
    if (nom.empty() || !bavard.nom.empty()) {
        throw cconn::Erreur(cconn::CodeErreur::argument_invalide, "un nom, une fois");
    }
    bavard.nom = std::move(nom);
    client.envoyer(
        "message",
        composer(
            Genre::annonce,
            "Bienvenue " + bavard.nom + " dans le salon de l'ouvrier " + std::to_string(::getpid())
        )
    );
    annoncer(bavard.nom + " est là");
}

void Salon::annoncer(const std::string& texte) const {
    dire(texte);
    serveur_->envoyer("message", composer(Genre::annonce, texte));
}
