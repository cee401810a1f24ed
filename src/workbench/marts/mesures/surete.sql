-- Ce que le modèle seul attend de rattachements faux, d'exécution en exécution.
SELECT
    'erreurs_attendues' AS indicateur, 'Rattachements faux attendus par le modèle' AS libelle,
    NULL::BIGINT AS numerateur, sum(rattachements)::BIGINT AS denominateur, sum(erreurs_attendues) AS valeur
FROM mart.surete
HAVING sum(rattachements) > 0
