-- Chaque compte jamais reçu, avec les dates où il a été vu ouvert, fermé, ou porteur d'un numéro RPPS.
-- grain: un compte, présent ou disparu | forme: vue
SELECT s.*, s.application IN (SELECT application FROM staging.compte WHERE dpi) AS dpi
FROM curated.compte_suivi AS s
