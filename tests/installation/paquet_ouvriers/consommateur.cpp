// Le programme d'un inconnu qui emploie le module ouvriers installé : un message, rendu par un autre.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>
#include <cconn/ouvriers/ouvriers.hpp>

#include <unistd.h>

namespace {

class Pid final : public cconn::ouvriers::Application {
    void preparer(cconn::Serveur& serveur) override {
        serveur.enregistrer_commande("pid", [] { return ::getpid(); });
    }
};

} // namespace

int main() {
    cconn::ouvriers::Config config;
    config.port = 0;
    cconn::ouvriers::Ouvriers ouvriers(config, cconn::ouvriers::application<Pid>);
    ouvriers.lancer();

    cconn::Client client("127.0.0.1", ouvriers.port());
    return client.appeler<int>("pid") != ::getpid() ? 0 : 1;
}
