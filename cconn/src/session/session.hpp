// Session: une connexion vivante: un transport, un dialogue, et les fils qui s'y relaient.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/liaison.hpp>

#include "base/instant.hpp"
#include "base/protege.hpp"
#include "commandes/consultation.hpp"
#include "dialogue/dialogue.hpp"
#include "dialogue/fin.hpp"
#include "session/composition.hpp"
#include "session/donnees.hpp"
#include "session/emission.hpp"
#include "session/etat_session.hpp"
#include "session/file_boite.hpp"
#include "session/guet.hpp"
#include "session/hote.hpp"
#include "session/jauges_commandes.hpp"
#include "session/suivi.hpp"
#include "transport/transport.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cconn::detail {

/// Une connexion, la même des deux côtés.
///
/// Deux rôles passent d'un fil à l'autre sous le verrou de l'état :
/// - la **lecture** : un fil à la fois reçoit. « Qui attend lit » : un fil qui attend une réponse
///   prend la lecture si elle est libre, sinon celui qui lit le réveillera.
/// - l'**exécution** : une commande à la fois avance. Une commande qui attend une réponse rend
///   l'exécution le temps d'attendre ; d'autres s'exécutent alors par-dessus elle.
///
/// Le fil **attitré** est celui qui sert la connexion (`servir`). Tant qu'il y est, lui seul exécute
/// ; les autres lui mettent les commandes de côté. Sans lui (client jamais lancé), ou pendant qu'il
/// attend ailleurs, tout fil qui attend ici exécute.
///
/// Un seul verrou à la fois : celui de l'état n'est jamais tenu pendant un appel système bloquant,
/// du code de l'utilisateur, ni avec celui de l'émission.
class Session final : public Suivi, public std::enable_shared_from_this<Session> {
public:
    Session(
        std::shared_ptr<Hote> hote, std::unique_ptr<Transport> transport, std::uint64_t identifiant
    );
    /// Une session finie d'avance, pour un client qui n'a pas encore de connexion.
    [[nodiscard]] static std::shared_ptr<Session>
    creer_absente(std::shared_ptr<Hote> hote, const std::string& nom, std::uint16_t port);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    Session(Session&&) = delete;
    Session& operator=(Session&&) = delete;
    ~Session() override;

    [[nodiscard]] std::uint64_t identifiant() const { return identifiant_; }
    [[nodiscard]] const std::string& ip() const { return ip_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& adresse() const { return adresse_; }
    [[nodiscard]] const std::string& nom_certifie() const { return nom_certifie_; }
    [[nodiscard]] Hote& hote() const { return *hote_; }
    [[nodiscard]] Donnees& donnees() { return donnees_; }

    // Vie, du fil attitré (session_service.cpp)
    /// Le fil appelant devient le fil attitré, jusqu'à `quitter`.
    void prendre();
    void quitter();
    /// Achève l'ouverture du transport, avant tout. @return faux si elle échoue : la fin est posée.
    [[nodiscard]] bool ouvrir();
    /// Fait exécuter cette fonction de l'application, à son tour, et attend qu'elle ait fini.
    void executer_fonction(const std::function<void()>& fonction);
    /// Les commandes du pair peuvent commencer, et la connexion est à surveiller.
    void admettre();
    /// Reçoit et exécute jusqu'à la fin de la connexion.
    void servir();
    /// Fait partir ce qui attend, au plus `delai_extinction`, puis annonce la fin au pair.
    void achever_envois();
    /// Ferme le descripteur. Plus rien ne lit ni n'écrit ensuite.
    void fermer_transport();

    // Fin, de tout fil (session_fin.cpp)
    /// Ferme en délivrant ce qui a été envoyé ; ce qui attend d'être exécuté est abandonné.
    void fermer(Fin fin);
    /// Ferme en exécutant ce qui a été reçu et en délivrant ce qui a été envoyé.
    void eteindre();
    /// Coupe tout, tout de suite.
    void rompre(Fin fin);
    void congedier(const Refus& refus, Cause cause); ///< Dit au pair pourquoi, puis ferme.
    [[nodiscard]] bool est_ouverte() const;
    [[nodiscard]] std::optional<Fin> fin() const; ///< Pourquoi elle est finie, si elle l'est.
    [[nodiscard]] bool est_finie() const { return finie_; } ///< Vrai si on la sait finie.
    /// Le pair est parti, ou l'écriture a échoué : lit ses derniers mots, puis note la fin.
    void constater_fin();
    /// Vrai si la connexion est finie, ou sur le point de l'être : sa place va se libérer.
    [[nodiscard]] bool est_sur_le_depart() const;

    class Surveillance; ///< Le guichet et les quotas (surveillance.hpp).
    [[nodiscard]] std::string identite() const { return *identite_.verrouiller(); }
    [[nodiscard]] bool est_chiffree() const { return chiffree_; }
    [[nodiscard]] std::size_t memoire() const; ///< Octets tenus, à peu près.

    // Émission (session.cpp)

    [[nodiscard]] bool envoyer(std::string_view nom, Empaqueteur arguments, SiClose si_close);
    /// Envoie un message déjà composé. @return faux si la connexion ne le prend pas.
    [[nodiscard]] bool envoyer_garde(const Tampon& trame);
    [[nodiscard]] bool
    diffuser(std::string_view nom, const std::shared_ptr<const Tampon>& trame, Rythme rythme);
    Politiques& politiques() { return politiques_; }
    Emission& emission() { return emission_; }
    /// Envoie une réponse due. @return faux si la connexion est finie.
    bool repondre_apres(std::uint32_t id, std::string_view commande, IssueCommande issue);

    // Appels (session_appels.cpp)

    /// @throws Erreur rien n'est parti.
    [[nodiscard]] std::shared_ptr<EtatAppel>
    appeler(std::string_view nom, Empaqueteur arguments, DelaiAppel delai);
    /// @return vrai si l'appel est terminé à l'échéance.
    bool attendre(EtatAppel& appel, Instant echeance);
    [[nodiscard]] bool est_termine(const EtatAppel& appel) const;
    void definir_suite(const std::shared_ptr<EtatAppel>& appel, std::function<void()> suite);
    bool annuler(const std::shared_ptr<EtatAppel>& appel);
    /// Dit au journal l'erreur d'un appel que personne n'a regardée.
    void signaler_oubli(const EtatAppel& appel) const;

    // Boîtes (session_boites.cpp)

    /// Attend qu'une commande remplisse cette boîte, en lisant et en exécutant s'il le faut.
    ///
    /// @throws Erreur `trop_imbrique` si aucune commande ne peut plus commencer.
    [[nodiscard]] IssueBoite attendre_boite(FileBoite& boite, Instant echeance);
    /// La même chose de la boîte d'un serveur, que toutes ses connexions remplissent.
    [[nodiscard]] static IssueBoite
    attendre_boite_serveur(Hote& hote, FileBoite& boite, Instant echeance);

    // Exécution différée (session_execution.cpp)

    bool executer_un();
    [[nodiscard]] bool a_travail_pret() const;
    [[nodiscard]] std::size_t travaux_en_attente() const;
    /// Lit et décode ce qui est arrivé, sans attendre ni exécuter.
    void lire_disponible();
    void reveiller_attentes();
    /// @return faux si la session était déjà annoncée.
    [[nodiscard]] bool noter_annoncee() { return !annoncee_.exchange(true); }
    void noter_prise() { annoncee_ = false; }
    [[nodiscard]] Totaux totaux() const;
    void ajouter_files(Statistiques& releve) const; ///< Ce qui attend ici.

    // Suivi, du facteur (session_fin.cpp)

    [[nodiscard]] Vidange vidanger() override;
    [[nodiscard]] Instant controler(Instant maintenant) override;
    [[nodiscard]] int descripteur() const override { return descripteur_; }
    [[nodiscard]] bool est_retire() const override { return retiree_; }

private:
    /// Temps au plus pendant lequel un envoi attend ceux qui le suivent.
    static constexpr std::chrono::milliseconds retenue_max{1};
    class Suspension;

    using Acquis = AcquisSession;
    using Attente = AttenteSession;
    using Etat = EtatSession;
    using Acces = Protege<Etat>::Acces;
    /// Où attend une commande suspendue : sur sa propre session, ou sur une autre.
    enum class LieuAttente { ici, ailleurs };

    // session.cpp
    [[nodiscard]] bool garder(const Tampon& trame);
    [[nodiscard]] bool est_reglee() const;
    [[nodiscard]] Envoi offrir_regle(std::string_view nom, Tampon& trame);
    [[nodiscard]] Envoi offrir_selon(
        const ReglageEnvoi& reglage, const std::shared_ptr<const Tampon>& trame, Rythme rythme
    );
    void noter_retires();
    void noter_emission();
    [[nodiscard]] Envoi offrir(const Tampon& trame);
    [[nodiscard]] Envoi offrir_longue(const Tampon& trame);
    [[nodiscard]] Instant echeance_envoi() const;
    [[nodiscard]] static Citations citations();
    [[nodiscard]] bool envoie_encore() const;
    void appeler_facteur(Emission::Rappel rappel);
    void surveiller_lenteur(const std::shared_ptr<Session>& moi);

    // participation.hpp : la boucle d'un fil qui attend quelque chose d'ici
    template<class Fini>
    void participer(Acces& etat, Attente& moi, Instant echeance, Fini fini);

    // session_lecture.cpp
    [[nodiscard]] bool avancer(Acces& etat, Attente& moi);
    [[nodiscard]] bool traiter_suite(Acces& etat, Attente& moi);
    void recevoir_commande(Acces& etat, Attente& moi, CommandeRecue& commande);
    void refuser_commande(Acces& etat, const CommandeRecue& commande, const Refus& refus);
    void deposer(Acces& etat, Travail travail);
    Instant lire(Acces& etat, Attente& moi, Instant echeance);
    void annoncer_attente(const Attente& moi);
    void interpreter_lecture(Acces& etat, const Lecture& lecture);
    void compter_derniers_octets(Acces& etat, const Lecture& lecture);
    void appliquer_echeances(Acces& etat, Instant maintenant);
    void verifier_trame(Acces& etat, Instant maintenant);

    // session_pouls.cpp
    [[nodiscard]] bool recevoir_reservee(Acces& etat, const CommandeRecue& commande);
    void saluer();
    [[nodiscard]] Instant controler_pouls(Instant maintenant);
    void armer_montre();
    [[nodiscard]] Instant regarder_montre(Instant maintenant);

    // session_execution.cpp, session_boites.cpp
    [[nodiscard]] bool est_tarie(const Etat& etat) const;
    [[nodiscard]] bool executer_pret(Acces& etat, Attente& moi);
    void executer(Acces& etat, Travail travail, Acquis& acquis);
    void finir_travail(Etat& etat);
    void executer_commande(Acces& etat, const CommandeRecue& commande, Acquis& acquis);
    void executer_a_son_tour(Acces& etat, const CommandeRecue& commande, Acquis& acquis);
    struct Execution;
    void repondre(const CommandeRecue& commande, Acquis& acquis, Execution& execution);
    void differer_reponse(
        Acces& etat, const CommandeRecue& commande, std::shared_ptr<EtatReponse> differee
    );
    void offrir_reponse(const Tampon& reponse);
    void executer_suite(Acces& etat, std::function<void()> suite);
    void executer_suite(const std::function<void()>& suite) const;
    template<class F>
    void contenir(F fonction) const;
    [[nodiscard]] bool retenir_envois(Etat& etat);
    void limiter_retenue();
    [[nodiscard]] bool pousser_requete(Acces& etat, Attente& moi);
    [[nodiscard]] bool relacher_envois(Acces& etat);
    void suspendre(LieuAttente lieu);
    void reprendre(LieuAttente lieu);

    // session_relais.cpp
    [[nodiscard]] bool peut_executer(const Etat& etat, const Attente& moi) const;
    [[nodiscard]] bool peut_executer_aussitot(const Etat& etat, const Attente& moi) const;
    [[nodiscard]] bool peut_lire(const Etat& etat, const Attente& moi) const;
    [[nodiscard]] bool doit_relayer(const Etat& etat, const Attente& moi) const;
    [[nodiscard]] bool doit_patienter(const Etat& etat, const Attente& moi) const;
    Instant attendre_tour(Acces& etat, Attente& moi, Instant echeance);
    bool reveiller_executant(Etat& etat) const;
    [[nodiscard]] static bool peut_lire_pour_boite(const Etat& etat, const Attente& moi);
    static void reveiller_lecteur(Etat& etat);
    static void reveiller_tous(Etat& etat);
    // session_appels.cpp
    void annoncer_termine(Acces& etat, const std::shared_ptr<EtatAppel>& appel);
    void emettre_appel(const std::shared_ptr<EtatAppel>& appel, const Tampon& trame);
    [[noreturn]] static void refuser_appel(const EtatAppel& appel, const Refus& refus);
    [[noreturn]] void refuser_sans_connexion(const EtatAppel& appel, const Refus& refus) const;

    // session_service.cpp, session_fin.cpp
    void marquer_faite(bool& faite);
    [[nodiscard]] static bool est_epuisee(const Etat& etat);
    void poser_fin(Acces& etat, Fin fin);
    void rompre_sans_memoire(Acces& etat);
    void finir_lecture(Acces& etat, Fin fin);
    void terminer_flux(Acces& etat, FluxTermine flux);
    static std::size_t abandonner(Etat& etat);
    void annoncer_depart();
    void couper_lecture(Etat& etat);
    [[nodiscard]] Fin fin_par_pair() const;
    [[nodiscard]] Fin fin_par_rupture(int erreur) const;

    // Fixé après construction
    std::shared_ptr<Hote> hote_;
    std::unique_ptr<Transport> transport_; ///< Détruit par `fermer_transport`.
    std::uint64_t identifiant_;
    std::string ip_;
    std::uint16_t port_;
    std::string adresse_;
    int descripteur_;
    std::string nom_certifie_; ///< Connu une fois le transport ouvert.
    bool chiffree_;
    // Lecteur seul, celui qui a posé `lecture_prise`
    Guet guet_;

    // Partagé
    Protege<Etat> etat_;
    Emission emission_;
    Consultation consultation_{hote_->commandes};
    Donnees donnees_;
    Politiques politiques_;
    Protege<std::string> identite_;
    Protege<JaugesCommandes> jauges_;
    std::atomic<bool> annoncee_ = false;
    std::atomic<bool> finie_ = false;  // reflet de `Etat::fin`, lu sans verrou
    std::atomic<bool> fermee_ = false; // par `fermer` de ce côté
    std::atomic<bool> retiree_ = false;
    std::atomic<std::uint64_t> retires_notes_ = 0;
    std::atomic<bool> emis_ = false; // depuis le dernier constat ; une indication, sans ordre
};

} // namespace cconn::detail
