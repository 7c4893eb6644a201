# Scénarios du dialogue: erreurs, ordre, imbrication, réponses de toute sorte ; dans les deux sens.
# SPDX-License-Identifier: MIT
import temoin
from banc import Echec, exiger

SCENARIOS = {}


def scenario(fonction):
    SCENARIOS[fonction.__name__] = fonction
    return fonction


# --- Erreurs rendues par cconn


@scenario
def commande_inconnue(pair):
    exiger(
        pair.appeler("some"), [1, "COMMANDE_INCONNUE : some, vouliez-vous dire somme ?"], "proche"
    )
    exiger(pair.appeler("xyzxyzxyz"), [1, "COMMANDE_INCONNUE : xyzxyzxyz"], "sans proche")
    exiger(pair.appeler("cconn.rien")[0], 1, "nom réservé")


@scenario
def nombre_d_arguments(pair):
    debut = "ARGUMENTS_INCOMPATIBLES : somme attend 2 arguments, "
    for arguments, fin in (([], "0 reçu"), ([1], "1 reçu"), ([1, 2, 3], "3 reçus")):
        exiger(pair.appeler("somme", *arguments), [1, debut + fin])


@scenario
def exception_de_la_commande(pair):
    exiger(pair.appeler("echouer", "plus de café"), [0, "ECHEC_GESTIONNAIRE : plus de café"])
    exiger(pair.appeler("refuser", "trop tard"), [0, "ATTENTE_PLEINE : trop tard"])
    pair.exiger_vivant()


@scenario
def texte_d_erreur_coupe(pair):
    nature, texte = pair.appeler("echouer", "é" * 2000)
    octets = texte.encode()
    exiger((nature, 1022 < len(octets) <= 1024, set(texte[21:])), (0, True, {"é"}), texte)


@scenario
def avis_toujours_muets(pair):
    avis = (("inconnu", []), ("somme", ["a"]), ("echouer", ["zut"]), ("somme", None))
    for nom, arguments in avis:
        pair.envoyer(2, nom, arguments)
    pair.exiger_vivant()


# --- Ordre


@scenario
def avis_et_requetes_dans_l_ordre(pair):
    for i in range(500):
        pair.envoyer(2, "noter", [i])
    exiger(pair.appeler("notes"), list(range(500)))


@scenario
def demi_fermeture_a_ses_reponses(pair):
    for i in range(20):
        pair.envoyer(0, i, "somme", [i, i])
    pair.finir_ecriture()
    for i in range(20):
        pair.exiger_recu(1, i, None, 2 * i)
    pair.exiger_fin()


@scenario
def fermer_abandonne_la_suite(pair):
    pair.ecrire(temoin.ecrire([0, 1, "fermer", []]) + temoin.ecrire([0, 2, "somme", [1, 2]]))
    pair.exiger_recu(1, 1, None, None)
    pair.exiger_fin()


# --- Appels de cconn vers le témoin


@scenario
def appel_en_retour(pair):
    ident = pair.demander("rappeler", "doubler", 21)
    sorte, id_appel, nom, arguments = pair.recevoir()
    exiger((sorte, nom, arguments), (0, "doubler", [21]))
    pair.envoyer(1, id_appel, None, 42)
    pair.exiger_recu(1, ident, None, 42)


@scenario
def ids_a_partir_de_un_et_croissants(pair):
    for attendu in range(1, 6):
        ident = pair.demander("rappeler", "a")
        pair.exiger_recu(0, attendu, "a", [])
        pair.envoyer(1, attendu, None, attendu)
        pair.exiger_recu(1, ident, None, attendu)


@scenario
def envoi_en_avis(pair):
    ident = pair.demander("envoyer", "bonjour", "é", [1])
    pair.exiger_recu(2, "bonjour", ["é", [1]])
    pair.exiger_recu(1, ident, None, True)


@scenario
def reponses_hors_d_ordre(pair):
    noms = [f"n{i}" for i in range(20)]
    ident = pair.demander("rappeler_tous", *noms)
    demandes = [pair.recevoir() for _ in noms]
    exiger([nom for _, _, nom, _ in demandes], noms)
    for _, id_appel, nom, _ in reversed(demandes):
        pair.envoyer(1, id_appel, None, nom.upper())
    pair.exiger_recu(1, ident, None, [nom.upper() for nom in noms])


@scenario
def reponses_coupees_et_jointes(pair):
    ident = pair.demander("rappeler_tous", "a", "b")
    ids = [pair.recevoir()[1] for _ in range(2)]
    reponses = b"".join(temoin.ecrire([1, i, None, "x" * 300]) for i in ids)
    pair.ecrire_un_par_un(reponses[:200])
    pair.ecrire(reponses[200:])
    pair.exiger_recu(1, ident, None, ["x" * 300] * 2)


@scenario
def reponse_a_l_id_flottant(pair):
    ident = pair.demander("rappeler", "a")
    exiger(pair.recevoir()[1], 1)
    pair.ecrire(bytes.fromhex("9401cb3ff0000000000000c02a"))
    pair.exiger_recu(1, ident, None, 42)


@scenario
def reponse_tardive(pair):
    ident = pair.demander("rappeler_vite", 50, "lent")
    id_appel = pair.recevoir()[1]
    pair.exiger_recu(1, ident, [0, "DELAI_DEPASSE : lent n'a pas répondu en 50 ms"], None)
    pair.envoyer(1, id_appel, None, "trop tard")
    pair.exiger_vivant()


@scenario
def reponses_en_trop(pair):
    """Orphelines, en double, d'id 0, mal formées : ignorées, sans réponse ni fin."""
    ident = pair.demander("rappeler", "a")
    id_appel = pair.recevoir()[1]
    for autre in (0, 999, 2**32 - 1):
        pair.envoyer(1, autre, None, "autre")
    pair.ecrire(bytes.fromhex("930101c0 9401ff9201a178c0 9401a131c0c0 9501 01c0c0c0 9101"))
    pair.envoyer(1, id_appel, None, "la bonne")
    pair.envoyer(1, id_appel, None, "en double")
    pair.exiger_recu(1, ident, None, "la bonne")
    pair.exiger_vivant()


@scenario
def reponse_avant_tout_appel(pair):
    pair.envoyer(1, 1, None, "à rien")
    pair.envoyer(1, 2, [0, "rien"], None)
    pair.exiger_vivant()


@scenario
def erreurs_de_toute_forme(pair):
    muette = "le pair a répondu par une erreur sans texte"
    for erreur, texte in (
        ([0, "Vim:E116"], "ECHEC_GESTIONNAIRE : Vim:E116"),
        ([1, "COMMANDE_INCONNUE : a"], "COMMANDE_INCONNUE : a"),
        ("rpclib: non", "ECHEC_GESTIONNAIRE : rpclib: non"),
        (b"octets", "ECHEC_GESTIONNAIRE : octets"),
        ([3, [4], "x", "y"], "ECHEC_GESTIONNAIRE : x"),
        ({}, f"ECHEC_GESTIONNAIRE : {muette}"),
        (False, f"ECHEC_GESTIONNAIRE : {muette}"),
        (0, f"ECHEC_GESTIONNAIRE : {muette}"),
        ([], f"ECHEC_GESTIONNAIRE : {muette}"),
    ):
        ident = pair.demander("rappeler", "a")
        pair.envoyer(1, pair.recevoir()[1], erreur, "ignoré : l'erreur l'emporte")
        nature, recu = pair.recevoir()[2]
        exiger((nature, recu.endswith(texte), ident > 0), (0, True, True), f"{erreur} : {recu}")


@scenario
def resultat_d_un_autre_type(pair):
    pair.demander("rappeler_entier", "a")
    pair.envoyer(1, pair.recevoir()[1], None, "pas un entier")
    nature, texte = pair.recevoir()[2]
    exiger((nature, texte.startswith("RESULTAT_INCOMPATIBLE : a, résultat : ")), (0, True), texte)


# --- Imbrication


def imbriquer(pair, niveaux):
    """rappeler, qui appelle le témoin, qui demande rappeler… : ids des demandes et des appels."""
    demandes, appels = [], []
    for niveau in range(niveaux):
        demandes.append(pair.demander("rappeler", "plus_bas", niveau))
        sorte, id_appel, nom, arguments = pair.recevoir()
        exiger((sorte, nom, arguments), (0, "plus_bas", [niveau]), "appel imbriqué")
        appels.append(id_appel)
    return demandes, appels


def denouer(pair, demandes, appels):
    for demande, appel in zip(reversed(demandes), reversed(appels)):
        pair.envoyer(1, appel, None, appel)
        pair.exiger_recu(1, demande, None, appel)


@scenario
def imbrication_de_seize(pair):
    demandes, appels = imbriquer(pair, 16)
    denouer(pair, demandes, appels)
    pair.exiger_vivant()


@scenario
def trop_imbrique(pair):
    demandes, appels = imbriquer(pair, 16)
    ident = pair.demander("somme", 1, 2)
    limite = "16 commandes s'attendent déjà l'une l'autre, limite 16"
    pair.exiger_recu(1, ident, [1, f"TROP_IMBRIQUE : somme : {limite}"], None)
    denouer(pair, demandes, appels)
    pair.exiger_vivant()


@scenario
def excedent_execute_une_fois_denoue(pair):
    demandes, appels = imbriquer(pair, 16)
    ident = pair.demander("somme", 1, 2)
    pair.envoyer(1, appels[-1], None, "fini")
    pair.exiger_recu(1, demandes[-1], None, "fini")
    pair.exiger_recu(1, ident, None, 3)
    denouer(pair, demandes[:-1], appels[:-1])


@scenario
def reponse_la_plus_ancienne_d_abord(pair):
    """Le pair répond au premier appel d'abord : cconn attend que le second finisse."""
    demandes, appels = imbriquer(pair, 2)
    pair.envoyer(1, appels[0], None, "ancien")
    pair.envoyer(1, appels[1], None, "récent")
    recus = sorted((pair.recevoir() for _ in range(2)), key=lambda r: r[1])
    exiger(recus, [[1, demandes[0], None, "ancien"], [1, demandes[1], None, "récent"]])


@scenario
def id_de_requete_reemploye(pair):
    pair.envoyer(0, 5, "rappeler", ["a"])
    id_appel = pair.recevoir()[1]
    pair.envoyer(0, 5, "somme", [1, 2])
    pair.exiger_recu(1, 5, [1, "MESSAGE_INVALIDE : la requête 5 est déjà en cours"], None)
    pair.envoyer(1, id_appel, None, "libre")
    pair.exiger_recu(1, 5, None, "libre")
    pair.envoyer(0, 5, "somme", [1, 2])
    pair.exiger_recu(1, 5, None, 3)


@scenario
def demi_fermeture_pendant_un_appel(pair):
    ident = pair.demander("rappeler", "a")
    exiger(pair.recevoir()[2], "a")
    pair.finir_ecriture()
    sorte, id_recu, (nature, texte), _ = pair.recevoir()
    exiger((sorte, id_recu, nature), (1, ident, 0))
    if not texte.startswith("CONNEXION_PERDUE : "):
        raise Echec(texte)
    pair.exiger_fin()
