-- Toutes les paires notées par le modèle, et ce qu'elles sont devenues : matière des échantillons et des simulations.
-- grain: une paire notée | acces: nominatif | forme: vue
SELECT * FROM curated.paire_score
