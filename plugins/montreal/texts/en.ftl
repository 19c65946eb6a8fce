# The rules of Montréal: what each parameter is called, what it means, what the facts asked for are for, and the refusals.

rule-minimum_age = Minimum age
rule-minimum_age-help = The youngest age at which one can sign up, in years.
rule-minors_only_on_open_missions = Minors: open missions only
rule-minors_only_on_open_missions-help = Before 18, one can only join missions open to minors.
rule-residence_required = People of the island only
rule-residence_required-help = One must live, study or work on the island. Remote missions stay open to everybody.
rule-bilingual = Texts in both languages
rule-bilingual-help = A mission must be written in each language of the city. Otherwise French is enough.
rule-association_review = Welcoming associations
rule-association_review-help = agent: an agent decides. trusted: at once if it is accredited. automatic: at once.
rule-trusted_accreditations = Trusted accreditations
rule-trusted_accreditations-help = The accreditations that save the wait where associations are welcomed as “trusted”.
rule-mission_review = Reading missions
rule-mission_review-help = agent: an agent decides. trusted: at once if the association is validated. automatic: at once.
rule-forbidden_kinds = Refused kinds
rule-forbidden_kinds-help = The kinds of organisation that cannot register: company, collective, public_body, association.
rule-title_min_words = Words in a title
rule-title_min_words-help = The fewest words in the title of a mission.
rule-forbid_contacts_in_text = No contacts in texts
rule-forbid_contacts_in_text-help = An address, a number or a link in a public text goes back to its author.
rule-daily_sign_up_cap = Sign-ups a day
rule-daily_sign_up_cap-help = The most sign-ups a person can make in a day.
rule-absences_before_request = Absences before approval
rule-absences_before_request-help = From this many absences in a year on, a manager must accept the sign-up.
rule-pending_holds_place = A request keeps its place
rule-pending_holds_place-help = The place is kept until the manager has answered.
rule-offer_hours = How long an offer stands
rule-offer_hours-help = For how many hours an offered place is kept.
rule-waiting_list_limit = Waiting list
rule-waiting_list_limit-help = The most people waiting for one slot.
rule-reminder_hours = Reminder
rule-reminder_hours-help = How many hours before the slot volunteers are reminded.
rule-thanks_hours = Thanks
rule-thanks_hours-help = How many hours after the slot volunteers are thanked.
rule-close_days = Closing
rule-close_days-help = How many days after its last slot a mission is closed.
rule-answer_days = Time to answer
rule-answer_days-help = After how many days managers are reminded.
rule-escalate_days = Telling the agents
rule-escalate_days-help = After how many days without an answer the city's agents are told.
rule-lifted_boroughs = Lifted boroughs
rule-lifted_boroughs-help = The codes of the boroughs whose missions move up the list.
rule-lifted_places = By how many places
rule-lifted_places-help = By how many places their missions move up, from 0 to 100.
rule-credential_for_coming = Credential for coming
rule-credential_for_coming-help = The credential a person gets who came to help: regular. Empty: none.

purpose-age = Your age is used to check that the mission is open to you.
purpose-tie = Your tie with the island is used to check that you can sign up: living, studying or working there.
purpose-sign-ups-today = The number of your sign-ups today is used to leave room for everybody.
purpose-absences = The number of your absences is used to know whether a manager must accept your sign-up.

credential-regular = Has come before
accreditation-trusted = Trusted association

refusal-residence-unknown = We do not know your tie with the island. Tell us where you live, study or work.
refusal-not-of-the-city = This mission is for people who live, study or work on the island. Choose a remote mission.
# $language is the code of the language that lacks.
refusal-translation-missing =
    { $language ->
        [fr] The French text is missing. Write the title and the description in French.
        [en] The English text is missing. Write the title and the description in English.
       *[other] A translation is missing ({ $language }). Write the title and the description in this language.
    }
refusal-french-missing = The French text is missing. Write the title and the description in French.
refusal-outside-the-boroughs = The address is in no borough. Correct the address, or say that the mission is done remotely.
refusal-borough-unknown = The borough of the association is not known. Give its address, or wait for an agent's answer.
