# Les lignes de commande de l'exemple taches: options, sous-commandes, aide et refus.
# SPDX-License-Identifier: MIT
import subprocess
import unittest

import banc


def aide(programme, *arguments):
    return subprocess.run(
        [programme, *arguments], capture_output=True, text=True, timeout=banc.DELAI
    )


class LigneDeCommande(unittest.TestCase):
    def test_serveur_aide_et_valeurs_par_defaut(self):
        for option in ("-h", "--help"):
            reponse = aide(banc.PROGRAMME_SERVEUR, option)
            self.assertEqual(reponse.returncode, 0)
            self.assertRegex(reponse.stdout, r"-H,--hote,--host ADRESSE .*\(127\.0\.0\.1\)")
            self.assertRegex(reponse.stdout, r"-P,--port PORT .*\(5000\)")

    def test_client_aide_et_valeurs_par_defaut(self):
        for option in ("-h", "--help"):
            reponse = aide(banc.PROGRAMME_CLIENT, option)
            self.assertEqual(reponse.returncode, 0)
            self.assertRegex(reponse.stdout, r"-H,--hote,--host ADRESSE .*\(127\.0\.0\.1\)")
            self.assertRegex(reponse.stdout, r"-P,--port PORT .*\(5000\)")
            for commande in ("tache, task", "etat, status", "annuler", "lister"):
                self.assertRegex(reponse.stdout, rf"(?m)^  {commande}")

    def test_aide_de_tache(self):
        for nom in ("tache", "task"):
            reponse = aide(banc.PROGRAMME_CLIENT, nom, "--help")
            self.assertEqual(reponse.returncode, 0)
            self.assertRegex(reponse.stdout, r"Usage : \S+ tache \[options\] type donnees\n")
            self.assertRegex(reponse.stdout, r"(?m)^  type \{1,2,3\}")
            self.assertIn("--paquet,--packet", reponse.stdout)

    def test_bug_aide_de_etat_n_est_pas_celle_de_tache(self):
        for nom in ("etat", "status"):
            reponse = aide(banc.PROGRAMME_CLIENT, nom, "--help")
            self.assertEqual(reponse.returncode, 0)
            self.assertRegex(reponse.stdout, r"Usage : \S+ etat \[options\] id\n")
            self.assertNotIn("paquet", reponse.stdout)

    def test_aide_tout_en_francais(self):
        lignes = [("-h",), ("tache", "-h"), ("etat", "-h"), ("annuler", "-h"), ("lister", "-h")]
        for ligne in lignes:
            self.assertNotRegex(
                aide(banc.PROGRAMME_CLIENT, *ligne).stdout,
                r"Usage:|OPTIONS|Options:|Positionals|REQUIRED|Print|Subcommand|TEXT",
            )

    def test_type_hors_de_1_a_3_refuse_par_la_ligne_de_commande(self):
        for faux in ("0", "4", "-1", "1.5", "un", ""):
            # Sans serveur : c'est bien la ligne de commande qui refuse.
            reponse = banc.client("tache", faux, "x")
            self.assertEqual(reponse.code, 2, faux)
            self.assertEqual(reponse.dit, "")
        self.assertEqual(
            banc.client("tache", "4", "x").erreurs,
            "type : « 4 » n'est pas un nombre de 1 à 3 ; voir --help",
        )

    def test_lignes_refusees_en_une_phrase(self):
        refus = {
            (): "il manque une commande",
            ("tache",): "il manque type",
            ("tache", "1"): "il manque donnees",
            ("etat",): "il manque id",
            ("bidule",): "inconnu ou de trop : bidule",
            ("etat", "a", "b", "c"): "inconnu ou de trop : b c",
            ("--port",): "--port attend une valeur",
            ("-P", "70000", "lister"): "--port : « 70000 » n'est pas un nombre de 1 à 65535",
            ("-P", "12a", "lister"): "--port : « 12a » n'est pas un nombre de 1 à 65535",
        }
        for ligne, phrase in refus.items():
            reponse = banc.client(*ligne)
            self.assertEqual((reponse.code, reponse.erreurs), (2, f"{phrase} ; voir --help"))

    def test_hote_et_port_par_defaut_du_serveur_et_du_client(self):
        # Une adresse de bouclage que rien d'autre n'emploie, pour que 5000 y soit libre.
        hote = "127.50.0.5"
        with banc.Programme([banc.PROGRAMME_SERVEUR, "-H", hote, "--echelle", "0"]) as serveur:
            serveur.attendre(rf"^Serveur prêt sur {hote}:5000$")
            self.assertEqual(banc.client("-H", hote, "lister").code, 0)
            self.assertEqual(banc.client("--host", hote, "--port", "5000", "lister").code, 0)
        with banc.Serveur() as serveur:
            serveur.attendre(rf"^Serveur prêt sur 127.0.0.1:{serveur.port}$")
            self.assertEqual(serveur.client("lister").code, 0)

    def test_mots_anglais_et_options_apres_la_commande(self):
        with banc.Serveur() as serveur:
            port = str(serveur.port)
            fini = banc.client("task", "--packet", "1", "flip", "--port", port)
            fin = fini.dit.splitlines()[-1]
            self.assertRegex(fin, r"^[0-9a-f]{8} : terminée, résultat : pilf$")
            self.assertEqual(serveur.client("status", fin[:8]).dit, fin)


banc.lancer()
