"""The exchange with an Ordre on the page: the quarterly list out, its answer in, compared before anything is
recorded.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents import produits
from workbench.documents.destinataire import team
from workbench.documents.listes import ordre as listes_ordre
from workbench.exchange.ordre import comparaison as ordre_comparaison
from workbench.exchange.ordre import reponse as ordre
from workbench.looks import titres
from workbench.looks.formats import accord, jour, nombre
from workbench.pilotage import suivi_rpps
from workbench.ui import composants, donnees, erreurs, filtres, listes, session
from workbench.ui.formulaires import registre as ledger

MART = "mart.liste_ordre_personne"
SANS_COLONNE = {
    "": "Le fichier a une colonne de statut",
    "provisoire": "Chaque ligne est inscrite provisoirement",
    "non_inscrit": "Chaque ligne est non inscrite",
}
VUES = {code: titre for code, (titre, _) in ordre_comparaison.CONSTATS.items()}
MONTREES = 100
SUIVI = "Réponse de l’Ordre comparée à nos salariés"


def choisir(acces: Acces) -> dict[str, Any]:
    """Which Ordre the list and the answer are about: the nurses' first."""
    tous = {ordre["code"]: ordre for ordre in suivi_rpps.orders(acces.home)}
    code = filtres.choix("ordre_choisi", "Ordre", {code: ordre["nom"] for code, ordre in tous.items()})
    return tous.get(code) or next(iter(tous.values()))


def liste_trimestrielle(acces: Acces, choisi: dict[str, Any], le: dt.date, nom: str) -> None:
    """What the list will lack; then ask why, read through the gate (logged), give it as a workbook."""
    compte = donnees.mart(acces, "liste_ordre").filter(pl.col("ordre") == choisi["code"])
    if compte.is_empty():
        composants.liste_vide(f"Aucun {choisi['un']} salarié parmi les présents : pas de liste à déposer.")
        return
    st.caption(_manques(choisi, compte))
    if session.sans_noms(acces):
        return
    if not acces.role.exporter:
        st.caption(f"Rôle « {acces.role.libelle} » : l’équipe projet produit le fichier remis à l’Ordre.")
        return
    garde = _preparer_liste(acces, choisi, compte)
    if garde is None or garde[:2] != (acces.version, choisi["code"]):
        return
    _, _, etablissement, lignes, motif = garde
    fichier = listes_ordre.nom_fichier(choisi, le, etablissement)
    st.download_button(
        f"Liste pour l’Ordre : {accord(lignes.height, choisi['un'], choisi['des'])} (Excel)",
        data=lambda: produits.donner(
            acces,
            "ordre",
            fichier,
            listes_ordre.contenu(choisi, lignes, le, etablissement or nom, team(acces.home)),
            le,
            pour=choisi["nom"],
            motif=motif,
        ),
        file_name=fichier,
        mime=listes_ordre.MIME,
        key="ordre_liste_excel",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(f"Consultation enregistrée. {listes_ordre.before_deposit(choisi)}")


def _manques(choisi: dict[str, Any], compte: pl.DataFrame) -> str:
    """What the text asks and HR does not give, for how many."""
    total, titles = int(compte["nombre"].sum()), listes_ordre.colonnes(choisi)
    sans = {titles[code]: compte[f"sans_{code}"].sum() for code in titles if f"sans_{code}" in compte.columns}
    dits = [f"{titre.lower()} ({nombre(n)})" for titre, n in sans.items() if n]
    fin = (
        f" Pas encore donné par les RH : {', '.join(dits)}. Ajoutez ces colonnes au fichier RH, ou complétez"
        " la liste avant de la déposer."
        if dits
        else " Les RH donnent tout ce qu’il demande."
    )
    combien = accord(total, choisi["un"], choisi["des"])
    texte = ", ".join(filter(None, (choisi["texte"], choisi.get("reserve"))))
    return f"{combien} à déclarer au {choisi['conseil']} ({texte}).{fin}"


def _preparer_liste(acces: Acces, choisi: dict[str, Any], compte: pl.DataFrame) -> Any:
    """(version, Ordre, establishment, people, reason) of the list last asked for; None before."""
    etablissements = sorted(compte["etablissement"].drop_nulls().unique().to_list())
    with st.form("ordre_liste", border=True):
        a, b = st.columns([1, 2])
        with a:
            choix = st.selectbox(
                "Établissement déclarant",
                ["", *etablissements],
                format_func=lambda c: c or "Tous",
                key="ordre_liste_etab",
            )
        with b:
            motif = listes.ask_reason("ordre_liste_motif", "liste du 4e trimestre 2026", "Raison")
        demande = st.form_submit_button("Préparer la liste", type="primary")
    if demande:
        if not listes.reason_given(motif, "vous produisez cette liste"):
            return None
        criteres: dict[str, Any] = {"a_declarer": True, "ordre": choisi["code"]}
        criteres |= {"etablissement": choix} if choix else {}
        lignes = acces.nominatif(MART, motif=f"liste trimestrielle à l’Ordre : {motif.strip()}", **criteres)
        st.session_state["_ordre_liste"] = (
            acces.version,
            choisi["code"],
            choix or "",
            lignes,
            motif.strip(),
        )
    return st.session_state.get("_ordre_liste")


def reponse(acces: Acces, choisi: dict[str, Any]) -> None:
    """Drop the answer, date it, say why: see the comparison, take the worklist, record the provisional
    ones.
    """
    if session.sans_noms(acces):
        return
    with st.form("ordre_form", border=True):
        recu = st.file_uploader(
            "Réponse de l’Ordre (.xlsx, .xls, .csv)", type=["xlsx", "xls", "csv", "txt"], key="ordre_fichier"
        )
        a, b, c = st.columns(3)
        le = a.date_input(
            "Réponse datée du",
            session.aujourd_hui(),
            max_value=session.aujourd_hui(),
            format="DD/MM/YYYY",
            key="ordre_date",
        )
        defaut = b.selectbox(
            "Statut", list(SANS_COLONNE), format_func=SANS_COLONNE.__getitem__, key="ordre_statut"
        )
        with c:
            motif = listes.ask_reason("ordre_motif", "retour du 3e trimestre", "Raison")
        demande = st.form_submit_button("Comparer", type="primary")
    if demande:
        _comparer(acces, choisi, recu, le, defaut, motif.strip())
    garde = st.session_state.get("_ordre")
    if garde is None or (garde["version"], garde["ordre"]) != (acces.version, choisi["code"]):
        composants.liste_vide(
            "Rien n’est enregistré avant que vous l’ayez vu, et aucun numéro n’est confirmé par ce fichier."
        )
        return
    _montrer(acces, choisi, garde)


def _comparer(acces: Acces, choisi: dict[str, Any], recu: Any, le: dt.date, defaut: str, motif: str) -> None:
    if recu is None:
        st.warning("Déposez le fichier reçu et dites pourquoi en quelques mots.", icon=":material/edit_note:")
        return
    if not listes.reason_given(motif, "vous lisez cette réponse"):
        return
    st.session_state.pop("_ordre", None)
    rules = suivi_rpps.nurse_rules(acces.home)
    lue = erreurs.tenter(lambda: ordre.lire(recu.getvalue(), recu.name, rules, defaut))
    if lue is None:
        return
    nos = acces.nominatif(
        MART, motif=f"comparaison avec la réponse de l’Ordre : {motif}", ordre=choisi["code"]
    )
    st.session_state["_ordre"] = {
        "version": acces.version,
        "ordre": choisi["code"],
        "le": le,
        "reponse": lue,
        "table": ordre_comparaison.comparer(lue, nos, le, rules if choisi["delais"] else None),
        "cle": hashlib.sha256(f"{lue.empreinte}{le}{defaut}".encode()).hexdigest()[:8],
    }


def _montrer(acces: Acces, choisi: dict[str, Any], garde: dict[str, Any]) -> None:
    table, lue, le = garde["table"], garde["reponse"], garde["le"]
    st.write(
        f"{accord(lue.lignes.height, 'ligne lue', 'lignes lues')}, "
        f"{accord(sum(not r.gardee for r in lue.refus), 'ligne refusée', 'lignes refusées')}. "
        f"Réponse du {jour(le)}. Consultation enregistrée."
    )
    par = dict(table.group_by("code").len().iter_rows())
    composants.table(
        pl.DataFrame(
            [
                {"constat": titre, "nombre": par.get(code, 0), "a_faire": geste}
                for code, (titre, geste) in ordre_comparaison.CONSTATS.items()
            ]
        ),
        titres.de("constat nombre", a_faire="Que faire"),
        legende="Ce que dit l’Ordre, comparé à ce que nous savons",
    )
    if lue.refus:
        composants.table(
            pl.DataFrame(
                [(r.ligne, r.colonne, r.motif, "gardée" if r.gardee else "refusée") for r in lue.refus],
                schema=["ligne", "colonne", "motif", "sort"],
                orient="row",
            ),
            titres.de("ligne colonne motif", sort="Ligne"),
            legende="Ce qui n’a pas été lu tel quel",
            defile=True,
        )
    _detail(table, choisi)
    fichier = f"reponse_ordre_{choisi['code']}_{le.isoformat()}.xlsx"
    st.download_button(
        "Liste de travail (Excel)",
        data=lambda: produits.inscrire(
            acces, "liste", fichier, listes_ordre.travail(table, le), donnees.date_donnees(acces), liste=SUIVI
        ),
        file_name=fichier,
        mime=listes_ordre.MIME,
        key="ordre_excel",
        icon=":material/download:",
        on_click="ignore",
    )
    if choisi["delais"]:
        _proposer(acces, garde)
    else:
        composants.liste_vide(
            f"Rien à enregistrer : les délais d’une inscription provisoire à l’{choisi['nom']} ne sont pas"
            " connus ici. La liste de travail dit que faire de chaque personne."
        )


def _detail(table: pl.DataFrame, choisi: dict[str, Any]) -> None:
    presents = {code: titre for code, titre in VUES.items() if code in set(table["code"])}
    if not presents:
        return
    code = filtres.choix("ordre_constat", "Voir", presents)
    lignes = table.filter(pl.col("code") == code)
    composants.table(
        lignes.head(MONTREES),
        {
            nom: titre
            for nom, titre in listes_ordre.COMPARAISON.items()
            if nom in table.columns and nom not in ("constat", "id_unique")
        },
        legende=f"{presents.get(code, '')} : {accord(lignes.height, choisi['un'], choisi['des'])}"
        + (f" ; les {nombre(MONTREES)} premiers, tous sont dans l’Excel" if lignes.height > MONTREES else ""),
        defile=True,
    )


def _proposer(acces: Acces, garde: dict[str, Any]) -> None:
    """Requests for those provisionally enrolled: they wait for the Ordre, with a deadline."""
    if session.lecture_seule(acces):
        return
    if not garde["reponse"].complete:
        st.warning(
            "Des lignes de la réponse sont refusées : rien ne sera enregistré de ce fichier. "
            "Corrigez-les, puis déposez-le de nouveau.",
            icon=":material/block:",
        )
        return
    registre = ledger.ouvrir(acces)
    vigueur = ledger.en_vigueur(registre)
    connues = {entree.id_unique: entree for entree in vigueur if entree.genre == "demarche"}
    deja = {entree.origine for entree in vigueur}
    entrees = [
        entree
        for entree in ordre_comparaison.propositions(
            garde["table"], garde["reponse"].empreinte, garde["le"], acces.utilisateur, connues
        )
        if entree.origine not in deja
    ]
    ledger.refus()
    if not entrees:
        composants.liste_vide("Aucune inscription provisoire à enregistrer (ou c’est déjà fait).")
        return
    fin, preavis = suivi_rpps.deadlines(garde["le"], suivi_rpps.nurse_rules(acces.home))
    plus_tot = sum(entree.valeur["echeance"] != fin.isoformat() for entree in entrees)
    court = accord(
        plus_tot,
        "personne déjà suivie garde son délai, plus court.",
        "personnes déjà suivies gardent leur délai, plus court.",
    )
    st.write(
        f"**{accord(len(entrees), 'inscription provisoire', 'inscriptions provisoires')} à suivre** : fin du"
        f" délai le {jour(fin)}, mise en demeure jusqu’au {jour(preavis)}. Ces personnes passeront « en"
        " attente d’un tiers »." + (f" {court}" if plus_tot else "")
    )
    if st.button(
        f"Enregistrer {accord(len(entrees), 'démarche')}",
        key=f"ordre_enregistrer_{garde['cle']}",
        type="primary",
    ):
        if ledger.enregistrer(registre, entrees):
            st.toast("Démarches enregistrées. Effet à la prochaine exécution.")
        st.rerun()
