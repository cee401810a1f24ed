-- Les décisions prises au sujet d'une personne ou d'une de ses fiches, et ce que la dernière exécution en a fait.
-- grain: une personne et une décision | acces: nominatif | forme: vue
WITH touchees AS (
    SELECT id, coalesce(r.id_nouveau, d.id_unique) AS id_unique FROM meta.decision AS d
    LEFT JOIN curated.redirection AS r ON r.id_ancien = d.id_unique
    WHERE d.id_unique IS NOT NULL
    UNION
    SELECT d.id, m.id_unique FROM meta.decision AS d
    INNER JOIN curated.identite_fiche AS m ON m.source || ':' || m.cle_source IN (d.cle_a, d.cle_b)
)

SELECT t.id_unique, d.id, d.le::DATE AS le, d.libelle, d.verdict, d.motif, d.auteur, d.etat, d.explication
FROM touchees AS t
INNER JOIN meta.decision AS d USING (id)
