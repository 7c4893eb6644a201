// SPDX-License-Identifier: MIT
#include "verification.hpp"

#include <cconn/erreur.hpp>

#include <chrono>
#include <string>

namespace cconn::taches::detail {
namespace {

constexpr std::size_t travailleurs_max = 1'024;
constexpr int essais_max = 1'000'000;
constexpr std::size_t taille_type_max = 128;
constexpr std::size_t taille_cle_max = 256;
constexpr std::size_t liste_max = 1'000;
constexpr std::chrono::hours delai_max{24 * 365 * 10};

[[noreturn]] void refuser(const std::string& texte) {
    throw Erreur(CodeErreur::argument_invalide, texte);
}

void exiger(bool condition, const char* quoi) {
    if (!condition) {
        refuser(quoi);
    }
}

} // namespace

void verifier(const OptionsTaches& options) {
    using std::chrono::milliseconds;
    constexpr milliseconds nul{0};
    exiger(
        options.conservation == Conservation::memoire || !options.fichier.empty(),
        "il manque le fichier de la base"
    );
    exiger(!options.prefixe.empty() && options.prefixe.size() <= 64, "prefixe : 1 à 64 octets");
    exiger(
        options.travailleurs >= 1 && options.travailleurs <= travailleurs_max,
        "travailleurs : de 1 à 1024"
    );
    exiger(
        options.essais_max >= 1 && options.essais_max <= essais_max, "essais_max : de 1 à 1000000"
    );
    exiger(
        options.recul_initial >= nul && options.recul_initial <= delai_max,
        "recul_initial : de 0 à dix ans"
    );
    exiger(
        options.recul_max >= nul && options.recul_max <= delai_max, "recul_max : de 0 à dix ans"
    );
    exiger(options.bail > nul && options.bail <= delai_max, "bail : plus de 0, dix ans au plus");
    exiger(
        options.delai_verrou >= nul && options.delai_verrou <= std::chrono::hours{1},
        "delai_verrou : de 0 à une heure"
    );
    exiger(
        options.delai_extinction >= nul && options.delai_extinction <= delai_max,
        "delai_extinction : de 0 à dix ans"
    );
    exiger(
        !options.duree_resultats ||
            (*options.duree_resultats > nul && *options.duree_resultats <= delai_max),
        "duree_resultats : plus de 0, dix ans au plus"
    );
}

void verifier(const FiltreTaches& filtre) {
    exiger(filtre.limite >= 1 && filtre.limite <= liste_max, "limite d'une liste : de 1 à 1000");
}

void verifier_type(std::string_view type) {
    exiger(!type.empty() && type.size() <= taille_type_max, "type de tâche : 1 à 128 octets");
    exiger(cconn::detail::texte_valide(type), "type de tâche : de l'UTF-8");
}

Soumission verifier(Soumission soumission, const OptionsTaches& options) {
    if (soumission.cle.size() > taille_cle_max) {
        refuser(
            "clé de " + std::to_string(soumission.cle.size()) + " octets, limite " +
            std::to_string(taille_cle_max)
        );
    }
    exiger(cconn::detail::texte_valide(soumission.cle), "clé : de l'UTF-8");
    if (soumission.delai < std::chrono::milliseconds{0} || soumission.delai > delai_max) {
        refuser("délai d'une tâche : de 0 à dix ans");
    }
    if (soumission.donnees.size() > options.taille_tache_max) {
        throw Erreur(
            CodeErreur::trame_trop_grande,
            "tâche de " + std::to_string(soumission.donnees.size()) + " octets, limite " +
                std::to_string(options.taille_tache_max)
        );
    }
    return soumission;
}

} // namespace cconn::taches::detail
