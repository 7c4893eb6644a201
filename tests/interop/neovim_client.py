# Neovim en client d'un serveur cconn: joue neovim_appelle.lua dans le vrai Neovim.
# SPDX-License-Identifier: MIT
#
# Usage : neovim_client.py <pair_serveur>
import os
import pathlib
import subprocess
import sys

ICI = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(ICI.parent / "conformite"))

from banc import Serveur  # noqa: E402  après sys.path

DELAI = 25  # secondes, moins que ctest

with Serveur(sys.argv[1]) as serveur:
    neovim = subprocess.run(
        ["nvim", "--headless", "--clean", "-n", "-c", f"luafile {ICI}/neovim_appelle.lua"],
        env={**os.environ, "CCONN_PORT": str(serveur.port)},
        stdin=subprocess.DEVNULL,
        timeout=DELAI,
        check=False,
    )
    serveur.exiger_arret()
sys.exit(neovim.returncode)
