"""The page Revue: progress, filters, one case at a time, decisions in one key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import polars as pl
import streamlit as st
from pages.rapprochement.vues import cas

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.decisions.genres import champs
from workbench.identities.fiches.comparees import contradiction
from workbench.looks import titres
from workbench.looks.etats import mot
from workbench.looks.formats import accord, nombre
from workbench.revue.file import progress, values
from workbench.ui import composants, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, tracer
from workbench.ui.litteral import litteral

COURANT = "_cas_courant"
PASSES = "_cas_passes"
GENRES = {"": "Tous les cas", "identite": "Qui est qui", "rpps": "Numéro RPPS"}
GESTES: tuple[tuple[str, str, str, Literal["primary", "secondary", "tertiary"]], ...] = (
    ("Même personne", "meme_personne", "M", "primary"),
    ("Personnes différentes", "personne_differente", "D", "secondary"),
    ("Plus tard", "paire_plus_tard", "P", "tertiary"),
)
_OUI, _NON = (champs(genre)["raison"].options for genre in ("meme_personne", "personne_differente"))
RAISON = Formulaire(
    "raison",
    "meme_personne",
    "",
    [{"raison": 1}, {"precision": 1}],
    {"raison": "revue_raison", "precision": "revue_precision"},
    # those that hold whatever the answer; without one, each answer has its own
    choix={"raison": {code: mot for code, mot in _OUI.items() if code in _NON}},
    valeurs={"raison": None},
)
TOUTES = {
    "etablissement": "Tous établissements",
    "service": "Tous services",
    "profession": "Toutes professions",
    "code_motif": "Toutes raisons",
    "source": "Toutes sources",
}
TRANCHES = "_cas_tranches"  # what this session answered: ids of the entries, case
VALEURS = {"dpi": "utilisateur du dossier patient", "compte_actif": "compte actif"}
FILTRES = titres.de("etablissement service profession code_motif source", code_motif="Raison")


def avancement(file: pl.DataFrame, decisions: list[Decision], auteur: str) -> None:
    """The day's figures, and what waits for the next run."""
    fait = progress(file, decisions, auteur, session.instant())
    dits = [
        f"<b>{nombre(fait.ouverts)}</b> à trancher",
        f"<b>{nombre(fait.plus_tard)}</b> à plus tard",
        f"<b>{nombre(fait.aujourd_hui)}</b> tranchés aujourd’hui, dont {nombre(fait.par_moi)} par vous",
        *([f"<b>{nombre(fait.a_l_heure)}</b> à l’heure"] if fait.a_l_heure else []),
        f"<b>{nombre(fait.en_attente)}</b> en attente d’effet, à la prochaine exécution",
    ]
    st.html(f'<p class="wb-reste">{" · ".join(dits)}</p>')


def filtres(file: pl.DataFrame, noms: Mapping[str, str]) -> dict[str, str]:
    """Filters in force, kept in the URL."""
    retenus: dict[str, str] = {}
    places = st.container(key="revue_filtres").columns(6)
    with places[0]:
        genre = st.selectbox(
            "Cas",
            list(GENRES),
            format_func=GENRES.__getitem__,
            key="revue_genre",
            bind="query-params",
            label_visibility="collapsed",
        )
        if genre:
            retenus["genre_cas"] = genre
    sources = {value for name in ("source_a", "source_b") for value in file[name].drop_nulls()}
    motifs = dict(file.group_by("code_motif").agg(pl.col("motif").first()).iter_rows())
    for place, (nom, titre) in zip(places[1:], FILTRES.items(), strict=True):
        codes = sorted(sources) if nom == "source" else values(file, nom)
        libelles = {"": TOUTES[nom]}
        libelles |= {
            code: (
                noms.get(code, code)
                if nom == "source"
                else motif_court(code, motifs)
                if nom == "code_motif"
                else code
            )
            for code in codes
        }
        with place:
            choisi = st.selectbox(
                titre,
                list(libelles),
                format_func=libelles.__getitem__,
                key=f"revue_{nom}",
                bind="query-params",
                label_visibility="collapsed",
            )
        if choisi:
            retenus[nom] = choisi
    return retenus


def motif_court(code: str, motifs: Mapping[str, str]) -> str:
    """A reason as a filter shows it."""
    return mot({}, code) if code not in motifs or len(str(motifs[code])) > 60 else str(motifs[code])


def choisir(file: pl.DataFrame, registre: Registre, auteur: str) -> dict[str, Any] | None:
    """The case on screen: the one under way, else the first that nobody holds; it is then ours."""
    passes: set[str] = st.session_state.setdefault(PASSES, set())
    ouverts = file.filter(pl.col("etat").is_in(["ouvert", "plus_tard"]))
    courant = st.session_state.get(COURANT)
    restants = ouverts.filter(~pl.col("id_cas").is_in(list(passes)))
    rangs = [courant] if isinstance(courant, str) and courant in set(ouverts["id_cas"]) else []
    rangs += [
        ident
        for ident in (restants if restants.height else ouverts)["id_cas"].head(20).to_list()
        if ident != courant
    ]
    for ident in rangs:
        if registre.prendre(ident, auteur) is None:
            st.session_state[COURANT] = ident
            return ouverts.filter(pl.col("id_cas") == ident).to_dicts()[0]
    return None


def suivant(registre: Registre, ident: str, auteur: str, passer: bool = True) -> None:
    """Give the case back and go to the next one."""
    registre.liberer(auteur, ident)
    if passer:
        st.session_state.setdefault(PASSES, set()).add(ident)
    st.session_state.pop(COURANT, None)


def entete(courant: Mapping[str, Any]) -> None:
    """Who, why it is asked, why it matters."""
    qui = (
        " ".join(str(courant[nom]) for nom in ("nom", "prenom") if courant.get(nom))
        or "Compte sans personne connue"
    )
    utile = [libelle for nom, libelle in VALEURS.items() if courant.get(nom)]
    composants.section(litteral(qui))
    st.markdown(
        f"**{litteral(courant['motif'] or '')}**" + (f"  \nDébloque : {', '.join(utile)}." if utile else "")
    )


def raison() -> Callable[[str], str]:
    """Why, by what is answered (a kind): one click among the usual reasons, a few words, else what that
    answer says by itself.
    """
    dite = tracer(RAISON)
    choisie = RAISON.choix["raison"].get(dite["raison"])
    dits = " ; ".join(part for part in (choisie, dite["precision"].strip()) if part)

    def motif(genre: str) -> str:
        propre = champs(genre).get("raison", RAISON.champ("raison"))
        return dits or str(propre.options[propre.defaut])

    return motif


def gestes() -> Any:
    """Where the answers stand: always on screen."""
    return st.container(horizontal=True, gap="xsmall", key="revue_gestes")


def identite(acces: Acces, registre: Registre, courant: dict[str, Any], noms: Mapping[str, str]) -> None:
    """A case « qui est qui »."""
    lues = cas.fiches(acces, courant["id_unique"], courant["id_unique_b"])
    a, b = cas.ligne(lues, courant["cle_a"]), cas.ligne(lues, courant["cle_b"])
    gauche, droite = st.columns([3, 2])
    with gauche:
        cas.comparaison(a, b, noms)
        cas.autres(ledger.lire(acces, "revue_cas"), courant, noms)
    with droite:
        cas.poids(courant["poids"], courant["probabilite"])
        motif = raison()
        valeur = {"avis": courant["code_motif"], "veto": _veto(a, b)}
        boutons = gestes()
        for titre, genre, touche, poids in GESTES:
            if boutons.button(titre, key=f"{genre}_{courant['id_cas']}", shortcut=touche, type=poids):
                _trancher(acces, registre, courant, genre, motif(genre), valeur)
        compte = next((fiche for fiche in (a, b) if fiche and fiche.get("nature") != "sirh"), None)
        if compte and boutons.button(
            "Compte générique", key=f"compte_generique_{courant['id_cas']}", shortcut="G", type="tertiary"
        ):
            cle = f"{compte['source']}:{compte['cle_source']}"
            dit = motif("compte_nature")
            entree = Decision("compte_nature", acces.utilisateur, dit, verdict="generique", cle_a=cle)
            finir(registre, [entree], courant["id_cas"], acces.utilisateur)
        passer(boutons, registre, courant["id_cas"], acces.utilisateur)
        st.caption("Touches : M même, D différentes, P plus tard, G générique, N passer sans répondre.")
    with st.expander("Fiches, comptes et contrats derrière chaque côté"):
        idents = list(dict.fromkeys([courant["id_unique"], courant["id_unique_b"]]))
        cas.derriere(acces, lues, idents, noms)


def _veto(a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    return contradiction(a, b) if a and b else ""


def _trancher(
    acces: Acces, registre: Registre, courant: dict[str, Any], genre: str, motif: str, valeur: dict[str, Any]
) -> None:
    sujet = f"paire:{courant['cle_a']}|{courant['cle_b']}"
    connue = next((entry.id for entry in ledger.en_vigueur(registre) if entry.sujet == sujet), "")
    entree = Decision(
        genre,
        acces.utilisateur,
        motif,
        cle_a=courant["cle_a"],
        cle_b=courant["cle_b"],
        valeur={} if genre.endswith("tard") else valeur,
        remplace=connue,  # the case is on screen again: whoever answers knows the former answer is in doubt
    )
    finir(registre, [entree], courant["id_cas"], acces.utilisateur)


def passer(boutons: Any, registre: Registre, ident: str, auteur: str) -> None:
    """The button that goes to the next case without an answer."""
    if boutons.button("Passer", key=f"passer_{ident}", shortcut="N", type="tertiary"):
        suivant(registre, ident, auteur)
        st.rerun()


def finir(registre: Registre, entrees: list[Decision], ident: str, auteur: str) -> None:
    """Record the answer to a case, then the next one."""
    if ledger.enregistrer(registre, entrees):
        retenir(ident)
        suivant(registre, ident, auteur, passer=False)
    st.rerun()


def retenir(ident: str) -> None:
    """Keep what was just recorded about that case, for the way back."""
    st.session_state.setdefault(TRANCHES, []).append((st.session_state[ledger.DERNIERE], ident))


def annuler_derniere(registre: Registre, auteur: str) -> None:
    """A one-click way back through what this session answered, each time to its case."""
    ledger.refus()
    tranches: list[tuple[list[str], str]] = st.session_state.get(TRANCHES) or []
    if not tranches:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button(
            "Annuler", key="annuler_derniere", icon=":material/undo:", shortcut="Ctrl+Z", type="tertiary"
        ):
            idents, cas_rendu = tranches[-1]
            if ledger.annuler(registre, idents, auteur, "Annulée depuis la revue"):
                tranches.pop()
                st.session_state.setdefault(PASSES, set()).discard(cas_rendu)
                st.session_state[COURANT] = cas_rendu
            st.rerun()
        st.caption("✓ Décision enregistrée. Elle prendra effet dans les chiffres à la prochaine exécution.")


def voir_file(file: pl.DataFrame, noms: Mapping[str, str]) -> None:
    """What comes next, what is taken, what is decided."""
    etats = {
        "ouvert": "à trancher",
        "plus_tard": "plus tard",
        "pris": "pris",
        "en_attente": "tranché, en attente d’effet",
    }
    montree = file.head(50).with_columns(
        qui=pl.concat_str("nom", "prenom", separator=" ", ignore_nulls=True),
        cas=pl.col("genre_cas").replace(GENRES),
        etat_mot=pl.col("etat").replace(etats)
        + pl.when(pl.col("pris_par").is_not_null()).then(" par " + pl.col("pris_par")).otherwise(pl.lit("")),
        source_a=pl.col("source_a").replace(dict(noms)),
    )
    composants.table(
        montree,
        titres.de("rang cas qui motif service", cas="Cas", etat_mot="État"),
        legende=f"{accord(file.height, 'cas', 'cas')}, les plus utiles d’abord"
        + (" ; 50 premiers" if file.height > 50 else ""),
        defile=True,
    )
