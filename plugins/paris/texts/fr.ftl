# Les règles de Paris : le nom de chaque paramètre, ce qu'il veut dire, à quoi servent les faits demandés, et les refus.

rule-minimum_age = Âge minimum
rule-minimum_age-help = Plus jeune âge auquel on peut s'inscrire, en années.
rule-minors_only_on_open_missions = Mineurs : missions ouvertes seulement
rule-minors_only_on_open_missions-help = Avant 18 ans, on ne peut rejoindre que les missions ouvertes aux mineurs. L'accord d'un parent ou d'un tuteur est demandé dans tous les cas.
rule-association_review = Accueil des associations
rule-association_review-help = agent : un agent décide. trusted : sans attente si elle est de confiance. automatic : sans attente.
rule-mission_review = Relecture des missions
rule-mission_review-help = agent : un agent décide toujours. templates : sans attente si une association de confiance republie la même mission. trusted : sans attente si l'association est validée. automatic : sans attente.
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
rule-priority_areas = Quartiers prioritaires
rule-priority_areas-help = Les codes des quartiers dont les missions montent dans la liste.
rule-priority_lift = De combien de places
rule-priority_lift-help = De combien de places leurs missions montent, de 0 à 100.

purpose-age = Votre âge sert à vérifier que la mission vous est ouverte, et à savoir s'il faut l'accord d'un parent ou d'un tuteur.
purpose-credentials = L'accord d'un parent ou d'un tuteur sert à vous inscrire avant 18 ans. Votre Carte citoyenne sert à vous placer en tête de la liste d'attente.
purpose-sign-ups-today = Le nombre de vos inscriptions du jour sert à laisser de la place à chacun.
purpose-absences = Le nombre de vos absences sert à savoir si un responsable doit accepter votre inscription.

credential-guardian_consent = Accord d'un parent ou d'un tuteur
credential-carte_citoyenne = Carte citoyenne
accreditation-schools = Association agréée pour les écoles
accreditation-trusted = Association de confiance

refusal-guardian-consent-missing = Un parent ou un tuteur doit d'abord être d'accord. Demandez-lui son accord.
refusal-schools-accreditation-missing = L'aide aux devoirs est réservée aux associations agréées pour les écoles. Demandez cet agrément à la ville.
