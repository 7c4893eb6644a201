// Salon: l'application que construit chaque ouvrier du serveur de bavardage.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/ouvriers/ouvriers.hpp>

#include <set>
#include <string>

/// Les clients d'un ouvrier se parlent entre eux ; ceux d'un autre ouvrier ont un autre salon.
///
/// Du contexte : `bannis`, les adresses IP refusées.
class Salon final : public cconn::ouvriers::Application {
public:
    explicit Salon(cconn::ouvriers::Contexte contexte);

    void preparer(cconn::Serveur& serveur) override;
    bool quand_client_connecte(cconn::Connexion& client) override;
    void quand_message(cconn::ouvriers::MessageRecu& recu) override;
    void quand_client_deconnecte(cconn::Connexion& client) override;

private:
    void annoncer(const std::string& texte) const;
    void nommer(cconn::Connexion& client, std::string nom) const;

    std::set<std::string> bannis_;
    cconn::Serveur* serveur_ = nullptr;
};
