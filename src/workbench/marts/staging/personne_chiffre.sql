-- Qui compose chaque chiffre dont on ouvre les personnes (chiffres.toml) ; autant de fois une personne que le chiffre compte de ses comptes.
-- grain: une personne d'un chiffre | forme: table
WITH membres AS (
    {{chiffres}}
)

SELECT chiffre, id_unique, count(*)::INTEGER AS nombre
FROM membres
WHERE id_unique IS NOT NULL
GROUP BY chiffre, id_unique
