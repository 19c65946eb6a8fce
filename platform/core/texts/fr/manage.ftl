# Les pages de qui agit pour une association : phrases courtes, le verbe d'abord.

## Partout

language-fr = français
language-en = anglais
manage-save = Enregistrer
manage-file = Dossier
manage-members = Membres
manage-sign-ups = Inscriptions
manage-sheet = Feuille de présence
manage-see-public = Voir la page publique
manage-no-area = Aucun
manage-no-date = Pas encore de date.
manage-no-place = Pas encore de lieu.
manage-taken = { $taken } / { $capacity } places prises
manage-role-owner = Responsable
manage-role-manager = Gestionnaire
refusal-nobody-ticked = Vous n'avez coché personne. Cochez au moins une personne.
refusal-place-unknown = Nous ne savons pas où est ce lieu. Choisissez un quartier, ou donnez un code postal de la ville.
refusal-hours = Cette durée ne convient pas. Écrivez par exemple 2, 1,5 ou 1:30.

## Tableau de bord

manage-waits = Ce qui vous attend
manage-waits-nothing = Rien à faire pour le moment.
manage-wait-association = Corrigez le dossier de { $name }
manage-wait-returned = Corrigez la mission « { $title } »
manage-wait-requests =
    { $count ->
        [one] Répondez à { $count } personne : « { $title } »
       *[other] Répondez à { $count } personnes : « { $title } »
    }
manage-wait-unread =
    { $count ->
        [one] Lisez { $count } message : « { $title } »
       *[other] Lisez { $count } messages : « { $title } »
    }
manage-wait-sheet =
    { $count ->
        [one] Dites si { $count } personne est venue : « { $title } »
       *[other] Dites si { $count } personnes sont venues : « { $title } »
    }
manage-offered = { $association } vous propose de reprendre la mission « { $title } ».
manage-take = Reprendre
manage-decline = Ne pas reprendre
manage-publish = Publier une mission
manage-duplicate = Dupliquer et proposer
manage-no-missions = Aucune mission en cours.
manage-over =
    { $count ->
        [one] { $count } mission passée ou annulée
       *[other] { $count } missions passées ou annulées
    }
manage-new-do = Inscrire une association

## Le dossier d'une association

manage-new-title = Inscrire une association
manage-new-text = Décrivez l'association. Vous pourrez relire et corriger avant de l'envoyer à la ville.
manage-new-save = Enregistrer le dossier
manage-association-draft = Dossier en préparation
manage-association-submitted = Dossier envoyé à la ville
manage-association-returned = Dossier à corriger
manage-association-validated = Association validée
manage-association-suspended = Association mise en pause par la ville
manage-association-left = L'association a quitté le site
manage-association-says-draft = Relisez le dossier, puis envoyez-le à la ville. Ses missions seront visibles quand la ville l'aura validé.
manage-association-says-submitted = La ville le relit. Nous vous écrirons. Vous pouvez déjà préparer des missions.
manage-association-says-returned = La ville demande des corrections. Corrigez, enregistrez, puis envoyez à nouveau.
manage-association-says-validated = Tout le monde voit l'association et ses missions publiées.
manage-association-says-suspended = Ses missions sont cachées. Écrivez à la ville pour en parler.
manage-association-says-left = Ses missions sont annulées. Écrivez à la ville pour la faire revenir.
manage-association-submit = Envoyer à la ville
manage-leave-title = Quitter le site
manage-leave-text = L'association et ses missions ne seront plus visibles. Les missions sont annulées. C'est impossible tant que des personnes sont attendues.
manage-leave-do = Quitter le site avec cette association
file-name = Nom de l'association
file-kind = Type d'organisme
file-description = Ce que fait l'association
file-description-hint = Tout le monde pourra le lire. N'écrivez ni téléphone ni e-mail ici.
file-domains = Thèmes
file-beneficiaries = Pour qui ? (facultatif)
file-street = Numéro et rue (facultatif)
file-postcode = Code postal (facultatif)
file-area = Quartier (facultatif)
file-website = Site web (facultatif)
file-website-hint = Exemple : https://exemple.fr
file-rna = Numéro RNA (facultatif)
file-rna-hint = La lettre W puis neuf caractères. Exemple : W751234567.
file-siret = Numéro SIREN ou SIRET (facultatif)
file-siret-hint = 9 ou 14 chiffres.
file-contact-email = E-mail pour la ville (facultatif)
file-contact-hint = Seule la ville le voit.
file-contact-phone = Téléphone pour la ville (facultatif)

## Membres

members-since = depuis : { $when }
members-make-owner = Nommer responsable
members-make-manager = Nommer gestionnaire
members-remove = Retirer
members-go = Quitter l'association
members-invited = Invitations sans réponse
members-until = marche jusqu'à : { $when }
members-revoke = Retirer l'invitation
members-invite = Inviter une personne
members-invite-text = Elle recevra un lien par e-mail. Elle agira pour l'association quand elle aura dit oui.
members-role = Son rôle
members-invite-do = Envoyer l'invitation

## Une mission

manage-mission-draft = Brouillon
manage-mission-submitted = La ville la relit
manage-mission-returned = À corriger
manage-mission-published = Publiée
manage-mission-suspended = Cachée par la ville
manage-mission-closed = Terminée
manage-mission-cancelled = Annulée
manage-mission-says-draft = Relisez la mission, puis proposez-la à la ville.
manage-mission-says-submitted = La ville vous répondra. Vous ne pouvez pas la changer pendant ce temps.
manage-mission-says-returned = Corrigez ce que la ville demande, puis proposez-la à nouveau.
manage-mission-says-published = Tout le monde la voit et peut s'inscrire.
manage-mission-says-suspended = Les inscriptions sont gardées. Écrivez à la ville pour en parler.
manage-mission-says-closed = On ne peut plus s'y inscrire. Dupliquez-la pour recommencer.
manage-mission-says-cancelled = Les personnes inscrites sont prévenues. Dupliquez-la pour recommencer.
manage-reasons = À regarder
manage-mend = Corriger : { $step }
manage-submit = Proposer à la ville
manage-edit = Modifier
manage-preview = Ce que voient les bénévoles
manage-more-slots =
    { $count ->
        [one] Et { $count } autre date.
       *[other] Et { $count } autres dates.
    }
manage-close-title = Terminer la mission
manage-close-text = Plus personne ne pourra s'inscrire. Les demandes sans réponse seront refusées.
manage-close-do = Terminer
manage-cancel-title = Annuler la mission
manage-cancel-why = Pourquoi ?
manage-cancel-hint = Les personnes inscrites liront vos mots.
manage-cancel-do = Annuler la mission
hand-over-title = Confier la mission à une autre association
hand-over-text = L'autre association devra accepter. Les personnes inscrites seront prévenues.
hand-over-find = Chercher une association par son nom
hand-over-more = Il y en a d'autres. Cherchez par le nom.
hand-over-none = Aucune association ne porte ce nom.
hand-over-to = Quelle association ?
hand-over-do = Confier
manage-offered-to = Vous proposez cette mission à { $association }. Cette association n'a pas encore répondu.
manage-offered-to-other = Vous proposez cette mission à une autre association, qui n'est plus visible.
manage-offer-end = Ne plus la proposer

## Écrire une mission

mission-steps = Étapes
mission-step-what = Quoi
mission-step-when = Quand
mission-step-where = Où
mission-step-who = Qui
picture-title = Image
picture-file = Choisir une image
picture-hint = Une photo JPEG, PNG ou WebP, de { $max } Mo et { $pixels } millions de pixels au plus. Nous la redimensionnons et effaçons ce que l'appareil y a noté, comme le lieu.
picture-alt = Ce que l'on voit sur l'image
picture-alt-hint = Pour les personnes qui ne la voient pas : une phrase suffit. Laissez vide si l'image n'apprend rien de plus que le texte.
picture-rights = Vous devez avoir le droit d'utiliser cette image, et l'accord des personnes que l'on y reconnaît.
picture-not-now = L'image ne peut pas être changée dans l'état où est la mission.
picture-remove = Retirer l'image
logo-title = Logo
logo-file = Choisir un logo
logo-save = Enregistrer le logo
logo-remove = Retirer le logo
mission-save-next = Enregistrer et continuer
mission-save-stop = Enregistrer et voir la mission
mission-stale = Ce que vous avez écrit est gardé ci-dessous. Si vous enregistrez, cela remplacera l'autre version.
mission-stale-see = Voir l'autre version
mission-choose = Choisissez
mission-more-fields = Plus de choix
mission-title = Titre
mission-title-hint = Commencez par un verbe. Exemple : Aider aux devoirs le samedi.
mission-description = Ce que les bénévoles feront
mission-description-hint = Dites avec qui, et ce qu'il faut apporter. N'écrivez ni téléphone ni e-mail ici.
mission-domain = Thème
mission-activity = Activités (facultatif)
mission-activities-hint = Cinq au plus.
mission-beneficiary = Pour qui ? (facultatif)
mission-beneficiaries-hint = Les personnes que la mission aide.
mission-language = Langue du texte original
mission-language-hint = Le texte dans cette langue est obligatoire. Les autres sont facultatifs.
mission-title-in = Titre en { $language }
mission-description-in = Ce que les bénévoles feront, en { $language }
dates-title = Date { $number }
dates-people =
    { $count ->
        [one] { $count } personne est inscrite : elle sera prévenue d'un changement.
       *[other] { $count } personnes sont inscrites : elles seront prévenues d'un changement.
    }
dates-date = Jour
dates-from = De
dates-until = À
dates-places = Places
dates-weeks = Combien de semaines de suite ?
dates-weeks-hint = Pour répéter la même heure chaque semaine. Laissez vide pour une seule date.
dates-drop = Retirer cette date
dates-add = Ajouter une date
dates-hint = Donnez l'heure de la ville. Pas de date fixe ? Donnez seulement le nombre de places.
places-remote = Cette mission se fait depuis chez soi
places-remote-hint = Dans ce cas, un lieu n'est pas obligatoire.
places-title = Lieu { $number }
places-label = Nom du lieu
places-label-hint = Exemple : École du canal.
places-street = Numéro et rue
places-postcode = Code postal
places-area = Quartier
places-area-hint = Le quartier ou le code postal place le lieu sur la carte.
places-lat = Latitude
places-lon = Longitude
places-drop = Retirer ce lieu
places-add = Ajouter un lieu
mission-open-to-minors = Ouverte aux moins de 18 ans
mission-accessible = Accessible en fauteuil
mission-acceptance = Qui dit oui aux inscriptions ?
mission-acceptance-automatic = Personne : chaque inscription est acceptée tout de suite
mission-acceptance-by_manager = Nous répondons à chaque personne
mission-waiting-list = Ouvrir une liste d'attente
mission-waiting-list-hint = Si une place se libère, elle est proposée à la personne suivante.
mission-motivation-wanted = Demander quelques mots de motivation
mission-prerequisite = Condition { $number } à cocher (facultatif)
mission-contact-name = Personne qui accueille (facultatif)
mission-contact-hint = Seules les personnes acceptées le voient.
mission-contact-email = Son e-mail (facultatif)
mission-contact-phone = Son téléphone (facultatif)

## Inscriptions

desk-filters = Montrer
desk-all = Toutes
desk-nobody = Personne ici pour le moment.
desk-people = Personnes
desk-open = Voir et écrire
desk-ticked = Pour les personnes cochées
desk-accept = Accepter
desk-decline-title = Refuser
desk-reason = Pourquoi ? (facultatif)
desk-decline = Confirmer le refus
desk-write-title = Écrire un message
desk-text = Votre message
desk-text-hint = Chaque personne le reçoit à part.
desk-not-done = { $name } : { $why }
desk-date-gone = date retirée
desk-motivation = Ses mots
desk-email-hint = Vous verrez son adresse e-mail quand vous l'aurez acceptée.
desk-csv = Télécharger la liste (CSV)
desk-state-requested = À traiter
desk-state-accepted = Acceptée
desk-state-waiting = Sur liste d'attente
desk-state-offered = Place proposée
desk-state-declined = Refusée
desk-state-withdrawn = Retirée
desk-state-lapsed = Place non prise
desk-state-cancelled = Annulée
desk-state-attended = Venue
desk-state-absent = Absente
desk-state-excused = Excusée
csv-name = Nom
csv-email = E-mail
csv-when = Date
csv-state = État
csv-motivation = Motivation
csv-reason = Raison
csv-minutes = Minutes
csv-since = Inscrite le

## Présences

sheet-dates = Dates
sheet-earlier =
    { $count ->
        [one] Et { $count } date plus ancienne.
       *[other] Et { $count } dates plus anciennes.
    }
sheet-code = Code à donner sur place :
sheet-link = Lien à ouvrir sur place :
sheet-nobody = Personne n'est attendu à cette date.
sheet-not-begun = Vous noterez les présences quand ce sera commencé. Voici qui est attendu :
sheet-hint = Une durée vide compte tout le créneau. Écrivez par exemple 2, 1,5 ou 1:30.
sheet-confirmed = A confirmé sa venue
sheet-attended = Présent
sheet-absent = Absent
sheet-excused = Excusé
sheet-hours = Heures de { $name }
