# L'exemple taches par des demandes nues: mal formées, plusieurs par connexion, en nombre.
# SPDX-License-Identifier: MIT
import unittest

import banc
from banc import Connexion, Refus, Serveur


class Demandes(unittest.TestCase):
    def test_bug_demande_mal_formee_recoit_une_erreur_et_la_connexion_continue(self):
        refusees = (
            ("taches.soumettre",),
            ("taches.soumettre", "retourner"),
            ("taches.soumettre", "retourner", 12),
            ("taches.soumettre", 1, "x"),
            ("taches.soumettre", "retourner", "x", {"bidule": 1}),
            ("taches.etat",),
            ("taches.etat", "a", "b"),
        )
        with Serveur() as serveur, Connexion(serveur) as connexion:
            for demande in refusees:
                with self.assertRaisesRegex(Refus, "^ARGUMENTS_INCOMPATIBLES : "):
                    connexion.appeler(*demande)
            with self.assertRaisesRegex(Refus, "^COMMANDE_INCONNUE : "):
                connexion.appeler("1: data")
            identifiant = connexion.appeler("taches.soumettre", "retourner", "flip")
            self.assertRegex(identifiant, "^[0-9a-f]{8}$")

    def test_type_de_tache_inconnu_refuse_avec_son_nom(self):
        with Serveur() as serveur, Connexion(serveur) as connexion:
            for type_tache in ("4", "", "bidule"):
                with self.assertRaisesRegex(Refus, f"type de tâche inconnu : « {type_tache} »"):
                    connexion.appeler("taches.soumettre", type_tache, "x")

    def test_plusieurs_demandes_par_connexion_reponses_dans_l_ordre(self):
        with Serveur("--echelle", "1000") as serveur, Connexion(serveur) as connexion:
            for rang in range(50):
                connexion.demander("taches.soumettre", "retourner", str(rang))
            soumises = [connexion.recevoir()[1] for _ in range(50)]
            listees = connexion.appeler("taches.lister", {"limite": 100})
            self.assertEqual([tache["id"] for tache in listees], soumises)
            for identifiant in soumises:
                connexion.demander("taches.etat", identifiant)
            etats = [connexion.recevoir()[1]["etat"] for _ in range(50)]
            self.assertEqual(etats.count("en_cours"), 1)
            self.assertEqual(etats.count("en_attente"), 49)

    def test_une_seule_tache_a_la_fois_dans_l_ordre_d_arrivee_de_dix_clients(self):
        with Serveur("--echelle", "0.001") as serveur:
            connexions = [Connexion(serveur) for _ in range(10)]
            for _ in range(5):
                for connexion in connexions:
                    connexion.demander("taches.soumettre", "retourner", "x")
            for connexion in connexions:
                with connexion:
                    for _ in range(5):
                        self.assertIsNone(connexion.recevoir()[0])
            self.assertEqual(serveur.resultat(1, "flip"), "pilf")  # après toutes les autres
            with Connexion(serveur) as connexion:
                taches = connexion.appeler("taches.lister", {"limite": 100})
            self.assertEqual(len(taches), 51)
            for precedente, suivante in zip(taches, taches[1:]):
                self.assertLessEqual(precedente["finie"], suivante["commencee"])

    def test_une_cle_rend_la_seconde_soumission_sans_effet(self):
        with Serveur("--echelle", "1000") as serveur, Connexion(serveur) as connexion:
            demande = ("taches.soumettre", "retourner", "x", {"cle": "commande-12"})
            self.assertEqual(connexion.appeler(*demande), connexion.appeler(*demande))
            self.assertEqual(connexion.appeler("taches.compter")["en_cours"], 1)

    def test_connexions_rompues_au_milieu_d_une_demande(self):
        with Serveur() as serveur:
            for coupe in range(1, 30):
                with Connexion(serveur) as connexion:
                    demande = [0, 1, "taches.soumettre", ["retourner", "x"]]
                    connexion.prise.sendall(banc.msgpack.packb(demande)[:coupe])
            self.assertEqual(serveur.resultat(1, "flip"), "pilf")


banc.lancer()
