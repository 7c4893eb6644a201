// Connexion: ce qu'une commande reçoit de l'autre bout.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/correspondance.hpp>
#include <cconn/export.hpp>
#include <cconn/politique_lent.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace cconn {

/// Une poignée vers l'autre bout d'une connexion, la même des deux côtés.
///
/// Se copie et se garde : elle survit à la connexion qu'elle désigne, et dit alors
/// `est_ouverte() == false` ; `envoyer` rend faux et `appeler` lève `connexion_perdue`. On la reçoit
/// dans une commande, dans `quand_client_connecte`, ou de `Serveur::clients()`.
///
/// @code
/// serveur.enregistrer_commande("entrer", [](cconn::Connexion& client, std::string nom) {
///     client.donnees<Joueur>().nom = nom;
///     client.envoyer("bienvenue", nom);
/// });
/// @endcode
///
/// @fils Toutes les fonctions, de tout fil.
class CCONN_API Connexion final : public Correspondance<Connexion> {
public:
    /// Les poignées se reçoivent de cconn ; une application n'en construit qu'en les copiant.
    explicit Connexion(std::shared_ptr<detail::Session> session);

    /// Qui est l'autre bout : ce qu'a rendu la fonction d'`authentifier`, ou « jeton » ; vide s'il ne
    /// s'est pas authentifié. Un serveur ne s'authentifie pas auprès de ses clients.
    [[nodiscard]] std::string identite() const;

    /// Vrai si les deux poignées désignent la même connexion.
    [[nodiscard]] bool operator==(const Connexion& autre) const noexcept {
        return session_ == autre.session_;
    }

    /// Règle ce que deviennent les avis de ce nom si ce pair ne lit pas assez vite ; passe avant
    /// `Serveur::regler_envoi`, pour ce pair seulement.
    ///
    /// @param nom  le nom de la commande ; vide, toutes celles qui n'ont pas de réglage à elles.
    void regler_envoi(std::string_view nom, const ReglageEnvoi& reglage) const;

    /// Avis à ce pair qui ont cédé leur place à d'autres, depuis le début.
    [[nodiscard]] std::uint64_t avis_retires() const;

private:
    friend class Correspondance<Connexion>;
    static constexpr auto si_close = detail::SiClose::perdre;
    friend class detail::Session;
    [[nodiscard]] bool designe(const detail::Session& session) const noexcept {
        return session_.get() == &session;
    }
    [[nodiscard]] const std::shared_ptr<detail::Session>& session() const { return session_; }
    [[nodiscard]] const std::shared_ptr<detail::Session>& session_appel() const { return session_; }

    std::shared_ptr<detail::Session> session_;
};

} // namespace cconn
