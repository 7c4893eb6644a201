// Statistiques: les durées rangées, et le texte que lit Prometheus.
// SPDX-License-Identifier: MIT
#include <cconn/statistiques.hpp>

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

namespace cconn {

namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

/// Le rang de la plus petite tranche dont la borne n'est pas moindre que cette durée.
std::size_t rang_de(nanoseconds duree) noexcept {
    const auto micros = std::chrono::ceil<microseconds>(duree).count();
    if (micros <= 1) {
        return 0;
    }
    const auto rang = std::bit_width(static_cast<std::uint64_t>(micros) - 1);
    return std::min<std::size_t>(static_cast<std::size_t>(rang), Histogramme::nb_tranches - 1);
}

} // namespace

void Histogramme::noter(nanoseconds duree) noexcept {
    ++tranches.at(rang_de(duree));
    ++nombre;
    somme += duree;
}

void Histogramme::ajouter(const Histogramme& autre) noexcept {
    for (std::size_t rang = 0; rang < nb_tranches; ++rang) {
        tranches.at(rang) += autre.tranches.at(rang);
    }
    nombre += autre.nombre;
    somme += autre.somme;
}

microseconds Histogramme::quantile(double part) const noexcept {
    if (nombre == 0) {
        return microseconds{0};
    }
    const double seuil = std::clamp(part, 0.0, 1.0) * static_cast<double>(nombre);
    std::uint64_t cumul = 0;
    std::size_t rang = 0;
    while (rang < nb_tranches - 2) {
        cumul += tranches.at(rang);
        if (static_cast<double>(cumul) >= seuil && cumul > 0) {
            break;
        }
        ++rang;
    }
    return borne(rang);
}

namespace {

/// Une étiquette et sa valeur ; la valeur est échappée comme le format le demande.
struct Etiquette {
    std::string_view nom;
    std::string_view valeur;
};

std::string nombre(double valeur) {
    std::string texte = std::to_string(valeur); // six décimales : la microseconde
    texte.erase(texte.find_last_not_of('0') + 1);
    if (texte.back() == '.') {
        texte.pop_back();
    }
    return texte;
}

/// Écrit des familles de mesures, l'une après l'autre.
class Redacteur final {
public:
    void famille(std::string_view nom, std::string_view genre, std::string_view aide) {
        nom_ = "cconn_" + std::string(nom);
        texte_ += "# HELP " + nom_ + " " + std::string(aide) + "\n";
        texte_ += "# TYPE " + nom_ + " " + std::string(genre) + "\n";
    }

    void ligne(std::string_view valeur, Etiquette une = {}, Etiquette deux = {}) {
        ligne_de("", valeur, une, deux);
    }
    void ligne(std::uint64_t valeur, Etiquette une = {}) { ligne(std::to_string(valeur), une); }

    void seule(
        std::string_view nom, std::string_view genre, std::string_view aide, std::uint64_t valeur
    ) {
        famille(nom, genre, aide);
        ligne(valeur);
    }

    /// Les tranches se cumulent ; `+Inf` les contient toutes.
    void histogramme(const Histogramme& durees, Etiquette etiquette) {
        std::uint64_t cumul = 0;
        for (std::size_t rang = 0; rang + 1 < Histogramme::nb_tranches; ++rang) {
            cumul += durees.tranches.at(rang);
            const std::chrono::duration<double> borne = Histogramme::borne(rang);
            ligne_de("_bucket", std::to_string(cumul), etiquette, {"le", nombre(borne.count())});
        }
        const std::string total = std::to_string(durees.nombre);
        ligne_de("_bucket", total, etiquette, {"le", "+Inf"});
        const std::chrono::duration<double> somme = durees.somme;
        ligne_de("_sum", nombre(somme.count()), etiquette, {});
        ligne_de("_count", total, etiquette, {});
    }

    [[nodiscard]] std::string texte() && { return std::move(texte_); }

private:
    void
    ligne_de(std::string_view suffixe, std::string_view valeur, Etiquette une, Etiquette deux) {
        texte_ += nom_;
        texte_ += suffixe;
        if (!une.nom.empty()) {
            texte_ += '{';
            etiqueter(une);
            if (!deux.nom.empty()) {
                texte_ += ',';
                etiqueter(deux);
            }
            texte_ += '}';
        }
        texte_ += ' ';
        texte_ += valeur;
        texte_ += '\n';
    }

    void etiqueter(Etiquette etiquette) {
        texte_ += etiquette.nom;
        texte_ += "=\"";
        for (const char lettre : etiquette.valeur) {
            if (lettre == '\n') {
                texte_ += "\\n";
                continue;
            }
            if (lettre == '"' || lettre == '\\') {
                texte_ += '\\';
            }
            texte_ += lettre;
        }
        texte_ += '"';
    }

    std::string nom_;
    std::string texte_;
};

constexpr std::string_view compteur = "counter";
constexpr std::string_view jauge = "gauge";

void ecrire_connexions(Redacteur& texte, const Statistiques& de) {
    texte.seule(
        "connexions_etablies_total", compteur, "Connexions acceptées.", de.connexions_etablies
    );
    texte.seule("connexions_ouvertes", jauge, "Connexions vivantes.", de.connexions_ouvertes);
    texte.famille("connexions_finies_total", compteur, "Connexions finies, par cause.");
    for (const auto& [cause, combien] : de.connexions_finies) {
        texte.ligne(combien, {"cause", nom_cause(cause)});
    }
    texte.famille("connexions_refusees_total", compteur, "Connexions refusées, par code.");
    for (const auto& [code, combien] : de.connexions_refusees) {
        texte.ligne(combien, {"code", nom_code(code)});
    }
}

void ecrire_trafic(Redacteur& texte, const Statistiques& de) {
    texte.seule("messages_recus_total", compteur, "Messages reçus.", de.recus.messages);
    texte.seule("octets_recus_total", compteur, "Octets reçus.", de.recus.octets);
    texte.seule("messages_envoyes_total", compteur, "Messages envoyés.", de.envoyes.messages);
    texte.seule("octets_envoyes_total", compteur, "Octets envoyés.", de.envoyes.octets);
}

void ecrire_commandes(Redacteur& texte, const Statistiques& de) {
    texte.famille("commandes_executees_total", compteur, "Exécutions, par commande.");
    for (const auto& commande : de.commandes) {
        texte.ligne(commande.executions, {"commande", commande.nom});
    }
    texte.famille("commandes_en_erreur_total", compteur, "Exécutions en erreur, par commande.");
    for (const auto& commande : de.commandes) {
        texte.ligne(commande.erreurs, {"commande", commande.nom});
    }
    texte.famille(
        "commande_duree_secondes", "histogram", "Durée d'exécution, d'une partie des exécutions."
    );
    for (const auto& commande : de.commandes) {
        texte.histogramme(commande.durees, {"commande", commande.nom});
    }
    texte.seule(
        "commandes_inconnues_total", compteur, "Commandes inconnues.", de.commandes_inconnues
    );
    texte.famille("commandes_refusees_total", compteur, "Commandes non exécutées, par code.");
    for (const auto& [code, combien] : de.commandes_refusees) {
        texte.ligne(combien, {"code", nom_code(code)});
    }
    texte.seule(
        "reponses_orphelines_total",
        compteur,
        "Reponses que plus personne n'attend.",
        de.reponses_orphelines
    );
    texte.seule("envois_perdus_total", compteur, "Envois sans reponse perdus.", de.envois_perdus);
}

void ecrire_files(Redacteur& texte, const Statistiques& de) {
    texte.seule("octets_en_attente", jauge, "Octets à envoyer.", de.octets_en_attente);
    texte.seule("messages_en_attente", jauge, "Messages à envoyer.", de.messages_en_attente);
    texte.seule("commandes_en_attente", jauge, "Commandes à exécuter.", de.commandes_en_attente);
    texte.seule("appels_en_cours", jauge, "Appels sans reponse.", de.appels_en_cours);
    texte.seule("reponses_dues", jauge, "Requêtes sans reponse.", de.reponses_dues);
}

} // namespace

std::string texte_prometheus(const Statistiques& statistiques) {
    Redacteur texte;
    ecrire_connexions(texte, statistiques);
    ecrire_trafic(texte, statistiques);
    ecrire_commandes(texte, statistiques);
    ecrire_files(texte, statistiques);
    return std::move(texte).texte();
}

} // namespace cconn
