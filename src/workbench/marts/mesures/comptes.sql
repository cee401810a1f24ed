-- Les problèmes de comptes, de date en date.
SELECT
    'compte_' || q.probleme AS indicateur, q.titre AS libelle, count(p.login) AS numerateur,
    NULL::BIGINT AS denominateur, count(p.login)::DOUBLE AS valeur
FROM meta.probleme_compte AS q
LEFT JOIN mart.compte_probleme AS p USING (probleme)
GROUP BY q.probleme, q.titre
