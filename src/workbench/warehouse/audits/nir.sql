-- Une valeur a la forme d'un numéro de sécurité sociale (NIR).
-- Jouée sur chaque colonne de texte de la version : une table d’un passage. Ce qui passe ce tamis est ensuite jugé par socle/nir.py, clé comprise.
length({colonne}) >= 13
AND regexp_matches({colonne}, '{soupcon}')
