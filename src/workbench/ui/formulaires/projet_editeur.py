"""One editor for every kind of card: a typed grid, faults said before saving, a reason, the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.decisions.genres import champ
from workbench.decisions.saisie import controler
from workbench.looks import titres
from workbench.looks.formats import accord, instant
from workbench.projet import Champ, FicheInvalide, Projet, changer_tout, ouvrir, preparer
from workbench.projet.edition import changements
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, ecran, erreurs, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import case

MOTIF = champ("projet_fiche", "motif")
LONG_MOTIF = int(MOTIF.max or 0)


def lire(acces: Acces) -> Projet:
    """The project of this home, the establishment's own rows read now, so that a fault in them stops the page
    here.

    Raises:
        ErreurWorkbench: an unreadable ledger, rules file or row.
    """
    projet = ouvrir(acces.home)
    projet.lignes("tache")
    return projet


def lire_genre(acces: Acces, genre: str, quoi: str) -> Projet | None:
    """The project, for a section about one kind of card; None, and why is said, when it cannot be read or has
    no such kind.

    Args:
        quoi: what its own cards lack: « de registre des flux ».
    """
    projet = erreurs.tenter(lambda: lire(acces))
    if projet is not None and genre not in projet.genres:
        composants.liste_vide(f"Les fiches de votre établissement n’ont pas {quoi}.")
        return None
    return projet


def editer(
    acces: Acces,
    projet: Projet,
    genre: str,
    filtre: pl.Expr | None = None,
    champs: Sequence[str] | None = None,
    cle: str = "",
) -> None:
    """The cards of a kind in a grid: change, add, take away; read-only for a role that writes nothing.

    Args:
        filtre: a polars condition on `projet.lignes(genre)`.
        champs: the fields shown, in that order; all when absent.
        cle: tells apart two editors of one kind on a page (`{genre}{cle}` prefixes the widget keys).
    """
    kind = projet.genres[genre]
    lignes = projet.lignes(genre) if filtre is None else projet.lignes(genre).filter(filtre)
    montres = kind.champs if champs is None else [kind.champ(code) for code in champs]
    if session.lecture_seule(acces):
        tableau(projet, genre, lignes, [champ.code for champ in montres])
        return
    prefixe = f"editeur_{genre}{cle}"
    cle_grille = f"{prefixe}_{len(projet.decisions)}_{lignes.height}"
    st.data_editor(
        lignes.select("id", *(_pour_grille(champ) for champ in montres)),
        key=cle_grille,
        num_rows="dynamic",
        placeholder="",
        hide_index=True,
        width="stretch",
        height=min(38 + 35 * (lignes.height + 2), 520),
        column_config={"id": st.column_config.TextColumn("N°", disabled=True, width="small", pinned=True)}
        | {champ.code: _colonne(champ, projet) for champ in montres},
    )
    poses, retraits = changements(kind, lignes["id"].to_list(), st.session_state.get(cle_grille) or {})
    _enregistrer(acces, projet, genre, poses, retraits, prefixe)


def tableau(projet: Projet, genre: str, lignes: pl.DataFrame, champs: Sequence[str]) -> None:
    """Cards as a plain table, codes told in words."""
    kind = projet.genres[genre]
    if lignes.is_empty():
        composants.liste_vide(f"{kind.libelle} : aucune fiche pour l’instant.")
        return
    dit = [
        {"id": numero(ligne["id"]), **{code: _dit(projet, genre, code, ligne[code]) for code in champs}}
        for ligne in lignes.to_dicts()
    ]
    composants.table(
        pl.DataFrame(dit, infer_schema_length=None),
        {"id": "N°", **{code: kind.champ(code).libelle for code in champs}},
        defile=True,
    )


def enregistrer(
    acces: Acces,
    projet: Projet,
    poses: Mapping[str, Sequence[Mapping[str, Any]]],
    motif: str,
    retraits: Mapping[str, Sequence[str]] | None = None,
    fait: str = "",
) -> bool:
    """Write cards in the user's name; True when done. Faults, a missing reason and a refusal are shown,
    nothing is written. `fait`: what is said once written.
    """
    try:
        controler("Rien n’a été enregistré", {"motif": MOTIF}, {"motif": motif})
    except ErreurWorkbench as erreur:
        erreurs.avertir(erreur)
        return False
    try:
        ecrites = changer_tout(
            Registre(acces.home), poses, acces.utilisateur, motif, projet, retraits=retraits
        )
    except ErreurWorkbench as erreur:
        dire_erreur(projet, erreur)
        return False
    st.toast(fait or f"{accord(ecrites, 'fiche enregistrée', 'fiches enregistrées')}.")
    return True


def numero(ident: str) -> str:
    """A card's id that does not break over lines."""
    return ident.replace("-", "\u2011")


def dire_erreur(projet: Projet, erreur: ErreurWorkbench) -> None:
    """A refusal, each fault on its line."""
    if not isinstance(erreur, FicheInvalide):
        erreurs.montrer(erreur)
        return
    fautes = "\n".join(
        f"- {ident} ({projet.nom(kind, ident)}) : {faute}" for kind, ident, faute in erreur.fautes[:20]
    )
    dite = ecran.said(erreur)
    st.error(f"**{dite.titre}.** {dite.conseil}\n\n{fautes}", icon=":material/block:")


def histoire(projet: Projet, genre: str, ident: str) -> None:
    """Who changed a card, when and why, latest first."""
    annulees = {entree.annule for entree in projet.decisions if entree.genre == "annulation"}
    lignes = [
        {
            "le": instant(entree.le),
            "auteur": entree.auteur,
            "geste": (
                ("Retirée" if entree.verdict == "retiree" else "Enregistrée")
                + (" (annulé depuis)" if entree.id in annulees else "")
            ),
            "motif": entree.motif,
        }
        for entree in reversed(projet.histoire(genre, ident))
    ]
    if not lignes:
        composants.liste_vide("Telle que livrée : personne ne l’a encore changée.")
        return
    composants.table(pl.DataFrame(lignes), titres.de("le auteur", geste="Geste", motif="Raison"))


def _enregistrer(
    acces: Acces, projet: Projet, genre: str, poses: list[dict[str, Any]], retraits: list[str], cle: str
) -> None:
    ledger.refus()
    if not poses and not retraits:
        composants.liste_vide(
            "Modifiez une case, ajoutez une ligne en bas, ou cochez une ligne pour la retirer."
        )
        return
    try:
        entrees = preparer(projet, {genre: poses}, acces.utilisateur, "contrôle", retraits={genre: retraits})
    except ErreurWorkbench as erreur:
        dire_erreur(projet, erreur)
        return
    confirmer(
        acces,
        projet,
        {genre: poses},
        f"Enregistrer {accord(len(entrees), 'fiche')}",
        cle,
        MOTIF,
        {genre: retraits},
    )


def confirmer(
    acces: Acces,
    projet: Projet,
    poses: Mapping[str, Sequence[Mapping[str, Any]]],
    bouton: str,
    cle: str,
    motif: Champ = MOTIF,
    retraits: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """The reason and the button (`{cle}_motif`, `{cle}_ok`) under changes that are already known."""
    a, b = st.columns([3, 1], vertical_alignment="bottom")
    with a:
        dit = case(motif, "", f"{cle}_motif")
    if b.button(bouton, key=f"{cle}_ok", type="primary") and enregistrer(acces, projet, poses, dit, retraits):
        st.rerun()


def _pour_grille(champ: Champ) -> pl.Expr:
    column = pl.col(champ.code)
    return column.list.join(", ") if champ.type == "liste" else column


def choix(projet: Projet, champ: Champ) -> dict[str, str]:
    """What may be answered to a field that chooses: code or id → what people read."""
    cards = (
        {fiche["id"]: projet.nom(champ.lien, fiche["id"]) for fiche in projet.fiches(champ.lien)}
        if champ.lien
        else {}
    )
    return {**champ.options, **cards}


def _colonne(champ: Champ, projet: Projet) -> Any:
    aide: dict[str, Any] = {"help": champ.aide or None, "required": champ.obligatoire}
    if champ.options or (champ.lien and champ.type != "liste"):
        noms = choix(projet, champ)
        return st.column_config.SelectboxColumn(
            champ.libelle,
            width=150,
            options=list(noms),
            format_func=lambda code: noms.get(str(code), str(code)),
            **aide,
        )
    if champ.type == "date":
        return st.column_config.DateColumn(champ.libelle, format="DD/MM/YYYY", **aide)
    if champ.type in ("entier", "nombre"):
        pas = 1 if champ.type == "entier" else None
        return st.column_config.NumberColumn(
            champ.libelle, min_value=champ.min, max_value=champ.max, step=pas, **aide
        )
    if champ.type == "booleen":
        return st.column_config.CheckboxColumn(champ.libelle, **aide)
    return st.column_config.TextColumn(
        champ.libelle, width="large" if champ.long or champ.code == "titre" else None, **aide
    )


def _dit(projet: Projet, genre: str, champ: str, valeur: Any) -> Any:
    if isinstance(valeur, list):
        return ", ".join(valeur)
    return projet.libelle(genre, champ, valeur) if isinstance(valeur, str) else valeur
