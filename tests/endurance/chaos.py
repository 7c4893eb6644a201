# Chaos: un relais TCP qui retarde, recoupe, étrangle, fige et rompt ce qui passe par lui.
# SPDX-License-Identifier: MIT
import asyncio
import random
import socket
import struct


class Relais:
    """Écoute un port et relaie vers un autre en maltraitant chaque connexion à sa façon."""

    def __init__(self, cible, graine, ruptures_par_minute):
        self.cible = cible
        self.hasard = random.Random(graine)
        self.ruptures_par_minute = ruptures_par_minute
        self.comptes = {"connexions": 0, "recoupes": 0, "retards": 0, "figees": 0, "rompues": 0}

    async def ouvrir(self):
        serveur = await asyncio.start_server(self.relayer, "127.0.0.1", 0, limit=1 << 16)
        return serveur, serveur.sockets[0].getsockname()[1]

    async def relayer(self, lecteur, ecrivain):
        self.comptes["connexions"] += 1
        try:
            la_lecteur, la_ecrivain = await asyncio.open_connection("127.0.0.1", self.cible)
        except OSError:
            ecrivain.close()
            return
        sens = [
            asyncio.ensure_future(self.passer(lecteur, la_ecrivain)),
            asyncio.ensure_future(self.passer(la_lecteur, ecrivain)),
        ]
        moyenne = 60 / self.ruptures_par_minute
        rupture = self.hasard.expovariate(1 / moyenne)
        finis, restent = await asyncio.wait(
            sens, timeout=rupture, return_when=asyncio.FIRST_COMPLETED
        )
        if not finis:
            self.comptes["rompues"] += 1
        for tache in restent:
            tache.cancel()
        await asyncio.gather(*sens, return_exceptions=True)
        for bout in (ecrivain, la_ecrivain):
            if not finis:  # RST des deux côtés
                bout.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            bout.close()

    async def passer(self, lecteur, ecrivain):
        while octets := await lecteur.read(1 << 16):
            await self.souffrir(octets, ecrivain)
        ecrivain.write_eof()

    async def souffrir(self, octets, ecrivain):
        sort = self.hasard.random()
        if sort < 0.10:
            self.comptes["retards"] += 1
            await asyncio.sleep(self.hasard.uniform(0, 0.2))
        elif sort < 0.101:
            self.comptes["figees"] += 1
            await asyncio.sleep(5)
        elif sort < 0.102:
            self.comptes["figees"] += 1
            for debut in range(0, min(len(octets), 4096), 100):  # 1 Ko/s
                ecrivain.write(octets[debut : debut + 100])
                await ecrivain.drain()
                await asyncio.sleep(0.1)
            octets = octets[4096 // 100 * 100 + 100 :] if len(octets) > 4096 else b""
        while octets:
            self.comptes["recoupes"] += 1
            coupe = self.hasard.choice([1, 7, 100, 1460, 1 << 16])
            ecrivain.write(octets[:coupe])
            await ecrivain.drain()
            octets = octets[coupe:]
