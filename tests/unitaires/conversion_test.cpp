// Tests de Conversion: ce qui est accepté du pair pour chaque type C++, et ce qui est refusé.
// SPDX-License-Identifier: MIT
#include <cconn/valeur.hpp>

#include "outils/vecteurs.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <complex>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

enum class Humeur { calme, vive };
MSGPACK_ADD_ENUM(Humeur)

namespace cconn::detail {
namespace {

using outils::depuis_hexa;
using std::chrono::system_clock;

enum class Couleur : std::uint8_t { rouge, vert };

struct Vecteur3 {
    double x = 0;
    double y = 0;
    double z = 0;
    MSGPACK_DEFINE(x, y, z)
};

struct Tout {
    int entier = 1;
    std::string texte = "t";
    std::vector<Vecteur3> points;
    Couleur couleur = Couleur::rouge;
    Humeur humeur = Humeur::calme;
    system_clock::time_point instant;
    std::chrono::milliseconds duree{};
    Valeur libre;
    int tableau[3] = {7, 8, 9};
    char nom[4] = {};
    std::optional<int> peut_etre;
    MSGPACK_DEFINE_MAP(
        entier, texte, points, couleur, humeur, instant, duree, libre, tableau, nom, peut_etre
    )
};

struct Suivi {
    int a = 0;
    std::optional<int> b;
    MSGPACK_DEFINE(a, b)
};

struct Arbuste {
    std::vector<Arbuste> branches;
    MSGPACK_DEFINE(branches)
};

/// Écrite à la main : se vérifie elle-même.
struct Age {
    int ans = 0;
    template<class Emballeur>
    void msgpack_pack(Emballeur& emballeur) const {
        emballeur.pack(ans);
    }
    void msgpack_unpack(const msgpack::object& objet) {
        ans = objet.as<int>();
        if (ans < 0) {
            throw std::invalid_argument("un âge n'est pas négatif");
        }
    }
    template<class Objet>
    void msgpack_object(Objet* objet, msgpack::zone& zone) const {
        *objet = msgpack::object(ans, zone);
    }
};

/// Écrite à la main avec les mêmes outils que la macro, dont un tableau C et une vérification.
struct Triplet {
    int valeurs[3] = {};
    template<class Emballeur>
    void msgpack_pack(Emballeur& emballeur) const {
        emballeur.pack_array(1);
        emballeur.pack(valeurs);
    }
    void msgpack_unpack(const msgpack::object& objet) {
        msgpack::type::make_define_array(valeurs).msgpack_unpack(objet);
    }
};

struct Etranger {
    int n = 0;
};

template<class T>
struct Lecture {
    T valeur{};
    std::string ecart;
};

template<class T>
Lecture<T> lire(const outils::Octets& octets) {
    Lecture<T> lecture;
    Lecteur lecteur(octets);
    if (!Forme<T>::lire(lecteur, lecture.valeur)) {
        lecture.ecart = lecteur.ecart();
        CHECK_FALSE(lecture.ecart.empty());
    }
    return lecture;
}

template<class T>
Lecture<T> lire(const std::string& hexa) {
    return lire<T>(depuis_hexa(hexa));
}

template<class T>
bool accepte(const std::string& hexa, const T& attendu) {
    const auto lecture = lire<T>(hexa);
    return lecture.ecart.empty() && lecture.valeur == attendu;
}

template<class T>
std::string refus(const std::string& hexa) {
    return lire<T>(hexa).ecart;
}

/// Passe par msgpack et revient.
template<class T>
Lecture<T> aller_retour(const T& valeur) {
    Tampon tampon;
    Forme<T>::ecrire(tampon, valeur);
    return lire<T>(outils::Octets(tampon.octets().begin(), tampon.octets().end()));
}

std::string hexa_flottant(double valeur) {
    Tampon tampon;
    ecrire_double(tampon, valeur);
    return outils::vers_hexa(tampon.octets());
}

} // namespace
} // namespace cconn::detail

namespace msgpack {
MSGPACK_API_VERSION_NAMESPACE(MSGPACK_DEFAULT_API_NS) {
namespace adaptor {
template<>
struct convert<cconn::detail::Etranger> {
    const msgpack::object& operator()(const msgpack::object& o, cconn::detail::Etranger& v) const {
        v.n = o.as<int>();
        return o;
    }
};
template<>
struct pack<cconn::detail::Etranger> {
    template<class Flux>
    msgpack::packer<Flux>& operator()(msgpack::packer<Flux>& o, const cconn::detail::Etranger& v) const {
        return o.pack(v.n);
    }
};
} // namespace adaptor
} // MSGPACK_API_VERSION_NAMESPACE(MSGPACK_DEFAULT_API_NS)
} // namespace msgpack

namespace cconn::detail {

TEST_CASE("Conversion : un entier s'accepte dans tout codage, s'il tient", "[typage]") {
    for (const char* cinq : {"05", "cc05", "cd0005", "ce00000005", "cf0000000000000005", "d005",
                             "d10005", "d200000005", "d30000000000000005", "cb4014000000000000",
                             "ca40a00000"}) {
        CHECK(accepte<int>(cinq, 5));
        CHECK(accepte<std::uint8_t>(cinq, 5));
        CHECK(accepte<std::uint64_t>(cinq, 5));
    }
    CHECK(accepte<std::int8_t>("d080", -128));
    CHECK(accepte<std::uint64_t>("cfffffffffffffffff", std::numeric_limits<std::uint64_t>::max()));
    CHECK(accepte<int>(hexa_flottant(-0.0), 0));
    CHECK(accepte<std::uint32_t>(hexa_flottant(4294967295.0), 4294967295));
    CHECK(accepte<std::int64_t>(hexa_flottant(-9223372036854775808.0), std::numeric_limits<std::int64_t>::min()));
}

TEST_CASE("Conversion : un entier n'est jamais tronqué", "[typage]") {
    CHECK(refus<std::uint8_t>("cd0100") == "entier de 0 à 255 attendu, entier 256 reçu");
    CHECK(refus<std::uint8_t>("ff") == "entier de 0 à 255 attendu, entier -1 reçu");
    CHECK(refus<std::int8_t>("cc80") == "entier de -128 à 127 attendu, entier 128 reçu");
    CHECK(refus<std::int64_t>("cf8000000000000000").find("entier 9223372036854775808 reçu") != std::string::npos);
    CHECK(refus<int>(hexa_flottant(2.5)).find("nombre 2.5 reçu") != std::string::npos);
    CHECK(refus<int>(hexa_flottant(2147483648.0)).find("nombre 2147483648 reçu") != std::string::npos);
    CHECK(refus<std::uint64_t>(hexa_flottant(18446744073709551616.0)).find("reçu") != std::string::npos);
    CHECK(refus<std::uint64_t>(hexa_flottant(-1)).find("reçu") != std::string::npos);
    CHECK(refus<std::int64_t>(hexa_flottant(9223372036854775808.0)).find("reçu") != std::string::npos);
    CHECK(refus<int>(hexa_flottant(std::numeric_limits<double>::quiet_NaN())).find("nombre nan reçu") != std::string::npos);
    CHECK(refus<int>(hexa_flottant(std::numeric_limits<double>::infinity())).find("nombre inf reçu") != std::string::npos);
    CHECK(refus<int>(hexa_flottant(1e300)).find("nombre 1e+300 reçu") != std::string::npos);
}

TEST_CASE("Conversion : booléens et entiers ne se mêlent pas", "[typage]") {
    CHECK(accepte<bool>("c3", true));
    CHECK(accepte<bool>("c2", false));
    CHECK(refus<bool>("01") == "booléen attendu, entier 1 reçu");
    CHECK(refus<int>("c3").find("booléen vrai reçu") != std::string::npos);
    CHECK(refus<double>("c2") == "nombre attendu, booléen faux reçu");
}

TEST_CASE("Conversion : un nombre accepte les entiers, dans l'étendue", "[typage]") {
    CHECK(accepte<double>("05", 5.0));
    CHECK(accepte<double>("ff", -1.0));
    CHECK(accepte<double>("ca3fc00000", 1.5));
    CHECK(accepte<float>(hexa_flottant(0.5), 0.5F));
    CHECK(accepte<float>(hexa_flottant(std::numeric_limits<double>::infinity()), std::numeric_limits<float>::infinity()));
    CHECK(refus<float>(hexa_flottant(1e300)) == "nombre sur 32 bits attendu, nombre 1e+300 reçu");
    CHECK(refus<double>("a131") == "nombre attendu, texte « 1 » reçu");
}

TEST_CASE("Conversion : un texte est de l'UTF-8, en str ou en bin", "[typage]") {
    CHECK(accepte<std::string>("a3c3a974", "ét"));
    CHECK(accepte<std::string>("c403c3a974", "ét"));
    CHECK(accepte<std::string>("a0", ""));
    CHECK(refus<std::string>("a1ff") == "texte UTF-8 attendu, texte « \\xff » reçu");
    CHECK(refus<std::string>("c403edb080") == "texte UTF-8 attendu, 3 octets reçus");
    CHECK(refus<std::string>("c0") == "texte attendu, nil reçu");
}

TEST_CASE("Conversion : des octets s'acceptent en bin ou en str", "[typage]") {
    CHECK(accepte<Octets>("c402ff00", {0xFF, 0}));
    CHECK(accepte<Octets>("a2ff00", {0xFF, 0}));
    CHECK(accepte<std::vector<char>>("c40161", {'a'}));
    CHECK(accepte<std::vector<std::byte>>("c400", {}));
    CHECK(accepte<std::array<std::uint8_t, 2>>("c4020102", {1, 2}));
    CHECK(refus<std::array<std::uint8_t, 2>>("c40101") == "2 octets attendus, 1 octet reçu");
    CHECK(refus<Octets>("9101") == "octets attendus, liste de 1 élément reçue");
}

TEST_CASE("Conversion : énumérations, avec ou sans MSGPACK_ADD_ENUM", "[typage]") {
    CHECK(accepte<Couleur>("01", Couleur::vert));
    CHECK(accepte<Couleur>(hexa_flottant(1), Couleur::vert));
    CHECK(refus<Couleur>("cd0100") == "entier de 0 à 255 attendu, entier 256 reçu");
    CHECK(accepte<Humeur>("01", Humeur::vive));
    CHECK(accepte<Humeur>(hexa_flottant(1), Humeur::vive));
    CHECK(refus<Humeur>("a161").find("entier de") == 0);
    CHECK(refus<Humeur>("cf0000000100000000").find("entier 4294967296 reçu") != std::string::npos);
}

TEST_CASE("Conversion : un instant est une extension -1 valide", "[typage]") {
    using std::chrono::seconds;
    using Secondes = std::chrono::sys_seconds;
    CHECK(accepte("d6ff00000001", system_clock::time_point(seconds(1))));
    CHECK(accepte("d7ff0000001400000001", system_clock::time_point(std::chrono::nanoseconds(1'000'000'005))));
    CHECK(accepte("c70cff3b9ac9ffffffffffffffffff", system_clock::time_point(std::chrono::nanoseconds(-1))));
    CHECK(accepte("c70cff3b9ac9ffffffffffffffffff", Secondes(seconds(-1))));
    for (const char* hexa : {
             "01",                             // entier
             "d6fe00000001",                   // extension -2
             "d4ff00",                         // 1 octet
             "d8ff*1 00*16",                   // 16 octets
             "c700ff",                         // 0 octet
             "d7ff ee6b280000000000",          // 10^9 nanosecondes
             "c70cff3b9aca000000000000000000", // 10^9 nanosecondes
             "c70cff000000007fffffffffffffff", // au-delà de ce que tient l'horloge
             "c70cff000000008000000000000000",
         }) {
        CHECK(refus<system_clock::time_point>(hexa).find("instant attendu, ") == 0);
    }
    CHECK(refus<Secondes>("c70cff000000007fffffffffffffff").find("instant attendu") == 0);
    CHECK(accepte("05", std::chrono::milliseconds(5)));
}

TEST_CASE("Conversion : listes, tables et n-uplets ont leur taille exacte", "[typage]") {
    CHECK(accepte<std::vector<int>>("920102", {1, 2}));
    CHECK(accepte<std::vector<bool>>("92c3c2", {true, false}));
    CHECK(accepte<std::set<int>>("93020102", {1, 2}));
    CHECK(accepte<std::map<std::string, int>>("82a16101a16102", {{"a", 2}}));
    CHECK(accepte<std::tuple<int, std::string>>("9201a161", {1, "a"}));
    CHECK(accepte<std::pair<int, int>>("920102", {1, 2}));
    CHECK(accepte<std::optional<int>>("c0", std::nullopt));
    CHECK(accepte<std::optional<int>>("05", 5));
    CHECK(*lire<std::unique_ptr<int>>("05").valeur == 5);
    CHECK(accepte<std::variant<int, std::string>>("a161", "a"));
    CHECK(accepte<std::variant<std::monostate, double>>("c0", {}));
    CHECK(accepte<std::wstring>("9161", L"a"));
    CHECK(accepte<std::complex<double>>("92 02 cb3ff8000000000000", {2, 1.5}));

    CHECK(refus<std::tuple<int, int>>("9101") == "liste de 2 éléments attendue, liste de 1 élément reçue");
    CHECK(refus<std::tuple<int, int>>("93010203").find("liste de 3 éléments reçue") != std::string::npos);
    CHECK(refus<std::pair<int, int>>("90").find("liste de 2 éléments attendue") == 0);
    CHECK(refus<std::array<int, 2>>("90").find("liste de 2 éléments attendue") == 0);
    CHECK(refus<std::array<std::string, 2>>("93a0a0a0").find("liste de 2 éléments attendue") == 0);
    CHECK(refus<std::vector<int>>("81a16101") == "liste attendue, table de 1 paire reçue");
    CHECK(refus<std::vector<std::vector<int>>>("92 9101 92 02 a161") == "élément 2, élément 2 : entier de -2147483648 à 2147483647 attendu, texte « a » reçu");
    CHECK(refus<std::variant<bool, std::string>>("05") == "booléen ou texte attendu, entier 5 reçu");
    CHECK(refus<std::wstring>("a161") == "structure attendue, texte « a » reçu");
}

TEST_CASE("Conversion : une structure se remplit avec les règles de cconn", "[typage]") {
    const auto lu = lire<Tout>("86 a6656e74696572 cb4008000000000000 a6706f696e7473 91 93010203 "
                               "a7636f756c657572 01 a668756d657572 01 a36e6f6d a26162 a7696e7374616e74 d6ff00000001");

    CHECK(lu.ecart.empty());
    CHECK(lu.valeur.entier == 3);
    CHECK(lu.valeur.texte == "t");
    CHECK(lu.valeur.points.at(0).z == 3);
    CHECK(lu.valeur.couleur == Couleur::vert);
    CHECK(lu.valeur.humeur == Humeur::vive);
    CHECK(std::string(lu.valeur.nom) == "ab");
    CHECK(lu.valeur.tableau[2] == 9);
    CHECK(aller_retour(lu.valeur).ecart.empty());
}

TEST_CASE("Conversion : une structure dit quel champ ne convient pas", "[typage]") {
    CHECK(refus<Tout>("81 a6706f696e7473 91 920102") == "champ « points », élément 1 : liste de 3 éléments attendue, liste de 2 éléments reçue");
    CHECK(refus<Tout>("81 a7636f756c657572 cd0100") == "champ « couleur » : entier de 0 à 255 attendu, entier 256 reçu");
    CHECK(refus<Tout>("81 a77461626c656175 90").find("champ « tableau » : liste de 3 éléments attendue") == 0);
    CHECK(refus<Tout>("81 a36e6f6d a56162636465").find("champ « nom » : texte de 4 octets au plus attendu") == 0);
    CHECK(refus<Tout>("81 a3787878 01").find("nom « xxx » inconnu ; noms acceptés : entier, texte, points") == 0);
    CHECK(refus<Tout>("81 01 01") == "nom : texte attendu, entier 1 reçu");
    CHECK(refus<Tout>("90") == "table attendue, liste de 0 élément reçue");
    CHECK(refus<Vecteur3>("80") == "liste de 3 éléments attendue, table de 0 paire reçue");
    CHECK(refus<Vecteur3>("93 01 c3 03") == "élément 2 : nombre attendu, booléen vrai reçu");
}

TEST_CASE("Conversion : un optionnel final d'une structure peut manquer", "[typage]") {
    CHECK(lire<Suivi>("9101").valeur.a == 1);
    CHECK(lire<Suivi>("920102").valeur.b == 2);
    CHECK(refus<Suivi>("90") == "liste de 2 éléments attendue, liste de 0 élément reçue");
    CHECK(refus<Suivi>("93010203").find("liste de 2 éléments attendue") == 0);
}

TEST_CASE("Conversion : une fonction de lecture écrite à la main est respectée", "[typage]") {
    CHECK(lire<Age>("05").valeur.ans == 5);
    CHECK(lire<Age>(hexa_flottant(5)).valeur.ans == 5);
    CHECK(refus<Age>("ff") == "un âge n'est pas négatif");
    CHECK(refus<Age>("a161") == "structure attendue, texte « a » reçu");
    CHECK(lire<Triplet>("91 93010203").valeur.valeurs[2] == 3);
    CHECK(refus<Triplet>("91 90") == "structure attendue, liste de 1 élément reçue");
    CHECK(lire<Etranger>("07").valeur.n == 7);
    CHECK(refus<std::vector<Etranger>>("92 01 a161") == "élément 2 : structure attendue, texte « a » reçu");
    CHECK(aller_retour(std::vector{Etranger{4}}).valeur.at(0).n == 4);
}

TEST_CASE("Conversion : une profondeur sans fin est refusée", "[typage]") {
    CHECK(lire<Arbuste>("9190").ecart.empty());
    CHECK(refus<Arbuste>("91*2000 90").find("valeurs imbriquées au-delà de 512 niveaux") != std::string::npos);
    CHECK(refus<Valeur>("91*2000 90").find("valeurs imbriquées au-delà de 512 niveaux") != std::string::npos);
}

TEST_CASE("Conversion : des clés choisies pour se heurter coûtent peu", "[typage]") {
    using Table = std::unordered_map<std::int64_t, int>;
    Table temoin;
    temoin.reserve(65'536 / sizeof(Table::value_type) + 1);
    // Multiples de toutes les tailles que prendra la table : aucune ne les disperse.
    std::int64_t pas = 1;
    std::vector<std::int64_t> tailles;
    for (int i = 0; i < 3; ++i) {
        tailles.push_back(static_cast<std::int64_t>(temoin.bucket_count()));
        temoin.rehash(temoin.bucket_count() * 2);
    }
    for (const std::int64_t taille : tailles) {
        pas *= taille;
    }
    Tampon tampon;
    ecrire_table(tampon, 65'536);
    for (std::int64_t i = 0; i < 65'536; ++i) {
        ecrire_entier(tampon, i * pas);
        ecrire_nil(tampon);
    }
    Tampon hostile;
    ecrire_tableau(hostile, 1'000);
    for (std::int64_t i = 0; i < 1'000; ++i) {
        ecrire_entier(hostile, 7);
    }

    const auto debut = std::chrono::steady_clock::now();
    Lecteur lecteur(tampon.octets());
    std::unordered_map<std::int64_t, std::nullptr_t> lue;
    static_cast<void>(Forme<std::unordered_map<std::int64_t, std::nullptr_t>>::lire(lecteur, lue));
    CHECK(std::chrono::steady_clock::now() - debut < std::chrono::milliseconds(500));

    // Une même clé répétée n'est pas une collision.
    Lecteur repetee(hostile.octets());
    std::unordered_set<std::int64_t> ensemble;
    CHECK(Forme<std::unordered_set<std::int64_t>>::lire(repetee, ensemble));
    CHECK(ensemble.size() == 1);
}

namespace {

/// Un hachage que rien ne disperse.
struct HachageConstant {
    std::size_t operator()(std::int64_t /*cle*/) const { return 42; }
};

/// Lit comme chacun de ces types ; seul un plantage serait une faute.
template<class... T>
void lire_tous(const outils::Octets& octets) {
    (static_cast<void>(lire<T>(octets)), ...);
}

void lire_toutes_formes(const outils::Octets& octets) {
    lire_tous<bool, int, std::uint64_t, float, double, std::string, std::string_view, Octets>(octets);
    lire_tous<std::vector<int>, std::set<std::string>, std::unordered_set<int>>(octets);
    lire_tous<std::map<std::string, double>, std::unordered_map<int, Valeur>>(octets);
    lire_tous<std::tuple<int, std::string, bool>, std::array<std::string, 3>>(octets);
    lire_tous<std::pair<int, int>, std::optional<int>, std::variant<int, std::string, Valeur>>(octets);
    lire_tous<Couleur, Humeur, system_clock::time_point, std::chrono::sys_days>(octets);
    lire_tous<Tout, Vecteur3, Suivi, Arbuste, Age, Triplet, Etranger>(octets);
    lire_tous<Valeur, Arguments, Nommes, Extension, std::wstring, std::complex<float>>(octets);
}

} // namespace

TEST_CASE("Conversion : un hachage sans espoir est refusé", "[typage]") {
    Tampon tampon;
    ecrire_tableau(tampon, 100);
    for (int i = 0; i < 100; ++i) {
        ecrire_entier(tampon, i);
    }
    Lecteur lecteur(tampon.octets());
    std::unordered_set<std::int64_t, HachageConstant> ensemble;

    CHECK_FALSE(Forme<std::unordered_set<std::int64_t, HachageConstant>>::lire(lecteur, ensemble));
    CHECK(lecteur.ecart() == "élément 33 : clés choisies pour se heurter");
}

TEST_CASE("Conversion : chaque type survit à trente formes de travers", "[typage]") {
    for (const char* hexa :
         {"",       "c0",     "c1",         "c2",       "c3",     "00",     "ff",        "cb7ff8000000000000",
          "a0",     "a161",   "a2ff",       "d9ff",     "c400",   "c402ff", "c6ffffffff", "90",
          "91",     "9190",   "93010203",   "dc0004",   "ddffffffff", "80", "81",        "8101",
          "81c0c0", "810101", "dfffffffff", "c700ff",   "c9ffffffff00", "d6ff00000000", "d8ff", "cfffffffffffffffff",
          "d38000000000000000", "cbffefffffffffffff", "91*40 c0", "81c0*40 c0", "84 a6656e74696572 01 a6656e74696572 01 a0 01 a161 02"}) {
        lire_toutes_formes(depuis_hexa(hexa));
    }
}

TEST_CASE("Conversion : chaque type survit à des octets quelconques", "[typage]") {
    // Les premiers octets qui mènent quelque part, plus souvent que les autres.
    constexpr std::array<std::uint8_t, 24> frequents{
        0x80, 0x81, 0x82, 0x90, 0x91, 0x92, 0x93, 0xA0, 0xA1, 0xA3, 0xC0, 0xC2,
        0xC4, 0xC7, 0xCA, 0xCB, 0xCC, 0xD0, 0xD6, 0xD7, 0xD9, 0xDC, 0xDE, 0xFF};
    std::minstd_rand hasard(20260101);
    for (int tour = 0; tour < 2'000; ++tour) {
        outils::Octets octets(1 + hasard() % 40);
        for (auto& octet : octets) {
            octet = static_cast<std::uint8_t>(
                hasard() % 2 == 0 ? frequents[hasard() % frequents.size()] : hasard() % 256
            );
        }
        lire_toutes_formes(octets);
    }
}

} // namespace cconn::detail
