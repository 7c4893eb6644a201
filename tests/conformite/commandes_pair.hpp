// Commandes du pair: celles que le témoin Python sait appeler, les mêmes sur un serveur et un client.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cconn.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pair {

/// Une structure à arguments nommés.
struct Rectangle {
    int largeur = 1;
    int hauteur = 1;
    MSGPACK_DEFINE_MAP(largeur, hauteur);
};

/// Ce que les avis `noter` ont apporté, dans l'ordre.
class Notes final {
public:
    void ajouter(cconn::Valeur valeur) {
        const std::lock_guard verrou(mutex_);
        valeurs_.push_back(std::move(valeur));
    }
    [[nodiscard]] std::vector<cconn::Valeur> prendre() {
        const std::lock_guard verrou(mutex_);
        return std::exchange(valeurs_, {});
    }

private:
    std::mutex mutex_;
    std::vector<cconn::Valeur> valeurs_;
};

inline std::string texte_de(const cconn::Arguments& arguments) {
    return arguments.lire<std::string>(0);
}

inline cconn::Arguments sauter(const cconn::Arguments& arguments, std::size_t nombre) {
    cconn::Arguments suite;
    for (std::size_t rang = nombre; rang < arguments.taille(); ++rang) {
        suite.ajouter(arguments[rang]);
    }
    return suite;
}

/// Ce qui répond ou échoue, sans parler à personne.
template<class Bout>
void enregistrer_simples(Bout& bout, Notes& notes) {
    bout.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    bout.enregistrer_commande("echo", [](cconn::Valeur valeur) { return valeur; });
    bout.enregistrer_commande("longueur", [](const std::string& texte) { return texte.size(); });
    bout.enregistrer_commande("octets", [](cconn::Octets octets) { return octets; });
    bout.enregistrer_commande("compter", [](const cconn::Arguments& tous) {
        return tous.taille();
    });
    bout.enregistrer_commande("aire", [](Rectangle r) { return r.largeur * r.hauteur; });
    bout.enregistrer_commande("remplir", [](std::size_t taille) {
        return std::string(taille, 'a');
    });
    bout.enregistrer_commande("echouer", [](std::string texte) -> int {
        throw std::runtime_error(texte);
    });
    bout.enregistrer_commande("refuser", [](std::string texte) -> int {
        throw cconn::Erreur(cconn::CodeErreur::attente_pleine, texte);
    });
    bout.enregistrer_commande("noter", [&notes](cconn::Valeur valeur) {
        notes.ajouter(std::move(valeur));
    });
    bout.enregistrer_commande("notes", [&notes] { return notes.prendre(); });
}

/// Ce qui parle au pair : le témoin voit ainsi l'issue de nos appels.
template<class Bout>
void enregistrer_dialogue(Bout& bout) {
    using cconn::Arguments;
    using cconn::Connexion;
    using cconn::Valeur;
    // rappeler(nom, arguments...) : appelle le pair et rend ce qu'il rend.
    bout.enregistrer_commande("rappeler", [](Connexion& pair, const Arguments& tous) {
        return pair.appeler<Valeur>(texte_de(tous), sauter(tous, 1));
    });
    // rappeler_vite(ms, nom, arguments...) : la même chose, avec ce délai.
    bout.enregistrer_commande("rappeler_vite", [](Connexion& pair, int ms, const Arguments& tous) {
        const auto delai = std::chrono::milliseconds(ms);
        return pair.avec_delai(delai).appeler<Valeur>(texte_de(tous), sauter(tous, 1));
    });
    // rappeler_entier(nom) : la même chose, en exigeant un entier.
    bout.enregistrer_commande("rappeler_entier", [](Connexion& pair, std::string nom) {
        return pair.appeler<int>(nom);
    });
    // rappeler_tous(noms...) : tous les appels d'abord, tous les résultats ensuite.
    bout.enregistrer_commande("rappeler_tous", [](Connexion& pair, const Arguments& noms) {
        std::vector<cconn::Appel<Valeur>> appels;
        for (const Valeur& nom : noms) {
            appels.push_back(pair.appeler_async<Valeur>(nom.texte()));
        }
        std::vector<Valeur> resultats;
        for (const auto& appel : appels) {
            resultats.push_back(appel.valeur());
        }
        return resultats;
    });
    // envoyer(nom, arguments...) : un avis.
    bout.enregistrer_commande("envoyer", [](Connexion& pair, const Arguments& tous) {
        return pair.envoyer(texte_de(tous), sauter(tous, 1));
    });
    bout.enregistrer_commande("fermer", [](Connexion& pair) { pair.fermer(); });
}

template<class Bout>
void enregistrer_commandes(Bout& bout, Notes& notes) {
    enregistrer_simples(bout, notes);
    enregistrer_dialogue(bout);
    bout.enregistrer_commande("eteindre", [&bout] { bout.eteindre(); });
}

/// Ce qui suit `nom=` sur la ligne de commande ; nul s'il n'y est pas.
inline const char* trouver(int nb, char** arguments, std::string_view nom) {
    for (int rang = 1; rang < nb; ++rang) {
        const std::string_view argument(arguments[rang]);
        if (argument.starts_with(nom) && argument.substr(nom.size()).starts_with('=')) {
            return arguments[rang] + nom.size() + 1;
        }
    }
    return nullptr;
}

/// La valeur d'un réglage `nom=entier` de la ligne de commande, ou son défaut.
inline long reglage(int nb, char** arguments, std::string_view nom, long defaut) {
    const char* const valeur = trouver(nb, arguments, nom);
    return valeur == nullptr ? defaut : std::strtol(valeur, nullptr, 10);
}

/// Un réglage textuel ; vide s'il n'y est pas.
inline std::string texte(int nb, char** arguments, std::string_view nom) {
    const char* const valeur = trouver(nb, arguments, nom);
    return valeur == nullptr ? "" : valeur;
}

/// Les limites que la ligne de commande règle.
inline cconn::Limites limites(int nb, char** arguments) {
    cconn::Limites limites;
    limites.delai_message =
        std::chrono::milliseconds(reglage(nb, arguments, "delai_message", 10'000));
    limites.profondeur_max = static_cast<std::size_t>(reglage(nb, arguments, "profondeur_max", 16));
    limites.mises_de_cote_max =
        static_cast<std::size_t>(reglage(nb, arguments, "mises_de_cote_max", 256));
    limites.taille_message_max =
        static_cast<std::size_t>(reglage(nb, arguments, "taille_message_max", 4 << 20));
    return limites;
}

/// Journal muet : ce que le témoin provoque n'est pas à montrer.
inline void taire(cconn::NiveauJournal /*niveau*/, std::string_view /*texte*/) {}

} // namespace pair
