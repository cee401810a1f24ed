-- Délais d'ouverture et de fermeture des comptes, de date en date : part sûre dans chaque délai suivi, et délai médian.
SELECT
    'delai_' || evenement || '_' || jours || 'j' AS indicateur,
    CASE evenement WHEN 'depart' THEN 'Départs : comptes fermés en ' ELSE 'Arrivées : premier compte en ' END || jours || ' jours au plus' AS libelle,
    numerateur, denominateur, part AS valeur
FROM mart.compte_delai_part
WHERE axe = 'ensemble'
UNION ALL
SELECT
    'delai_' || evenement || '_median',
    CASE evenement WHEN 'depart' THEN 'Départs : délai médian de fermeture (jours)' ELSE 'Arrivées : délai médian du premier compte (jours)' END,
    NULL::BIGINT, NULL::BIGINT, any_value(mediane)::DOUBLE
FROM mart.compte_delai_part
WHERE axe = 'ensemble'
GROUP BY evenement
HAVING any_value(mediane) IS NOT NULL
UNION ALL
SELECT
    'compte_cree_avec_rpps', 'Comptes du DPI créés avec le numéro RPPS',
    count(*) FILTER (s.rpps_vu_le <= s.premiere_vue), count(*), count(*) FILTER (s.rpps_vu_le <= s.premiere_vue) / count(*)
FROM staging.compte_suivi AS s
INNER JOIN staging.personne AS i USING (id_unique)
CROSS JOIN staging.execution AS t
INNER JOIN (SELECT source, min(premiere_vue) AS debut FROM curated.compte_suivi GROUP BY source) AS b USING (source)
WHERE
    s.dpi AND s.nature = 'nominatif' AND s.situation = 'liee' AND i.enregistrable
    AND s.date_creation > b.debut AND s.date_creation >= t.le - 365
HAVING count(*) > 0
