# Les règles de Montréal : le nom de chaque paramètre, ce qu'il veut dire, à quoi servent les faits demandés, et les refus.

rule-minimum_age = Âge minimum
rule-minimum_age-help = Plus jeune âge auquel on peut s'inscrire, en années.
rule-minors_only_on_open_missions = Mineurs : missions ouvertes seulement
rule-minors_only_on_open_missions-help = Avant 18 ans, on ne peut rejoindre que les missions ouvertes aux mineurs.
rule-residence_required = Gens de l'île seulement
rule-residence_required-help = Il faut habiter, étudier ou travailler sur l'île. Les missions à distance restent ouvertes à tout le monde.
rule-bilingual = Textes en deux langues
rule-bilingual-help = Une mission doit être écrite dans chaque langue de la ville. Sinon, le français suffit.
rule-association_review = Accueil des associations
rule-association_review-help = agent : un agent décide. trusted : sans attente si elle est agréée. automatic : sans attente.
rule-trusted_accreditations = Agréments de confiance
rule-trusted_accreditations-help = Les agréments qui évitent l'attente, quand l'accueil est « trusted ».
rule-mission_review = Relecture des missions
rule-mission_review-help = agent : un agent décide. trusted : sans attente si l'association est validée. automatic : sans attente.
rule-forbidden_kinds = Structures refusées
rule-forbidden_kinds-help = Les sortes de structure qui ne peuvent pas s'inscrire : company, collective, public_body, association.
rule-title_min_words = Mots dans un titre
rule-title_min_words-help = Le plus petit nombre de mots dans le titre d'une mission.
rule-forbid_contacts_in_text = Pas de coordonnées dans les textes
rule-forbid_contacts_in_text-help = Une adresse, un numéro ou un lien dans un texte public est renvoyé à son auteur.
rule-daily_sign_up_cap = Inscriptions par jour
rule-daily_sign_up_cap-help = Le plus grand nombre d'inscriptions d'une personne en un jour.
rule-absences_before_request = Absences avant accord
rule-absences_before_request-help = À partir de ce nombre d'absences dans l'année, un responsable doit accepter l'inscription.
rule-pending_holds_place = Une demande garde sa place
rule-pending_holds_place-help = La place est gardée tant que le responsable n'a pas répondu.
rule-offer_hours = Durée d'une place proposée
rule-offer_hours-help = Combien d'heures une place proposée est gardée.
rule-waiting_list_limit = Liste d'attente
rule-waiting_list_limit-help = Le plus grand nombre de personnes en attente pour un créneau.
rule-reminder_hours = Rappel
rule-reminder_hours-help = Combien d'heures avant le créneau les bénévoles reçoivent un rappel.
rule-thanks_hours = Merci
rule-thanks_hours-help = Combien d'heures après le créneau les bénévoles sont remerciés.
rule-close_days = Fermeture
rule-close_days-help = Combien de jours après son dernier créneau une mission est fermée.
rule-answer_days = Délai de réponse
rule-answer_days-help = Après combien de jours les responsables reçoivent un rappel.
rule-escalate_days = Alerte aux agents
rule-escalate_days-help = Après combien de jours sans réponse les agents de la ville sont prévenus.
rule-lifted_boroughs = Arrondissements mis en avant
rule-lifted_boroughs-help = Les codes des arrondissements dont les missions montent dans la liste.
rule-lifted_places = De combien de places
rule-lifted_places-help = De combien de places leurs missions montent, de 0 à 100.
rule-credential_for_coming = Titre donné à qui vient
rule-credential_for_coming-help = Le titre que reçoit une personne venue aider : regular. Vide : aucun.

purpose-age = Votre âge sert à vérifier que la mission vous est ouverte.
purpose-tie = Votre lien avec l'île sert à vérifier que vous pouvez vous inscrire : y habiter, y étudier ou y travailler.
purpose-sign-ups-today = Le nombre de vos inscriptions du jour sert à laisser de la place à chacun.
purpose-absences = Le nombre de vos absences sert à savoir si un responsable doit accepter votre inscription.

credential-regular = Bénévole déjà venu
accreditation-trusted = Association de confiance

refusal-residence-unknown = Nous ne connaissons pas votre lien avec l'île. Dites où vous habitez, étudiez ou travaillez.
refusal-not-of-the-city = Cette mission est réservée aux gens qui habitent, étudient ou travaillent sur l'île. Choisissez une mission à distance.
# $language est le code de la langue qui manque.
refusal-translation-missing =
    { $language ->
        [fr] Le texte en français manque. Écrivez le titre et la description en français.
        [en] Le texte en anglais manque. Écrivez le titre et la description en anglais.
       *[other] Une traduction manque ({ $language }). Écrivez le titre et la description dans cette langue.
    }
refusal-french-missing = Le texte en français manque. Écrivez le titre et la description en français.
refusal-outside-the-boroughs = L'adresse n'est dans aucun arrondissement. Corrigez l'adresse, ou dites que la mission se fait à distance.
refusal-borough-unknown = L'arrondissement de l'association n'est pas connu. Indiquez son adresse, ou attendez la réponse d'un agent.
