// Ecran: les lignes que des fils du réseau confient à celui qui tient le terminal.
// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace console {

/// Une file de lignes à montrer. Un seul fil écrit sur le terminal : il attend `descripteur()` avec
/// le clavier, et une ligne reçue ne se mêle jamais à celle que l'on tape.
///
/// @fils Tout fil.
class Ecran final {
public:
    Ecran();
    Ecran(const Ecran&) = delete;
    Ecran& operator=(const Ecran&) = delete;
    Ecran(Ecran&&) = delete;
    Ecran& operator=(Ecran&&) = delete;
    ~Ecran();

    /// Confie une ligne, et réveille qui attend.
    void dire(std::string ligne);
    /// Réveille qui attend : il n'y aura plus de réponse.
    void finir();

    /// Lisible, pour `poll`, dès qu'il y a du nouveau.
    [[nodiscard]] int descripteur() const { return descripteur_; }
    /// Les lignes confiées depuis la dernière fois.
    [[nodiscard]] std::vector<std::string> prendre();
    [[nodiscard]] bool est_fini() const;

private:
    void reveiller() const;

    int descripteur_; ///< Un eventfd.
    mutable std::mutex mutex_;
    std::vector<std::string> lignes_;
    bool fini_ = false;
};

} // namespace console
