// Héritage: ce qu'un processus né par fork garde de l'hôte, et ce qu'il oublie.
// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <span>

namespace cconn::ouvriers {

/// Retient tous les signaux de ce fil, le temps d'un fork : un gestionnaire de l'hôte ne doit pas
/// s'exécuter chez l'enfant.
class SignauxRetenus final {
public:
    SignauxRetenus() noexcept;
    SignauxRetenus(const SignauxRetenus&) = delete;
    SignauxRetenus& operator=(const SignauxRetenus&) = delete;
    SignauxRetenus(SignauxRetenus&&) = delete;
    SignauxRetenus& operator=(SignauxRetenus&&) = delete;
    ~SignauxRetenus();

private:
    sigset_t avant_;
};

/// Rend aux signaux leur effet par défaut, sauf à ceux que l'hôte ignore et à ceux des fautes, que
/// regarde peut-être un outil de diagnostic.
///
/// Un gestionnaire de l'hôte qui écrirait dans un tube partagé avec lui l'y réveillerait à tort.
void oublier_gestionnaires() noexcept;

/// Remplace par /dev/null les sockets et les tubes hérités, sauf les entrées et sorties standard et
/// ceux-ci.
///
/// Sinon, une connexion que l'hôte ferme resterait ouverte ici. Remplacés et non fermés : leur
/// numéro ne peut désigner un jour la connexion d'un client, où écrirait un objet de l'hôte.
void oublier_descripteurs(std::span<const int> gardes);

} // namespace cconn::ouvriers
