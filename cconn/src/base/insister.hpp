// Insister: recommencer ce qui doit se faire, tant que la mémoire manque.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>

namespace cconn::detail {

/// Appelle `action` jusqu'à ce qu'elle ne manque plus de mémoire ; rend ce qu'elle rend.
///
/// Pour ce qui, laissé à moitié, bloquerait quelqu'un pour toujours : annoncer une fin, rendre un rôle,
/// confier un travail à un autre fil. Exige : l'action peut se refaire du début.
/// @blocage Tant que la mémoire manque.
template<class F>
auto insister(F action) {
    constexpr std::chrono::milliseconds repit{5};
    for (;;) {
        try {
            return action();
        } catch (const std::bad_alloc& /*la mémoire reviendra*/) {
            std::mutex mutex;
            std::condition_variable retour; // rien ne l'annonce : seul le répit réveille
            std::unique_lock verrou(mutex);
            retour.wait_for(verrou, repit);
        }
    }
}

} // namespace cconn::detail
