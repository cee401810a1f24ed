-- mart: modele_seuil | acces: comptage | forme: vue | rang: 1
-- Les seuils, la version des règles et le modèle de la dernière exécution.
SELECT id_execution, nom AS element, json FROM meta.modele
