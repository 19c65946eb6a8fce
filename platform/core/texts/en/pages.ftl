# The pages of the site: short sentences, the verb first.

## Everywhere

language = English
site-title = Je m'engage, { $city }
skip = Skip to content
nav-main = Main navigation
nav-more = About the site
nav-languages = Languages
nav-search = Find a mission
nav-mine = My sign-ups
nav-manage = My associations
nav-agent = City desk
nav-enter = Sign in
nav-leave = Sign out
nav-associations = Associations
nav-statistics = Figures
nav-about = About
nav-accessibility = Accessibility: not compliant
nav-legal = Legal notice
nav-privacy = Personal data
nav-favourites = My favourites
nav-alerts = My alerts
nav-hours = My hours
form-sure = Yes, I am sure
form-mend = Correct what follows, then try again.
unread =
    { $count ->
        [one] { $count } message to read
       *[other] { $count } messages to read
    }
time-of-day = { $hour }:{ $minute }
problem-home = Go to the home page
problem-reference = If you write to us, quote this reference: { $reference }

## Home

home-title = Find a way to help near you
home-description = { $city }: find a volunteering mission near you and sign up in three clicks.
home-weekend = This weekend
home-remote = From home
home-near = Near me
home-near-failed = Your position is not available
home-soon = Soon, near you
home-nothing = No mission is open for now. Come back soon, or create an alert.
home-all = See all missions
home-themes = By theme
home-numbers = Over the last year
number-people =
    { $count ->
        [one] person engaged
       *[other] people engaged
    }
number-engagements =
    { $count ->
        [one] sign-up
       *[other] sign-ups
    }
number-associations =
    { $count ->
        [one] new association
       *[other] new associations
    }
home-association = Are you an association?
home-association-text = Publish a mission in a few minutes, and find the people you need.
home-association-do = Register my association

## A mission in a list

card-over = Over
card-closed = Sign-up closed
card-full = Full
card-waiting-list = Full, waiting list open
card-remote = From home
card-places =
    { $count ->
        [one] { $count } place
       *[other] { $count } places
    }
distance-m = { $metres } m away
distance-km = { $km } km away

## Search

search-title = Find a mission
search-description = { $city }: look for a volunteering mission by word, place, date or theme.
search-filters = Filters
search-words = What?
search-where = Where?
search-when = When?
search-everywhere = The whole city
search-when-any = Any time
search-when-today = Today
search-when-tomorrow = Tomorrow
search-when-weekend = This weekend
search-when-week = Within seven days
search-sort = Order
search-sort-relevance = Best match
search-sort-distance = Nearest
search-sort-soonest = Soonest
search-sort-newest = Newest
search-sort-most_needed = Most needed
search-full = Also show missions that are full
search-do = Search
search-total =
    { $count ->
        [0] No mission
        [one] { $count } mission
       *[other] { $count } missions
    }
search-understood = We looked for: { $words }
search-degraded = Search answers less well than usual. Try again in a few minutes.
search-chosen = Your choices
search-chosen-words = “{ $words }”
search-chosen-near = Near me
search-without = remove this choice
search-nothing = Nothing fits for now
search-nothing-help = Remove a choice, change the date, or create an alert: we write to you as soon as a mission fits.
search-all = See all missions
search-results = Results
search-next = Next page
search-keep = Create an alert
search-keep-hint = We write to you when a new mission fits this search.
map-open = See the map
map-label = Map of the missions found; the same list is below
map-failed = The map cannot be shown. The list says the same.
feed-title = New missions
facet-domain = Theme
facet-activity = Activity
facet-beneficiary = For whom
facet-association = This association
facet-audience = Open to
facet-presence = On site or from home
facet-weekday = Day
facet-part_of_day = Time of day
facet-commitment = Duration
facet-audience-minors = Open to under-18s
facet-audience-accessible = Wheelchair accessible
facet-presence-on_site = On site
facet-presence-remote = From home
facet-commitment-two_hours = Two hours at most
facet-commitment-half_day = Half a day
facet-commitment-day = A day
facet-commitment-open = To be agreed
facet-time-dated = On a date
facet-time-recurring = All year round
facet-places-free = With places left
facet-places-full = Full
facet-language-fr = In French
facet-language-en = In English

## A mission

mission-what = What you will do
mission-where = Where
mission-when = When to come?
mission-for = For: { $who }
mission-over = Sign-up to this mission is over.
mission-more-slots =
    { $count ->
        [one] See { $count } more date
       *[other] See { $count } more dates
    }
mission-similar = In the same spirit
mission-manage = Manage
slot-waiting =
    { $count ->
        [0] Full, nobody is waiting
        [one] Full, { $count } person is waiting
       *[other] Full, { $count } people are waiting
    }
join-do = I take part
join-wait = Join the waiting list
join-prerequisites = Tick what is true for you
join-motivation = Say in a few words why you come
join-motivation-hint = The association will read you. A few sentences are enough.
remedy-birth-date = Give my birth date
remedy-residence = Say where I live
remedy-confirm = Get a sign-in link
remedy-guardian = Ask a parent to agree
remedy-another = See other missions
favourite-add = Keep among my favourites
favourite-remove = Remove from my favourites
share-do = Share
share-copied = Address copied

## Coming in

enter-title = Sign in
enter-chose = Sign in to confirm your choice: we keep it.
enter-by-mail = Give your e-mail address: we send you a link. No password needed.
enter-by-mail-do = Get the link
enter-new = First visit?
enter-by-password = Sign in with a password
register-title = Create an account
register-text = It is free. We only ask for what we need.
register-do = Create my account
register-privacy = What we do with your data
check-mail-title = Look at your e-mails
check-mail-sent = If there is an account for { $email }, a link has just been sent to it.
check-mail-minutes =
    { $minutes ->
        [one] Open it within the minute: it works once.
       *[other] Open it within { $minutes } minutes: it works once.
    }
check-mail-nothing = Nothing came? Look among the unwanted mails, check the address, then try again.
open-link-text = One more click, and you are there.
open-link-do = Come in
open-link-password = Also choose a password
open-link-again = Does this link no longer work? Ask for a new one
join-link-title = Confirm your address
join-link-text = Somebody takes part without an e-mail address. They say that this address is theirs: { $email }.
join-link-all = Is it you? Then their account becomes yours: sign-ups, messages, favourites, alerts. Do you already have an account with this address? Everything comes together there.
join-link-ways = That account is not open in this browser. To be safe, Telegram, Discord and other services will no longer open it. You can link them again from your profile.
join-link-not-me = It is not you? Close this page: nothing changes.
join-link-do = Confirm and come in
field-email = E-mail address
field-password = Password
field-new-password = New password
field-new-password-hint = Twelve characters or more. You can also do without. A new password ends your other sign-ins.
field-given-name = First name
field-family-name = Last name
field-family-name-hint = Others only see its first letter.
field-birth-date = Birth date
field-birth-date-hint = The city sets a minimum age. Example: 31/12/2000.

## Coming in with Telegram

enter-with-chat = With Telegram
enter-chat-text = Do you already talk with the city's bot? Come in with it, without a password.
enter-chat-do = Get a number
enter-chat-title = Sign in with Telegram
enter-chat-number = Here is your number:
enter-chat-pick = Open Telegram and tap this number in the conversation. You have five minutes. Give this number to nobody.
enter-chat-open = Open Telegram (new tab)
enter-chat-done = I have answered
enter-chat-early = We do not have your answer yet. First tap the number in Telegram.
enter-chat-refused = The answer we got in Telegram was not this number. To be safe, this request is cancelled.
enter-chat-over = This request is over: it works once, for five minutes.
enter-chat-again = Get another number
enter-chat-otherwise = Sign in another way

## My sign-ups

mine-to-come = To come
mine-past = Past
mine-none = You have nothing planned. Choose a mission.
sign-up-state-requested = Request sent
sign-up-state-accepted = Confirmed
sign-up-state-waiting = On the waiting list
sign-up-state-offered = A place for you
sign-up-state-declined = Request declined
sign-up-state-withdrawn = Cancelled by you
sign-up-state-lapsed = Place not taken
sign-up-state-cancelled = Mission called off
sign-up-state-attended = You came
sign-up-state-absent = Absent
sign-up-state-excused = Excused
sign-up-says-requested = The association will answer you. We will write to you.
sign-up-says-accepted = Done: you are expected. If you can no longer come, cancel soon: the place goes to somebody else.
sign-up-says-waiting = We write to you if a place becomes free.
sign-up-says-offered = A place is kept for you until: { $until }. Take it, or leave it.
sign-up-says-declined = The association could not welcome you this time. Other missions are waiting for you.
sign-up-says-withdrawn = You cancelled. You can sign up again.
sign-up-says-lapsed = The time to take the place is over.
sign-up-says-cancelled = This mission will not take place.
sign-up-says-attended = Thank you! Your hours are counted.
sign-up-says-absent = The association noted that you did not come. A mistake? Write to it below.
sign-up-says-excused = The association noted that you were excused.
sign-up-contact = Who welcomes you
sign-up-mission = See the mission
sign-up-date = Add to my calendar
sign-up-take = Take the place
sign-up-confirm = Confirm that I come
withdraw-title = I cannot come
withdraw-reason = Why? (optional)
withdraw-do = Cancel my sign-up
message-title = Messages
message-earlier = See earlier messages
message-none = No message yet.
message-me = You
message-them = The association
message-gone = (message erased)
message-write = Write a message
message-send = Send

## Associations

associations-description = The associations of { $city } that look for volunteers.
associations-none = No association is registered yet.
association-missions = Missions to come
association-no-missions = No mission is open for now.
association-kind-association = Association
association-kind-collective = Collective
association-kind-public_body = Public service
association-kind-company = Company

## Figures

statistics-text = What happened here over twelve months.
statistics-few = A figure by which a person could be recognised is hidden.
statistics-months = By month
statistics-areas = By neighbourhood
statistics-picture = Sign-ups by month; the table below says the same
statistics-hidden = hidden
statistics-value = { $value }
statistics-hours =
    { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    }
measure-engagements = Sign-ups
measure-people = People
measure-associations = New associations
measure-missions = Missions published
measure-places_offered = Places offered
measure-places_filled = Places taken
measure-minutes = Help given
measure-minutes_to_answer = Time to answer

## The site

about-text =
    This site brings together people who want to help and associations that need them, in your city.

    Find a mission, press “I take part”, come. You can also do so from Telegram or Discord.

    Associations publish their missions; the city sets the rules and reviews them.

    No advertising, no tracker, no cookie before you sign in: hence no banner.
accessibility-text =
    State: not compliant. No audit was made yet: only an audit can tell that a site meets RGAA 4.1.

    The site is built to be read by keyboard, with a screen reader, on a small screen and enlarged to 200 %.

    You cannot read a page or complete a step? Write to the city: it will offer you another way.

    If the city does not answer, you can write to the Défenseur des droits.

## My account

save = Save
nav-account = My account
profile-title = My profile
profile-email-hint = We send a link there. By opening it you confirm that the address is yours.
profile-email-sent = A link has just been sent to this address. Open it to confirm it.
profile-email-unconfirmed = not confirmed yet
field-language = Language
field-tie = Your tie to the city
field-tie-hint = The city takes it into account in its rules.
field-tie-area = Where?
tie-unsaid = I do not say
tie-outside = Outside the city
tie-resident = I live there
tie-student = I study there
tie-worker = I work there
tie-member = I am a member of an association there
guardian-title = A parent's consent
guardian-email = E-mail address of a parent or guardian
guardian-hint = If you are under age, the city asks for their consent. We send them a link, good for two weeks.
guardian-do = Ask for consent
guardian-asked = The request is on its way. You can sign up as soon as your parent has answered.
chats-title = Telegram and Discord
chats-text = Link your account to a conversation: you will see the same sign-ups there.
chats-do = Link a conversation
chats-telegram = Open Telegram
chats-code = Or send this to the city's bot:
chats-until = This code works once, until: { $when }.
conversation-telegram = Telegram
conversation-discord = Discord
others-title = My other sign-ins
others-text = A lost device, a doubt? End all that is open elsewhere with your account: browsers, links you received, programs. This page stays open.
others-do = End the other sign-ins
others-ended = Done: your account is open only here.
preferences-title = My messages
preferences-text = Choose how we tell you things. What you must know (a mission called off, for example) always arrives.
preference-at_once = At once
preference-daily = Once a day
preference-never = Only what I must know
preference-quiet = When should we not write to you? Leave empty for the city's hours.
preference-quiet-from = From
preference-quiet-until = Until
topic-sign_ups = My sign-ups
topic-messages = Messages
topic-associations = My associations
topic-moderation = The agents' work
topic-suggestions = Thanks and suggestions
topic-alerts = My alerts
topic-account = My account
alerts-text = We tell you when a mission fits.
alerts-none = No alert. Search, then press “Create an alert”.
alert-daily = once a day
alert-at-once = at once
alert-everything = All missions
alert-stop = Stop
favourites-none = No favourite. Open a mission, then press “Keep among my favourites”.
data-title = My data
data-see = See what we keep
data-see-text = Everything we know about you, to read or to take with you.
data-read = Read my data
data-file = Download the file
erase-title = Erase my account
erase-text = Your data are really erased, at once and for good. Your places go to other people.
erase-password-hint = If you have a password, give it. If not, sign in again by a link just before.
erase-sure = Yes, I erase my account
erase-do = Erase my account

## Links received

consent-title = A parent's consent
consent-text = A young person of your family wants to volunteer. Do you agree?
consent-do = Yes, I agree
consent-done = Thank you. Your consent is kept for a year.
invitation-title = Join an association
invitation-text = An association invites you to look after its missions with it.
invitation-do = Join
invitation-done = Done.
check-in-title = I have arrived
check-in-text = Say that you are here: your hours will count.
check-in-do = I am here
check-in-done = Noted.
check-in-code = Code shown on the spot
unsubscribe-title = No more of these e-mails
unsubscribe-text = You will get no more e-mail on this subject, except what you must know.
unsubscribe-do = Stop them
unsubscribe-done = Done. You can change your mind in your account.

## Areas

area-title = Help in { $area }
area-search = Search here
area-parts = More precisely
home-areas = By neighbourhood

## Hours

hours-none = No hours for now. They are added when the association notes that you came.
hours-missions =
    { $count ->
        [one] in { $count } mission
       *[other] in { $count } missions
    }
hours-attest = Ask for an attestation
hours-attest-text = A document with your hours, and a code by which anybody can check it. Leave empty to put everything in.
hours-attest-do = Make the attestation
hours-from = From
hours-until = Until
hours-own = My attestations
hours-own-says = From { $from } until { $until }. Made: { $when }.
hours-made = Your attestation is ready
hours-pdf = Download the PDF
hours-code = Code to check it:
check-code = Code of the attestation
check-do = Check
check-says =
    { $missions ->
        [one] From { $from } to { $until }: { $duration } of volunteering, in { $missions } mission.
       *[other] From { $from } to { $until }: { $duration } of volunteering, in { $missions } missions.
    }
check-made = Attestation made on { $when }
check-unknown = No attestation has this code. Check it, letter by letter.

## Other ways in

enter-by-provider = Or sign in with:
identities-title = Other ways to sign in
identities-since = Linked since: { $when }
identities-unlink = Unlink
