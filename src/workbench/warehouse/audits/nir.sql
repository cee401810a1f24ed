-- Une valeur a la forme d'un numéro de sécurité sociale (NIR).
-- Jouée sur chaque colonne de texte de la version : ce qui passe ce tamis est ensuite jugé par socle/nir.py, clé comprise.
SELECT DISTINCT {colonne} AS texte
FROM {table}
WHERE
    length({colonne}) >= 13
    AND regexp_matches({colonne}, '{soupcon}')
