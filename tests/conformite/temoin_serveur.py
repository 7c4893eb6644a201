# Le témoin en client d'un serveur cconn: les scénarios communs, puis ceux propres à un serveur.
# SPDX-License-Identifier: MIT
#
# Usage : temoin_serveur.py <pair_serveur>
import functools
import sys

import scenarios_dialogue
import scenarios_flux
import temoin
from banc import Serveur, passer

PROGRAMME = sys.argv[1]
SCENARIOS = {}


def avec(**reglages):
    """Un scénario qui reçoit un serveur neuf, avec ces réglages."""

    def enregistrer(fonction):
        def passer_seul():
            with Serveur(PROGRAMME, **reglages) as serveur:
                fonction(serveur)
                serveur.exiger_arret()

        SCENARIOS[fonction.__name__] = passer_seul
        return fonction

    return enregistrer


PLEIN = "SERVEUR_PLEIN : 1 client au plus, déjà là"


@avec(max_clients=1)
def serveur_plein(serveur):
    with serveur.connecter() as premier:
        premier.exiger_vivant()
        with serveur.connecter() as trop:
            trop.exiger_adieu(PLEIN)
        with serveur.connecter() as trop:
            trop.demander("somme", 1, 2)
            trop.exiger_adieu(PLEIN)
        premier.exiger_vivant()
    with serveur.connecter() as suivant:
        suivant.exiger_vivant()


@avec(max_clients=1, attendre=1)
def serveur_plein_qui_fait_attendre(serveur):
    with serveur.connecter() as premier:
        premier.exiger_vivant()
        with serveur.connecter() as second:
            ident = second.demander("somme", 1, 2)
            second.exiger_silence(0.05)
            premier.prise.close()
            second.exiger_recu(1, ident, None, 3)


@avec()
def client_refuse_par_l_application(serveur):
    with serveur.connecter(depuis="127.0.0.9") as refuse:
        refuse.exiger_adieu("CONNEXION_REFUSEE : le serveur refuse ce client")


JAMAIS_FINI = (
    r"DELAI_MESSAGE_DEPASSE : message commencé il y a \d+ ms et pas fini, \d+ octets reçus"
)


@avec(delai_message=150)
def message_jamais_fini(serveur):
    with serveur.connecter() as muet, serveur.connecter() as lent:
        muet.exiger_vivant()
        lent.ecrire(b"\x94\x00")
        lent.exiger_adieu_de(JAMAIS_FINI)
        muet.exiger_silence(0.2)  # se taire entre deux messages est permis
        muet.exiger_vivant()


@avec(delai_message=150)
def message_goutte_a_goutte(serveur):
    with serveur.connecter() as lent:
        lent.ecrire(b"\xdc\xff\x00")
        while lent.est_muet(0.01):
            lent.ecrire(b"\x00")
        lent.exiger_adieu_de(JAMAIS_FINI)


@avec(profondeur_max=1, mises_de_cote_max=4)
def attente_pleine(serveur):
    with serveur.connecter() as pair:
        demande = pair.demander("rappeler", "a")
        appel = pair.recevoir()[1]
        ids = [pair.demander("somme", i, 0) for i in range(6)]
        texte = "ATTENTE_PLEINE : 4 commandes attendent déjà leur tour, limite 4"
        for ident in ids[4:]:
            pair.exiger_recu(1, ident, [1, texte], None)
        pair.envoyer(1, appel, None, 1)
        pair.exiger_recu(1, demande, None, 1)
        for rang, ident in enumerate(ids[:4]):
            pair.exiger_recu(1, ident, None, rang)


@avec()
def diffusion_a_tous(serveur):
    with serveur.connecter() as un, serveur.connecter() as deux:
        deux.exiger_vivant()
        ident = un.demander("diffuser", "annonce")
        un.exiger_recu(2, "annonce", ["à tous"])
        un.exiger_recu(1, ident, None, 2)
        deux.exiger_recu(2, "annonce", ["à tous"])


@avec()
def extinction_repond_a_ce_qui_est_recu(serveur):
    with serveur.connecter() as pair:
        pair.ecrire(temoin.ecrire([0, 1, "eteindre", []]) + temoin.ecrire([0, 2, "somme", [1, 2]]))
        pair.exiger_recu(1, 1, None, None)
        pair.exiger_recu(1, 2, None, 3)
        pair.exiger_fin()


@avec()
def pairs_qui_disparaissent(serveur):
    """Fin au milieu d'une trame, RST pendant un appel : les autres n'en savent rien."""
    with serveur.connecter() as temoin_voisin:
        for octets in (b"", b"\x94", scenarios_flux.SOMME[:7], b"\x93\x02\xa1"):
            with serveur.connecter() as pair:
                pair.ecrire(octets)
            with serveur.connecter() as pair:
                pair.ecrire(octets)
                pair.finir_ecriture()
                pair.exiger_fin()
        for _ in range(3):
            pair = serveur.connecter()
            pair.demander("rappeler", "a")
            pair.recevoir()
            pair.rompre()
        temoin_voisin.exiger_vivant()


def sur_connexion_neuve(serveur, scenario):
    with serveur.connecter() as pair:
        scenario(pair)


with Serveur(PROGRAMME) as partage:
    tous = {
        nom: functools.partial(sur_connexion_neuve, partage, scenario)
        for module in (scenarios_flux, scenarios_dialogue)
        for nom, scenario in module.SCENARIOS.items()
    }
    code = passer({**tous, **SCENARIOS})
    partage.exiger_arret()
sys.exit(code)
