-- Ce qui a été refusé ou mis en doute, ligne à ligne : les rejets de lecture et les contradictions du rapprochement.
-- grain: une ligne refusée ou mise en doute | acces: nominatif | forme: vue
SELECT source, fichier, ligne, code, gravite, motif, NULL AS cle_source, brut AS recu, NULL AS autres
FROM meta.rejet
UNION ALL
SELECT f.source, f.fichier, f.ligne, upper(c.type), 'information', c.motif, f.cle_source, NULL, c.autres
FROM (
    SELECT type, motif, cle, array_to_string(list_filter(fiches, lambda autre: autre <> cle), ', ') AS autres
    FROM (SELECT type, motif, fiches, unnest(fiches) AS cle FROM curated.collision WHERE etat IS DISTINCT FROM 'close')
) AS c
INNER JOIN curated.fiche AS f ON f.source || ':' || f.cle_source = c.cle
