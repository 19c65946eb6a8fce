# English labels of the domains, activities and beneficiaries.

## Domains

domain-health = Health
domain-prevention = Prevention and safety
domain-culture = Arts and culture
domain-sport = Sport
domain-international = International solidarity
domain-solidarity = Solidarity and inclusion
domain-citizenship = Citizenship and remembrance
domain-education = Education
domain-nature = Nature and environment
domain-skills = Sharing skills

## Activities

activity-homework_help = Homework help
activity-reading = Reading
activity-mentoring = Mentoring
activity-language_teaching = Language teaching
activity-digital_help = Digital help
activity-food_collection = Food collection
activity-food_distribution = Handing out meals and food parcels
activity-clothes_distribution = Clothes bank
activity-street_outreach = Street outreach
activity-visits = Visits at home or in care
activity-phone_calls = Telephone calls
activity-accompaniment = Going along with people
activity-administrative_help = Help with paperwork
activity-legal_information = Legal information
activity-job_search_help = Help finding a job
activity-first_aid = First aid
activity-health_information = Health information
activity-event_support = Help at events
activity-reception = Welcoming the public
activity-sorting_logistics = Sorting and logistics
activity-driving = Driving and deliveries
activity-repair = Repair
activity-gardening = Gardening
activity-cleanup = Clean-ups
activity-biodiversity = Biodiversity
activity-animal_care = Animal care
activity-sport_coaching = Sport coaching
activity-sport_event = Sport events
activity-cultural_mediation = Cultural outreach
activity-heritage = Heritage
activity-arts_workshop = Arts and crafts workshops
activity-communication = Communication
activity-fundraising = Fundraising
activity-accounting = Accounting
activity-web_it = Web and IT
activity-translation = Translation and interpreting
activity-citizen_debate = Public debate
activity-remembrance = Remembrance
activity-international_solidarity = International solidarity projects
activity-childcare_play = Play and childcare

## Beneficiaries

beneficiary-seniors = Older people
beneficiary-people_with_disabilities = People with disabilities
beneficiary-people_in_difficulty = People in difficulty
beneficiary-parents = Parents
beneficiary-children = Children and young people
beneficiary-refugees = Refugees
beneficiary-excluded_people = Homeless or excluded people
beneficiary-sick_people = People who are ill
beneficiary-everyone = Everyone

## When

weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
part-of-day-morning = Morning
part-of-day-afternoon = Afternoon
part-of-day-evening = Evening
when-weekend = Weekend
