// CommandeLocale: exécute une commande sur des arguments, sans connexion ni serveur.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/signature.hpp>

#include "outils/vecteurs.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace outils {

using cconn::detail::Cote;

/// Une commande enregistrée d'un côté. Les bouts qu'elle reçoit n'ont qu'une adresse : elle ne doit
/// pas s'en servir.
template<Cote cote = Cote::serveur>
class CommandeLocale {
public:
    template<class F>
    explicit CommandeLocale(F&& fonction)
        : fonction_(cconn::detail::adapter_commande<cote>(std::forward<F>(fonction))) {}

    /// Le résultat, en texte de `Valeur`, ou le texte de l'erreur.
    template<class... A>
    std::string operator()(const A&... arguments) {
        cconn::detail::Tampon tampon;
        cconn::detail::empaqueter_arguments(tampon, arguments...);
        return executer(tampon.octets());
    }

    /// Pareil, les arguments écrits en hexadécimal.
    std::string hexa(const std::string& arguments) { return executer(depuis_hexa(arguments)); }

    std::string executer(std::span<const std::uint8_t> arguments) {
        cconn::detail::Tampon resultat;
        auto contexte = this->contexte(arguments);
        try {
            fonction_(contexte, &resultat);
        } catch (const cconn::Erreur& erreur) {
            return erreur.what();
        }
        return cconn::detail::depaqueter_resultat<cconn::Valeur>("c", resultat.octets())
            .vers_texte();
    }

    /// Exécute comme un avis, dont personne n'attend de résultat.
    void avertir(std::span<const std::uint8_t> arguments) {
        auto contexte = this->contexte(arguments);
        fonction_(contexte, nullptr);
    }

    [[nodiscard]] const void* bout() const { return bout_.data(); }
    [[nodiscard]] const void* connexion() const { return connexion_.data(); }

private:
    cconn::detail::ContexteCommande contexte(std::span<const std::uint8_t> arguments) {
        return {
            cote == Cote::serveur ? reinterpret_cast<cconn::Serveur*>(bout_.data()) : nullptr,
            cote == Cote::client ? reinterpret_cast<cconn::Client*>(bout_.data()) : nullptr,
            reinterpret_cast<cconn::Connexion&>(connexion_),
            "c",
            arguments};
    }

    cconn::detail::FonctionCommande fonction_;
    alignas(std::max_align_t) std::array<std::byte, 64> bout_{};
    alignas(std::max_align_t) std::array<std::byte, 64> connexion_{};
};

template<class F>
CommandeLocale(F) -> CommandeLocale<Cote::serveur>;

} // namespace outils
