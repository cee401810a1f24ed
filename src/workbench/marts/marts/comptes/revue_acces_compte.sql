-- Les comptes nominatifs actifs à revoir chaque année : de qui, dans quel service, dernière revue, ce qu'elle a demandé.
-- grain: un compte nominatif ouvert | acces: nominatif | forme: table
WITH revues AS (
    SELECT source, login, campagne, verdict, precision, le
    FROM meta.revue_acces
    QUALIFY row_number() OVER (PARTITION BY source, login ORDER BY le DESC, campagne DESC) = 1
),

problemes AS (
    SELECT p.source, p.login, string_agg(DISTINCT q.titre, ' ; ' ORDER BY q.titre) AS a_regarder
    FROM mart.compte_probleme AS p INNER JOIN meta.probleme_compte AS q USING (probleme)
    GROUP BY p.source, p.login
),

droits AS (
    SELECT source, login, string_agg(titre || ' : ' || profil, ' ; ' ORDER BY rang, profil) AS droits_a_regarder
    FROM mart.habilitation_ecart
    GROUP BY source, login
)

SELECT
    c.source || ':' || c.login AS cle, c.application, c.source, c.login, c.id_unique,
    i.nom, i.prenom, coalesce(i.profession, i.emploi) AS metier,
    coalesce(i.etablissement, c.etablissement, 'Non renseigné') AS etablissement,
    coalesce(i.service, c.service, 'Non renseigné') AS service,
    c.profil, c.date_creation, c.date_derniere_connexion, p.a_regarder, d.droits_a_regarder,
    r.le AS revu_le, r.verdict, r.precision, r.campagne,
    coalesce(r.le >= t.le - to_months(m.mois), false) AS revu,
    CASE WHEN r.verdict = 'fermer' THEN 'a_fermer' WHEN r.verdict = 'modifier' THEN 'a_modifier' ELSE 'sans' END AS suite,
    (t.le - r.le)::INTEGER AS jours
FROM staging.compte AS c
CROSS JOIN staging.execution AS t
CROSS JOIN meta.regle_revue AS m
LEFT JOIN staging.personne AS i USING (id_unique)
LEFT JOIN problemes AS p ON p.source = c.source AND p.login = c.login
LEFT JOIN droits AS d ON d.source = c.source AND d.login = c.login
LEFT JOIN revues AS r ON r.source = c.source AND r.login = c.login
WHERE c.nominatif_ouvert
ORDER BY etablissement, service, nom, prenom, c.application, c.login
