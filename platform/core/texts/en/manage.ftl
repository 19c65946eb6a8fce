# The pages of who acts for an association: short sentences, the verb first.

## Everywhere

language-fr = French
language-en = English
manage-save = Save
manage-file = File
manage-members = Members
manage-sign-ups = Sign-ups
manage-sheet = Attendance sheet
manage-see-public = See the public page
manage-no-area = None
manage-no-date = No date yet.
manage-no-place = No place yet.
manage-taken = { $taken } / { $capacity } places taken
manage-role-owner = Owner
manage-role-manager = Manager
refusal-nobody-ticked = You ticked nobody. Tick at least one person.
refusal-place-unknown = We do not know where this place is. Choose an area, or give a postcode of the city.
refusal-hours = This length of time does not fit. Write for example 2, 1.5 or 1:30.

## Dashboard

manage-waits = What waits for you
manage-waits-nothing = Nothing to do for now.
manage-wait-association = Correct the file of { $name }
manage-wait-returned = Correct the mission “{ $title }”
manage-wait-requests =
    { $count ->
        [one] Answer { $count } person: “{ $title }”
       *[other] Answer { $count } people: “{ $title }”
    }
manage-wait-unread =
    { $count ->
        [one] Read { $count } message: “{ $title }”
       *[other] Read { $count } messages: “{ $title }”
    }
manage-wait-sheet =
    { $count ->
        [one] Say whether { $count } person came: “{ $title }”
       *[other] Say whether { $count } people came: “{ $title }”
    }
manage-offered = { $association } offers you the mission “{ $title }”.
manage-take = Take it over
manage-decline = Do not take it over
manage-publish = Publish a mission
manage-duplicate = Copy and submit
manage-no-missions = No mission under way.
manage-over =
    { $count ->
        [one] { $count } past or cancelled mission
       *[other] { $count } past or cancelled missions
    }
manage-new-do = Register an association

## The file of an association

manage-new-title = Register an association
manage-new-text = Describe the association. You can read it again and correct it before you send it to the city.
manage-new-save = Save the file
manage-association-draft = File being written
manage-association-submitted = File sent to the city
manage-association-returned = File to correct
manage-association-validated = Association approved
manage-association-suspended = Association paused by the city
manage-association-left = The association has left the site
manage-association-says-draft = Read the file again, then send it to the city. Its missions are visible once the city has approved it.
manage-association-says-submitted = The city reads it. We will write to you. You can already prepare missions.
manage-association-says-returned = The city asks for corrections. Correct, save, then send it again.
manage-association-says-validated = Everybody sees the association and its published missions.
manage-association-says-suspended = Its missions are hidden. Write to the city to talk about it.
manage-association-says-left = Its missions are cancelled. Write to the city to bring it back.
manage-association-submit = Send to the city
manage-leave-title = Leave the site
manage-leave-text = The association and its missions will no longer be visible. The missions are cancelled. This is not possible while people are expected.
manage-leave-do = Leave the site with this association
file-name = Name of the association
file-kind = Kind of body
file-description = What the association does
file-description-hint = Everybody can read it. Write no phone number or e-mail here.
file-domains = Themes
file-beneficiaries = For whom? (optional)
file-street = Number and street (optional)
file-postcode = Postcode (optional)
file-area = Area (optional)
file-website = Website (optional)
file-website-hint = Example: https://example.org
file-rna = RNA number (optional)
file-rna-hint = The letter W and nine characters. Example: W751234567.
file-siret = SIREN or SIRET number (optional)
file-siret-hint = 9 or 14 digits.
file-contact-email = E-mail for the city (optional)
file-contact-hint = Only the city sees it.
file-contact-phone = Phone for the city (optional)

## Members

members-since = since: { $when }
members-make-owner = Make owner
members-make-manager = Make manager
members-remove = Remove
members-go = Leave the association
members-invited = Invitations without an answer
members-until = works until: { $when }
members-revoke = Take the invitation back
members-invite = Invite somebody
members-invite-text = They receive a link by e-mail. They act for the association once they have said yes.
members-role = Their role
members-invite-do = Send the invitation

## A mission

manage-mission-draft = Draft
manage-mission-submitted = The city reads it
manage-mission-returned = To correct
manage-mission-published = Published
manage-mission-suspended = Hidden by the city
manage-mission-closed = Over
manage-mission-cancelled = Cancelled
manage-mission-says-draft = Read the mission again, then submit it to the city.
manage-mission-says-submitted = The city will answer you. You cannot change it meanwhile.
manage-mission-says-returned = Correct what the city asks for, then submit it again.
manage-mission-says-published = Everybody sees it and can sign up.
manage-mission-says-suspended = Sign-ups are kept. Write to the city to talk about it.
manage-mission-says-closed = Nobody can sign up any more. Copy it to begin again.
manage-mission-says-cancelled = Those who signed up are told. Copy it to begin again.
manage-reasons = To look at
manage-mend = Correct: { $step }
manage-submit = Submit to the city
manage-edit = Change
manage-preview = What volunteers see
manage-more-slots =
    { $count ->
        [one] And { $count } other date.
       *[other] And { $count } other dates.
    }
manage-close-title = End the mission
manage-close-text = Nobody can sign up any more. Requests without an answer are declined.
manage-close-do = End it
manage-cancel-title = Cancel the mission
manage-cancel-why = Why?
manage-cancel-hint = Those who signed up will read your words.
manage-cancel-do = Cancel the mission
hand-over-title = Hand the mission over to another association
hand-over-text = The other association must accept. Those who signed up are told.
hand-over-find = Find an association by its name
hand-over-more = There are more. Search by name.
hand-over-none = No association has this name.
hand-over-to = Which association?
hand-over-do = Hand over
manage-offered-to = You offer this mission to { $association }. This association has not answered yet.
manage-offered-to-other = You offer this mission to another association, which is no longer shown.
manage-offer-end = Stop offering it

## Writing a mission

mission-steps = Steps
mission-step-what = What
mission-step-when = When
mission-step-where = Where
mission-step-who = Who
picture-title = Picture
picture-file = Choose a picture
picture-hint = A JPEG, PNG or WebP photo of { $max } MB and { $pixels } million pixels at most. We resize it and erase what the camera noted in it, such as the place.
picture-alt = What the picture shows
picture-alt-hint = For people who do not see it: one sentence is enough. Leave it empty if the picture says no more than the text.
picture-rights = You must have the right to use this picture, and the consent of people one recognises on it.
picture-not-now = The picture cannot be changed while the mission is in this state.
picture-remove = Remove the picture
logo-title = Logo
logo-file = Choose a logo
logo-save = Save the logo
logo-remove = Remove the logo
mission-save-next = Save and go on
mission-save-stop = Save and see the mission
mission-stale = What you wrote is kept below. If you save, it replaces the other version.
mission-stale-see = See the other version
mission-choose = Choose
mission-more-fields = More choices
mission-title = Title
mission-title-hint = Begin with a verb. Example: Help with homework on Saturdays.
mission-description = What volunteers will do
mission-description-hint = Say with whom, and what to bring. Write no phone number or e-mail here.
mission-domain = Theme
mission-activity = Activities (optional)
mission-activities-hint = Five at most.
mission-beneficiary = For whom? (optional)
mission-beneficiaries-hint = The people the mission helps.
mission-language = Language of the original text
mission-language-hint = The text in this language is needed. The others are optional.
mission-title-in = Title in { $language }
mission-description-in = What volunteers will do, in { $language }
dates-title = Date { $number }
dates-people =
    { $count ->
        [one] { $count } person signed up: they will be told of a change.
       *[other] { $count } people signed up: they will be told of a change.
    }
dates-date = Day
dates-from = From
dates-until = Until
dates-places = Places
dates-weeks = How many weeks in a row?
dates-weeks-hint = To repeat the same hour each week. Leave it empty for one date.
dates-drop = Remove this date
dates-add = Add a date
dates-hint = Give the city's time. No fixed date? Give only the number of places.
places-remote = This mission is done from home
places-remote-hint = Then a place is not required.
places-title = Place { $number }
places-label = Name of the place
places-label-hint = Example: Canal school.
places-street = Number and street
places-postcode = Postcode
places-area = Area
places-area-hint = The area or the postcode puts the place on the map.
places-lat = Latitude
places-lon = Longitude
places-drop = Remove this place
places-add = Add a place
mission-open-to-minors = Open to people under 18
mission-accessible = Accessible by wheelchair
mission-acceptance = Who says yes to sign-ups?
mission-acceptance-automatic = Nobody: each sign-up is accepted at once
mission-acceptance-by_manager = We answer each person
mission-waiting-list = Open a waiting list
mission-waiting-list-hint = When a place becomes free, it is offered to the next person.
mission-motivation-wanted = Ask for a few words of motivation
mission-prerequisite = Condition { $number } to tick (optional)
mission-contact-name = Person who welcomes (optional)
mission-contact-hint = Only people who are accepted see it.
mission-contact-email = Their e-mail (optional)
mission-contact-phone = Their phone (optional)

## Sign-ups

desk-filters = Show
desk-all = All
desk-nobody = Nobody here for now.
desk-people = People
desk-open = See and write
desk-ticked = For the people ticked
desk-accept = Accept
desk-decline-title = Decline
desk-reason = Why? (optional)
desk-decline = Confirm and decline
desk-write-title = Write a message
desk-text = Your message
desk-text-hint = Each person receives it separately.
desk-not-done = { $name }: { $why }
desk-date-gone = date removed
desk-motivation = Their words
desk-email-hint = You will see their e-mail address once you have accepted them.
desk-csv = Download the list (CSV)
desk-state-requested = To answer
desk-state-accepted = Accepted
desk-state-waiting = On the waiting list
desk-state-offered = Place offered
desk-state-declined = Declined
desk-state-withdrawn = Withdrawn
desk-state-lapsed = Place not taken
desk-state-cancelled = Cancelled
desk-state-attended = Came
desk-state-absent = Absent
desk-state-excused = Excused
csv-name = Name
csv-email = E-mail
csv-when = Date
csv-state = State
csv-motivation = Motivation
csv-reason = Reason
csv-minutes = Minutes
csv-since = Signed up

## Attendance

sheet-dates = Dates
sheet-earlier =
    { $count ->
        [one] And { $count } earlier date.
       *[other] And { $count } earlier dates.
    }
sheet-code = Code to give on the spot:
sheet-link = Link to open on the spot:
sheet-nobody = Nobody is expected on this date.
sheet-not-begun = You will note who came once it has begun. Here is who is expected:
sheet-hint = An empty length counts the whole slot. Write for example 2, 1.5 or 1:30.
sheet-confirmed = Confirmed that they come
sheet-attended = Present
sheet-absent = Absent
sheet-excused = Excused
sheet-hours = Hours of { $name }
