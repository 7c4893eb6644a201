// Ouvriers: un serveur en plusieurs processus, qui se partagent un port.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/appel.hpp>
#include <cconn/ouvriers/application.hpp>
#include <cconn/ouvriers/config.hpp>
#include <cconn/ouvriers/etat.hpp>
#include <cconn/ouvriers/export.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace cconn::ouvriers {

/// Des processus ouvriers qui servent le même port, chacun avec sa propre application.
///
/// Vie : construire → `lancer` → `arreter` → relancer ou détruire.
///
/// @code
/// cconn::ouvriers::Ouvriers serveur({.nb_ouvriers = 4}, cconn::ouvriers::application<Salon>);
/// serveur.lancer();
/// …
/// serveur.arreter(10s);
/// @endcode
///
/// `lancer` crée un processus, le contremaître, qui crée les ouvriers et remplace ceux qui meurent ;
/// mort, il est lui-même remplacé. Un ouvrier qui meurt ne coûte que ses propres connexions : celles
/// qui arrivent attendent un autre ouvrier. Tous finissent avec ce processus, même tué.
///
/// Un ouvrier naît par fork(2), sans exec : il voit la mémoire de ce processus au moment de `lancer`,
/// mais pas ses autres fils. Lancer d'abord, ouvrir des fils ensuite ; sinon, l'application ne doit
/// rien prendre qu'un autre fil pouvait tenir. Voir docs/guides/ouvriers.md.
///
/// @fils Toutes les fonctions, de tout fil.
class CCONN_OUVRIERS_API Ouvriers final {
public:
    /// N'ouvre rien encore.
    ///
    /// @throws Erreur `argument_invalide` : pas de fabrique, ou trop ou trop peu d'ouvriers.
    Ouvriers(Config config, Fabrique fabrique);

    Ouvriers(const Ouvriers&) = delete;
    Ouvriers& operator=(const Ouvriers&) = delete;
    Ouvriers(Ouvriers&&) = delete;
    Ouvriers& operator=(Ouvriers&&) = delete;

    /// Arrête les ouvriers s'il le faut, en leur laissant au plus `delai_extinction`.
    ~Ouvriers();

    /// Ouvre le port et crée les ouvriers. Revient sans les attendre : un client peut déjà se
    /// connecter, il sera servi dès que l'un d'eux est prêt.
    ///
    /// Une application qui ne se construit pas est une ligne de journal ; son ouvrier ne sert pas, et
    /// si aucun ne sert, le port se ferme. Relancé, le port est le même.
    ///
    /// @throws Erreur `etat_invalide` s'ils sont déjà lancés ; `adresse_inconnue`,
    ///         `serveur_injoignable` si le port ne s'ouvre pas ; `argument_invalide` ;
    ///         `attente_pleine` si le système refuse un processus.
    /// @blocage Le temps de résoudre l'adresse.
    void lancer();

    /// Arrête les ouvriers : le port se ferme, chacun s'éteint comme un `Serveur`.
    ///
    /// @param delai  temps laissé à tous ensemble, après quoi ceux qui restent sont tués ; nul, ils
    ///               le sont aussitôt ; `sans_limite`, on attend leur fin.
    /// @return combien il a fallu en tuer.
    /// @throws Erreur `etat_invalide` s'ils ne sont pas lancés ; `argument_invalide` si le délai est
    ///         négatif.
    /// @blocage Oui, au plus le délai, plus le temps que le système reprenne les processus tués.
    std::size_t arreter(std::chrono::nanoseconds delai = sans_limite);

    /// Vrai de `lancer` à la fin d'`arreter`.
    [[nodiscard]] bool est_lance() const;
    /// Le port, après attribution si 0 a été demandé ; celui de la configuration avant `lancer`.
    [[nodiscard]] std::uint16_t port() const;
    /// L'adresse écoutée, numérique une fois lancé.
    [[nodiscard]] std::string adresse() const;
    /// Les ouvriers, en ce moment ; aucun s'ils ne sont pas lancés.
    [[nodiscard]] Etat etat() const;

private:
    class Interne;

    std::unique_ptr<Interne> interne_;
};

} // namespace cconn::ouvriers
