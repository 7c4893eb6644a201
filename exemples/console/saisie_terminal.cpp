// SaisieTerminal: une ligne qui s'édite, par GNU readline et son interface à rappels.
// SPDX-License-Identifier: MIT
//
// Licence : ce fichier est sous MIT, mais GNU readline est sous GPL 3 ou ultérieure. Un programme qui
// lie ce fichier se distribue donc, entier, selon la GPL 3. Aucune autre partie de cconn ne lie
// readline ; qui veut une console sous MIT remplace ce seul fichier, par libedit par exemple.
#include "console/saisie.hpp"

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <readline/history.h>
#include <readline/readline.h>

namespace console {

namespace {

class SaisieTerminal;

// readline est un état global, et ses rappels ne portent pas d'argument.
SaisieTerminal* ouverte = nullptr;

class SaisieTerminal final : public Saisie {
public:
    explicit SaisieTerminal(Noms noms) : noms_(std::move(noms)) {
        ouverte = this;
        choisir_caracteres();
        rl_readline_name = "cconn_console";
        rl_attempted_completion_function = completer;
        rl_callback_handler_install("> ", recevoir_ligne);
    }
    SaisieTerminal(const SaisieTerminal&) = delete;
    SaisieTerminal& operator=(const SaisieTerminal&) = delete;
    SaisieTerminal(SaisieTerminal&&) = delete;
    SaisieTerminal& operator=(SaisieTerminal&&) = delete;
    ~SaisieTerminal() override {
        rl_callback_handler_remove(); // rend le terminal comme il était
        ouverte = nullptr;
    }

    void lire() override { rl_callback_read_char(); }

    void cacher() override {
        if (!est_finie()) {
            rl_clear_visible_line();
        }
    }

    void remontrer() override {
        if (!est_finie()) {
            rl_forced_update_display();
        }
    }

private:
    /// Sans locale à plusieurs octets, readline couperait les accents en deux.
    static void choisir_caracteres() {
        std::setlocale(LC_CTYPE, "");
        if (MB_CUR_MAX == 1) {
            setenv("LC_ALL", "C.UTF-8", 1); // readline relit ces variables
        }
    }

    static void recevoir_ligne(char* ligne) {
        if (ligne == nullptr) { // Ctrl-D sur une ligne vide, ou terminal fermé
            rl_callback_handler_remove();
            std::puts("");
            ouverte->finir();
            return;
        }
        const HIST_ENTRY* derniere = history_get(history_base + history_length - 1);
        const bool est_nouvelle = derniere == nullptr || std::strcmp(derniere->line, ligne) != 0;
        if (*ligne != '\0' && est_nouvelle) {
            add_history(ligne);
        }
        ouverte->ajouter(ligne);
        std::free(ligne);
    }

    /// Le premier mot se complète par un nom de commande, les autres par rien.
    static char** completer(const char* debut, int position, int /*fin*/) {
        rl_attempted_completion_over = 1; // surtout pas par des noms de fichiers
        return position == 0 ? rl_completion_matches(debut, proposer) : nullptr;
    }

    /// Le prochain nom qui commence ainsi ; `rang` vaut 0 pour le premier.
    static char* proposer(const char* debut, int rang) {
        if (rang == 0) {
            ouverte->proposes_ = ouverte->noms_();
        }
        auto& noms = ouverte->proposes_;
        while (!noms.empty()) {
            const std::string nom = noms.back();
            noms.pop_back();
            if (nom.starts_with(debut)) {
                return strdup(nom.c_str()); // readline le libère
            }
        }
        return nullptr;
    }

    Noms noms_;
    std::vector<std::string> proposes_; ///< Ceux que readline n'a pas encore demandés.
};

} // namespace

std::unique_ptr<Saisie> ouvrir_terminal(Noms noms) {
    return std::make_unique<SaisieTerminal>(std::move(noms));
}

} // namespace console
