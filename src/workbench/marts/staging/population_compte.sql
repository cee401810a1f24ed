-- Les populations de comptes que l'on compte (populations.toml), chacune définie là et nulle part ailleurs.
-- grain: un compte d'une population | forme: table
WITH delai AS (SELECT any_value(jours)::INTEGER AS jours FROM meta.vertu),

membres AS (
    {{populations_comptes}}
)

SELECT population, source, login, id_unique FROM membres
