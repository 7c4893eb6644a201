// Panne: des appels système, des fils et de la mémoire qui manquent quand un test le veut.
// SPDX-License-Identifier: MIT
#include "pannes/panne.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>

namespace pannes {

namespace {

enum class Regime { repos, compte, une, hasard };

// Constants ou atomiques seulement : les allocations d'avant main passent déjà par ici.
constinit std::atomic<Regime> regime = Regime::repos;
constinit std::array<std::atomic<std::uint64_t>, nb_appels> compteurs{};
constinit std::atomic<std::uint64_t> nb_faites = 0;
constinit std::atomic<std::uint64_t> tirages = 0;
constinit std::uint64_t graine_semee = 0;
constinit unsigned pour_mille_seme = 0;
constinit Panne armee{};

} // namespace

// Un nombre qui ne dépend que de la graine et du rang du tirage (splitmix64).
std::uint64_t tirer() {
    std::uint64_t z = graine_semee + 0x9e37'79b9'7f4a'7c15 * ++tirages;
    z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9;
    z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11eb;
    return z ^ (z >> 31);
}

std::optional<int> panne_de(Appel appel) {
    const Regime mode = regime.load(std::memory_order_relaxed);
    if (mode == Regime::repos) {
        return std::nullopt;
    }
    const std::uint64_t rang = ++compteurs[static_cast<std::size_t>(appel)];
    if (mode != Regime::une || appel != armee.appel || rang != armee.rang) {
        return std::nullopt;
    }
    ++nb_faites;
    return armee.erreur;
}

bool est_frappe() {
    if (regime.load(std::memory_order_relaxed) != Regime::hasard ||
        tirer() % 1'000 >= pour_mille_seme) {
        return false;
    }
    ++nb_faites;
    return true;
}

int erreur_envoi() {
    constexpr std::array erreurs{EINTR, EAGAIN, ENOBUFS};
    return erreurs[tirer() % erreurs.size()];
}

int erreur_reception() {
    constexpr std::array erreurs{EINTR, EAGAIN};
    return erreurs[tirer() % erreurs.size()];
}

std::size_t raccourcir(std::size_t taille) {
    return 1 + tirer() % std::max<std::size_t>(taille, 1);
}

std::string_view nom(Appel appel) {
    constexpr std::array<std::string_view, nb_appels> noms{
        "envoyer",
        "recevoir",
        "accepter",
        "connecter",
        "ouvrir_socket",
        "regler",
        "interroger",
        "veiller",
        "ouvrir_veille",
        "inscrire_veille",
        "ouvrir_evenement",
        "ouvrir_fichier",
        "creer_fil",
        "allouer"};
    return noms.at(static_cast<std::size_t>(appel));
}

namespace {

void commencer(Regime mode) {
    for (auto& compteur : compteurs) {
        compteur = 0;
    }
    nb_faites = 0;
    tirages = 0;
    regime = mode;
}

} // namespace

void Pannes::armer(Panne panne) {
    armee = panne;
    commencer(Regime::une);
}

void Pannes::semer(std::uint64_t graine, unsigned pour_mille) {
    graine_semee = graine;
    pour_mille_seme = pour_mille;
    commencer(Regime::hasard);
}

void Pannes::compter() {
    commencer(Regime::compte);
}

void Pannes::desarmer() {
    regime = Regime::repos;
}

std::array<std::uint64_t, nb_appels> Pannes::appels() {
    std::array<std::uint64_t, nb_appels> appels{};
    std::copy(compteurs.begin(), compteurs.end(), appels.begin());
    return appels;
}

std::uint64_t Pannes::faites() {
    return nb_faites;
}

} // namespace pannes
