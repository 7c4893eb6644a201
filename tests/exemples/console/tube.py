# La console par un tube : chaque point de ce que faisait l'original, ses défauts corrigés.
# SPDX-License-Identifier: MIT
import os
import re
import socket
import subprocess
import threading

import programmes
from programmes import PairBrut, Serveur, attendre_que, client_par_tube, exiger

HEURE = r"\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d"


def accueil():
    """à la connexion, le serveur envoie « MSG Welcome aboard ! »"""
    with Serveur() as serveur, PairBrut(serveur.port) as pair:
        exiger(pair.recevoir() == ["MSG", ["Welcome aboard !"]], "l'accueil")


def hello():
    """HELLO répond « MSG Hello from <machine> »"""
    with Serveur() as serveur:
        lignes, _ = client_par_tube(serveur.port, "HELLO\n")
    exiger(lignes[-1] == "Hello from " + socket.gethostname(), lignes)


def close():
    """CLOSE répond « CLOSE CONFIRM », puis ferme ; le clavier s'arrête là"""
    with Serveur() as serveur, PairBrut(serveur.port) as pair:
        lignes, code = client_par_tube(serveur.port, "CLOSE\nTIME\n")
        exiger(lignes[-1] == "La connexion au serveur a été fermée.", lignes)
        exiger(code == 0, code)
        pair.recevoir()
        pair.envoyer("CLOSE")
        exiger(pair.recevoir() == ["CLOSE", ["CONFIRM"]], "la confirmation")
        exiger(pair.prise.recv(1) == b"", "la fermeture")
        exiger(not any("TIME" in ligne for ligne in serveur.vues), serveur.vues)


def inconnue():
    """toute autre commande répond « MSG Command not found »"""
    with Serveur() as serveur:
        lignes, _ = client_par_tube(serveur.port, "DANSER la valse\n")
    exiger(lignes[-1] == "Command not found", lignes)


def debut_seulement():
    """un motif n'est ancré qu'au début : HELLOWORLD convient à HELLO, OHELLO non"""
    with Serveur() as serveur:
        lignes, _ = client_par_tube(serveur.port, "HELLOWORLD\nOHELLO\n")
    exiger(lignes[-2].startswith("Hello from "), lignes)
    exiger(lignes[-1] == "Command not found", lignes)


def heure():
    """TIME, seul ou suivi d'arguments, répond « TIME jj.mm.aaaa HH:MM:SS »"""
    with Serveur() as serveur, PairBrut(serveur.port) as pair:
        lignes, _ = client_par_tube(serveur.port, "TIME\nTIME zone\n")
        exiger(all(re.fullmatch(HEURE, ligne) for ligne in lignes[-2:]), lignes)
        pair.recevoir()
        pair.envoyer("TIME")
        nom, (texte,) = pair.recevoir()
        exiger(nom == "TIME" and re.fullmatch(HEURE, texte), (nom, texte))


def port_du_serveur():
    """le serveur prend le port qu'on lui donne, et 1991 par défaut"""
    with socket.create_server(("127.0.0.1", 0)) as libre:
        port = libre.getsockname()[1]
    with Serveur(str(port)) as serveur:
        exiger(serveur.port == port, serveur.port)
    aide = subprocess.check_output([programmes.SERVEUR, "--help"], text=True)
    exiger("1991 par défaut" in aide, aide)


def port_pris():
    """un port déjà pris, un serveur absent : une phrase et un code, pas une trace"""
    with Serveur() as serveur:
        fin = subprocess.run(
            [programmes.SERVEUR, str(serveur.port)], capture_output=True, text=True, check=False
        )
        exiger(fin.returncode == 1 and "pris par un autre peut-être" in fin.stderr, fin)
        port = serveur.port
    lignes, code = client_par_tube(port, "")
    exiger(code == 1 and lignes[0].startswith("Impossible de joindre le serveur : "), lignes)


def journal_du_serveur():
    """une ligne par message : connecté, « nom -> msg », « nom <- msg », déconnecté"""
    with Serveur() as serveur:
        client_par_tube(serveur.port, "HELLO monde\nCLOSE\n")
        nom = serveur.attendre(r"^(127\.0\.0\.1:\d+) connecté$")[1]
        serveur.attendre(f"^{nom} <- MSG Welcome aboard !$")
        serveur.attendre(f"^{nom} -> HELLO monde$")
        serveur.attendre(f"^{nom} <- MSG Hello from ")
        serveur.attendre(f"^{nom} -> CLOSE$")
        serveur.attendre(f"^{nom} <- CLOSE CONFIRM$")
        serveur.attendre(f"^{nom} déconnecté")


def rupture():
    """un client qui réinitialise sa connexion est annoncé comme tel"""
    with Serveur() as serveur:
        pair = PairBrut(serveur.port)
        pair.recevoir()
        pair.prise.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        pair.prise.close()
        serveur.attendre("a rompu la connexion$")


def fin_de_flux():
    """un client parti ne laisse ni fil ni processeur occupé chez le serveur"""
    with Serveur() as serveur:
        with PairBrut(serveur.port) as pair:
            pair.recevoir()
            au_repos = serveur.nb_fils() - 1
        serveur.attendre("déconnecté")
        attendre_que(lambda: serveur.nb_fils() <= au_repos, "le fil du client est resté")


def accents_coupes():
    """des accents coupés entre deux paquets arrivent entiers, dans les deux sens"""
    with Serveur() as serveur, PairBrut(serveur.port) as pair:
        pair.recevoir()
        pair.envoyer("ÉCHO", "été à Noël", "日本")
        serveur.attendre("-> ÉCHO été à Noël 日本$")
        exiger(pair.recevoir() == ["MSG", ["Command not found"]], "la réponse")


def reception():
    """le client montre MSG et TIME, ignore le reste, même coupé au milieu d'un accent"""
    with socket.create_server(("127.0.0.1", 0)) as ecoute:
        ecoute.settimeout(programmes.DELAI)
        resultat = []
        client = threading.Thread(
            target=lambda: resultat.append(client_par_tube(ecoute.getsockname()[1], ""))
        )
        client.start()
        prise = ecoute.accept()[0]
        prise.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        messages = [
            [2, "MSG", ["été", 3, [True]]],
            [2, "RIEN", ["ignoré"]],
            [2, "MSGS", ["\x1b[2J"]],
            [2, "CLOSE", ["PEUT-ÊTRE"]],
            [2, "TIME", ["l'heure"]],
            [2, "CLOSE", ["CONFIRM"]],
        ]
        for message in messages:
            for octet in programmes.msgpack.packb(message):
                prise.send(bytes([octet]))
        prise.shutdown(socket.SHUT_WR)
        while prise.recv(4096):  # fermer avec des octets non lus détruirait ceux d'avant
            pass
        prise.close()
        client.join()
    lignes, _ = resultat[0]
    fin = ["été 3 [vrai]", "?[2J", "l'heure", "La connexion au serveur a été fermée."]
    exiger(lignes[-4:] == fin, lignes)


def ordre_et_fin_de_tube():
    """à la fin du tube, toutes les réponses ont été montrées, dans l'ordre"""
    with Serveur() as serveur:
        lignes, code = client_par_tube(serveur.port, "HELLO\nRIEN\n" * 500 + "TIME")
    reponses = lignes[2:]
    exiger(len(reponses) == 1001, len(reponses))
    exiger(all(ligne.startswith("Hello") for ligne in reponses[0:1000:2]), "l'ordre")
    exiger(all(ligne == "Command not found" for ligne in reponses[1:1000:2]), "l'ordre")
    exiger(re.fullmatch(HEURE, reponses[-1]), reponses[-1])
    exiger(code == 0, code)


def lignes_blanches():
    """une ligne vide n'est pas une commande ; les mots se séparent par des blancs"""
    with Serveur() as serveur:
        lignes, _ = client_par_tube(serveur.port, "\n   \n\t HELLO \t a  b\n")
        exiger(len(lignes) == 3, lignes)
        serveur.attendre("-> HELLO a b$")


def ligne_impossible():
    """un nom qui ne peut pas partir est dit, et la suite part"""
    with Serveur() as serveur:
        entree = b"\xff\xfe\nHELLO\n" + b"A" * 200 + b"\nTIME\n"
        lignes, code = client_par_tube(serveur.port, entree)
    exiger(sum("impossible d'envoyer" in ligne for ligne in lignes) == 2, lignes)
    exiger(any(ligne.startswith("Hello from") for ligne in lignes), lignes)
    exiger(re.fullmatch(HEURE, lignes[-1]) and code == 0, lignes)


def serveur_parti():
    """un serveur qui s'en va pendant que le tube reste ouvert : une phrase, et le code 1"""
    lecture, ecriture = os.pipe()
    with Serveur() as serveur:
        client = subprocess.Popen(
            [programmes.CLIENT, "127.0.0.1", str(serveur.port)],
            stdin=lecture,
            stdout=subprocess.PIPE,
            text=True,
        )
        exiger("Connexion établie" in client.stdout.readline(), "la connexion")
        exiger(client.stdout.readline() == "Welcome aboard !\n", "l'accueil")
    dit, _ = client.communicate(timeout=programmes.DELAI)
    os.close(lecture)
    os.close(ecriture)
    exiger("Le serveur n'est plus là" in dit, dit)
    exiger(client.returncode == 1, client.returncode)


programmes.passer(
    [
        accueil,
        hello,
        close,
        inconnue,
        debut_seulement,
        heure,
        port_du_serveur,
        port_pris,
        journal_du_serveur,
        rupture,
        fin_de_flux,
        accents_coupes,
        reception,
        ordre_et_fin_de_tube,
        lignes_blanches,
        ligne_impossible,
        serveur_parti,
    ]
)
