-- Les services de chaque établissement, sous leur libellé unique, avec ce qu'en dit le fichier de structure.
-- grain: un service d'un établissement | forme: vue
SELECT * FROM curated.service
