// Banc TLS: les certificats des tests, et openssl d'un côté ou de l'autre.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cconn.hpp>
#include <cconn/tls/tls.hpp>

#include "outils/attendre.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/programme.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace banc_tls {

/// Un fichier de la PKI que `fabriquer_pki` a faite.
inline std::filesystem::path pki(const std::string& nom) {
    return std::filesystem::path(CCONN_PKI) / nom;
}

/// Le certificat et la clé de ce nom.
inline cconn::tls::ReglagesServeur certificat(const std::string& nom) {
    return {.certificat = pki(nom + ".pem"), .cle = pki(nom + ".cle")};
}

inline std::shared_ptr<cconn::tls::ChiffreurServeur>
chiffrer_serveur(const std::string& nom = "serveur") {
    return cconn::tls::chiffrer_serveur(certificat(nom));
}

/// Un serveur qui exige un certificat de ses clients.
inline std::shared_ptr<cconn::tls::ChiffreurServeur> chiffrer_serveur_mutuel() {
    auto reglages = certificat("serveur");
    reglages.autorites = pki("autorite.pem");
    return cconn::tls::chiffrer_serveur(reglages);
}

inline std::shared_ptr<cconn::tls::ChiffreurClient> chiffrer_client() {
    return cconn::tls::chiffrer_client({.autorites = pki("autorite.pem")});
}

inline std::shared_ptr<cconn::tls::ChiffreurClient> chiffrer_client_de(const std::string& nom) {
    return cconn::tls::chiffrer_client(
        {.autorites = pki("autorite.pem"),
         .certificat = pki(nom + ".pem"),
         .cle = pki(nom + ".cle")}
    );
}

/// `openssl s_server`, qui écoute sur un port libre.
class ServeurOpenssl {
public:
    explicit ServeurOpenssl(const std::string& certificat, std::vector<std::string> options = {})
        : programme_(mots(certificat, std::move(options))) {
        if (!programme_.lire_jusqua("ACCEPT ") || !programme_.lire_jusqua("\n")) {
            throw std::runtime_error("openssl s_server : " + programme_.lu());
        }
        const std::string& lu = programme_.lu();
        const std::size_t debut = lu.find(':', lu.find("ACCEPT ")) + 1;
        port_ = static_cast<std::uint16_t>(std::stoi(lu.substr(debut)));
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    outils::Programme& programme() { return programme_; }

private:
    static std::vector<std::string>
    mots(const std::string& certificat, std::vector<std::string> options) {
        std::vector<std::string> mots{
            "openssl",
            "s_server",
            "-accept",
            "127.0.0.1:0",
            "-cert",
            pki(certificat + ".pem"),
            "-key",
            pki(certificat + ".cle"),
            "-cert_chain",
            pki(certificat + ".pem")};
        mots.insert(mots.end(), options.begin(), options.end());
        return mots;
    }

    outils::Programme programme_;
    std::uint16_t port_ = 0;
};

/// `openssl s_client`, vers un port local.
inline std::vector<std::string>
client_openssl(std::uint16_t port, const std::vector<std::string>& options = {}) {
    std::vector<std::string> mots{
        "openssl",
        "s_client",
        "-connect",
        "127.0.0.1:" + std::to_string(port),
        "-CAfile",
        pki("autorite.pem"),
        "-verify_return_error"};
    mots.insert(mots.end(), options.begin(), options.end());
    return mots;
}

} // namespace banc_tls
