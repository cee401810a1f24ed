-- mart: paire_score | acces: nominatif | forme: vue | rang: 1
-- Toutes les paires notées par le modèle, et ce qu'elles sont devenues : matière des échantillons et des simulations.
SELECT * FROM curated.paire_score
