# The rules of Paris: what each parameter is called, what it means, what the facts asked for are for, and the refusals.

rule-minimum_age = Minimum age
rule-minimum_age-help = The youngest age at which one can sign up, in years.
rule-minors_only_on_open_missions = Minors: open missions only
rule-minors_only_on_open_missions-help = Before 18, one can only join missions open to minors. A parent or guardian must agree in any case.
rule-association_review = Welcoming associations
rule-association_review-help = agent: an agent decides. trusted: at once if it is trusted. automatic: at once.
rule-mission_review = Reading missions
rule-mission_review-help = agent: an agent always decides. templates: at once if a trusted association publishes the same mission again. trusted: at once if the association is validated. automatic: at once.
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
rule-priority_areas = Priority neighbourhoods
rule-priority_areas-help = The codes of the neighbourhoods whose missions move up the list.
rule-priority_lift = By how many places
rule-priority_lift-help = By how many places their missions move up, from 0 to 100.

purpose-age = Your age is used to check that the mission is open to you, and to know whether a parent or guardian must agree.
purpose-credentials = The agreement of a parent or guardian is used to sign you up before 18. Your Carte citoyenne is used to put you first in the waiting list.
purpose-sign-ups-today = The number of your sign-ups today is used to leave room for everybody.
purpose-absences = The number of your absences is used to know whether a manager must accept your sign-up.

credential-guardian_consent = Agreement of a parent or guardian
credential-carte_citoyenne = Carte citoyenne (citizen card)
accreditation-schools = Association accredited for schools
accreditation-trusted = Trusted association

refusal-guardian-consent-missing = A parent or guardian must agree first. Ask them for their agreement.
refusal-schools-accreditation-missing = Help with homework is for associations accredited for schools. Ask the city for this accreditation.
