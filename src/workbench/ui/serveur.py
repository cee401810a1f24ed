"""Start the application's server on this machine only."""

from __future__ import annotations

import os
from pathlib import Path

RACINE = Path(__file__).resolve().parents[3]


def demarrer(home: Path, port: int = 8501, navigateur: bool = False) -> None:
    """Serve `app.py` for that home; returns when the server stops.

    A `pages` folder beside the entry makes a cold Streamlit believe in its old automatic pages, and greet the
    first
    deep link with « Page not found »: the entry declares its own navigation, so we say so before the first
    visit.
    """
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.web import bootstrap

    os.environ["WORKBENCH_HOME"] = str(home.resolve())
    os.chdir(RACINE)  # where .streamlit/config.toml is
    PagesManager.uses_pages_directory = False
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": not navigateur}
    bootstrap.load_config_options(options)
    bootstrap.run(str(RACINE / "app.py"), is_hello=False, args=[], flag_options=options)
