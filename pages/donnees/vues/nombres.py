"""First deliveries: the numbers read, and those that the people who extracted the files announce."""

from __future__ import annotations

import streamlit as st

from workbench.access import Acces
from workbench.run.examen import Jugees
from workbench.sources import denombrement, jugement
from workbench.ui import ecran
from workbench.ui.formulaires import formulaire, registre
from workbench.ui.formulaires.formulaire import Formulaire
from workbench.ui.litteral import sans_lien

FORME = Formulaire(
    nom="nombre_livraison",
    genre=denombrement.GENRE,
    bouton="Inscrire ce nombre",
    rangs=[{"nombre": 1, "verdict": 1}, {"motif": 1}],
    cles={"nombre": "nombre_annonce", "verdict": "nombre_compte", "motif": "nombre_motif"},
    principal=False,
)


def confirmer(acces: Acces, jugees: Jugees) -> None:
    """One sentence for all of them, and the form that records what was announced; nothing when none waits."""
    regles = jugement.rules(acces.home)
    for phrase in denombrement.told(jugees.premieres, regles):
        st.caption(sans_lien(ecran.plain(phrase)))
    dementies = {doute.source for doute in jugees.attente if doute.nature == denombrement.NATURE}
    tous = jugees.examen.verdicts if jugees.examen else []
    ouvertes = [*jugees.premieres, *(une for une in tous if une.source.code in dementies)]
    if not ouvertes:
        return
    with st.expander("Inscrire un nombre annoncé", key="nombres_annonces"):
        attendues = {
            one.source.code: f"{one.source.nom} : {denombrement.read_numbers(one, regles)} lus"
            for one in ouvertes
        }
        code = st.selectbox(
            "De quel fichier ?", list(attendues), format_func=attendues.__getitem__, key="nombre_source"
        )
        (une,) = (one for one in ouvertes if one.source.code == code)
        formulaire.decider(
            acces,
            registre.ouvrir(acces),
            FORME,
            "Nombre inscrit au registre : le contrôle est refait.",
            objet=denombrement.subject(code, une.faits["livraison"]),
        )
        registre.refus()
