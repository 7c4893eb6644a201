// Facteur: le fil partagé qui écrit ce qui attend et fait respecter les délais.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/fil.hpp"
#include "base/instant.hpp"
#include "base/journal.hpp"
#include "base/protege.hpp"
#include "session/suivi.hpp"
#include "transport/veille.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace cconn::detail {

/// Un facteur par serveur et par client, démarré au premier besoin : un client qui ne fait
/// qu'appeler n'en a pas.
///
/// Il n'exécute jamais de code de l'utilisateur, et ne bloque que dans sa veille.
///
/// @fils Tout fil, sauf mention.
class Facteur final {
public:
    Facteur(std::size_t taille_pile, Journal& journal);
    Facteur(const Facteur&) = delete;
    Facteur& operator=(const Facteur&) = delete;
    Facteur(Facteur&&) = delete;
    Facteur& operator=(Facteur&&) = delete;
    ~Facteur();

    /// Arrête le fil et n'en démarrera plus. À appeler d'un fil qui n'est pas le facteur, avant de
    /// lâcher ce dont il s'occupe.
    void arreter();

    /// Appelle `suivi->vidanger` sans tarder, puis comme elle le demande.
    void confier(const std::shared_ptr<Suivi>& suivi);

    /// Appelle `suivi->vidanger` dès que son descripteur accepte des octets, puis comme elle le
    /// demande.
    void surveiller(const std::shared_ptr<Suivi>& suivi);

    /// Appelle `suivi->controler` à l'échéance, puis quand elle le demande. La plus proche gagne.
    void controler(const std::shared_ptr<Suivi>& suivi, Instant echeance);

    /// Ne s'occupe plus de ce suivi. À appeler quand il est retiré, avant de fermer son descripteur.
    /// @blocage Le temps que le facteur finisse de s'en occuper.
    void oublier(const Suivi& suivi);

private:
    struct Suivie {
        std::uint64_t cle = 0;
        std::weak_ptr<Suivi> suivi;
        Instant controle = jamais;
        bool a_passer = false; ///< Sa clé est dans `passages`.
        int descripteur = -1;
    };
    struct Etat {
        std::map<const Suivi*, Suivie> suivis;
        std::map<std::uint64_t, const Suivi*> par_cle;
        std::set<std::pair<Instant, const Suivi*>> controles; ///< Par échéance.
        std::vector<std::uint64_t> a_surveiller;              ///< Ceux à confier à la veille.
        std::vector<std::uint64_t> passages;                  ///< Ceux chez qui passer et repasser.
        Instant prochain_passage = jamais;
        /// Quand le fil se réveillera de lui-même ; le passé s'il travaille : il reverra tout.
        Instant reveil = jamais;
        std::uint64_t derniere_cle = 0;
        /// Celui dont le facteur s'occupe en ce moment.
        const Suivi* en_main = nullptr;
        /// Ouverte avec le fil, et gardée : un client sans facteur n'y perd pas deux descripteurs.
        std::unique_ptr<Veille> veille;
        std::optional<Fil> fil;
        bool arret = false;
    };
    using Acces = Protege<Etat>::Acces;

    static Suivie& inscrire(Etat& etat, const std::shared_ptr<Suivi>& suivi);
    static void retirer(Etat& etat, const Suivi& suivi);
    static void programmer(Etat& etat, const Suivi& suivi, Instant echeance);
    void reveiller(Acces etat);
    void servir(Veille& veille);
    static void remettre_a_la_veille(Etat& etat);
    static void ajouter_passage(Etat& etat, Suivie& suivie);
    void vidanger(Acces& etat, std::uint64_t cle);
    void passer(Acces& etat);
    void controler_echus(Acces& etat, Instant maintenant);
    template<class F>
    bool prendre_en_main(Acces& etat, const Suivi* adresse, F action);

    // Fixé après construction
    std::size_t taille_pile_;
    Journal& journal_;

    // Fil du facteur seul

    /// Références prises pendant un tour, lâchées sans verrou : l'une peut être la dernière.
    std::vector<std::shared_ptr<Suivi>> retenus_;

    // Partagé
    Protege<Etat> etat_;
    std::condition_variable main_libre_;
};

} // namespace cconn::detail
