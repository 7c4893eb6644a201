// Progrès: montre l'état d'une tâche, sur une ligne récrite en place ou ligne après ligne.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

/// L'état d'une tâche que l'on suit.
///
/// Sur un terminal, une seule ligne, récrite à chaque changement et chaque seconde, avec le temps
/// passé. Ailleurs (un tube, un fichier), une ligne par changement.
class Progres {
public:
    Progres();
    Progres(const Progres&) = delete;
    Progres& operator=(const Progres&) = delete;
    Progres(Progres&&) = delete;
    Progres& operator=(Progres&&) = delete;
    /// Efface la ligne en cours, s'il y en a une.
    ~Progres();

    /// Montre cet état ; le même deux fois de suite ne se montre qu'une.
    void montrer(const std::string& etat);
    /// Montre la fin, sur une ligne qui reste.
    void finir(const std::string& fin);

private:
    using Horloge = std::chrono::steady_clock;

    void redessiner(const std::stop_token& arret);
    void dessiner();

    const bool sur_un_terminal_;
    std::mutex verrou_;
    std::condition_variable_any reveil_;
    std::string etat_;          // sous verrou_ ; vide, rien à montrer
    Horloge::time_point debut_; // sous verrou_
    std::jthread dessinateur_;
};
