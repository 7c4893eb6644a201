// Sentier: exécute plus tard, sur un fil à lui, ce qu'on lui confie.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

/// Le travail long d'un vrai serveur : ici, attendre. Ce qui n'est pas fait à la fin est oublié.
class Sentier {
public:
    ~Sentier() {
        {
            const std::lock_guard verrou(mutex_);
            fini_ = true;
        }
        reveil_.notify_one();
    }

    /// Exécutera `travail` dans `delai`.
    void confier(std::chrono::milliseconds delai, std::function<void()> travail) {
        {
            const std::lock_guard verrou(mutex_);
            travaux_.emplace(std::chrono::steady_clock::now() + delai, std::move(travail));
        }
        reveil_.notify_one();
    }

private:
    void marcher() {
        std::unique_lock verrou(mutex_);
        while (!fini_) {
            if (travaux_.empty()) {
                reveil_.wait(verrou);
                continue;
            }
            const auto echeance = travaux_.begin()->first;
            if (std::chrono::steady_clock::now() < echeance) {
                reveil_.wait_until(verrou, echeance);
                continue;
            }
            const auto travail = std::move(travaux_.begin()->second);
            travaux_.erase(travaux_.begin());
            verrou.unlock();
            travail();
            verrou.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable reveil_;
    std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> travaux_;
    bool fini_ = false;
    std::jthread fil_{[this] {
        marcher();
    }}; // en dernier : il se sert de ce qui précède
};
