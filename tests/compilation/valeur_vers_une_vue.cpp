// Une Valeur ne se lit pas par une vue.
// SPDX-License-Identifier: MIT
// attendu : pas une vue
#include <cconn/cconn.hpp>

#include <string>
#include <string_view>

void essayer(const cconn::Valeur& valeur);

void essayer(const cconn::Valeur& valeur) {
#ifdef INVALIDE
    static_cast<void>(valeur.vers<std::string_view>());
#else
    static_cast<void>(valeur.vers<std::string>());
#endif
}
