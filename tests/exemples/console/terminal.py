# La console dans un terminal : la ligne s'édite, et ce qui arrive ne s'y mêle pas.
# SPDX-License-Identifier: MIT
import socket

import programmes
from programmes import ENVIRONNEMENT, Serveur, Terminal, exiger


class FauxServeur:
    """Un serveur que l'essai tient : il envoie ce qu'il veut quand il veut."""

    def __init__(self):
        self.ecoute = socket.create_server(("127.0.0.1", 0))
        self.ecoute.settimeout(programmes.DELAI)
        self.port = self.ecoute.getsockname()[1]

    def accueillir(self):
        """À appeler quand le client se connecte, d'un autre fil."""
        self.prise = self.ecoute.accept()[0]
        self.prise.settimeout(programmes.DELAI)
        self.dire("Welcome aboard !")
        recus = programmes.msgpack.Unpacker()
        while True:
            recus.feed(self.prise.recv(4096))
            for message in recus:
                self.prise.sendall(programmes.msgpack.packb([1, message[1], None, ["HELLO"]]))
                return

    def dire(self, texte):
        self.prise.sendall(programmes.msgpack.packb([2, "MSG", [texte]]))

    def __enter__(self):
        self.accueil = programmes.threading.Thread(target=self.accueillir)
        self.accueil.start()
        return self

    def __exit__(self, *_):
        self.accueil.join()
        self.prise.close()
        self.ecoute.close()


def recevoir_en_tapant():
    """un message qui arrive pendant la frappe s'écrit au-dessus, et la ligne revient entière"""
    with FauxServeur() as serveur, Terminal(serveur.port) as terminal:
        terminal.taper("HEL")
        terminal.attendre("HEL")
        for texte in ("un", "deux"):
            serveur.dire("message " + texte)
            # La ligne en cours effacée, le message seul sur la sienne, puis l'invite et la frappe.
            terminal.enfant.expect(r"\r(\x1b\[[0-9]*[JK])+(\r)?message " + texte + "\r\n")
            terminal.enfant.expect("> HEL")
        terminal.entrer("LO")
        message = programmes.msgpack.unpackb(serveur.prise.recv(4096))
        exiger(message == [2, "HELLO", []], message)


def editer():
    """la ligne s'édite : flèches, effacement, début et fin"""
    with Serveur() as serveur, Terminal(serveur.port) as terminal:
        terminal.taper("XLLA")
        terminal.taper("\x7f")  # efface le A
        terminal.taper("O\x01")  # au début
        terminal.taper("\x1b[3~HE")  # enlève le X
        terminal.taper("\x05")  # à la fin
        terminal.entrer(" monde")
        serveur.attendre("-> HELLO monde$")
        terminal.attendre("Hello from ")


def historique():
    """la flèche vers le haut rappelle les lignes précédentes"""
    with Serveur() as serveur, Terminal(serveur.port) as terminal:
        for ligne in ("HELLO un", "HELLO deux", "HELLO deux"):
            terminal.entrer(ligne)
            serveur.attendre(f"-> {ligne}$")
            terminal.attendre("Hello from ")
        terminal.entrer("\x1b[A\x1b[A")  # le doublon n'y est qu'une fois
        serveur.attendre("-> HELLO un$")


def completer():
    """Tab complète le nom de commande, avec ceux que dit le serveur, et rien d'autre"""
    with Serveur() as serveur, Terminal(serveur.port) as terminal:
        terminal.taper("HE\t")
        terminal.attendre("HELLO ")
        terminal.entrer("/et\tc")  # pas de nom de fichier
        serveur.attendre("-> HELLO /etc$")
        terminal.attendre("Hello from ")
        terminal.taper("T\t")
        terminal.attendre("TIME ")
        terminal.entrer("")
        serveur.attendre("-> TIME$")


def accents():
    """les accents se tapent, s'effacent d'un coup et partent entiers, même sans locale"""
    for locale in ("C.UTF-8", "C"):
        environnement = {**ENVIRONNEMENT, "LC_ALL": locale}
        with Serveur() as serveur, Terminal(serveur.port, environnement) as terminal:
            terminal.taper("HELLO étéà")
            terminal.taper("\x7f")
            terminal.entrer(" Noël")
            serveur.attendre("-> HELLO été Noël$")


def fin_de_fichier():
    """Ctrl-D sur une ligne vide quitte, code 0, et rend le terminal comme il était"""
    with Serveur() as serveur, Terminal(serveur.port) as terminal:
        terminal.entrer("HELLO")
        terminal.attendre("Hello from ")
        terminal.attendre("> ")
        terminal.taper("\x04")
        exiger(terminal.attendre_fin() == 0, terminal.enfant.exitstatus)
        serveur.attendre("déconnecté")


def fermer():
    """CLOSE montre la fermeture et quitte, code 0"""
    with Serveur() as serveur, Terminal(serveur.port) as terminal:
        terminal.entrer("CLOSE")
        terminal.attendre("La connexion au serveur a été fermée.\r\n")
        exiger(terminal.attendre_fin() == 0, terminal.enfant.exitstatus)


def serveur_parti():
    """un serveur qui s'en va pendant la frappe : une phrase, le terminal rendu, code 1"""
    serveur = Serveur()
    with Terminal(serveur.port) as terminal:
        terminal.taper("HEL")
        terminal.attendre("HEL")
        with serveur:
            pass
        terminal.attendre("Le serveur n'est plus là")
        exiger(terminal.attendre_fin() == 1, terminal.enfant.exitstatus)


def interrompre():
    """Ctrl-C quitte"""
    with Serveur() as serveur, Terminal(serveur.port) as terminal:
        terminal.taper("HEL\x03")
        terminal.attendre_fin()
        serveur.attendre("déconnecté")


programmes.passer(
    [
        recevoir_en_tapant,
        editer,
        historique,
        completer,
        accents,
        fin_de_fichier,
        fermer,
        serveur_parti,
        interrompre,
    ]
)
