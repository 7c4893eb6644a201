// La première étape du tutoriel: un client qui demande une somme.
// SPDX-License-Identifier: MIT
// [extrait : programme]
#include <cconn/cconn.hpp>

#include <iostream>

int main() {
    cconn::Client client("127.0.0.1", 12800);

    std::cout << "12 + 34 = " << client.appeler<int>("somme", 12, 34) << std::endl;
}
// [fin : programme]
