"""A page drawn in a real browser, held against WCAG 2.2 AA: axe, 320 px, the keyboard; and what it weighs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.outils.navigateur import ouvrir

from workbench.ui.session import ACCUEIL, Page, pages

AXE = find_spec("axe_playwright_python")
NIVEAUX = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
EPREUVES = Path(__file__).with_suffix(".js")
# wide and high: a bar that stays on screen lies over nothing, whatever is scrolled
ETROIT, TELEPHONE, LARGE = (
    {"width": width, "height": height} for width, height in ((320, 640), (390, 844), (1440, 2400))
)
CALME_MS = 120  # so long without anything moving: the page is drawn


@dataclass
class Constat:
    """What was seen of one page: faults of axe (rule, where, HTML), pixels too wide at 320 px, words cut
    there, controls that Tab never reaches or whose focus is not seen, bytes the server sent to show it.
    """

    page: Page
    fautes: list[dict[str, str]] = field(default_factory=list)
    deborde: int = 0
    coupes: list[str] = field(default_factory=list)
    injoignables: list[str] = field(default_factory=list)
    muets: list[str] = field(default_factory=list)
    octets: int = 0


class Visiteur:
    """One tab that goes from page to page as a user does, without loading the application again.

    `octets`: what the server said of the pages (websocket); `fichiers`: the application itself, its scripts.
    """

    def __init__(self, navigateur: Any, adresse: str) -> None:
        self.tab = ouvrir(navigateur, "about:blank")
        self.octets, self.fichiers = 0, 0
        reseau = self.tab.context.new_cdp_session(self.tab)
        reseau.on("Network.loadingFinished", self._recu)
        reseau.on("Network.webSocketFrameReceived", self._trame)
        reseau.send("Network.enable")
        self.tab.set_viewport_size(LARGE)
        self.tab.goto(adresse)
        self.tab.wait_for_selector(".wb-source")
        if AXE is not None:
            from axe_playwright_python.base import AXE_SCRIPT

            self.tab.evaluate(AXE_SCRIPT)
        self.tab.evaluate(EPREUVES.read_text("utf-8"))
        self.calme()

    def _recu(self, fin: dict[str, Any]) -> None:
        self.fichiers += int(fin["encodedDataLength"])

    def _trame(self, trame: dict[str, Any]) -> None:
        dit = trame["response"]
        part = 3 if dit["opcode"] == 2 else 4  # binary is told in base64
        self.octets += len(dit["payloadData"]) * part // 4

    def epreuve(self, nom: str, *arguments: object) -> Any:
        """One of `accessibilite.js`."""
        return self.tab.evaluate("([nom, dits]) => epreuves[nom](...dits)", [nom, list(arguments)])

    def calme(self) -> None:
        """Until the page is drawn."""
        self.epreuve("calme", CALME_MS)

    def ecrans(self) -> float:
        """How many phone screens the page takes."""
        self.tab.set_viewport_size(TELEPHONE)
        self.calme()
        hauteur = self.tab.locator('[data-testid="stMain"]').evaluate("zone => zone.scrollHeight")
        return float(hauteur / TELEPHONE["height"])

    def aller(self, page: Page) -> float:
        """By the address, inside the application; the seconds until the page is drawn."""
        vers = "/" if page.code == ACCUEIL else f"/{page.adresse}"
        return float(self.epreuve("aller", vers, page.question, CALME_MS)) / 1000


def visiter(visiteur: Visiteur, lues: Sequence[Page] | None = None) -> Iterator[Constat]:
    """Every page, judged: wide, what folds open, then at 320 px."""
    visitees = list(lues or pages().values())
    ailleurs = next(page for page in pages().values() if page is not visitees[0])
    visiteur.aller(ailleurs)  # going where one already is asks nothing of the server
    for page in visitees:
        visiteur.octets = 0
        visiteur.aller(page)
        vu = Constat(page, octets=visiteur.octets)
        visiteur.epreuve("deplier")
        visiteur.calme()
        if AXE is not None:
            vu.fautes = visiteur.epreuve("axe", NIVEAUX)
        vu.injoignables = visiteur.epreuve("injoignables")
        visiteur.tab.keyboard.press("Tab")  # from now on the browser shows the focus, as to who types
        vu.muets = visiteur.epreuve("sansFocusVisible")
        visiteur.tab.set_viewport_size(ETROIT)
        visiteur.calme()
        vu.deborde, vu.coupes = visiteur.epreuve("depasse"), visiteur.epreuve("coupes")
        visiteur.tab.set_viewport_size(LARGE)
        yield vu
