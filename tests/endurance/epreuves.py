# Épreuves: leur liste, ce que chacune est, ce qu'elle exige, et sa part du temps.
# SPDX-License-Identifier: MIT
import dataclasses
import typing

import attaques
import charge
import disparition
import sourds
from essai import programme


@dataclasses.dataclass
class Epreuve:
    titre: str
    exigence: str  # ce qui la rend verte, en quelques mots
    passer: typing.Callable
    part: float  # du temps ; celles d'une durée à elles en prennent ce qu'il leur faut
    chiffres: tuple = ()  # ceux que la page met en avant


def toujours(valeur):
    return lambda essai: valeur


def duree(part=0.7, moins=5):
    return lambda essai: str(int(max(moins, part * essai.secondes)))


def tests(cible, fichier, **environnement):
    """Une épreuve faite d'un programme de tests, en version longue."""

    def passer(essai):
        chemin = f"{essai.programmes}/tests/{cible}"
        filtre = ["--filenames-as-tags", f"[#{fichier}]"]
        programme(
            essai, fichier, [chemin, *filtre], {cle: v(essai) for cle, v in environnement.items()}
        )

    return passer


UNITAIRES = "unitaires/tests_unitaires"
PANNES = "pannes/tests_pannes"
ENDURANCE = "endurance/tests_endurance"
REGISTRES = "registres égaux aux deux bouts"
VOISINS = "aucune coupure chez les voisins"

EPREUVES = {
    "T-03": Epreuve(
        "le découpeur et msgpack-c devant les mêmes messages",
        "même fin de message, même verdict",
        tests(UNITAIRES, "decoupeur_differentiel_test", CCONN_MESSAGES=toujours("1000000")),
        0,
        ("messages_de_meme_verdict",),
    ),
    "T-11": Epreuve(
        "bombes de cinq octets, de 5 000 connexions",
        "chacune refusée, 0,1 s au milieu ; 64 Mio de plus au pire",
        attaques.bombes,
        1,
        ("croissance_mio", "fermeture_mediane_s", "fermeture_pire_s"),
    ),
    "T-21": Epreuve(
        "un million de messages abîmés, 50 voisins",
        f"{VOISINS} ; {REGISTRES}",
        attaques.mutant,
        3,
        ("messages_abimes", "connexions_coupees", "voisins_p99_ms"),
    ),
    "T-30": Epreuve(
        "lectures et écritures courtes, EINTR, EAGAIN, ENOBUFS, au hasard",
        f"{REGISTRES}, dans l'ordre",
        tests(PANNES, "hasard_test", CCONN_PANNES=toujours("toutes"), CCONN_DUREE=duree(0.95)),
        6,
        ("graines", "messages", "pannes"),
    ),
    "T-31": Epreuve(
        "chaque appel système, fil et allocation échoue à son tour, à chaque rang, 8 scénarios",
        "fini en 10 s, ni fuite de fil ni de descripteur",
        tests(PANNES, "chaque_panne_test", CCONN_PANNES=toujours("toutes"), CCONN_DUREE=duree(0.9)),
        16,
    ),
    "T-33": Epreuve(
        "la ligne disparaît (veth), lien coupé ou paquets perdus, cinq rôles",
        "su des deux côtés en 50 s, « connexion_perdue » aux appels, fils rendus",
        disparition.disparaitre,
        0,
        ("lien_coupe_serveur_dernier_s", "paquets_perdus_clients_dernier_s"),
    ),
    "T-34": Epreuve(
        "mauvaise ligne, 100 clients",
        f"aucun appel de plus de 11 s ; {REGISTRES}",
        charge.ligne_mauvaise,
        6,
        ("clients_appels", "relais_rompues", "clients_max_ms"),
    ),
    "T-43": Epreuve(
        "50 paires de 16 fils qui s'appellent et se rappellent",
        "aucune ne s'arrête 10 s ; autant de rappels que d'échanges",
        tests(ENDURANCE, "echanges_croises_test", CCONN_DUREE=duree()),
        4,
        ("echanges_avec_rappel",),
    ),
    "T-50": Epreuve(
        "10 000 connexions tenues, avec 667 avis par seconde",
        "1,5 Gio, 20 % d'un cœur, toute réponse juste, éteint en 10 s",
        charge.dix_mille,
        6,
        ("connexions", "memoire_kio_par_connexion", "processeur_pour_cent", "extinction_s"),
    ),
    "T-51": Epreuve(
        "orage : 2 000 clients reviennent ensemble",
        "tous revenus en 30 s, jamais trois fois la moyenne d'un cinquième",
        tests(ENDURANCE, "orage_test"),
        0,
        ("tous_revenus_ms", "pointe_pour_cent_de_la_moyenne"),
    ),
    "T-52": Epreuve(
        "200 connexions par seconde, de huit adresses",
        "toute réponse juste ; 1 Mio et 4 descripteurs de plus au pire",
        charge.allees_et_venues,
        4,
        ("venues", "croissance_kio"),
    ),
    "T-54": Epreuve(
        "annonces à 1 000 clients, et 10 sourds",
        "p99 des autres au plus doublé ; les sourds déconnectés, « client_lent »",
        tests(ENDURANCE, "clients_lents_test", CCONN_CLIENTS=toujours("1000")),
        0,
        ("p99_sans_sourds_us", "p99_avec_sourds_us", "sourds_deconnectes_client_lent"),
    ),
    "T-65": Epreuve(
        "10 000 mauvais jetons de 50 connexions",
        "aucun accepté ; refusés sans examen après dix",
        tests(ENDURANCE, "assauts_test"),
        0,
        ("jetons_faux_essayes", "jetons_faux_acceptes", "refuses_sans_examen"),
    ),
    "T-70": Epreuve(
        "64 descripteurs, 200 connexions",
        "refus dits, 5 % d'un cœur, 10 lignes de journal par seconde, reprise en 1 s",
        charge.descripteurs_epuises,
        1,
        ("refusees", "processeur_pour_cent", "reprise_s", "lignes_journal"),
    ),
    "T-71": Epreuve(
        "un sourd à qui l'on pousse un million de blocs, puis cinq cents",
        "12 Mio pour un ; `memoire_max` et un quart pour tous ; voisins : p99 doublé ou 10 ms",
        sourds.sourds,
        2,
        ("un_sourd_mio", "cinq_cents_sourds_mio", "permis_mio", "avec_sourds_p99_ms"),
    ),
    "T-71b": Epreuve(
        "les mêmes cinq cents sourds sous `prlimit --as` d'un gibioctet",
        f"chacun fermé, ou servi s'il n'a pas de retard ; {VOISINS}",
        sourds.sourds_a_l_etroit,
        2,
        ("a_l_etroit_mio", "a_l_etroit_fermes", "a_l_etroit_encore_servis", "voisins_p99_ms"),
    ),
    "T-72": Epreuve(
        "fils refusés par le système, à chaque rang",
        "fini en 10 s, refusé avec la raison",
        tests(
            PANNES,
            "chaque_panne_test",
            CCONN_PANNES=toujours("toutes"),
            CCONN_APPEL=toujours("creer_fil"),
        ),
        1,
    ),
    "T-73": Epreuve(
        "1 000 connexions traînantes, 1 000 muettes, 1 000 saluts TLS en clair",
        "chacune à son échéance ; voisins : p99 doublé ou 10 ms",
        attaques.lents,
        2,
        ("trainantes_premiere_s", "trainantes_derniere_s", "voisins_p99_ms"),
    ),
    "T-74": Epreuve(
        "curieux d'autres protocoles",
        f"8 Mio de plus au pire ; {VOISINS}",
        attaques.curieux,
        4,
        ("connexions", "croissance_mio", "voisins_p99_ms"),
    ),
}
