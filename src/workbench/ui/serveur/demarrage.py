"""Start the application's server: on a workstation, or for people who sign in."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from workbench.ui.serveur.connexion import ENTETE, SEANCE
from workbench.ui.serveur.garde import Admission, Adresses, Garde
from workbench.ui.serveur.habillage import Habillage
from workbench.ui.serveur.poste import BOUCLE, PARAMETRE, Jeton, MemeCompte, adresses

RACINE = Path(__file__).resolve().parents[4]
PING_SECONDES = 30  # a proxy closes a websocket that stays silent
ENVOI_SECONDES = 0.02  # what a page draws leaves together: at each sending the browser draws the page again
MESSAGE_OCTETS = 200 * 1024**2
PIECES = "looks pilotage projet documents revue exchange sources run ui".split()  # what pages are made of


def demarrer(home: Path, port: int = 8501, admission: Admission | None = None) -> None:
    """Serve `app.py` for that home on this machine only; returns when the server stops.

    Args:
        admission: who passes; without one, the account that runs this.
    """
    ecouter(home, BOUCLE, port, adresses(port), [admission or MemeCompte()])


def a_jeton(port: int) -> tuple[Jeton, str]:
    """A token for this start, and the address that carries it."""
    jeton = Jeton(port)
    return jeton, f"http://{BOUCLE}:{port}/?{PARAMETRE}={jeton.jeton}"


def precharger() -> None:
    """Load what pages are made of before anyone comes: the first to open each would wait, and others with
    them.
    """
    logging.disable(logging.WARNING)  # Streamlit warns that it does not serve yet: that is the point
    import_module("pandas")  # first: two sessions importing it at once each get half of it
    for piece in PIECES:
        room = import_module(f"workbench.{piece}")
        for found in walk_packages(room.__path__, f"{room.__name__}."):
            if not found.name.endswith("__main__"):
                import_module(found.name)
    if str(RACINE) not in sys.path:  # as Streamlit does for the entry
        sys.path.insert(0, str(RACINE))
    for vue in sorted((RACINE / "pages").glob("*/vues/*.py")):
        import_module(".".join(vue.relative_to(RACINE).with_suffix("").parts))
    logging.disable(logging.NOTSET)


def ecouter(home: Path, hote: str, port: int, ouverte: Adresses, admissions: Sequence[Admission]) -> None:
    """Serve that home at that address, everything behind the guard.

    A `pages` folder beside the entry makes a cold Streamlit believe in its old automatic pages, and greet the
    first deep link with « Page not found »: the entry declares its own navigation, so we say so before.
    """
    import uvicorn
    from streamlit import config
    from streamlit.commands import execution_control
    from streamlit.runtime import runtime
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.web import bootstrap
    from streamlit.web.server.starlette import App

    precharger()
    from workbench.ui.serveur import prechauffe

    gc.freeze()  # what is loaded stays to the end: not searched again for what could be freed
    os.environ["WORKBENCH_HOME"] = str(home.resolve())
    prechauffe.veiller(home.resolve())
    os.chdir(RACINE)  # where .streamlit/config.toml is
    PagesManager.uses_pages_directory = False
    for module in (runtime, execution_control):  # who sends, and who waits for it to be sent
        vars(module)["MESSAGE_FLUSH_INTERVAL_SECS"] = ENVOI_SECONDES
    entree = str(RACINE / "app.py")
    config._main_script_path = entree
    options = {"server.port": port, "server.address": hote, "server.headless": True}
    bootstrap.load_config_options(options)
    config.set_option("server.trustedUserHeaders", {ENTETE: SEANCE})
    uvicorn.run(
        Garde(Habillage(App(entree)), ouverte, admissions),
        host=hote,
        port=port,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # the guard reads them itself, and only from the proxy
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=MESSAGE_OCTETS,
        ws_ping_interval=PING_SECONDES,
        ws_ping_timeout=PING_SECONDES,
    )
