-- Les autorités d'enregistrement que compte chaque année de l'objectif 1.1 : écrites ici et nulle part ailleurs.
-- grain: une année et une autorité | acces: comptage | forme: table
SELECT 2027 AS annee, unnest(['ordre', 'ars']) AS autorite
UNION ALL
SELECT 2028 AS annee, unnest(['ordre', 'ars', 'role', 'etudiant']) AS autorite
