# Neovim en serveur d'un client cconn: le démarre sur un port libre, puis lance les tests C++.
# SPDX-License-Identifier: MIT
#
# Usage : neovim_serveur.py <programme de test> [argument]...
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "conformite"))

from banc import Programme  # noqa: E402  après sys.path

DELAI = 25  # secondes, moins que ctest
DIRE_ADRESSE = "lua io.stdout:write(vim.v.servername .. '\\n') io.stdout:flush()"

with Programme(
    "nvim", "--headless", "--clean", "-n", "--listen", "127.0.0.1:0", "-c", DIRE_ADRESSE
) as neovim:
    port = neovim.ligne().strip().rpartition(":")[2]
    tests = subprocess.run(
        sys.argv[1:], env={**os.environ, "CCONN_NEOVIM_PORT": port}, timeout=DELAI, check=False
    )
sys.exit(tests.returncode)
