# Plan: ce que le banc mesure, les pairs qu'il compare, et les objectifs de cconn.
# SPDX-License-Identifier: MIT
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Objectif:
    """Rapport que `pair` doit atteindre face à `reference` (ou ne pas passer, si `plafond`)."""

    pair: str
    reference: str
    rapport: float
    # Un autre cas que celui-ci pour la référence ; une autre valeur que celle du cas.
    cas_reference: str = ""
    cle: str = ""
    plafond: bool = False


@dataclass(frozen=True)
class Cas:
    nom: str
    titre: str
    mesure: str
    unite: str
    options: dict = field(default_factory=dict)
    # Ce qu'on lit du résultat, et son facteur vers l'unité affichée.
    cle: str = "debit"
    facteur: float = 1.0
    objectifs: tuple = ()
    rapide: bool = True
    # Une petite valeur est-elle la meilleure ?
    moins_est_mieux: bool = False

    @property
    def connexions(self):
        return self.options.get("connexions", 1)


@dataclass(frozen=True)
class Pair:
    nom: str
    titre: str
    programme: str
    options: tuple = ()
    # Les mesures qui ont un sens pour cette façon d'employer le programme ; vide : toutes.
    mesures: str = ""
    couleur: str = "#000000"

    def passe(self, cas):
        return not self.mesures or cas.mesure in self.mesures


PAIRS = (
    Pair("raw", "raw", "raw", couleur="#222222"),
    Pair("raw_lot", "raw par blocs", "raw", ("--lot",), "BDF", "#999999"),
    Pair("cconn", "cconn", "cconn", couleur="#c8102e"),
    Pair("cconn_groupe", "cconn, grouper()", "cconn", ("--grouper",), "BD", "#ff7f50"),
    Pair(
        "cconn_actif", "cconn, attente active", "cconn", ("--attente-active", "20"), "AC", "#8e44ad"
    ),
    Pair("zeromq", "ZeroMQ", "zeromq", couleur="#1f77b4"),
    Pair("nng", "nng", "nng", couleur="#17a2a2"),
    Pair("capnproto", "Cap'n Proto", "capnproto", couleur="#2e8b57"),
    Pair("grpc", "gRPC", "grpc", couleur="#b8860b"),
)

MIO = 1 << 20


def _attente(nb, objectif):
    return Cas(
        f"C{nb}",
        f"{nb} connexions qui attendent chacune",
        "C",
        "appels/s",
        {"connexions": nb},
        objectifs=(
            Objectif("cconn", "raw", objectif),
            Objectif("cconn_actif", "cconn", 0.9),
        ),
    )


def _croissance(nb):
    return Cas(
        f"N{nb}",
        f"coût d'un appel, {nb} connexion{'s' if nb > 1 else ''}",
        "croissance",
        "µs",
        {"connexions": nb},
        cle="cout",
        objectifs=(Objectif("cconn", "cconn", 1.5, "N10", plafond=True),) if nb > 10 else (),
        rapide=nb <= 1000,
        moins_est_mieux=True,
    )


def _memoire(nb):
    return Cas(
        f"G{nb}",
        f"mémoire du serveur par connexion, {nb} tenues",
        "G",
        "Kio",
        {"connexions": nb},
        cle="kio_appelee",
        objectifs=(Objectif("cconn", "", 20, plafond=True),),
        rapide=nb <= 1000,
        moins_est_mieux=True,
    )


CAS = (
    Cas(
        "A",
        "un client, appels qui attendent",
        "A",
        "appels/s",
        objectifs=(
            Objectif("cconn", "raw", 0.97),
            Objectif("cconn", "raw", 1.1, cle="p99", plafond=True),
            Objectif("cconn_actif", "raw", 5),
        ),
    ),
    Cas(
        "B100",
        "100 appels en vol",
        "B",
        "appels/s",
        {"en_vol": 100},
        objectifs=(Objectif("cconn", "raw", 5), Objectif("cconn_groupe", "raw", 5)),
    ),
    Cas(
        "B1000",
        "1 000 appels en vol",
        "B",
        "appels/s",
        {"en_vol": 1000},
        objectifs=(Objectif("cconn", "raw", 18), Objectif("cconn_groupe", "raw", 18)),
    ),
    _attente(8, 0.95),
    _attente(64, 0.95),
    _attente(512, 0.95),
    Cas(
        "D",
        "flot à sens unique",
        "D",
        "messages/s",
        objectifs=(Objectif("cconn", "zeromq", 1.3), Objectif("cconn_groupe", "zeromq", 2)),
    ),
    Cas(
        "E1M",
        "argument de 1 Mio",
        "E",
        "Mio/s",
        {"taille": MIO},
        facteur=1.0,
        objectifs=(Objectif("cconn", "raw", 0.95),),
    ),
    Cas(
        "E64K",
        "argument de 64 Kio",
        "E",
        "Mio/s",
        {"taille": 65_536},
        facteur=65_536 / MIO,
        objectifs=(Objectif("cconn", "raw", 0.97),),
    ),
    Cas(
        "F100",
        "diffusion à 100 clients",
        "F",
        "livraisons/s",
        {"connexions": 100, "en_vol": 2000},
        objectifs=(Objectif("cconn", "zeromq", 1.2),),
    ),
    Cas(
        "F1000",
        "une diffusion à la fois, 1 000 clients",
        "F",
        "livraisons/s",
        {"connexions": 1000, "en_vol": 1},
        objectifs=(Objectif("cconn", "raw", 0.9),),
    ),
    _memoire(1000),
    _memoire(10_000),
    Cas(
        "H",
        "connexion, un appel, fermeture",
        "H",
        "par seconde",
        objectifs=(Objectif("cconn", "raw", 0.9),),
    ),
    *(_croissance(nb) for nb in (1, 10, 100, 1000, 10_000)),
)


def choisir_cas(noms, complet):
    """Les cas voulus : tous ceux du mode, ou ceux que désigne un nom (A, B, B100, croissance…)."""
    if not noms:
        return [cas for cas in CAS if complet or cas.rapide]
    choisis = [cas for cas in CAS if cas.nom in noms or cas.mesure in noms]
    inconnus = set(noms) - {cas.nom for cas in choisis} - {cas.mesure for cas in choisis}
    if inconnus:
        connus = ", ".join(dict.fromkeys([cas.mesure for cas in CAS] + [cas.nom for cas in CAS]))
        raise SystemExit(f"mesure inconnue : {', '.join(sorted(inconnus))} (connues : {connus})")
    return choisis


def choisir_pairs(noms):
    if not noms:
        return list(PAIRS)
    inconnus = set(noms) - {pair.nom for pair in PAIRS}
    if inconnus:
        connus = ", ".join(pair.nom for pair in PAIRS)
        raise SystemExit(f"pair inconnu : {', '.join(sorted(inconnus))} (connus : {connus})")
    return [pair for pair in PAIRS if pair.nom in noms]
