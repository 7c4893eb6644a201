// Options: ce qui se règle sur un serveur et sur un client, avec unités et valeurs par défaut.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/chiffrement.hpp>
#include <cconn/journal.hpp>
#include <cconn/politique_lent.hpp>
#include <cconn/quotas.hpp>
#include <cconn/reconnexion.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace cconn {

/// Bornes de ce qu'un pair peut demander. Chacune a son erreur, qui nomme la valeur et la limite.
///
/// Zéro est une limite comme une autre, jamais « sans limite ».
/// @source docs/reference/options.md
struct Limites {
    // Ce qui entre : vérifié sur les en-têtes, avant de prendre la mémoire.

    /// Octets d'un message, dans les deux sens ; au moins 1, au plus 256 Mio. Erreur `trame_trop_grande`.
    std::size_t taille_message_max = std::size_t{4} << 20;
    /// Éléments d'un message, tous niveaux confondus (une paire de table en compte deux). Le prix
    /// d'un élément décodé est de 24 à 48 octets. Au moins 1, au plus 4 194 304. Erreur
    /// `trop_elements`.
    std::size_t elements_max = 65'536;
    /// Tableaux et tables imbriqués, l'enveloppe et la liste d'arguments comprises. Erreur
    /// `trop_profond`.
    std::size_t profondeur_valeurs_max = 32;
    /// Octets d'un nom de commande. Erreur `nom_invalide`.
    std::size_t taille_nom_max = 128;
    /// Arguments d'une commande. Erreur `trop_arguments`.
    std::size_t arguments_max = 64;
    /// Temps pour finir un message commencé ; s'y ajoute une seconde par tranche de 64 Kio reçue,
    /// et le total ne passe pas 60 s. Erreur `delai_message_depasse`.
    std::chrono::milliseconds delai_message = std::chrono::seconds{10};

    // Ce qui sort.

    /// Octets en attente vers un pair qui ne lit pas assez vite ; un message passe toujours si la
    /// file est vide. Erreur `attente_pleine`.
    std::size_t octets_en_attente_max = std::size_t{8} << 20;
    /// Messages en attente vers un pair. Erreur `attente_pleine`.
    std::size_t messages_en_attente_max = 16'384;
    /// Temps sans que le pair prenne un seul octet avant de le déconnecter (`client_lent`).
    std::chrono::milliseconds delai_client_lent = std::chrono::seconds{10};
    /// Octets d'un texte d'erreur transmis au pair ; le reste est coupé.
    std::size_t taille_erreur_max = 1'024;

    // Appels et commandes.

    /// Appels partis et sans réponse, par connexion. Erreur `attente_pleine`.
    std::size_t appels_max = 1'024;
    /// Commandes d'une connexion commencées et pas finies, les unes dans les autres. Au-delà, les
    /// demandes attendent `delai_imbrication`, puis reçoivent `trop_imbrique`. De 1 à 1 024.
    std::size_t profondeur_max = 16;
    /// Temps laissé à une demande en excès d'imbrication avant `trop_imbrique`.
    std::chrono::milliseconds delai_imbrication = std::chrono::seconds{1};
    /// Commandes décodées qui attendent leur tour. Au-delà, la lecture s'arrête ; si un appel attend
    /// une réponse elle continue, et les demandes en excès reçoivent `attente_pleine`. Au moins 1.
    std::size_t mises_de_cote_max = 256;
};

/// Où s'exécutent les commandes.
enum class Execution {
    immediate, ///< Sur le fil de leur connexion, dès qu'elles arrivent.
    differee,  ///< Dans `executer_commandes`, sur le fil que l'application choisit.
};

/// Ce que devient un client de trop.
enum class Surplus {
    refuser,  ///< Il reçoit `serveur_plein` et la limite, puis sa connexion est fermée.
    attendre, ///< Il attend, connecté et muet, qu'une place se libère.
};

/// Ce que le pair apprend d'une exception étrangère à cconn levée par une commande.
enum class TexteException {
    transmis, ///< Son `what()`.
    masque,   ///< « erreur interne » ; le texte ne va qu'au journal.
};

/// Si l'on mesure le temps que prennent les commandes.
enum class DureesCommandes {
    mesurees, ///< Toutes au repos ; une sur seize quand elles se pressent.
    ignorees, ///< Jamais.
};

/// Combien de clients peuvent venir, et d'où. Au-delà, ils sont refusés avec la raison.
struct Admission {
    /// Clients à la fois d'une même adresse (en IPv6, d'un même réseau de 64 bits) ; absent : la
    /// moitié de `max_clients`, 16 au moins. Erreur `serveur_plein`.
    std::optional<std::size_t> par_adresse_max = {};
    /// Nouveaux clients par seconde, en tout. Erreur `debit_depasse`.
    Debit arrivees = {1'000, 2'000};
    /// Nouveaux clients par seconde, d'une même adresse. Erreur `debit_depasse`.
    Debit arrivees_par_adresse = {100, 200};
    /// Ne compte pas ceux qui viennent de cette machine.
    bool boucle_locale_exemptee = true;
};

/// Réglages d'un `Serveur`. Tous ont une valeur par défaut sûre.
struct OptionsServeur {
    /// Adresse locale à écouter : IPv4, IPv6 ou nom d'hôte. `0.0.0.0` ouvre le serveur à tout le
    /// réseau en IPv4, `::` en IPv4 et IPv6.
    std::string adresse = "127.0.0.1";
    /// Où s'exécutent les commandes et les fonctions `quand_`.
    Execution execution = Execution::immediate;
    /// Ce que devient un client quand les `max_clients` places sont prises.
    Surplus surplus = Surplus::refuser;
    /// Bornes de ce que le pair peut demander.
    Limites limites = {};
    /// Attente d'une réponse par `appeler`, sauf `avec_delai`.
    std::chrono::milliseconds delai_appel = std::chrono::seconds{30};
    /// Attente d'un `envoyer` quand la file vers le pair est pleine ; nulle dans une commande.
    std::chrono::milliseconds delai_envoi = std::chrono::seconds{5};
    /// Temps donné par `eteindre` aux échanges en cours avant de couper.
    std::chrono::milliseconds delai_extinction = std::chrono::seconds{5};
    /// Ce que le pair apprend d'une exception qui n'est pas une `Erreur`.
    TexteException texte_exception = TexteException::transmis;
    /// Octets de pile de chaque fil ; arrondi à la page.
    std::size_t taille_pile = std::size_t{1} << 20;
    /// Temps pendant lequel un fil qui va attendre le pair regarde d'abord, sans dormir, si des octets
    /// arrivent : un aller-retour local en devient plusieurs fois plus court, au prix du processeur.
    /// Cesse de lui-même quand cela ne paie pas. De 0 (jamais) à 1 000 µs ; 20 convient.
    std::chrono::microseconds attente_active = std::chrono::microseconds{0};
    /// Si `statistiques` donne les durées des commandes.
    DureesCommandes durees_commandes = DureesCommandes::mesurees;
    /// Reçoit les lignes de journal ; vide : avertissements et erreurs sur la sortie d'erreur.
    FonctionJournal journal = {};
    /// Socket TCP qui écoute déjà, que d'autres processus peuvent partager ; -1 : aucun, le serveur
    /// ouvre le sien. Le serveur en garde une copie jusqu'à sa destruction, le rend non bloquant et
    /// ne le coupe jamais ; l'original reste à l'appelant. `adresse` est alors sans effet, et le
    /// port vaut 0 ou celui du socket. Voir `ouvrir_ecoute`.
    int descripteur_ecoute = -1;
    /// Chiffre toutes les connexions, et n'en accepte pas d'autres (`chiffrement_attendu`) ; nul :
    /// en clair. Voir `cconn::tls::chiffrer_serveur`, du module tls.
    std::shared_ptr<ChiffrementServeur> chiffrement = nullptr;
    /// Ce que deviennent les avis vers un client qui ne lit pas assez vite, sauf `regler_envoi`.
    PolitiqueLent politique_lent = PolitiqueLent::attendre;
    /// Temps au plus sans rien envoyer au pair : passé, un battement part. Le pair est tenu pour mort
    /// après trois des siens. Entre deux bouts cconn qui l'ont tous deux réglé ; 15 s convient. 0 :
    /// jamais, et rien n'est dit au pair.
    std::chrono::milliseconds battement = std::chrono::milliseconds{0};
    /// Temps sans commande ni réponse, dans aucun sens, avant de fermer ; un quart de plus au pire. 0 :
    /// jamais. Une commande ou un appel en cours compte.
    std::chrono::milliseconds delai_inactif = std::chrono::milliseconds{0};
    /// Durée au-delà de laquelle une commande d'ici a une ligne de journal, une fois. 0 : jamais.
    std::chrono::milliseconds delai_commande_longue = std::chrono::seconds{5};
    /// Secret partagé avec les clients, qui l'envoient d'eux-mêmes ; vide : aucun. Au moins 16
    /// octets, tirés au hasard : `openssl rand -hex 32`. Sans chiffrement, ne sert que sur la boucle
    /// locale, sauf `jeton_en_clair`.
    std::string jeton = {};
    /// Permet à un jeton, ou aux identifiants d'`authentifier`, de passer en clair sur le réseau, où
    /// qui écoute les lit : pour un tunnel ou un réseau déjà sûr.
    bool jeton_en_clair = false;
    /// Temps pour s'authentifier, s'il le faut, avant d'être congédié (`non_authentifie`).
    std::chrono::milliseconds delai_authentification = std::chrono::seconds{5};
    /// Ce que chaque client peut demander par seconde ; rien n'est limité par défaut.
    Quotas quotas = {};
    /// Combien de clients peuvent venir, et d'où.
    Admission admission = {};
    /// Octets que le processus peut tenir pour ses pairs : files d'attente, réceptions, commandes mises
    /// de côté, de tous ses serveurs et clients ensemble. À 80 %, ce serveur refuse les nouveaux
    /// clients et les messages de plus de 64 Kio ; à 100 %, il déconnecte ses plus gros consommateurs
    /// (`Cause::memoire_pleine`), et aucune file de plus de 64 Kio ne grandit. Absent : 512 Mio, ou le
    /// quart de la mémoire de la machine si c'est moins ; au moins quatre fois `taille_message_max`.
    std::optional<std::size_t> memoire_max = {};
};

/// Réglages d'un `Client`. Tous ont une valeur par défaut sûre.
struct OptionsClient {
    /// Où s'exécutent les commandes et les fonctions `quand_`.
    Execution execution = Execution::immediate;
    /// Bornes de ce que le pair peut demander.
    Limites limites = {};
    /// Secret partagé avec le serveur, envoyé dès la connexion ; vide : aucun. Au moins 16 octets.
    std::string jeton = {};
    /// Permet au jeton, et à `s_authentifier`, de passer en clair hors de la boucle locale.
    bool jeton_en_clair = false;
    /// Temps pour se connecter, toutes adresses du nom d'hôte comprises.
    std::chrono::milliseconds delai_connexion = std::chrono::seconds{5};
    /// Attente d'une réponse par `appeler`, sauf `avec_delai`.
    std::chrono::milliseconds delai_appel = std::chrono::seconds{30};
    /// Attente d'un `envoyer` quand la file vers le serveur est pleine ; nulle dans une commande.
    std::chrono::milliseconds delai_envoi = std::chrono::seconds{5};
    /// Temps donné par `eteindre` aux échanges en cours avant de couper.
    std::chrono::milliseconds delai_extinction = std::chrono::seconds{5};
    /// Ce que le pair apprend d'une exception qui n'est pas une `Erreur`.
    TexteException texte_exception = TexteException::transmis;
    /// Octets de pile de chaque fil ; arrondi à la page.
    std::size_t taille_pile = std::size_t{1} << 20;
    /// Temps pendant lequel un fil qui va attendre le pair regarde d'abord, sans dormir, si des octets
    /// arrivent : un aller-retour local en devient plusieurs fois plus court, au prix du processeur.
    /// Cesse de lui-même quand cela ne paie pas. De 0 (jamais) à 1 000 µs ; 20 convient.
    std::chrono::microseconds attente_active = std::chrono::microseconds{0};
    /// Si `statistiques` donne les durées des commandes.
    DureesCommandes durees_commandes = DureesCommandes::mesurees;
    /// Reçoit les lignes de journal ; vide : avertissements et erreurs sur la sortie d'erreur.
    FonctionJournal journal = {};
    /// Retrouver le serveur après une coupure, et partir avant lui ; absente : non. Voir `Reconnexion`.
    std::optional<Reconnexion> reconnexion = std::nullopt;
    /// Chiffre la connexion, et n'en accepte pas d'autre (`chiffrement_inattendu`) ; nul : en clair.
    /// Voir `cconn::tls::chiffrer_client`, du module tls.
    std::shared_ptr<ChiffrementClient> chiffrement = nullptr;
    /// Temps au plus sans rien envoyer au pair : passé, un battement part. Le pair est tenu pour mort
    /// après trois des siens. Entre deux bouts cconn qui l'ont tous deux réglé ; 15 s convient. 0 :
    /// jamais, et rien n'est dit au pair.
    std::chrono::milliseconds battement = std::chrono::milliseconds{0};
    /// Temps sans commande ni réponse, dans aucun sens, avant de fermer ; un quart de plus au pire. 0 :
    /// jamais. Une commande ou un appel en cours compte.
    std::chrono::milliseconds delai_inactif = std::chrono::milliseconds{0};
    /// Durée au-delà de laquelle une commande d'ici a une ligne de journal, une fois. 0 : jamais.
    std::chrono::milliseconds delai_commande_longue = std::chrono::seconds{5};
};

} // namespace cconn
