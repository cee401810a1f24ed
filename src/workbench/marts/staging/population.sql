-- Les populations de personnes que l'on compte (populations.toml), chacune définie là et nulle part ailleurs.
-- grain: une personne d'une population | forme: table
WITH membres AS (
    {{populations_personnes}}
)

SELECT population, id_unique FROM membres
