// ChiffreurServeur: le certificat d'un serveur, et ce qu'il exige de ses clients.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/chiffrement.hpp>
#include <cconn/tls/export.hpp>

#include <chrono>
#include <filesystem>
#include <memory>

namespace cconn::tls {

/// Réglages du chiffrement d'un serveur. Les fichiers sont en PEM.
/// @source docs/reference/options.md
struct ReglagesServeur {
    /// Le certificat du serveur, puis les certificats intermédiaires jusqu'à l'autorité, celle-ci non
    /// comprise.
    std::filesystem::path certificat = {};
    /// La clé privée de ce certificat, sans mot de passe.
    std::filesystem::path cle = {};
    /// Les autorités qui certifient les clients : chaque client devra présenter un certificat de
    /// l'une d'elles, et `Connexion::nom_certifie` dira qui il est. Vide : aucun certificat demandé.
    std::filesystem::path autorites = {};
    /// Les listes de révocation de ces autorités, une pour chacune. Vide : rien n'est révoqué.
    std::filesystem::path revocations = {};
    /// Temps laissé à un client, une fois connecté, pour finir la poignée de main.
    std::chrono::milliseconds delai_poignee = std::chrono::seconds{5};
};

/// Chiffre ce qu'accepte un serveur : TLS 1.2 et 1.3 seulement, sans renégociation, sans compression,
/// sans données anticipées.
///
/// Un client revenu sans certificat reprend sa session par un ticket ; les certificats des clients,
/// eux, sont vérifiés à chaque connexion. Au plus 64 poignées de main se calculent à la fois : les
/// autres attendent leur tour, dans leur délai. Celle qui attend son client n'en retient aucune.
///
/// @fils Tout fil.
class CCONN_TLS_API ChiffreurServeur final : public ChiffrementServeur {
public:
    /// @throws Erreur `argument_invalide` : un fichier manque ou ne convient pas ; le texte dit
    ///         lequel, et pourquoi.
    explicit ChiffreurServeur(const ReglagesServeur& reglages);
    ChiffreurServeur(const ChiffreurServeur&) = delete;
    ChiffreurServeur& operator=(const ChiffreurServeur&) = delete;
    ChiffreurServeur(ChiffreurServeur&&) = delete;
    ChiffreurServeur& operator=(ChiffreurServeur&&) = delete;
    ~ChiffreurServeur() override;

    /// Relit tous les fichiers : les prochaines connexions s'en servent, les autres continuent. Les
    /// tickets déjà donnés ne valent plus.
    ///
    /// @throws Erreur Comme le constructeur, et rien n'a changé.
    void recharger();

    [[nodiscard]] std::unique_ptr<detail::Transport>
    accepter(std::unique_ptr<detail::Transport> transport) override;

private:
    class Interne;
    std::unique_ptr<Interne> interne_;
};

/// De quoi chiffrer un serveur, à donner à `OptionsServeur::chiffrement`.
///
/// @code
/// const auto chiffrement =
///     cconn::tls::chiffrer_serveur({.certificat = "serveur.pem", .cle = "serveur.cle"});
/// cconn::Serveur serveur(12800, 23, {.adresse = "0.0.0.0", .chiffrement = chiffrement});
/// @endcode
///
/// @throws Erreur Comme le constructeur de `ChiffreurServeur`.
[[nodiscard]] CCONN_TLS_API std::shared_ptr<ChiffreurServeur>
chiffrer_serveur(const ReglagesServeur& reglages);

} // namespace cconn::tls
