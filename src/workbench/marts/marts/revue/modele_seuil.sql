-- Les seuils, la version des règles et le modèle de la dernière exécution.
-- grain: un élément du modèle | acces: comptage | forme: vue
SELECT id_execution, nom AS element, json FROM meta.modele
