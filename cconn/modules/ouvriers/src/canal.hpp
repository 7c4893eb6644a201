// Canal: des lignes de journal, d'un processus au journal de celui qui a lancé les ouvriers.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/journal.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cconn::ouvriers {

/// Une ligne en route.
struct Ligne {
    NiveauJournal niveau;
    std::string texte;
};

/// Où écrit le contremaître ou un ouvrier.
///
/// Une ligne est un datagramme, qui part sans attendre : si l'autre processus ne lit plus, elle est
/// perdue plutôt que de retarder l'ouvrier.
class Canal final {
public:
    /// @param socket   -1 : les avertissements et les erreurs vont sur la sortie d'erreur.
    /// @param auteur   « ouvrier 2 », en tête de chaque ligne.
    Canal(int socket, std::string auteur);

    void ecrire(NiveauJournal niveau, std::string_view texte) const noexcept;
    /// Pour le serveur d'un ouvrier ; vide si rien ne la recevrait.
    [[nodiscard]] FonctionJournal fonction() const;

private:
    int socket_;
    std::string auteur_;
};

/// La ligne suivante, sans attendre ; rien s'il n'y en a pas.
[[nodiscard]] std::optional<Ligne> recevoir_ligne(int socket);

/// Écrit sur la sortie d'erreur, d'un seul tenant, comme le fait un serveur sans journal.
void ecrire_sortie_erreur(NiveauJournal niveau, std::string_view texte);

} // namespace cconn::ouvriers
