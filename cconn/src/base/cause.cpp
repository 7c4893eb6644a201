// Cause: les causes de fin, en français.
// SPDX-License-Identifier: MIT
#include <cconn/cause.hpp>

namespace cconn {

std::string_view texte(Cause cause) noexcept {
    switch (cause) {
    case Cause::pair_parti:
        return "le pair est parti";
    case Cause::connexion_rompue:
        return "la connexion est rompue";
    case Cause::fermeture:
        return "fermée de ce côté";
    case Cause::extinction:
        return "extinction de ce côté";
    case Cause::congedie:
        return "le pair a congédié ce client";
    case Cause::client_lent:
        return "le pair ne lit pas assez vite";
    case Cause::limite_passee:
        return "le pair a passé une limite";
    case Cause::flux_indechiffrable:
        return "le pair envoie des octets indéchiffrables";
    case Cause::refusee:
        return "client refusé";
    case Cause::chiffrement_refuse:
        return "le chiffrement est refusé";
    case Cause::pair_muet:
        return "le pair ne donne plus signe de vie";
    case Cause::inactivite:
        return "connexion inactive";
    case Cause::non_authentifie:
        return "le pair ne s'est pas authentifié";
    case Cause::debit_depasse:
        return "le pair a dépassé ses quotas";
    case Cause::memoire_pleine:
        return "la mémoire permise était prise";
    }
    return "cause inconnue";
}

std::string_view nom_cause(Cause cause) noexcept {
    switch (cause) {
    case Cause::pair_parti:
        return "pair_parti";
    case Cause::connexion_rompue:
        return "connexion_rompue";
    case Cause::fermeture:
        return "fermeture";
    case Cause::extinction:
        return "extinction";
    case Cause::congedie:
        return "congedie";
    case Cause::client_lent:
        return "client_lent";
    case Cause::limite_passee:
        return "limite_passee";
    case Cause::flux_indechiffrable:
        return "flux_indechiffrable";
    case Cause::refusee:
        return "refusee";
    case Cause::chiffrement_refuse:
        return "chiffrement_refuse";
    case Cause::pair_muet:
        return "pair_muet";
    case Cause::inactivite:
        return "inactivite";
    case Cause::non_authentifie:
        return "non_authentifie";
    case Cause::debit_depasse:
        return "debit_depasse";
    case Cause::memoire_pleine:
        return "memoire_pleine";
    }
    return "inconnue";
}

} // namespace cconn
