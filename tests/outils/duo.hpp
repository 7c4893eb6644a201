// Duo: un serveur et un client reliés, et le moyen d'éprouver la même chose dans les deux sens.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/journal_memoire.hpp"

#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace outils {

/// Les options données, et ce journal.
template<class Options>
Options avec_journal(Options options, const JournalMemoire& journal) {
    options.journal = journal.fonction();
    return options;
}

/// Attend que le serveur ait accepté tant de clients, ou qu'il ne lui en reste que tant.
inline bool attendre_clients(const cconn::Serveur& serveur, std::size_t nombre) {
    return attendre_que([&] { return serveur.nb_clients() == nombre; });
}

/// Qui appelle qui.
enum class Vers { serveur, client };

inline std::ostream& operator<<(std::ostream& flux, Vers vers) {
    return flux
           << (vers == Vers::serveur ? "du client vers le serveur" : "du serveur vers le client");
}

/// Un serveur et un client, lancés en fond et reliés. `appele` désigne l'un, `appelant` l'autre.
class Duo {
public:
    explicit Duo(
        Vers vers = Vers::serveur,
        cconn::OptionsServeur options_serveur = {},
        cconn::OptionsClient options_client = {}
    )
        : serveur(0, 8, avec_journal(std::move(options_serveur), journal)),
          client(lancer(serveur), serveur.port(), avec_journal(std::move(options_client), journal)),
          vers_(vers) {
        client.lancer_en_fond();
        if (!attendre_clients(serveur, 1)) {
            throw std::runtime_error("le client n'a pas été accepté");
        }
    }

    /// Enregistre une commande chez celui que `appele()` joint.
    template<class F>
    void chez_appele(std::string_view nom, F fonction) {
        enregistrer(vers_, nom, std::move(fonction));
    }
    template<class F>
    void chez_appelant(std::string_view nom, F fonction) {
        enregistrer(
            vers_ == Vers::serveur ? Vers::client : Vers::serveur, nom, std::move(fonction)
        );
    }

    /// Ce que l'appelant tient de l'appelé.
    [[nodiscard]] cconn::Connexion appele() const {
        return vers_ == Vers::serveur ? client.connexion() : serveur.clients().at(0);
    }
    [[nodiscard]] cconn::Connexion appelant() const {
        return vers_ == Vers::serveur ? serveur.clients().at(0) : client.connexion();
    }

    JournalMemoire journal; // d'abord : les deux autres y écrivent
    cconn::Serveur serveur;
    cconn::Client client;

private:
    /// Lancé d'abord : une poignée de main, s'il y en a une, se fait à deux. @return son adresse.
    static std::string lancer(cconn::Serveur& serveur) {
        serveur.lancer_en_fond();
        return "127.0.0.1";
    }
    template<class F>
    void enregistrer(Vers ou, std::string_view nom, F fonction) {
        if (ou == Vers::serveur) {
            serveur.enregistrer_commande(nom, std::move(fonction));
        } else {
            client.enregistrer_commande(nom, std::move(fonction));
        }
    }

    Vers vers_;
};

} // namespace outils
