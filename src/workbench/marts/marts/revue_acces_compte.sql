-- mart: revue_acces_compte | acces: nominatif | forme: table | rang: 2
-- Les comptes nominatifs actifs à revoir chaque année : de qui, dans quel service, dernière revue, ce qu'elle a demandé.
WITH le AS (SELECT max(date_execution) AS le FROM meta.execution),

revues AS (
    SELECT source, login, campagne, verdict, precision, le
    FROM meta.revue_acces
    QUALIFY row_number() OVER (PARTITION BY source, login ORDER BY le DESC, campagne DESC) = 1
),

problemes AS (
    SELECT p.source, p.login, string_agg(DISTINCT q.titre, ' ; ') AS a_regarder
    FROM mart.compte_probleme AS p INNER JOIN meta.probleme_compte AS q USING (probleme)
    GROUP BY p.source, p.login
),

services AS (
    SELECT upper(strip_accents(service)) AS cle, any_value(service) AS libelle
    FROM curated.structure
    GROUP BY cle
)

SELECT
    c.source || ':' || c.login AS cle, c.application, c.source, c.login, c.id_unique,
    coalesce(i.nom_usage, i.nom_naissance) AS nom, coalesce(i.prenom_usuel, i.prenoms) AS prenom, coalesce(i.profession, i.emploi) AS metier,
    coalesce(i.etablissement, c.etablissement, 'Non renseigné') AS etablissement,
    coalesce(s.libelle, i.service, c.service, 'Non renseigné') AS service,
    c.profil, c.date_creation, c.date_derniere_connexion, p.a_regarder,
    r.le AS revu_le, r.verdict, r.precision, r.campagne,
    coalesce(r.le >= t.le - to_months(m.mois), false) AS revu,
    CASE WHEN r.verdict = 'fermer' THEN 'a_fermer' WHEN r.verdict = 'modifier' THEN 'a_modifier' ELSE 'sans' END AS suite,
    (t.le - r.le)::INTEGER AS jours
FROM curated.compte AS c
CROSS JOIN le AS t
CROSS JOIN meta.regle_revue AS m
LEFT JOIN curated.identite AS i USING (id_unique)
LEFT JOIN services AS s ON s.cle = upper(strip_accents(coalesce(i.service, c.service)))
LEFT JOIN problemes AS p ON p.source = c.source AND p.login = c.login
LEFT JOIN revues AS r ON r.source = c.source AND r.login = c.login
WHERE c.nature = 'nominatif' AND coalesce(c.actif, true) AND c.situation IS DISTINCT FROM 'exclue'
ORDER BY etablissement, service, nom, prenom, c.application, c.login
