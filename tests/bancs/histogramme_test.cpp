// L'histogramme du banc : quantiles à 1,6 % près, sur toute l'étendue.
// SPDX-License-Identifier: MIT
#include "bancs/commun/histogramme.hpp"

#include <catch2/catch.hpp>

#include <cstdint>

using banc::Histogramme;

TEST_CASE("Histogramme : vide, tous ses quantiles sont nuls", "[bancs]") {
    const Histogramme histogramme;

    CHECK(histogramme.total() == 0);
    CHECK(histogramme.quantile(0.5) == 0);
    CHECK(histogramme.quantile(1) == 0);
    CHECK(histogramme.vers_texte().empty());
}

TEST_CASE("Histogramme : exact sous 128 ns", "[bancs]") {
    Histogramme histogramme;
    for (std::uint64_t duree = 1; duree <= 100; ++duree) {
        histogramme.noter(duree);
    }

    CHECK(histogramme.quantile(0.5) == 50);
    CHECK(histogramme.quantile(0.99) == 99);
    CHECK(histogramme.quantile(1) == 100);
    CHECK(histogramme.maximum() == 100);
}

TEST_CASE("Histogramme : a 1,6 % pres a toute echelle, jamais en dessous", "[bancs]") {
    for (std::uint64_t duree = 1; duree < std::uint64_t{1} << 39; duree = duree * 7 / 5 + 1) {
        Histogramme histogramme;
        histogramme.noter(duree);
        histogramme.noter(3 * duree); // pour que le maximum ne borne pas le premier

        const auto median = histogramme.quantile(0.5);

        CHECK(median >= duree);
        CHECK(static_cast<double>(median - duree) <= 0.016 * static_cast<double>(duree));
    }
}

TEST_CASE("Histogramme : au-dela de l'etendue, la derniere classe", "[bancs]") {
    Histogramme histogramme;
    histogramme.noter(UINT64_MAX);

    CHECK(histogramme.quantile(1) == (std::uint64_t{1} << 40) - 1);
    CHECK(histogramme.total() == 1);
}

TEST_CASE("Histogramme : une longue queue n'apparait qu'a son quantile", "[bancs]") {
    Histogramme histogramme;
    for (int fois = 0; fois < 999; ++fois) {
        histogramme.noter(10);
    }
    histogramme.noter(1'000'000);

    CHECK(histogramme.quantile(0.99) == 10);
    CHECK(histogramme.quantile(0.999) == 10);
    CHECK(histogramme.quantile(0.9991) == 1'000'000);
}

TEST_CASE("Histogramme : la somme de deux vaut un seul", "[bancs]") {
    Histogramme premier;
    Histogramme second;
    premier.noter(5);
    second.noter(7);
    second.noter(7);

    premier.ajouter(second);

    CHECK(premier.total() == 3);
    CHECK(premier.maximum() == 7);
    CHECK(premier.vers_texte() == "5:1,7:2");
}
