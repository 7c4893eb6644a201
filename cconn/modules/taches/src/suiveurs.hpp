// Suiveurs: qui veut apprendre les changements d'état, et le fil qui les leur dit.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/connexion.hpp>
#include <cconn/taches/options.hpp>
#include <cconn/taches/tache.hpp>

#include "fil.hpp"
#include "protege.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cconn::taches::detail {

/// Pousse à chaque connexion les changements des tâches qu'elle suit, sur un fil à part : un client
/// lent ou disparu ne retient ni l'écrivain, ni un travailleur. Un envoi qui échoue fait oublier la
/// connexion.
/// @fils Tout fil.
class Suiveurs final {
public:
    explicit Suiveurs(
        const OptionsTaches& options, std::function<void(const std::string&)> avertir
    );

    Suiveurs(const Suiveurs&) = delete;
    Suiveurs& operator=(const Suiveurs&) = delete;
    Suiveurs(Suiveurs&&) = delete;
    Suiveurs& operator=(Suiveurs&&) = delete;
    ~Suiveurs() { fermer(); }

    /// @return faux si trop de tâches sont déjà suivies.
    bool essayer_suivre(const std::string& id, const Connexion& qui);
    void ne_plus_suivre(std::string_view id, const Connexion& qui);
    void quand_change(std::function<void(const Tache&)> suite);

    /// Faux : personne n'apprendrait ce changement. Sans verrou si personne ne suit rien.
    [[nodiscard]] bool peut_etre_ecoutee() const { return nb_ecoutes_ != 0; }
    [[nodiscard]] bool est_ecoutee(std::string_view id) const;
    /// Confie des changements au fil. @blocage Non.
    void publier(std::vector<Tache> changements);

    /// Dit ce qui attend, puis arrête le fil.
    void fermer();
    /// Vrai sur le fil qui pousse.
    [[nodiscard]] bool est_son_fil() const { return fil_.est_ce_fil(); }

private:
    using Suite = std::function<void(const Tache&)>;
    struct Etat {
        std::map<std::string, std::vector<Connexion>, std::less<>> suivis;
        std::size_t nb_suivis = 0;
        std::size_t prochain_menage = 64;
        Suite suite;
        std::deque<Tache> a_dire;
        bool est_ferme = false;
    };

    void tourner();
    void dire(const Tache& tache);
    void appeler(const Suite& suite, const Tache& tache) const;
    void oublier(Etat& etat, const std::function<bool(const Connexion&)>& condition);
    void compter_ecoutes(const Etat& etat);

    const OptionsTaches& options_;
    std::function<void(const std::string&)> avertir_;
    Protege<Etat> etat_;
    std::condition_variable ajout_;
    std::atomic<std::size_t> nb_ecoutes_{0};
    Fil fil_; // en dernier : le reste existe quand il commence
};

} // namespace cconn::taches::detail
