// Pair: ce qu'une bibliothèque du banc doit savoir faire, d'un côté et de l'autre.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/cadence.hpp"
#include "bancs/commun/livraisons.hpp"
#include "bancs/commun/modele.hpp"
#include "bancs/commun/reglages.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace banc {

/// Une connexion au serveur, du côté client. Née et employée sur un seul fil.
///
/// Toute réponse est vérifiée ; ce qui n'est pas juste lève `Faux`.
class Liaison {
public:
    Liaison() = default;
    Liaison(const Liaison&) = delete;
    Liaison& operator=(const Liaison&) = delete;
    Liaison(Liaison&&) = delete;
    Liaison& operator=(Liaison&&) = delete;
    virtual ~Liaison() = default;

    /// Le serveur rend ce message tel quel ; on attend sa réponse.
    virtual void echo(Modele& modele, std::uint64_t numero) = 0;

    /// Le serveur rend `Modele::somme` de ce message ; on attend sa réponse.
    virtual void mesurer(std::string_view message) = 0;

    /// Garde `en_vol` échos en cours tant que la cadence le veut, puis les reçoit tous ; l'attente
    /// du plus ancien finie, autant d'échos repartent qu'il en est revenu.
    /// @return le nombre d'échos reçus et vérifiés.
    virtual std::uint64_t enchainer(Modele& modele, std::size_t en_vol, Cadence& cadence) = 0;

    /// Envoie des messages sans réponse tant que la cadence le veut.
    /// @return le nombre de messages envoyés.
    virtual std::uint64_t inonder(Modele& modele, Cadence& cadence) = 0;

    /// Attend que le serveur ait reçu `envoyes` messages sans réponse.
    /// @return le compte du serveur.
    virtual std::uint64_t compter(std::uint64_t envoyes) = 0;
};

/// Des connexions qui reçoivent ce que le serveur diffuse, et le remettent à un `Livraisons`.
class Abonnes {
public:
    Abonnes() = default;
    Abonnes(const Abonnes&) = delete;
    Abonnes& operator=(const Abonnes&) = delete;
    Abonnes(Abonnes&&) = delete;
    Abonnes& operator=(Abonnes&&) = delete;
    virtual ~Abonnes() = default;

    /// Demande au serveur de diffuser les messages `premier` à `premier + nombre - 1` ; n'attend rien.
    virtual void demander(std::uint64_t premier, std::uint64_t nombre) = 0;
};

/// Des connexions tenues sur un fil, et appelées à tour de rôle.
class Tenues {
public:
    Tenues() = default;
    Tenues(const Tenues&) = delete;
    Tenues& operator=(const Tenues&) = delete;
    Tenues(Tenues&&) = delete;
    Tenues& operator=(Tenues&&) = delete;
    virtual ~Tenues() = default;

    /// Un écho, sur la connexion qui suit celle de l'appel précédent.
    virtual void echo(Modele& modele, std::uint64_t numero) = 0;
};

/// Une bibliothèque du banc.
class Pair {
public:
    Pair() = default;
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    Pair(Pair&&) = delete;
    Pair& operator=(Pair&&) = delete;
    virtual ~Pair() = default;

    /// Une phrase par réglage qui compte pour la vitesse, version de la bibliothèque comprise.
    [[nodiscard]] virtual std::string decrire() const = 0;

    /// Vrai si ce pair sait faire cette mesure avec ces réglages.
    [[nodiscard]] virtual bool sait(const Reglages& reglages) const {
        return !reglages.lot && !reglages.grouper && reglages.attente_active == 0;
    }

    /// Sert jusqu'à la fin de l'entrée standard ; appelle `pret` avec le port dès qu'il est ouvert.
    virtual void servir(const Reglages& reglages, const std::function<void(int)>& pret) = 0;

    virtual std::unique_ptr<Liaison> connecter(const Reglages& reglages) = 0;

    /// Toutes les connexions de `reglages`, abonnées pour de bon au retour.
    virtual std::unique_ptr<Abonnes> abonner(const Reglages& reglages, Livraisons& livraisons) = 0;

    /// Ouvre `nombre` connexions, et appelle chacune une fois ; une `Liaison` par connexion, sauf si la
    /// bibliothèque a mieux.
    virtual std::unique_ptr<Tenues>
    tenir(const Reglages& reglages, std::size_t nombre, Modele& modele);
};

/// Lit l'entrée standard jusqu'à sa fin : c'est ainsi qu'on arrête un serveur du banc.
void attendre_fin_entree();

/// Le programme d'un pair, une fois celui-ci construit.
int executer(Pair& pair, int nb, char** arguments);

} // namespace banc
