// VerrouFichier: un seul processus à la fois tient une file de tâches.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>

namespace cconn::taches::detail {

/// Verrou exclusif sur un fichier voisin de la base ; le noyau le rend quand le processus meurt.
///
/// Le fichier est à part parce que fermer un descripteur de la base rendrait les verrous que SQLite
/// y a pris dans ce processus. Il n'est jamais effacé : deux processus pourraient alors en verrouiller
/// chacun un.
/// @source fcntl(2), « process-associated » ; flock(2)
class VerrouFichier final {
public:
    /// @param delai  attente d'un processus qui finit.
    /// @throws Erreur `stockage_indisponible` : un autre le tient, ou il ne s'ouvre pas.
    VerrouFichier(const std::filesystem::path& base, std::chrono::milliseconds delai);

    VerrouFichier(const VerrouFichier&) = delete;
    VerrouFichier& operator=(const VerrouFichier&) = delete;
    VerrouFichier(VerrouFichier&&) = delete;
    VerrouFichier& operator=(VerrouFichier&&) = delete;
    ~VerrouFichier();

private:
    int descripteur_ = -1;
};

} // namespace cconn::taches::detail
