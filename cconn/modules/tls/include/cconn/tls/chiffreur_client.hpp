// ChiffreurClient: à qui un client se fie, et comment il se fait connaître.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/chiffrement.hpp>
#include <cconn/tls/export.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace cconn::tls {

/// Réglages du chiffrement d'un client. Les fichiers sont en PEM.
/// @source docs/reference/options.md
struct ReglagesClient {
    /// Les autorités à qui se fier pour reconnaître le serveur. Vide : celles du système.
    std::filesystem::path autorites = {};
    /// Le certificat de ce client, si le serveur en exige un, suivi des intermédiaires.
    std::filesystem::path certificat = {};
    /// La clé privée de ce certificat, sans mot de passe. Les deux ensemble, ou aucun.
    std::filesystem::path cle = {};
    /// Les listes de révocation des autorités, une pour chacune. Vide : rien n'est révoqué.
    std::filesystem::path revocations = {};
    /// Le nom ou l'adresse IP que le certificat du serveur doit porter. Vide : l'hôte donné à
    /// `Client`.
    std::string nom = {};
    /// Temps laissé au serveur, une fois connecté, pour finir la poignée de main.
    std::chrono::milliseconds delai_poignee = std::chrono::seconds{5};
};

/// Chiffre la connexion d'un client, ou la refuse : jamais de repli en clair. TLS 1.2 et 1.3
/// seulement.
///
/// OpenSSL vérifie pendant la poignée de main que le certificat du serveur vient d'une des autorités
/// et porte, parmi ses noms alternatifs, le nom ou l'adresse attendus. La dernière session de chaque
/// serveur est gardée, pour que la connexion suivante aille plus vite.
///
/// @fils Tout fil.
class CCONN_TLS_API ChiffreurClient final : public ChiffrementClient {
public:
    /// @throws Erreur `argument_invalide` : un fichier manque ou ne convient pas ; le texte dit
    ///         lequel, et pourquoi.
    explicit ChiffreurClient(const ReglagesClient& reglages);
    ChiffreurClient(const ChiffreurClient&) = delete;
    ChiffreurClient& operator=(const ChiffreurClient&) = delete;
    ChiffreurClient(ChiffreurClient&&) = delete;
    ChiffreurClient& operator=(ChiffreurClient&&) = delete;
    ~ChiffreurClient() override;

    /// Relit tous les fichiers, pour les prochaines connexions ; oublie les sessions gardées.
    ///
    /// @throws Erreur Comme le constructeur, et rien n'a changé.
    void recharger();

    [[nodiscard]] std::unique_ptr<detail::Transport> joindre(
        std::unique_ptr<detail::Transport> transport, const std::string& hote, std::uint16_t port
    ) override;

private:
    class Interne;
    std::unique_ptr<Interne> interne_;
};

/// De quoi chiffrer un client, à donner à `OptionsClient::chiffrement`.
///
/// @code
/// cconn::Client client(
///     "exemple.fr", 12800,
///     {.chiffrement = cconn::tls::chiffrer_client({.autorites = "autorite.pem"})}
/// );
/// @endcode
///
/// @throws Erreur Comme le constructeur de `ChiffreurClient`.
[[nodiscard]] CCONN_TLS_API std::shared_ptr<ChiffreurClient>
chiffrer_client(const ReglagesClient& reglages = {});

} // namespace cconn::tls
