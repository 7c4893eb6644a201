// Liaison: ce que les gabarits publics demandent à la bibliothèque compilée.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/tampon.hpp>
#include <cconn/export.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>

namespace cconn::detail {

class Session;
class EtatAppel;

/// Délai d'un appel ; absent : celui des options.
using DelaiAppel = std::optional<std::chrono::nanoseconds>;

/// Référence à une fonction qui écrit des arguments dans un tampon.
///
/// Ne possède rien : ne vit que le temps de l'appel qui la reçoit.
class Empaqueteur final {
public:
    template<class F>
    explicit Empaqueteur(const F& fonction)
        : objet_(&fonction),
          appel_([](const void* objet, Tampon& tampon) { (*static_cast<const F*>(objet))(tampon); }
          ) {}

    void operator()(Tampon& tampon) const { appel_(objet_, tampon); }

private:
    const void* objet_;
    void (*appel_)(const void*, Tampon&);
};

/// Un appel parti, sans le type de son résultat. Copiable ; les copies désignent le même appel.
class CCONN_API AppelBrut final {
public:
    AppelBrut(std::shared_ptr<Session> session, std::shared_ptr<EtatAppel> etat);
    AppelBrut(const AppelBrut&) = default;
    AppelBrut(AppelBrut&&) noexcept = default;
    AppelBrut& operator=(const AppelBrut&) = default;
    AppelBrut& operator=(AppelBrut&&) noexcept = default;
    ~AppelBrut();

    [[nodiscard]] const std::string& commande() const;
    [[nodiscard]] bool est_termine() const;
    /// Attend la fin au plus `delai` ; rend `est_termine()`.
    [[nodiscard]] bool attendre(std::chrono::nanoseconds delai) const;
    /// Attend la fin, puis rend le résultat emballé ou lève l'`Erreur` de l'appel.
    [[nodiscard]] std::span<const std::uint8_t> resultat() const;
    /// Fait exécuter `suite` quand l'appel sera fini, ou dès maintenant s'il l'est.
    void puis(std::function<void()> suite) const;
    bool annuler() const;
    /// Écrit une ligne d'avertissement au nom de cet appel.
    void signaler(std::string_view texte) const;

private:
    std::shared_ptr<Session> session_;
    std::shared_ptr<EtatAppel> etat_;
};

/// Ce que devient un envoi que la connexion ne prend plus : un client peut le garder pour la suivante.
enum class SiClose { perdre, garder };

CCONN_API bool
envoyer(Session& session, std::string_view nom, Empaqueteur arguments, SiClose si_close);
CCONN_API AppelBrut appeler(
    const std::shared_ptr<Session>& session,
    std::string_view nom,
    Empaqueteur arguments,
    DelaiAppel delai
);
CCONN_API void fermer(Session& session);
CCONN_API void ouvrir_groupe(Session& session);
CCONN_API void fermer_groupe(Session& session);
[[nodiscard]] CCONN_API bool est_ouverte(const Session& session);
[[nodiscard]] CCONN_API std::uint64_t identifiant(const Session& session);
[[nodiscard]] CCONN_API const std::string& ip(const Session& session);
[[nodiscard]] CCONN_API std::uint16_t port(const Session& session);
[[nodiscard]] CCONN_API const std::string& adresse(const Session& session);
[[nodiscard]] CCONN_API const std::string& nom_certifie(const Session& session);

/// Les données que l'application attache à la connexion ; créées par `creer` au premier accès.
///
/// @throws Erreur `argument_invalide` si elles existent déjà avec un autre type.
[[nodiscard]] CCONN_API void*
donnees(Session& session, const std::type_info& type, std::shared_ptr<void> (*creer)());

} // namespace cconn::detail
