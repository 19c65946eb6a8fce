# Libellés français des domaines, des activités et des publics.

## Domaines

domain-health = Santé
domain-prevention = Prévention et protection
domain-culture = Culture et loisirs
domain-sport = Sport
domain-international = Solidarité internationale
domain-solidarity = Solidarité et insertion
domain-citizenship = Citoyenneté et mémoire
domain-education = Éducation
domain-nature = Nature et environnement
domain-skills = Partage de compétences

## Activités

activity-homework_help = Aide aux devoirs
activity-reading = Lecture
activity-mentoring = Mentorat et parrainage
activity-language_teaching = Cours de langue
activity-digital_help = Aide au numérique
activity-food_collection = Collecte alimentaire
activity-food_distribution = Distribution de repas et de colis
activity-clothes_distribution = Vestiaire et distribution de vêtements
activity-street_outreach = Maraudes
activity-visits = Visites à domicile ou en établissement
activity-phone_calls = Appels téléphoniques
activity-accompaniment = Accompagnement aux sorties et aux démarches
activity-administrative_help = Aide administrative
activity-legal_information = Information juridique
activity-job_search_help = Aide à la recherche d'emploi
activity-first_aid = Premiers secours
activity-health_information = Information santé
activity-event_support = Aide à l'organisation d'événements
activity-reception = Accueil du public
activity-sorting_logistics = Tri et logistique
activity-driving = Conduite et transport
activity-repair = Réparation
activity-gardening = Jardinage
activity-cleanup = Nettoyage et propreté
activity-biodiversity = Biodiversité
activity-animal_care = Soin aux animaux
activity-sport_coaching = Animation sportive
activity-sport_event = Événements sportifs
activity-cultural_mediation = Médiation culturelle
activity-heritage = Patrimoine
activity-arts_workshop = Ateliers artistiques
activity-communication = Communication
activity-fundraising = Collecte de fonds
activity-accounting = Comptabilité
activity-web_it = Web et informatique
activity-translation = Traduction et interprétariat
activity-citizen_debate = Débats citoyens
activity-remembrance = Commémoration et mémoire
activity-international_solidarity = Projets de solidarité internationale
activity-childcare_play = Jeux et garde d'enfants

## Publics

beneficiary-seniors = Personnes âgées
beneficiary-people_with_disabilities = Personnes en situation de handicap
beneficiary-people_in_difficulty = Personnes en difficulté
beneficiary-parents = Parents
beneficiary-children = Enfants et jeunes
beneficiary-refugees = Personnes réfugiées
beneficiary-excluded_people = Personnes exclues ou sans abri
beneficiary-sick_people = Personnes malades
beneficiary-everyone = Tous les publics

## Quand

weekday-monday = Lundi
weekday-tuesday = Mardi
weekday-wednesday = Mercredi
weekday-thursday = Jeudi
weekday-friday = Vendredi
weekday-saturday = Samedi
weekday-sunday = Dimanche
part-of-day-morning = Matin
part-of-day-afternoon = Après-midi
part-of-day-evening = Soir
when-weekend = Week-end
