"""Every number a page shows: cells of tables, key figures, sentences, points of charts."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from html import unescape

import numpy as np
from streamlit.testing.v1 import AppTest

BALISE = re.compile(r"<[^>]+>")
LIGNE = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
CASE = re.compile(r"<t([hd])([^>]*)>(.*?)</t[hd]>", re.S)
CHIFFRE = re.compile(r"<div><dt>(.*?)</dt><dd>(.*?)<small>(.*?)</small></dd></div>", re.S)
UNITES = (
    "personnes? comptes? agents? infirmiers? professionnels? étudiants? arrivées? départs? utilisateurs?"
    " moyens? numéros?"
)
DIT = re.compile(rf"(?<![\d,.\-–+−])(?<!\d )(\d+) (?:{UNITES.replace(' ', '|')})\b")


def propre(texte: str) -> str:
    """Text without tags, spaces made plain."""
    texte = unescape(BALISE.sub(" ", texte)).replace("\xa0", " ").replace("\u202f", " ")
    return " ".join(texte.split())


def entier(texte: str) -> int | None:
    """« 1 149 » → 1149; None when it is not a whole number alone."""
    nu = propre(texte).replace(" ", "")
    return int(nu) if nu.isdigit() else None


def _tables(html: str) -> Iterator[tuple[str, int]]:
    for table in re.findall(r"<table.*?</table>", html, re.S):
        titres: list[str] = []
        legende = propre(next(iter(re.findall(r"<caption>(.*?)</caption>", table, re.S)), ""))
        for ligne in LIGNE.findall(table):
            cases = CASE.findall(ligne)
            if cases and all(genre == "h" for genre, _, _ in cases):
                titres = [propre(texte) for _, _, texte in cases]
                continue
            for titre, (_, _, texte) in zip(titres, cases, strict=False):
                if (n := entier(texte)) is not None:
                    yield f"{legende} / {titre}", n


def _points(valeur: object) -> Iterator[float]:
    if isinstance(valeur, dict) and "bdata" in valeur:
        yield from np.frombuffer(base64.b64decode(valeur["bdata"]), dtype=valeur["dtype"]).ravel().tolist()
    elif isinstance(valeur, list):
        for item in valeur:
            yield from _points(item)
    elif isinstance(valeur, int | float) and not isinstance(valeur, bool):
        yield valeur


def montres(app: AppTest) -> Iterator[tuple[str, int]]:
    """(where, whole number) for everything the page shows as a count."""
    for bloc in app.get("html"):
        html = bloc.proto.body
        yield from _tables(html)
        for nom, valeur, unite in CHIFFRE.findall(html):
            if (n := entier(valeur)) is not None:
                yield f"chiffre / {propre(nom)} ({propre(unite)})", n
        for n in DIT.findall(propre(re.sub(r"<table.*?</table>", " ", html, flags=re.S))):
            yield f"phrase / {propre(html)[:90]}", int(n)
    for texte in (*app.markdown, *app.caption):
        for n in DIT.findall(propre(texte.value)):
            yield f"phrase / {propre(texte.value)[:90]}", int(n)
    for metrique in app.metric:
        if (n := entier(str(metrique.value))) is not None:
            yield f"chiffre / {metrique.label}", n
    for cadre in app.dataframe:
        for nom in cadre.value.columns:
            for valeur in cadre.value[nom]:
                if isinstance(valeur, int | float) and valeur == valeur and float(valeur).is_integer():
                    yield f"tableau / {nom}", int(valeur)
    for graphique in app.get("plotly_chart"):
        figure = json.loads(graphique.proto.spec or graphique.proto.figure.spec)
        for trace in figure["data"]:
            for axe in ("x", "y", "z", "values", "customdata"):
                points = [n for n in _points(trace.get(axe)) if np.isfinite(n)]
                if max(points, default=0) <= 1:  # shares
                    continue
                ou = f"graphique / {graphique.proto.id.split('-')[-1]} / {trace.get('name')}"
                yield from ((ou, int(n)) for n in points if n == int(n))
