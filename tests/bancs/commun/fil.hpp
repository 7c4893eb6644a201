// Fil: un fil à petite pile, attendu à sa destruction ; le banc en ouvre des milliers.
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <pthread.h>
#include <system_error>
#include <utility>

namespace banc {

/// Comme `std::jthread`, avec 256 Kio de pile au lieu de 8 Mio.
class Fil {
public:
    explicit Fil(std::function<void()> corps) {
        auto a_lui = std::make_unique<std::function<void()>>(std::move(corps));
        pthread_attr_t attributs;
        ::pthread_attr_init(&attributs);
        ::pthread_attr_setstacksize(&attributs, std::size_t{256} << 10);
        const int code = ::pthread_create(&fil_, &attributs, executer, a_lui.get());
        ::pthread_attr_destroy(&attributs);
        if (code != 0) {
            throw std::system_error(code, std::generic_category(), "pthread_create");
        }
        static_cast<void>(a_lui.release()); // `executer` le détruit
        a_attendre_ = true;
    }

    Fil(const Fil&) = delete;
    Fil& operator=(const Fil&) = delete;
    Fil(Fil&& autre) noexcept
        : fil_(autre.fil_),
          a_attendre_(std::exchange(autre.a_attendre_, false)) {}
    Fil& operator=(Fil&&) = delete;

    ~Fil() {
        if (a_attendre_) {
            ::pthread_join(fil_, nullptr);
        }
    }

private:
    static void* executer(void* donnee) {
        const std::unique_ptr<std::function<void()>> corps(
            static_cast<std::function<void()>*>(donnee)
        );
        (*corps)();
        return nullptr;
    }

    pthread_t fil_ = {};
    bool a_attendre_ = false;
};

} // namespace banc
