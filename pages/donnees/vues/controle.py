"""Step 4: what the delivery is worth against last month's, who must mend what, then the run."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Literal

import polars as pl
import streamlit as st
from pages.donnees.vues import depot as depot_vue
from pages.donnees.vues import nombres

from workbench.access import Acces
from workbench.looks.formats import jour, nombre
from workbench.run import marche, pipeline
from workbench.run.examen import Jugees, never_published
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Settings, Source, load_settings
from workbench.sources import delivery_dates, depot
from workbench.sources.declarer.declaration import forget_source
from workbench.ui import composants, ecran, erreurs, session
from workbench.ui.formulaires import registre
from workbench.ui.litteral import sans_lien
from workbench.warehouse import published_date

VERDICTS = {
    "acceptee": "✓ juste",
    "a_savoir": "✓ juste, à savoir",
    "a_confirmer": "? à confirmer",
    "confirmee": "✓ confirmée",
    "refusee": "✕ refusé",
}


def controler(acces: Acces) -> None:
    """The oldest delivery not yet published: verdicts, confirmations, the button that starts the run."""
    settings = load_settings(session.home())
    attente = pipeline.pending_deliveries(settings)
    if not attente and not (published_date(settings.home) and delivery_dates(settings)):
        return
    le = attente[0] if attente else published_date(settings.home)
    assert le is not None
    if not attente:
        with st.expander("Recalculer sans nouveau fichier", key="recalculer"):
            st.caption(
                f"Aucune livraison n’attend. Un nouveau calcul au {jour(le)} reprend vos décisions et vos"
                " règles."
            )
            _lancer(le, [], "Recalculer")
        return
    depot_vue.etape(4, f"Contrôle de la livraison du {jour(le)}")
    try:
        with st.spinner("Lecture et contrôle des fichiers…"):
            jugees = session.garder(
                "controle",
                (_empreinte(settings), registre.ouvrir(acces).dernier, le),
                lambda: pipeline.check(settings.home, le),
            )
    except ErreurWorkbench as erreur:
        erreurs.montrer(ecran.shown(erreur))
        _retirer(settings, le, attente)
        return
    _verdicts(jugees)
    for phrase in pipeline.notices(settings.home, le):
        if dite := ecran.plain(phrase):
            st.caption(dite)
    refuses = _refus(settings, le, jugees)
    nombres.confirmer(acces, jugees)
    confirmees = _confirmer(jugees)
    if not refuses and confirmees is not None and jugees.lectures:
        _lancer(le, confirmees)
    if not refuses:
        with st.expander("Un fichier n’est pas le bon ?", key="reprendre"):
            _retirer(settings, le, attente)


def _empreinte(settings: Settings) -> str:
    """What the verdicts depend on: settings, files, decisions and the published version."""
    home = settings.home
    gardees = [home / "data" / "curated" / nom for nom in ("publie.json", "decisions.sqlite")]
    lieux = [home / "workbench.toml", *gardees, *settings.raw.glob("*/*")]
    return "|".join(f"{p.name}:{p.stat().st_mtime_ns}" for p in sorted(lieux) if p.is_file())


def _verdicts(jugees: Jugees) -> None:
    lignes = []
    verdicts = {v.source.code: v for v in jugees.examen.verdicts} if jugees.examen else {}
    for lecture in jugees.lectures:
        verdict = verdicts[lecture.source.code]
        etat: str = verdict.etat
        if etat == "a_confirmer" and lecture.source.code in jugees.confirmees:
            etat = "confirmee"
        mises = lecture.rejets.filter(pl.col("gravite") == "ligne")
        lignes += [
            {
                "fichier": lu.nom,
                "lignes": lu.lignes,
                "mises": mises.filter(pl.col("fichier") == lu.nom).height,
                "verdict": VERDICTS[etat],
                "qui": depot.owner(lecture.source) if mises.height or verdict.phrase else "–",
            }
            for lu in lecture.fichiers
        ]
    for refus in jugees.controle.refus:
        lignes += [
            {
                "fichier": nom,
                "lignes": None,
                "mises": None,
                "verdict": VERDICTS["refusee"],
                "qui": depot.owner(refus.source),
            }
            for nom in refus.fichiers
        ]
    if lignes:
        faits = pl.DataFrame(lignes, schema_overrides={"lignes": pl.Int64, "mises": pl.Int64})
        colonnes = {"fichier": "Fichier", "verdict": "Verdict", "lignes": "Lignes"}
        if any(une["qui"] != "–" for une in lignes):
            colonnes |= {"mises": "Mises de côté", "qui": "Qui peut répondre"}
        comparee = ", comparé à la dernière version publiée" if session.publie() else ""
        composants.table(faits, colonnes, legende=f"Ce que vaut chaque fichier{comparee}", defile=True)
    for lecture in jugees.lectures:
        par_ligne = lecture.rejets.filter(pl.col("ligne").is_not_null())  # of the whole file: its verdict
        motifs = par_ligne.group_by("motif").len().sort("len", descending=True).head(5)
        for motif, combien in motifs.iter_rows():
            st.caption(f"{lecture.source.nom} : {ecran.plain(str(motif))} ({nombre(combien)} fois)")
    for verdict in verdicts.values():
        if verdict.phrase and verdict.etat != "a_confirmer":
            st.caption(f"{verdict.source.nom} : {sans_lien(ecran.plain(verdict.phrase))}")
    for source, dit in jugees.absentes:
        st.warning(f"{source.nom} : {sans_lien(ecran.plain(dit))}", icon=":material/hourglass_empty:")


def _refus(settings: Settings, le: dt.date, jugees: Jugees) -> bool:
    """Each refused file: why, who mends it, and the way to go on without it. True when there is one."""
    for refus in jugees.controle.refus:
        dite = ecran.shown(refus.erreur)
        st.error(
            f"**{dite.titre}** — {dite.message} {dite.conseil} À corriger par : {depot.owner(refus.source)}.",
            icon=":material/error:",
        )
        st.button(
            f"Retirer {', '.join(refus.fichiers)} de cette livraison",
            key=f"retirer_{refus.source.code}",
            on_click=_sortir,
            args=(settings, le, refus.source, refus.fichiers),
        )
    return bool(jugees.controle.refus)


def _retirer(settings: Settings, le: dt.date, attente: list[dt.date]) -> None:
    """The delivery as a whole cannot be judged: its files may be taken back."""
    if le not in attente:
        return
    fichiers = [path.name for path in sorted((settings.raw / le.isoformat()).iterdir()) if path.is_file()]
    if fichiers:
        st.button(
            "Reprendre les fichiers de cette livraison",
            key="retirer_tout",
            on_click=_sortir,
            args=(settings, le, None, fichiers),
        )


def _sortir(settings: Settings, le: dt.date, source: Source | None, fichiers: list[str]) -> None:
    """Back among the files that wait; a source never published is declared again."""
    publiee = published_date(settings.home)
    for nom in fichiers:
        erreurs.tenter(partial(depot.withdraw, settings, le, publiee, nom))
    for une in [source] if source else settings.sources:
        if never_published(settings.home, une.code):
            forget_source(settings.home, une.code)


def _confirmer(jugees: Jugees) -> list[str] | None:
    """The arguments that confirm what surprises, once a person said it is right and why; None: not yet."""
    if not jugees.attente:
        return []
    st.warning(
        "Cette livraison ne ressemble pas à la précédente. Si c’est bien cela, dites-le et dites pourquoi :"
        " votre nom et votre raison seront inscrits au registre. Sinon, redemandez le fichier.",
        icon=":material/help:",
    )
    codes = list(dict.fromkeys(doute.source for doute in jugees.attente))
    justes = []
    for code in codes:
        for doute in (doute for doute in jugees.attente if doute.source == code):
            st.markdown(f"- {sans_lien(ecran.plain(doute.message))}")
        nom = load_settings(session.home()).source(code).nom
        justes.append(st.checkbox(f"C’est juste pour {nom}", key=f"juste_{code}"))
    motif = st.text_input(
        "Pourquoi est-ce juste ?",
        key="juste_motif",
        max_chars=200,
        placeholder="Ex. : fermeture du service de chirurgie au 1er novembre",
    )
    if not all(justes) or not motif.strip():
        return None
    return [*(f"--confirmer={code}" for code in codes), f"--motif={motif.strip()}"]


def _lancer(le: dt.date, confirmations: list[str], mot: str = "Lancer le calcul") -> None:
    st.caption(
        "Le calcul prépare une nouvelle version. Vous verrez ce qu’elle change avant de la publier ; d’ici"
        " là, personne d’autre ne voit de différence."
    )
    arguments = ["--candidat", f"--date={le.isoformat()}", *confirmations]
    sorte: Literal["primary", "secondary"] = "primary" if mot != "Recalculer" else "secondary"
    demande = st.button(mot, type=sorte, key="lancer", icon=":material/play_arrow:")
    home, qui = session.home(), session.utilisateur()
    if demande and erreurs.tenter(lambda: marche.launch(home, "run", qui, arguments)) is not None:
        st.rerun()
