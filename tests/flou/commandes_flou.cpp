// Cible libFuzzer: toute commande reçue a sa réponse ; ce qu'elle accepte puis rend, elle l'accepte.
// SPDX-License-Identifier: MIT
#include <cconn/connexion.hpp>
#include <cconn/detail/signature.hpp>

#include "commandes/executeur.hpp"
#include "outils/structures.hpp"
#include "outils/transport_memoire.hpp"
#include "protocole/decoupeur.hpp"
#include "protocole/message.hpp"
#include "session/session.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace cconn::detail {
namespace {

using Vue = std::span<const std::uint8_t>;

constexpr std::size_t taille_message_max = 1U << 20U;
constexpr std::size_t taille_erreur_max = 200;

void exiger(bool condition) {
    if (!condition) {
        std::abort();
    }
}

/// Rend ce qu'elle reçoit.
template<class T>
T echo(T valeur) {
    return valeur;
}

/// Une commande par sorte de signature, et une connexion que personne ne lit. Celles d'un seul
/// argument le rendent.
class Banc final {
public:
    Banc() {
        enregistrer("a", echo<int>);
        enregistrer("b", echo<std::uint8_t>);
        enregistrer("c", echo<double>);
        enregistrer("d", echo<bool>);
        enregistrer("e", echo<std::string>);
        enregistrer("f", echo<std::vector<std::uint8_t>>);
        enregistrer("g", echo<std::vector<std::string>>);
        enregistrer("h", echo<std::map<std::string, std::int64_t>>);
        enregistrer("i", echo<std::set<std::uint64_t>>);
        enregistrer("j", echo<std::optional<std::tuple<int, std::string>>>);
        enregistrer("k", echo<std::chrono::system_clock::time_point>);
        enregistrer("l", echo<Valeur>);
        enregistrer("m", echo<outils::Tout>);
        enregistrer("n", echo<std::map<std::string, std::vector<std::map<int, outils::Suivi>>>>);
        enregistrer("y", [](std::string_view texte, Vue octets) {
            return texte.size() + octets.size();
        });
        enregistrer("z", [](Connexion&, int gauche, int droite) {
            return std::pair(droite, gauche);
        });
    }

    /// La réponse à cette requête, ou rien pour un avis.
    Tampon executer(std::string_view nom, std::optional<std::uint32_t> id, Vue arguments) {
        ContexteCommande contexte{
            .serveur = nullptr,
            .client = nullptr,
            .connexion = connexion_,
            .nom = nom,
            .arguments = arguments,
            .appelant = "192.0.2.1:4000"};
        Tampon reponse;
        executeur_.executer(contexte, *Consultation::Acces(consultation_), id, reponse);
        return reponse;
    }

private:
    template<class F>
    void enregistrer(std::string_view nom, F&& fonction) {
        table_.enregistrer(nom, "", adapter_commande<Cote::serveur>(std::forward<F>(fonction)));
    }

    TableCommandes table_{128};
    Journal journal_{[](NiveauJournal, std::string_view) {
    }};
    Connexion connexion_{std::make_shared<Session>(
        std::make_shared<Hote>(Reglages::depuis(OptionsServeur{}), [](auto, auto) {}),
        std::make_unique<outils::TransportMemoire>(),
        1
    )};
    Executeur executeur_{
        journal_, {TexteException::transmis, taille_message_max, taille_erreur_max}};
    Consultation consultation_{table_};
};

/// La réponse, seule et entière dans ces octets, à la requête `id`.
Reponse lire_reponse(const Tampon& trame, std::uint32_t id) {
    Decoupeur decoupeur({});
    const auto issue = decoupeur.examiner(trame.octets());
    exiger(std::get<TrameComplete>(issue).taille == trame.taille());
    const Message message = decoder_message(trame.octets(), {});
    exiger(std::get<Reponse>(message).id == id);
    return std::get<Reponse>(message);
}

bool rend_son_argument(std::string_view nom) {
    return nom.size() == 1 && nom.front() >= 'a' && nom.front() <= 'n';
}

void verifier(Banc& banc, const Requete& requete) {
    const Tampon trame = banc.executer(requete.nom, requete.id, requete.arguments);
    const Reponse reponse = lire_reponse(trame, requete.id);
    if (reponse.est_erreur() || !rend_son_argument(requete.nom)) {
        return;
    }
    std::vector<std::uint8_t> encore{0x91}; // la liste d'un argument
    encore.insert(encore.end(), reponse.resultat.begin(), reponse.resultat.end());
    const Tampon seconde = banc.executer(requete.nom, requete.id, encore);
    const Reponse relue = lire_reponse(seconde, requete.id);
    exiger(!relue.est_erreur() && std::ranges::equal(relue.resultat, reponse.resultat));
}

} // namespace

// Nom imposé par libFuzzer. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* donnees, std::size_t taille) {
    static Banc banc;
    const std::vector<std::uint8_t> copie(donnees, donnees + taille);
    Decoupeur decoupeur({});
    Vue reste(copie);
    while (true) {
        const auto issue = decoupeur.examiner(reste);
        const auto* trame = std::get_if<TrameComplete>(&issue);
        if (trame == nullptr) {
            return 0;
        }
        const Message message = decoder_message(reste.first(trame->taille), {});
        if (const auto* requete = std::get_if<Requete>(&message)) {
            verifier(banc, *requete);
        } else if (const auto* avis = std::get_if<Avis>(&message)) {
            exiger(banc.executer(avis->nom, std::nullopt, avis->arguments).est_vide());
        }
        reste = reste.subspan(trame->taille);
    }
}

} // namespace cconn::detail
