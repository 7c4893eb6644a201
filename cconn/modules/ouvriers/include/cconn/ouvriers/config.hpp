// Config: où servent les ouvriers, combien ils sont, et leurs réglages.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/chiffrement.hpp>
#include <cconn/options.hpp>
#include <cconn/ouvriers/application.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace cconn::ouvriers {

/// Réglages d'`Ouvriers`. Ceux qui ont leur pareil dans `OptionsServeur` valent pour le serveur de
/// chaque ouvrier.
/// @source docs/reference/ouvriers.md
struct Config {
    /// Copié dans chaque ouvrier, et donné à la fabrique.
    Contexte contexte = {};
    /// Adresse locale à écouter : IPv4, IPv6 ou nom d'hôte.
    std::string adresse = "127.0.0.1";
    /// Port à écouter ; 0 en prend un libre, que `Ouvriers::port` donne.
    int port = 54'314;
    /// Processus ouvriers, de 1 à 1 024.
    std::size_t nb_ouvriers = 1;
    /// Clients servis à la fois par un ouvrier. Plein, il laisse les suivants aux autres ; si tous
    /// le sont, ils attendent, connectés et muets.
    std::size_t max_clients = 256;
    /// Différée : un rappel ou une commande à la fois par ouvrier. Immédiate : sur le fil de chaque
    /// client, en parallèle.
    Execution execution = Execution::differee;
    /// Bornes de ce que le pair peut demander.
    Limites limites = {};
    /// Attente d'une réponse par `appeler`, sauf `avec_delai`.
    std::chrono::milliseconds delai_appel = std::chrono::seconds{30};
    /// Attente d'un `envoyer` quand la file vers le pair est pleine ; nulle dans un rappel.
    std::chrono::milliseconds delai_envoi = std::chrono::seconds{5};
    /// Temps donné par chaque ouvrier qui s'arrête aux échanges en cours avant de couper.
    std::chrono::milliseconds delai_extinction = std::chrono::seconds{5};
    /// Ce que le pair apprend d'une exception qui n'est pas une `Erreur`.
    TexteException texte_exception = TexteException::transmis;
    /// Octets de pile de chaque fil d'un ouvrier.
    std::size_t taille_pile = std::size_t{1} << 20;
    /// Reçoit dans ce processus-ci, sur un fil à part, les lignes de tous les ouvriers ; vide :
    /// avertissements et erreurs sur la sortie d'erreur.
    FonctionJournal journal = {};
    /// Attente avant de remplacer un ouvrier mort, doublée chaque fois qu'il meurt jeune.
    std::chrono::milliseconds recul_min = std::chrono::milliseconds{50};
    /// Ce que cette attente ne dépasse pas.
    std::chrono::milliseconds recul_max = std::chrono::seconds{5};
    /// Sockets et tubes de ce processus dont les ouvriers ont besoin ; les autres leur sont ôtés.
    std::vector<int> descripteurs_gardes = {};
    /// Chiffre toutes les connexions, et n'en accepte pas d'autres (`chiffrement_attendu`) ; nul : en
    /// clair. Voir `cconn::tls::chiffrer_serveur`, du module tls. Chaque ouvrier en a sa copie, prise à
    /// `lancer` : un `recharger` fait dans ce processus-ci n'y change rien. Ne doit servir à rien
    /// d'autre ici.
    std::shared_ptr<ChiffrementServeur> chiffrement = nullptr;
};

} // namespace cconn::ouvriers
