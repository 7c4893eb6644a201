// Canal: des lignes de journal, d'un processus au journal de celui qui a lancé les ouvriers.
// SPDX-License-Identifier: MIT
#include "canal.hpp"

#include <array>
#include <cstddef>
#include <exception>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace cconn::ouvriers {

namespace {

/// Plus qu'une ligne de journal de cconn, de 1 024 octets, et son auteur.
constexpr std::size_t taille_max = 2'048;

} // namespace

Canal::Canal(int socket, std::string auteur) : socket_(socket), auteur_(std::move(auteur)) {}

void Canal::ecrire(NiveauJournal niveau, std::string_view texte) const noexcept {
    try {
        std::string ligne = auteur_ + " : ";
        ligne.append(texte);
        if (socket_ < 0) {
            ecrire_sortie_erreur(niveau, ligne);
            return;
        }
        ligne.resize(std::min(ligne.size(), taille_max - 1));
        ligne.insert(ligne.begin(), static_cast<char>(niveau));
        ::send(socket_, ligne.data(), ligne.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    } catch (const std::exception&) {
        return; // plus de mémoire : une ligne perdue ne coûte pas l'ouvrier
    }
}

FonctionJournal Canal::fonction() const {
    if (socket_ < 0) {
        return {};
    }
    return [canal = *this](NiveauJournal niveau, std::string_view texte) {
        canal.ecrire(niveau, texte);
    };
}

std::optional<Ligne> recevoir_ligne(int socket) {
    std::array<char, taille_max> place{};
    const ssize_t recus = ::recv(socket, place.data(), place.size(), MSG_DONTWAIT);
    if (recus < 1) {
        return std::nullopt;
    }
    return Ligne{
        static_cast<NiveauJournal>(place[0]),
        std::string(place.data() + 1, static_cast<std::size_t>(recus) - 1)};
}

void ecrire_sortie_erreur(NiveauJournal niveau, std::string_view texte) {
    if (niveau < NiveauJournal::avertissement) {
        return;
    }
    std::string ligne =
        niveau == NiveauJournal::erreur ? "cconn : erreur : " : "cconn : avertissement : ";
    ligne.append(texte).push_back('\n');
    // Pas par stdio, dont un fil de l'hôte tenait peut-être le verrou quand ce processus est né.
    static_cast<void>(::write(STDERR_FILENO, ligne.data(), ligne.size()) < 0);
}

} // namespace cconn::ouvriers
