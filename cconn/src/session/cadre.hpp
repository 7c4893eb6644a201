// Cadre: la commande que ce fil est en train d'exécuter.
// SPDX-License-Identifier: MIT
#pragma once

namespace cconn::detail {

class Hote;
class Session;

/// Marque, sur la pile du fil, une commande ou une fonction de l'application en cours.
///
/// Répond à deux questions qu'aucun argument ne peut porter, puisqu'elles se posent dans `eteindre`,
/// `envoyer` et `appeler` : ce fil est-il dans une commande, et de quelle session ?
class Cadre final {
public:
    Cadre(Session& session, const Hote& hote);
    Cadre(const Cadre&) = delete;
    Cadre& operator=(const Cadre&) = delete;
    Cadre(Cadre&&) = delete;
    Cadre& operator=(Cadre&&) = delete;
    ~Cadre();

    /// Le cadre le plus récent de ce fil ; nul hors de toute commande.
    [[nodiscard]] static const Cadre* courant() noexcept;
    /// Vrai si ce fil exécute une commande de cet hôte.
    [[nodiscard]] static bool est_dans(const Hote& hote) noexcept;

    [[nodiscard]] Session& session() const noexcept { return session_; }
    [[nodiscard]] const Hote& hote() const noexcept { return hote_; }

private:
    Session& session_;
    const Hote& hote_;
    const Cadre* precedent_;
};

} // namespace cconn::detail
