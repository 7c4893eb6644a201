// FileBoite: les messages d'une boîte, entre les commandes qui les apportent et qui les reçoit.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/boite.hpp>
#include <cconn/options_boite.hpp>

#include "base/instant.hpp"
#include "base/journal.hpp"
#include "base/protege.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cconn::detail {

class Session;

/// Pourquoi un fil a cessé d'attendre une boîte.
enum class IssueBoite {
    remplie,  ///< Elle a un message, ou un autre fil vient de le prendre.
    echeance, ///< Le délai est passé.
    tarie,    ///< Plus rien ne viendra : ce qui était arrivé a été exécuté.
};

/// Une file bornée. Ce qui la remplit est la commande de la boîte ; ce qui la vide, `recevoir`.
///
/// Un débordement commence au premier message perdu et finit quand la file est revenue à sa moitié :
/// il a une ligne de journal, quel que soit le nombre de messages perdus.
///
/// @fils Tout fil.
class FileBoite final {
public:
    /// Exige : des options déjà vérifiées ; le journal vit plus longtemps.
    FileBoite(std::string_view nom, OptionsBoite options, Journal& journal);

    [[nodiscard]] const std::string& nom() const { return nom_; }

    // Entrée

    /// Ce que fait la commande de la boîte.
    enum class Demande { avis, requete };
    /// Fait entrer un message, ou applique la règle d'une boîte pleine.
    ///
    /// @param taille  octets du message, tel que reçu.
    /// @throws Erreur `attente_pleine` si la demande est une requête ; `commande_inconnue` si la
    ///         boîte n'existe plus.
    /// @blocage Selon les options, au plus `delai_place`.
    void deposer(ContenuBrut contenu, std::size_t taille, Demande demande);

    /// Plus rien n'entre ; ce qui est là est oublié.
    void fermer();

    // Sortie

    /// Le plus ancien message, ou nul.
    [[nodiscard]] ContenuBrut essayer_prendre();
    /// Sans verrou : vrai si `essayer_prendre` a une chance.
    [[nodiscard]] bool est_remplie() const { return nb_ > 0; }
    /// Attend un message, l'échéance, ou que `tarie()` soit vrai. À réévaluer après `reveiller`.
    /// @return vrai s'il y a, ou s'il y avait, un message.
    bool attendre(Instant echeance, const std::function<bool()>& tarie);
    /// Un fil attend ici un message, sur cette session : à réveiller quand il en vient.
    void noter_lecteur(const std::shared_ptr<Session>& session);
    void oublier_lecteur(const std::shared_ptr<Session>& session);
    /// Réveille tous ceux qui attendent un message.
    void reveiller();

    [[nodiscard]] BilanBoite bilan() const;

private:
    struct Contenu {
        ContenuBrut brut;
        std::size_t taille;
    };
    struct Etat {
        std::deque<Contenu> contenus;
        std::size_t octets = 0;
        std::vector<std::shared_ptr<Session>> lecteurs;
        BilanBoite bilan;
        bool fermee = false;
        bool debordement = false;
        bool sans_attente =
            false; ///< Une attente a échoué : les suivantes n'attendraient pas mieux.
    };
    using Acces = Protege<Etat>::Acces;

    [[nodiscard]] bool a_place(const Etat& etat, std::size_t taille) const;
    [[nodiscard]] bool faire_place(Acces& etat, std::size_t taille, std::deque<Contenu>& oublies);
    void attendre_place(Acces& etat, std::size_t taille);
    [[nodiscard]] std::optional<std::string> noter_perte(Etat& etat) const;
    [[nodiscard]] std::string decrire_pleine(const Etat& etat) const;
    void noter_sortie(Etat& etat, const Contenu& sorti) const;
    static void reveiller(const std::vector<std::shared_ptr<Session>>& lecteurs);

    // Fixé après construction
    std::string nom_;
    OptionsBoite options_;
    Journal& journal_;

    // Partagé
    Protege<Etat> etat_;
    std::condition_variable arrivee_; ///< Pour qui attend un message.
    std::condition_variable place_;   ///< Pour les commandes qui attendent une place.
    std::atomic<std::size_t> nb_ = 0; // reflet de `Etat::contenus`, lu sans verrou
};

} // namespace cconn::detail
