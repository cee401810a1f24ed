"""Is an Office package consistent: every part declared, every relation's target there, every XML readable, no
part twice.
"""

from __future__ import annotations

import posixpath
from io import BytesIO
from zipfile import ZipFile

from lxml import etree
from tests.outils.pieges_office import pieges

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
DIAPOS = range(9, 14)  # of a committee's deck: one a subject it is asked for, the weather among them
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def fautes(contenu: bytes) -> list[str]:
    """What an Office program would complain of; packages inside are looked at too."""
    with ZipFile(BytesIO(contenu)) as archive:
        noms = archive.namelist()
        parties = {nom: archive.read(nom) for nom in noms}
    sorties = [f"en double : {nom}" for nom in set(noms) if noms.count(nom) > 1]
    if noms[0] != "[Content_Types].xml":
        sorties.append("la table des types n’est pas la première entrée")
    arbres = {}
    for nom, octets in parties.items():
        if nom.endswith((".xml", ".rels", ".vml")):
            try:
                arbres[nom] = etree.fromstring(octets)
            except etree.XMLSyntaxError as erreur:
                sorties.append(f"{nom} : {erreur}")
        if nom.endswith((".xlsx", ".docx", ".pptx")):
            sorties += [f"{nom} > {faute}" for faute in fautes(octets)]
    types = arbres["[Content_Types].xml"]
    extensions = {e.get("Extension").lower() for e in types.iter(f"{TYPES}Default")}
    declarees = {e.get("PartName") for e in types.iter(f"{TYPES}Override")}
    sorties += [f"déclarée, absente : {nom}" for nom in declarees if nom.lstrip("/") not in parties]
    for nom in parties:
        connue = f"/{nom}" in declarees or nom.rpartition(".")[2].lower() in extensions
        if nom != "[Content_Types].xml" and not connue:
            sorties.append(f"sans type : {nom}")
    for nom, arbre in arbres.items():
        if nom.endswith(".rels"):
            sorties += _relations(nom, arbre, parties, arbres)
    return sorties + pieges(arbres)


def _relations(
    nom: str, arbre: etree._Element, parties: dict[str, bytes], arbres: dict[str, etree._Element]
) -> list[str]:
    dossier, fichier = posixpath.split(nom)
    source = posixpath.join(posixpath.dirname(dossier), fichier.removesuffix(".rels")).lstrip("/")
    sorties, connues = [], set()
    for lien in arbre.iter(f"{RELS}Relationship"):
        connues.add(lien.get("Id"))
        if lien.get("TargetMode") == "External":
            continue
        cible = lien.get("Target")
        chemin = (
            cible.lstrip("/")
            if cible.startswith("/")
            else posixpath.normpath(posixpath.join(posixpath.dirname(source), cible))
        )
        if chemin not in parties:
            sorties.append(f"{nom} : cible absente {cible}")
    if source in arbres:
        for element in arbres[source].iter():
            for attribut, valeur in element.attrib.items():
                if attribut.startswith(R) and valeur not in connues:
                    sorties.append(f"{source} : relation inconnue {valeur}")
    return sorties
