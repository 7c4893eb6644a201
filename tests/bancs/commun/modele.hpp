// Modele: le message du banc, numéroté à l'envoi, vérifié octet par octet à l'arrivée.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace banc {

/// Une réponse ou une livraison qui n'est pas celle attendue : la mesure ne vaut rien.
class Faux : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Un message de taille fixe, en ASCII : son numéro sur 8 caractères, puis un motif qui ne change pas.
class Modele {
public:
    static constexpr std::size_t taille_numero = 8;

    explicit Modele(std::size_t taille) : octets_(taille, 'c') {
        if (taille < taille_numero) {
            throw std::invalid_argument("un message du banc a au moins 8 octets");
        }
        for (std::size_t rang = taille_numero; rang < taille; ++rang) {
            octets_[rang] = static_cast<char>('a' + rang % 26);
        }
    }

    /// Le message de ce numéro ; la vue vaut jusqu'au prochain appel.
    std::string_view numeroter(std::uint64_t numero) {
        ecrire(octets_.data(), numero);
        return octets_;
    }

    /// @throws Faux si ce n'est pas, octet pour octet, le message de ce numéro.
    void exiger(std::string_view recu, std::uint64_t numero) const {
        char attendu[taille_numero];
        ecrire(attendu, numero);
        const bool juste = recu.size() == octets_.size() &&
                           std::memcmp(recu.data(), attendu, taille_numero) == 0 &&
                           std::memcmp(
                               recu.data() + taille_numero,
                               octets_.data() + taille_numero,
                               octets_.size() - taille_numero
                           ) == 0;
        if (!juste) {
            throw Faux(
                "message " + std::to_string(numero) + " attendu, reçu « " +
                std::string(recu.substr(0, taille_numero)) + " » de " +
                std::to_string(recu.size()) + " octets"
            );
        }
    }

    /// Ce que répond `mesurer` : la taille et un échantillon du contenu, sans relire un mébioctet.
    static std::uint64_t somme(std::string_view recu) {
        std::uint64_t resultat = recu.size();
        for (std::size_t rang = 0; rang < recu.size(); rang += 4093) {
            resultat = resultat * 31 + static_cast<unsigned char>(recu[rang]);
        }
        return recu.empty() ? resultat : resultat * 31 + static_cast<unsigned char>(recu.back());
    }

private:
    /// Six bits par caractère, tous imprimables.
    static void ecrire(char* place, std::uint64_t numero) {
        for (std::size_t rang = 0; rang < taille_numero; ++rang) {
            place[rang] = static_cast<char>('0' + (numero & 63));
            numero >>= 6;
        }
    }

    std::string octets_;
};

} // namespace banc
