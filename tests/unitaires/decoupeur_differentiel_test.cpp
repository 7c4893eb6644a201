// Compare Decoupeur et msgpack-c sur des messages tirés au hasard: même fin, même verdict.
// SPDX-License-Identifier: MIT
#include "outils/chiffres.hpp"
#include "outils/generateur_msgpack.hpp"
#include "outils/vecteurs.hpp"
#include "protocole/decoupeur.hpp"
#include "protocole/entete.hpp"

#include <catch2/catch.hpp>
#include <msgpack.hpp>

#include <algorithm>
#include <string>

namespace cconn::detail {
namespace {

/// Ce que msgpack-c pense du début d'une suite d'octets.
struct Temoignage {
    enum class Verdict { complet, incomplet, invalide } verdict = Verdict::incomplet;
    std::size_t taille = 0;
    std::size_t elements = 0;
    std::size_t profondeur = 0;
};

/// Visiteur de msgpack-c : compte les valeurs et les niveaux. Noms imposés par msgpack-c.
class Compteur final : public msgpack::null_visitor {
public:
    bool visit_nil() { return compter(); }
    bool visit_boolean(bool /*valeur*/) { return compter(); }
    bool visit_positive_integer(std::uint64_t /*valeur*/) { return compter(); }
    bool visit_negative_integer(std::int64_t /*valeur*/) { return compter(); }
    bool visit_float32(float /*valeur*/) { return compter(); }
    bool visit_float64(double /*valeur*/) { return compter(); }
    bool visit_str(const char* /*octets*/, std::uint32_t /*taille*/) { return compter(); }
    bool visit_bin(const char* /*octets*/, std::uint32_t /*taille*/) { return compter(); }
    bool visit_ext(const char* /*octets*/, std::uint32_t /*taille*/) { return compter(); }
    bool start_array(std::uint32_t /*nombre*/) { return ouvrir(); }
    bool end_array() { return fermer(); }
    bool start_map(std::uint32_t /*nombre*/) { return ouvrir(); }
    bool end_map() { return fermer(); }
    void parse_error(std::size_t /*position*/, std::size_t /*position_erreur*/) {
        bilan.verdict = Temoignage::Verdict::invalide;
    }

    Temoignage bilan;

private:
    bool compter() {
        ++bilan.elements;
        return true;
    }
    bool ouvrir() {
        ++niveau_;
        bilan.profondeur = std::max(bilan.profondeur, niveau_);
        return compter();
    }
    bool fermer() {
        --niveau_;
        return true;
    }

    std::size_t niveau_ = 0;
};

Temoignage interroger_msgpack(const outils::Octets& octets) {
    Compteur compteur;
    std::size_t taille = 0;
    const auto* debut = reinterpret_cast<const char*>(octets.data());
    if (msgpack::parse(debut, octets.size(), taille, compteur)) {
        compteur.bilan.verdict = Temoignage::Verdict::complet;
        compteur.bilan.taille = taille;
    }
    return compteur.bilan;
}

std::string decouper(const outils::Octets& octets, const Limites& limites) {
    Decoupeur decoupeur(limites);
    const auto issue = decoupeur.examiner(octets);
    if (const auto* trame = std::get_if<TrameComplete>(&issue)) {
        return "trame " + std::to_string(trame->taille);
    }
    if (const auto* refus = std::get_if<Refus>(&issue)) {
        return std::string(nom_code(refus->code));
    }
    return "incomplet";
}

/// Des limites que les messages tirés, même altérés, n'atteignent pas.
Limites limites_larges() {
    Limites limites;
    limites.taille_message_max = std::size_t{1} << 60U;
    limites.elements_max = std::size_t{1} << 60U;
    limites.profondeur_valeurs_max = 10'000;
    return limites;
}

std::string issue_attendue(const outils::Octets& octets, const Temoignage& temoignage) {
    const bool est_tableau =
        octets.empty() || formes_entete.at(octets.front()).genre == Genre::tableau;
    if (!est_tableau || temoignage.verdict == Temoignage::Verdict::invalide) {
        return "TRAME_INVALIDE";
    }
    return temoignage.verdict == Temoignage::Verdict::complet
               ? "trame " + std::to_string(temoignage.taille)
               : "incomplet";
}

/// Une trame complète passe avec des limites exactement à sa mesure, et aucune de moins.
bool limites_sont_exactes(const outils::Octets& octets, const Temoignage& temoignage) {
    Limites justes;
    justes.taille_message_max = temoignage.taille;
    justes.elements_max = temoignage.elements;
    justes.profondeur_valeurs_max = temoignage.profondeur;
    Limites moins_octets = justes;
    --moins_octets.taille_message_max;
    Limites moins_elements = justes;
    --moins_elements.elements_max;
    Limites moins_profondeur = justes;
    --moins_profondeur.profondeur_valeurs_max;
    return decouper(octets, justes) == "trame " + std::to_string(temoignage.taille) &&
           decouper(octets, moins_octets) == "TRAME_TROP_GRANDE" &&
           decouper(octets, moins_elements) == "TROP_ELEMENTS" &&
           decouper(octets, moins_profondeur) == "TROP_PROFOND";
}

/// Vingt mille messages, ou ce que dit CCONN_MESSAGES.
std::size_t nb_messages() {
    const std::string demandes = outils::variable("CCONN_MESSAGES");
    return demandes.empty() ? 20'000 : std::stoul(demandes);
}

} // namespace

TEST_CASE("Decoupeur : juge comme msgpack-c tout message tire au hasard", "[protocole][trame]") {
    constexpr std::uint64_t graine = 20'241'120;
    outils::GenerateurMsgpack generateur(graine);
    std::size_t nb_complets = 0;
    std::size_t nb_invalides = 0;
    std::size_t nb_incomplets = 0;

    for (std::size_t rang = 0; rang < nb_messages(); ++rang) {
        outils::Octets octets = generateur.tirer_tableau();
        generateur.alterer(octets);
        const Temoignage temoignage = interroger_msgpack(octets);
        const std::string attendue = issue_attendue(octets, temoignage);
        INFO("message " << rang << " : " << outils::vers_hexa(octets));

        const std::string issue = decouper(octets, limites_larges());

        if (issue != attendue) {
            FAIL("découpeur : " << issue << ", msgpack-c : " << attendue);
        }
        if (attendue == "TRAME_INVALIDE") {
            ++nb_invalides;
        } else if (attendue == "incomplet") {
            ++nb_incomplets;
        } else {
            ++nb_complets;
            if (!limites_sont_exactes(octets, temoignage)) {
                FAIL("limites inexactes");
            }
            if (taille_valeur(octets) != temoignage.taille) {
                FAIL("taille_valeur : " << taille_valeur(octets));
            }
        }
    }

    // Le tirage ne prouve quelque chose que s'il visite les trois verdicts.
    CHECK(nb_complets > nb_messages() / 10);
    CHECK(nb_incomplets > nb_messages() / 50);
    CHECK(nb_invalides > nb_messages() / 100);
    outils::publier("messages_de_meme_verdict", nb_complets + nb_incomplets + nb_invalides);
    outils::publier("invalides", nb_invalides);
}

} // namespace cconn::detail
