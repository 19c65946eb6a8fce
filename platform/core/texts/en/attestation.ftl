# The attestation of volunteering in English: what the document says.

attestation-title = Proof of volunteering
attestation-says =
    { $name } volunteered for { $duration } in { $missions ->
        [one] one mission
       *[other] { $missions } missions
    }, from { $from } to { $until }.
attestation-noted = The associations noted each presence, and how long it lasted, on the city's site for volunteering ({ $city }).
attestation-made = Made on { $when }.
attestation-lines = The missions
attestation-when = Date
attestation-mission = Mission
attestation-association = Association
attestation-duration = Time
attestation-in-all = In all
attestation-check = Check this document
attestation-code = Code: { $code }
attestation-where = Anybody who has this code can check it at this address:
attestation-shown = They see a first name with the initial of the last name, the period, the time in all, the number of missions, and the day this was made.
attestation-link = Check the document { $code }
attestation-footer = { $title }, code { $code }, page { $page } of { $pages }
