// FileDifferee: les sessions qui ont des commandes à exécuter, en exécution différée.
// SPDX-License-Identifier: MIT
#include "session/file_differee.hpp"

#include "session/session.hpp"

#include <thread>
#include <utility>

namespace cconn::detail {

FileDifferee::Tour::Tour(FileDifferee& file) : file_(file) {
    const auto moi = std::this_thread::get_id();
    auto etat = file_.etat_.verrouiller();
    while (etat->niveaux > 0 && etat->executant != moi) {
        etat.attendre(file_.tour_libre_);
    }
    etat->executant = moi;
    ++etat->niveaux;
}

FileDifferee::Tour::~Tour() {
    --file_.etat_.verrouiller()->niveaux;
    file_.tour_libre_.notify_all();
}

void FileDifferee::annoncer(const std::shared_ptr<Session>& session) {
    std::shared_ptr<Session> a_reveiller;
    {
        const auto etat = etat_.verrouiller();
        if (session->noter_annoncee()) {
            etat->pretes.push_back(session);
        }
        if (!etat->en_attente_imbriquee.empty()) {
            a_reveiller = etat->en_attente_imbriquee.back();
        }
    }
    annonce_.notify_all();
    if (a_reveiller != nullptr) {
        a_reveiller->reveiller_attentes();
    }
}

BilanExecution FileDifferee::executer(std::chrono::nanoseconds budget) {
    using Horloge = std::chrono::steady_clock;
    const Tour tour(*this);
    BilanExecution bilan;
    const auto debut = Horloge::now();
    while (Horloge::now() - debut < budget && executer_un()) {
        ++bilan.executees;
    }
    std::deque<std::shared_ptr<Session>> pretes;
    {
        const auto etat = etat_.verrouiller();
        pretes = etat->pretes;
    }
    for (const auto& session : pretes) {
        bilan.en_attente += session->travaux_en_attente();
    }
    return bilan;
}

bool FileDifferee::executer_un() {
    while (const auto session = prendre()) {
        const bool execute = session->executer_un();
        if (session->a_travail_pret()) {
            annoncer(session);
        }
        if (execute) {
            return true;
        }
    }
    return false;
}

std::shared_ptr<Session> FileDifferee::prendre() {
    const auto etat = etat_.verrouiller();
    if (etat->pretes.empty()) {
        return nullptr;
    }
    auto session = std::move(etat->pretes.front());
    etat->pretes.pop_front();
    session->noter_prise();
    return session;
}

std::size_t FileDifferee::interruptions() const {
    return etat_.verrouiller()->interruptions;
}

bool FileDifferee::attendre_annonce(std::size_t interruptions, Instant echeance) {
    auto etat = etat_.verrouiller();
    while (etat->pretes.empty() && etat->interruptions == interruptions) {
        if (etat.attendre_jusqua(annonce_, echeance) == std::cv_status::timeout) {
            break;
        }
    }
    return !etat->pretes.empty();
}

void FileDifferee::interrompre() {
    ++etat_.verrouiller()->interruptions;
    annonce_.notify_all();
}

void FileDifferee::commencer_attente(const std::shared_ptr<Session>& session) {
    etat_.verrouiller()->en_attente_imbriquee.push_back(session);
}

void FileDifferee::finir_attente() {
    std::shared_ptr<Session> finie; // lâchée sans verrou
    const auto etat = etat_.verrouiller();
    finie = std::move(etat->en_attente_imbriquee.back());
    etat->en_attente_imbriquee.pop_back();
}

} // namespace cconn::detail
