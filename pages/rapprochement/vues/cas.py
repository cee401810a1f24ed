"""One case on screen: records side by side, what agrees and what does not, weights, accounts and contracts
behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import NATURES, famille, mot
from workbench.looks.figures.cascade import cascade, indices, signe
from workbench.looks.formats import jour, pourcent, texte
from workbench.revue.comparaison import Constat, compare
from workbench.ui import composants

VERDICTS = famille("concordance")


def fiches(acces: Acces, *idents: str | None) -> pl.DataFrame:
    """The records of these identities (logged)."""
    return acces.nominatif(
        "mart.revue_fiche", motif="revue d'un cas", id_unique=[ident for ident in idents if ident]
    )


def ligne(lues: pl.DataFrame, cle: str) -> dict[str, Any]:
    """One record by its key `source:cle`."""
    source, _, reste = cle.partition(":")
    found = lues.filter((pl.col("source") == source) & (pl.col("cle_source") == reste)).to_dicts()
    return found[0] if found else {}


def comparaison(a: Mapping[str, Any], b: Mapping[str, Any], noms: Mapping[str, str]) -> None:
    """The table of both records, verdicts coloured and written."""
    constats = compare(a, b)
    entetes = "".join(f'<th scope="col">{escape(_titre(fiche, noms))}</th>' for fiche in (a, b))
    corps = "".join(_constat(constat) for constat in constats)
    st.html(
        '<div class="wb-cadre" tabindex="0" role="region" aria-label="Comparaison des deux fiches"><table'
        f' class="wb wb-cas"><thead><tr><th scope="col">Trait</th>{entetes}<th'
        f' scope="col">Constat</th></tr></thead><tbody>{corps}</tbody></table></div>'
    )


def _titre(fiche: Mapping[str, Any], noms: Mapping[str, str]) -> str:
    if not fiche:
        return "Fiche absente de cette version"
    nature = mot(NATURES, fiche.get("nature"))
    return f"{noms.get(fiche['source'], fiche['source'])} · {nature} · {fiche['cle_source']}"


def _constat(constat: Constat) -> str:
    etat = VERDICTS[constat.verdict]
    fond = etat.fond
    precision = f" ({escape(constat.precision)})" if constat.precision else ""
    return (
        f'<tr style="background:{fond}"><th'
        f' scope="row">{escape(constat.trait)}</th><td>{escape(constat.a)}</td><td>{escape(constat.b)}</td>'
        "<td"
        f' style="color:{etat.couleur};font-weight:600">{escape(etat.libelle)}{precision}</td></tr>'
    )


def autres(tous: pl.DataFrame, courant: Mapping[str, Any], noms: Mapping[str, str]) -> None:
    """Whoever else one of the two records may be."""
    cles = [courant["cle_a"], courant["cle_b"]]
    voisins = tous.filter(
        (pl.col("genre_cas") == "identite")
        & (pl.col("id_cas") != courant["id_cas"])
        & (pl.col("cle_a").is_in(cles) | pl.col("cle_b").is_in(cles))
    )
    if voisins.is_empty():
        return
    entre = pl.when(pl.col("cle_a").is_in(cles)).then("cle_b").otherwise("cle_a")
    montres = voisins.with_columns(autre=entre).with_columns(
        source=pl.col("autre").str.split(":").list.first().replace(dict(noms)),
        cle=pl.col("autre").str.split_exact(":", 1).struct.field("field_1"),
        qui=pl.concat_str("nom", "prenom", separator=" ", ignore_nulls=True),
    )
    composants.table(
        montres.sort("probabilite", "autre", descending=[True, False]).unique(
            "autre", keep="first", maintain_order=True
        ),
        titres.de("source cle qui service", cle="Clé", probabilite="Selon le modèle"),
        legende="Autres personnes possibles pour ces fiches",
        formats={"probabilite": lambda valeur: pourcent(valeur, 0)},
    )


def poids(texte_poids: str | None, probabilite: float | None) -> None:
    """The waterfall and its words; says so when the rules alone raised the pair."""
    if not texte_poids:
        composants.liste_vide(
            "Cette paire vient d’un identifiant partagé, pas d’un score : les traits ci-dessus disent"
            " l’essentiel."
        )
        return
    lus = [indice for indice in indices(texte_poids) if indice["trait"] != "Départ"]
    contre = sum(indice["poids"] < 0 for indice in lus)
    st.html(
        f'<p class="wb-reste">Poids des indices : <b>{len(lus) - contre} pour, {contre} contre</b> ;'
        f" {pourcent(probabilite, 1)} selon le modèle seul.</p>"
    )
    with st.expander("Le calcul, indice par indice"):
        composants.graphique(
            cascade(texte_poids),
            "cascade",
            "Poids de chaque indice : "
            + " ; ".join(f"{i['trait']} {i['constat']} {signe(i['poids'])}" for i in indices(texte_poids)),
            "En puissances de deux : +1 double les chances que ce soit la même personne.",
        )


def derriere(acces: Acces, lues: pl.DataFrame, idents: Sequence[str | None], noms: Mapping[str, str]) -> None:
    """Every record and contract of each side."""
    contrats = acces.nominatif(
        "mart.revue_contrat", motif="revue d'un cas", id_unique=[i for i in idents if i]
    )
    colonnes = {
        "libelle": "Source",
        "cle_source": "Clé",
        "nom_affiche": "Nom",
        "date_naissance": "Naissance",
        "emploi": "Emploi ou profil",
        "service": "Service",
        "actif": "Actif",
        "date_derniere_connexion": "Dernière connexion",
    }
    for place, ident in zip(
        st.columns(max(1, len([i for i in idents if i]))), [i for i in idents if i], strict=False
    ):
        siennes = lues.filter(pl.col("id_unique") == ident).sort("nature", "source", descending=[True, False])
        with place:
            composants.table(
                siennes.with_columns(
                    libelle=pl.col("source").replace(dict(noms)),
                    nom_affiche=pl.concat_str(
                        pl.coalesce("nom_usage", "nom_naissance", "nom"),
                        pl.coalesce("prenoms", "prenom_usuel"),
                        separator=" ",
                        ignore_nulls=True,
                    ),
                    emploi=pl.coalesce("emploi", "profil"),
                ),
                colonnes,
                legende=f"{ident} : fiches et comptes rattachés",
                formats={"date_naissance": jour, "date_derniere_connexion": jour, "actif": _ouinon},
                defile=True,
            )
            siens = contrats.filter(pl.col("id_unique") == ident).sort(
                "date_debut", descending=True, nulls_last=True
            )
            if siens.height:
                composants.table(
                    siens.with_columns(libelle=pl.col("source").replace(dict(noms))),
                    titres.de(
                        "libelle emploi service", type_contrat="Contrat", date_debut="Début", date_fin="Fin"
                    ),
                    legende="Contrats",
                    formats={"date_debut": jour, "date_fin": jour},
                )


def _ouinon(valeur: bool | None) -> str:
    return "" if valeur is None else "oui" if valeur else "non"


def candidats(liste: pl.DataFrame, professions: Mapping[str, str]) -> None:
    """Numbers proposed to a person, with what agrees and what does not where traits were compared."""
    traits = {"concordances": "Concordent", "divergences": "Divergent"}
    compares = {nom: mot for nom, mot in traits.items() if liste[nom].list.len().sum()}
    composants.table(
        liste.with_columns(
            *(pl.col(trait).list.join(", ") for trait in traits),
            nom=pl.concat_str("nom_exercice", "prenom_exercice", separator=" ", ignore_nulls=True),
            profession=pl.col("profession_code").replace(dict(professions)),
        ),
        titres.de(
            "rpps nom profession code_departement",
            nom="Nom d’exercice",
            motif="Pourquoi ce numéro",
            **compares,
        ),
        legende="Numéros proposés, le plus probable d’abord ; un nom public ne prouve rien à lui seul",
    )


def resume(personne: Mapping[str, Any]) -> None:
    """Who the person is, in one line of facts."""
    faits = {
        "Nom de naissance": personne.get("nom_naissance"),
        "Nom d’usage": personne.get("nom_usage"),
        "Prénoms": personne.get("prenoms"),
        "Naissance": jour(personne["date_naissance"]) if personne.get("date_naissance") else None,
        "Profession": personne.get("profession"),
        "Emploi": personne.get("emploi"),
        "Service": personne.get("service"),
        "Établissement": personne.get("etablissement"),
    }
    st.html(
        '<dl class="wb-faits">'
        + "".join(
            f"<div><dt>{escape(nom)}</dt><dd>{escape(texte(valeur))}</dd></div>"
            for nom, valeur in faits.items()
            if valeur
        )
        + "</dl>"
    )
