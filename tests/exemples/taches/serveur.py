# Le serveur de l'exemple taches: ce qu'il écrit, ce qu'il montre, comment il s'arrête.
# SPDX-License-Identifier: MIT
import os
import signal
import unittest

import banc
import pexpect
from banc import Serveur


class JournalDuServeur(unittest.TestCase):
    def test_pret_recu_servi_et_eteint(self):
        with Serveur() as serveur:
            serveur.client("tache", "1", "x")
            recu = serveur.attendre(r"^Reçu de (127\.0\.0\.1:\d+)$")
            serveur.attendre(f"^Servi {recu.group(1)}$")
            self.assertEqual(serveur.arreter(), 0)
            self.assertEqual(serveur.lignes[0], f"Serveur prêt sur 127.0.0.1:{serveur.port}")
            self.assertEqual(serveur.lignes[1][:6], "Ctrl-C")
            self.assertEqual(serveur.lignes[-2:], ["Arrêt demandé", "Serveur éteint"])

    def test_sigterm_arrete_aussi(self):
        with Serveur("--echelle", "1000") as serveur:
            serveur.planifier(1, "x")  # en cours : elle ne retient pas l'arrêt
            self.assertEqual(serveur.finir(signal.SIGTERM), 0)
            self.assertEqual(serveur.lignes[-1], "Serveur éteint")

    def test_montre_la_file_sur_sigusr1(self):
        with Serveur("--echelle", "1000") as serveur:
            premiere = serveur.planifier(1, "x")
            with serveur.lancer_client("tache", "--paquet", "2", "y") as suivie:
                suivie.attendre(" : en attente$")
                serveur.processus.send_signal(signal.SIGUSR1)
                serveur.attendre(r"^1 en attente, 1 en cours, 0 terminée, 0 échouée, 0 annulée$")
                serveur.attendre(f"^{premiere} : retourner, en cours$")
                serveur.attendre(f"^{suivie.lignes[0][:8]} : echanger, en attente$")

    def test_montre_la_file_quand_on_tape_entree_et_continue_sans_entree(self):
        with Serveur() as serveur:
            serveur.processus.stdin.write(b"\n")
            serveur.processus.stdin.flush()
            serveur.attendre("^0 en attente, ")
            serveur.processus.stdin.close()
            self.assertEqual(serveur.resultat(1, "flip"), "pilf")

    def test_montre_la_file_dans_un_terminal_et_s_arrete_a_ctrl_c(self):
        serveur = pexpect.spawn(
            banc.PROGRAMME_SERVEUR, ["-P", "0"], encoding="utf-8", timeout=banc.DELAI
        )
        serveur.expect("Serveur prêt")
        serveur.sendline("")
        serveur.expect("0 en attente, 0 en cours")
        serveur.sendintr()
        serveur.expect("Serveur éteint")
        serveur.expect(pexpect.EOF)
        serveur.close()
        self.assertEqual(serveur.exitstatus, 0)

    def test_lance_en_arriere_plan_il_laisse_le_terminal_au_shell(self):
        environnement = os.environ | {"PS1": "$ "}
        shell = pexpect.spawn(
            "bash", ["--norc", "--noprofile", "-i"], encoding="utf-8", timeout=banc.DELAI,
            env=environnement,
        )
        shell.sendline(f"{banc.PROGRAMME_SERVEUR} -P 0 --echelle 0 &")
        port = shell.expect(r"Serveur prêt sur 127\.0\.0\.1:\d+") or shell.match.group()[27:]
        shell.sendline(f"{banc.PROGRAMME_CLIENT} -P {port} tache --paquet 1 flip")
        shell.expect("résultat : pilf")
        shell.sendline("jobs")
        shell.expect("Running")  # ni suspendu, ni arrêté par ce qui vient d'être tapé
        shell.sendline("kill -INT %1; wait %1; echo code $?")
        shell.expect("code 0")
        shell.close(force=True)

    def test_port_pris_dit_en_une_phrase(self):
        with Serveur() as premier:
            second = banc.Programme([banc.PROGRAMME_SERVEUR, "-P", str(premier.port)])
            with second:
                self.assertEqual(second.finir(), 1)
            self.assertEqual(len(second.lignes), 1)
            self.assertIn(str(premier.port), second.lignes[0])


banc.lancer()
