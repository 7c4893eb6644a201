# Le témoin en serveur d'un client cconn: les scénarios communs, puis ceux propres à un client.
# SPDX-License-Identifier: MIT
#
# Usage : temoin_client.py <pair_client>
import functools
import sys

import decoupage
import exemples
import scenarios_dialogue
import scenarios_flux
import temoin
from banc import Echec, Ecoute, Programme, exiger, passer

PROGRAMME = sys.argv[1]
SCENARIOS = {}


def client_qui(*commande):
    """Un scénario qui reçoit la connexion d'un client neuf, et ce client."""

    def enregistrer(fonction):
        def passer_seul():
            with Ecoute() as ecoute, Programme(PROGRAMME, ecoute.port, *commande) as client:
                with ecoute.accepter() as pair:
                    fonction(pair, client)

        SCENARIOS[fonction.__name__] = passer_seul
        return fonction

    return enregistrer


appelant = client_qui("appeler", "somme", 12, 34)


def exiger_dit(client, *debuts):
    ligne = client.ligne()
    for debut in debuts:
        if not ligne.startswith(debut):
            raise Echec(f"{debut!r} attendu, {ligne!r} écrit")
    exiger(client.processus.wait(10), 0, "code de sortie")


def adieu(texte):
    return temoin.ecrire([1, 0, [1, texte], None])


# --- Un client jamais lancé, qui appelle somme(12, 34)


@appelant
def requete_exacte(pair, client):
    exiger(pair.lire_trame().hex(" "), "94 00 01 a5 73 6f 6d 6d 65 92 0c 22")
    pair.envoyer(1, 1, None, 46)
    exiger_dit(client, "46")
    pair.exiger_fin()


@appelant
def reponse_octet_par_octet(pair, client):
    pair.recevoir()
    pair.ecrire_un_par_un(temoin.ecrire([1, 1, None, ["é", 46]]))
    exiger_dit(client, '["é", 46]')


@appelant
def commandes_executees_en_attendant(pair, client):
    """Jamais lancé, il exécute pourtant ce qu'on lui demande pendant qu'il attend."""
    pair.recevoir()
    pair.envoyer(2, "noter", [1])
    exiger(pair.appeler("notes"), [1])
    exiger(pair.appeler("some")[0], 1)
    pair.envoyer(1, 1, None, "fait")
    exiger_dit(client, '"fait"')


@appelant
def serveur_plein_rapporte(pair, client):
    pair.recevoir()
    pair.ecrire_un_par_un(adieu("SERVEUR_PLEIN : 23 clients au plus, tous là"))
    pair.finir_ecriture()
    exiger_dit(client, "SERVEUR_PLEIN : ")


@appelant
def adieu_avant_l_appel(pair, client):
    """Le serveur refuse sans avoir rien lu, et rompt : la raison arrive quand même."""
    pair.ecrire(adieu("SERVEUR_PLEIN : 1 client au plus, déjà là"))
    pair.finir_ecriture()
    exiger_dit(client, "SERVEUR_PLEIN : ")


@appelant
def refus_d_un_message_puis_fin(pair, client):
    """MESSAGE_INVALIDE ne ferme pas : la fin qui suit a sa propre cause."""
    pair.recevoir()
    pair.ecrire(adieu("MESSAGE_INVALIDE : message vide"))
    pair.finir_ecriture()
    exiger_dit(client, "CONNEXION_PERDUE : ")


@appelant
def adieu_d_un_autre_programme(pair, client):
    pair.recevoir()
    pair.ecrire(adieu("Invalid message"))
    pair.finir_ecriture()
    exiger_dit(client, "ECHEC_GESTIONNAIRE : Invalid message")


@appelant
def fin_sans_reponse(pair, client):
    pair.recevoir()
    pair.finir_ecriture()
    exiger_dit(client, "CONNEXION_PERDUE : ")


@appelant
def fin_au_milieu_de_la_reponse(pair, client):
    pair.recevoir()
    pair.ecrire(b"\x94\x01\x01\xc0")
    pair.finir_ecriture()
    exiger_dit(client, "CONNEXION_PERDUE : ")


@appelant
def rupture_sans_reponse(pair, client):
    pair.recevoir()
    pair.rompre()
    exiger_dit(client, "CONNEXION_PERDUE : ")


@appelant
def reponse_et_fin_dans_le_meme_segment(pair, client):
    pair.recevoir()
    pair.envoyer(1, 1, None, 46)
    pair.finir_ecriture()
    exiger_dit(client, "46")


@appelant
def erreur_de_neovim(pair, client):
    pair.recevoir()
    pair.envoyer(1, 1, [0, "Invalid method: somme"], None)
    exiger_dit(client, "ECHEC_GESTIONNAIRE : Invalid method: somme")


# --- Un client lancé


@client_qui("servir")
def cause_de_la_fin(pair, client):
    pair.exiger_vivant()
    pair.finir_ecriture()
    pair.exiger_fin()
    exiger_dit(client, "le pair est parti")


@client_qui("servir")
def cause_du_conge(pair, client):
    pair.ecrire(adieu("SERVEUR_PLEIN : 23 clients au plus, tous là"))
    pair.finir_ecriture()
    pair.exiger_fin()
    exiger_dit(client, "le pair a congédié ce client")


@client_qui("servir")
def extinction_demandee(pair, client):
    pair.ecrire(temoin.ecrire([0, 1, "eteindre", []]) + temoin.ecrire([0, 2, "somme", [1, 2]]))
    pair.exiger_recu(1, 1, None, None)
    pair.exiger_recu(1, 2, None, 3)
    pair.exiger_fin()
    exiger_dit(client, "extinction de ce côté")


@client_qui("servir", "delai_message=150")
def message_jamais_fini(pair, client):
    pair.exiger_vivant()
    pair.ecrire(b"\x94\x00")
    pair.exiger_adieu_de(r"DELAI_MESSAGE_DEPASSE : .*")
    exiger_dit(client, "le pair a passé une limite")


def flux_indechiffrable(octets, texte):
    """Un serveur hostile : le client dit pourquoi il part, et son appel échoue."""
    with Ecoute() as ecoute:
        with Programme(PROGRAMME, ecoute.port, "servir") as client, ecoute.accepter() as pair:
            pair.ecrire(octets)
            pair.exiger_adieu(texte)
            client.ligne()
        with Programme(PROGRAMME, ecoute.port, "appeler", "somme") as client:
            with ecoute.accepter() as pair:
                pair.recevoir()
                pair.ecrire(octets)
                exiger_dit(client, "CONNEXION_PERDUE : ")


for nom, octets, _ in exemples.vecteurs("trames.txt"):
    if nom in (
        "octet c1 en tete", "octet c1 au milieu", "tableau enorme", "table enorme", "bin enorme",
        "extension enorme", "profondeur de trop", "requete HTTP",
    ):
        try:
            decoupage.decouper(octets)
        except decoupage.Refus as refus:
            SCENARIOS["hostile_" + nom.replace(" ", "_")] = functools.partial(
                flux_indechiffrable, octets, str(refus)
            )


def commun(scenario):
    with Ecoute() as ecoute, Programme(PROGRAMME, ecoute.port, "servir") as client:
        with ecoute.accepter() as pair:
            scenario(pair)
        client.ligne()  # la cause : le client est bien sorti de lancer
        exiger(client.processus.wait(10), 0, "code de sortie")


tous = {
    nom: functools.partial(commun, scenario)
    for module in (scenarios_flux, scenarios_dialogue)
    for nom, scenario in module.SCENARIOS.items()
}
sys.exit(passer({**tous, **SCENARIOS}))
