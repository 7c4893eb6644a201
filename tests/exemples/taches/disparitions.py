# L'exemple taches quand on disparaît: client parti, serveur absent, tué ou relancé, fichier gardé.
# SPDX-License-Identifier: MIT
import signal
import socket
import unittest
from pathlib import Path

import banc
from banc import Serveur


class ClientsQuiDisparaissent(unittest.TestCase):
    def test_un_client_tue_ne_derange_pas_la_file(self):
        with Serveur("--echelle", "0.1") as serveur:
            with serveur.lancer_client("tache", "--paquet", "1", "flip") as suivie:
                suivie.attendre(" : en cours$")
                suivie.finir(signal.SIGKILL)
                identifiant = suivie.lignes[0][:8]
            self.assertEqual(serveur.resultat(1, "suivante"), "etnavius")
            self.assertRegex(serveur.client("etat", identifiant).dit, "résultat : pilf$")

    def test_des_octets_sans_queue_ni_tete_ne_derangent_pas_la_file(self):
        with Serveur() as serveur:
            for octets in (b"1: data\n", b"\xc1", b"\x94\x00", b"\x00" * 100):
                with socket.create_connection(("127.0.0.1", serveur.port), banc.DELAI) as prise:
                    prise.sendall(octets)
            self.assertEqual(serveur.resultat(1, "flip"), "pilf")


class ServeurQuiDisparait(unittest.TestCase):
    def test_serveur_absent_en_une_phrase_et_avec_son_code(self):
        prise, port = banc.port_sans_serveur()
        with prise:
            for commande in (["tache", "1", "x"], ["tache", "--paquet", "1", "x"], ["lister"]):
                refus = banc.client("-P", str(port), *commande)
                self.assertEqual((refus.code, refus.dit), (4, ""))
                self.assertRegex(refus.erreurs, rf"\A127\.0\.0\.1 port {port} : [^\n]+\Z")

    def test_hote_inconnu_en_une_phrase(self):
        refus = banc.client("-H", "nulle-part.invalid", "lister")
        self.assertEqual(refus.code, 4)
        self.assertRegex(refus.erreurs, r"\A[^\n]*nulle-part\.invalid[^\n]*\Z")

    def test_serveur_tue_pendant_qu_on_suit(self):
        with Serveur("--echelle", "1000") as serveur:
            with serveur.lancer_client("tache", "--paquet", "1", "x") as suivie:
                suivie.attendre(" : en cours$")
                serveur.finir(signal.SIGKILL)
                self.assertEqual(suivie.finir(), 4)
                self.assertIn("etat", suivie.lignes[-1])

    def test_serveur_eteint_pendant_qu_on_suit(self):
        with Serveur("--echelle", "1000") as serveur:
            with serveur.lancer_client("tache", "--paquet", "1", "x") as suivie:
                suivie.attendre(" : en cours$")
                self.assertEqual(serveur.arreter(), 0)
                self.assertEqual(suivie.finir(), 4)


class FichierGarde(unittest.TestCase):
    def test_tache_acquittee_survit_a_kill_9_et_se_termine_apres(self):
        with banc.dossier() as dossier:
            base = str(Path(dossier) / "taches.sqlite")
            with Serveur("--base", base, "--echelle", "1000") as serveur:
                identifiants = [serveur.planifier(1, donnees) for donnees in ("flip", "née")]
                with serveur.lancer_client("tache", "--paquet", "1", "odd") as suivie:
                    suivie.attendre(" : en attente$")
                    identifiants.append(suivie.lignes[0][:8])
                    serveur.finir(signal.SIGKILL)
            with Serveur("--base", base) as serveur:
                self.assertEqual(serveur.resultat(1, "x"), "x")  # passe après elles
                for identifiant, attendu in zip(identifiants, ("pilf", "eén", "ddo")):
                    self.assertEqual(
                        serveur.client("etat", identifiant).dit,
                        f"{identifiant} : terminée, résultat : {attendu}",
                    )

    def test_resultats_gardes_apres_un_arret_propre(self):
        with banc.dossier() as dossier:
            base = str(Path(dossier) / "taches.sqlite")
            with Serveur("--base", base) as serveur:
                fini = serveur.client("tache", "--paquet", "1", "flip").dit.splitlines()[-1]
                self.assertEqual(serveur.arreter(), 0)
            with Serveur("--base", base) as serveur:
                self.assertEqual(serveur.client("etat", fini[:8]).dit, fini)

    def test_deux_serveurs_sur_un_fichier_le_second_refuse(self):
        with banc.dossier() as dossier:
            base = str(Path(dossier) / "taches.sqlite")
            with Serveur("--base", base) as serveur:
                self.refuser("--base", base)
                self.assertEqual(serveur.resultat(1, "flip"), "pilf")

    def test_fichier_impossible_en_une_phrase(self):
        with banc.dossier() as dossier:
            abime = Path(dossier) / "abime"
            abime.write_bytes(b"pas une base " * 1000)
            for base in (abime, Path(dossier), Path(dossier) / "absent" / "x"):
                self.refuser("--base", str(base))
            self.assertEqual(abime.read_bytes(), b"pas une base " * 1000)

    def refuser(self, *options):
        with banc.Programme([banc.PROGRAMME_SERVEUR, "-P", "0", *options]) as refuse:
            self.assertEqual(refuse.finir(), 1)
        self.assertEqual(len(refuse.lignes), 1, refuse.lignes)
        self.assertIn(options[-1], refuse.lignes[0])


banc.lancer()
