// Tampon: octets en cours d'écriture, d'une trame ou d'un résultat.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace cconn::detail {

/// Suite d'octets qui grandit par la fin.
///
/// C'est le flux de sortie que demande `msgpack::packer`, d'où le nom anglais de `write`.
class Tampon final {
public:
    void write(const char* octets, std::size_t taille) {
        const std::size_t debut = octets_.size();
        octets_.resize(debut + taille);
        if (taille != 0) {
            std::memcpy(octets_.data() + debut, octets, taille); // un pointeur nul lui est interdit
        }
    }

    void ajouter(std::span<const std::uint8_t> octets) {
        octets_.insert(octets_.end(), octets.begin(), octets.end());
    }

    void ajouter(std::uint8_t octet) { octets_.push_back(octet); }

    /// Revient à `taille` octets : ce qui a été écrit après est oublié.
    void tronquer(std::size_t taille) { octets_.resize(taille); }

    void vider() { octets_.clear(); }

    [[nodiscard]] const std::uint8_t* donnees() const { return octets_.data(); }
    [[nodiscard]] std::size_t taille() const { return octets_.size(); }
    [[nodiscard]] bool est_vide() const { return octets_.empty(); }
    [[nodiscard]] std::span<const std::uint8_t> octets() const { return octets_; }

private:
    std::vector<std::uint8_t> octets_;
};

} // namespace cconn::detail
