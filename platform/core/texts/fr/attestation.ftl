# L'attestation de bénévolat en français : ce que dit le document.

attestation-title = Attestation de bénévolat
attestation-says =
    { $name } a aidé bénévolement pendant { $duration }, dans { $missions ->
        [one] une mission
       *[other] { $missions } missions
    }, du { $from } au { $until }.
attestation-noted = Les associations ont noté chaque présence et sa durée sur le site de bénévolat de la ville ({ $city }).
attestation-made = Attestation faite le { $when }.
attestation-lines = Les missions
attestation-when = Date
attestation-mission = Mission
attestation-association = Association
attestation-duration = Durée
attestation-in-all = En tout
attestation-check = Vérifier cette attestation
attestation-code = Code : { $code }
attestation-where = Toute personne qui a ce code peut le vérifier à cette adresse :
attestation-shown = Elle y voit un prénom avec l'initiale du nom, la période, la durée totale, le nombre de missions et la date de l'attestation.
attestation-link = Vérifier l'attestation { $code }
attestation-footer = { $title }, code { $code }, page { $page } sur { $pages }
