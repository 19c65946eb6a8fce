# The conversation (Telegram, Discord, terminal): short sentences, the verb first, at most 24 characters a button.

## Buttons

chat-do-home = Go to the start
chat-do-near = Search near me
chat-do-weekend = See this weekend
chat-do-themes = Choose a theme
chat-do-words = Search a word
chat-do-mine = See my sign-ups
chat-do-help = Get help
chat-do-join = I'll take part
chat-do-next = See the next one
chat-do-before = See the one before
chat-do-more = Read the whole text
chat-do-slots = See the dates
chat-do-later-slots = See later dates
chat-do-sooner-slots = See earlier dates
chat-do-back = Back to the mission
chat-do-confirm = Confirm
chat-do-agree = Yes, and I confirm
chat-do-leave = Cancel my coming
chat-do-withdraw = Take my request back
chat-do-leave-yes = Yes, cancel
chat-do-stay = No, I stay
chat-do-take = Take the place
chat-do-see = See my sign-up
chat-do-mission = See the mission
chat-do-earlier = See older ones
chat-do-later = See newer ones
chat-do-open = Open number { $number }
chat-do-keep = Create an alert
chat-do-keep-daily = Create, once a day
chat-do-alerts = See my alerts
chat-do-drop = Stop alert { $number }
chat-do-pause = Pause
chat-do-resume = Start again
chat-do-hours = See my hours
chat-do-language = Change language
chat-do-speak = Speak English
chat-do-privacy = See my data
chat-do-send-place = Send my location
chat-do-cities = Change city
chat-do-export = Get my data
chat-do-hush = Stop the alerts
chat-do-unlink = Unlink my account
chat-do-erase = Erase my account
chat-do-erase-yes = Yes, erase everything
chat-do-keep-account = No, keep it
chat-do-link = Yes, this is me
chat-do-not-mine = No, this is not me
chat-do-not-me = This was not me
chat-do-post = Post a mission
chat-do-missions = See my missions
chat-do-at-once = Accept at once
chat-do-by-me = Answer each person
chat-do-give-up = Give up
chat-do-submit = Publish
chat-do-change = Change
chat-do-copy = Make a copy
chat-do-close = Close the mission
chat-do-call-off = Call the mission off
chat-do-requests = See the requests
chat-do-accept = Accept number { $number }
chat-do-decline = Decline number { $number }
chat-do-change-field-title = Change the title
chat-do-change-description = Change the text
chat-do-change-domain = Change the theme
chat-do-change-when = Change the date
chat-do-change-places = Change the places
chat-do-change-place = Change the place
chat-do-change-acceptance = Change the welcome
chat-do-yes = Accept
chat-do-no = Decline
chat-do-people = See who signed up
chat-do-sheet = Note who came
chat-do-present = Mark present number { $number }
chat-do-absent = Mark absent number { $number }
chat-do-page-before = See the beginning
chat-do-page-after = See more
chat-do-write = Write to those coming
chat-do-send = Send
chat-do-thread = Read the messages
chat-do-reply = Answer
chat-do-moderate = Moderate
chat-do-let-through = Approve
chat-do-publish = Publish the mission
chat-do-send-back = Send back
chat-do-queue = Back to the queue
chat-do-city = Go to this city
chat-do-open-account = Open my account

## Start and help

chat-home-title = Je m'engage, { $city }
chat-home = Find a way to help near you. Choose, or search a word: “meals”, “nature”, “sport”.
chat-help-title = What you can do here
chat-help =
    /near: search near a place
    /weekend: see this weekend
    /themes: choose a theme
    /search: search a word
    /mine: see your sign-ups
    /hours: see your hours
    /alerts: see your alerts
    /language: change the language
    /privacy: know what we keep
    For associations: /post and /missions. For agents of the city: /queue.
    You can also write a word at any time.
chat-unknown-command = We do not know this command.
chat-stale = This button was too old. Here is where we are.
chat-languages-title = In which language?
chat-privacy-title = What we keep
chat-privacy =
    We keep what you tell us of yourself: first name, language, birth date if the city asks for it.
    We keep your sign-ups with what you say of why, your alerts, and your messages to those who signed up.
    Of your other messages we keep the last search, nothing else. A place is kept to a kilometre only.
    On the page of your account you can read everything and erase everything.

## Searching

chat-ask-place-title = Where do you want to help?
chat-ask-place = Send your location, or write a neighbourhood or a postcode.
chat-no-place = We do not know this place in the city.
chat-ask-words-title = What are you looking for?
chat-ask-words = Write one or two words.
chat-themes-title = Which theme do you like?
chat-nothing-title = We found nothing.
chat-nothing = Search differently: another word, another theme.
chat-nothing-keep = Create an alert: we write to you as soon as a mission comes, or once a day. Or search differently.

## A mission

chat-mission = Mission
chat-with = With
chat-where = Where
chat-when = When
chat-places = Places
chat-over = sign-ups are over
chat-places-left =
    { $count ->
        [0] full
        [one] { $count } place left
       *[other] { $count } places left
    }
chat-other-slots =
    { $count ->
        [one] There is { $count } other date.
       *[other] There are { $count } other dates.
    }
chat-place-in-list = { $at }/{ $of }
chat-slots = Choose a date.
chat-slot-gone = This date is no longer open.

## Signing up

chat-confirm-title = Will you take part?
chat-prerequisites = The association asks for:
chat-full = It is full.
chat-full-wait = It is full. If you confirm, you wait for a place.
chat-ask-name-title = What is your first name?
chat-ask-name = The association sees your first name, nothing else.
chat-ask-birth-date-title = When were you born?
chat-ask-birth-date = The city asks for an age. Write day, month and year: 31/12/2000.
chat-ask-motivation-title = Why do you want to come?
chat-ask-motivation = The association would like to know. Write a sentence or two.
chat-done-accepted-title = Noted: you take part.
chat-done-requested-title = Your request is sent.
chat-done-requested = The association answers you soon.
chat-done-waiting-title =
    { $rank ->
        [0] You wait for a place.
       *[other] You wait for a place: you are number { $rank }.
    }
chat-done-waiting = We write to you as soon as a place is free.
chat-refused = This is not possible.

## My sign-ups

chat-mine-title = My sign-ups
chat-mine-none = You have no sign-up yet.
chat-stands = State
chat-until = Until
chat-contact = Contact
chat-state-requested = request sent
chat-state-accepted = you take part
chat-state-waiting = you wait for a place
chat-state-offered = a place is kept for you
chat-state-declined = declined
chat-state-withdrawn = cancelled by you
chat-state-lapsed = place not taken
chat-state-cancelled = mission called off
chat-state-attended = you came
chat-state-absent = you did not come
chat-state-excused = excused
chat-leave-title = Do you want to cancel?
chat-leave = If you have a place, it goes to somebody else.
chat-left-title = It is cancelled.
chat-left = You no longer take part in “{ $title }”. The association knows.
chat-comes-title = Thank you, it is confirmed.
chat-comes = The association expects you for “{ $title }”.
chat-taken-title = The place is yours.
chat-taken = You take part in “{ $title }”.

## My hours

chat-hours-title = My hours
chat-hours-none = Your hours are added here when an association notes that you came.
chat-hours-missions = Missions
chat-hours-in-all = In all
chat-hours-latest = The last times:

## Alerts

chat-alert-kept-title = Your alert is created.
chat-alert-kept = We write to you when a mission fits.
chat-alert-kept-daily = We write to you once a day if there are missions that fit.
chat-alert-daily = { $what }, once a day
chat-alerts-paused = Your alerts are paused. We do not write to you.
chat-alerts-title = My alerts
chat-alerts-none = You have no alert. Search, then create an alert.
chat-alert-ended = The alert is stopped.
chat-near-a-place = near a place
chat-everything = all missions

## Choosing the city, and the menu

chat-cities-title = In which city do you want to help?
chat-cities = Choose your city.
chat-command-near = Search near a place
chat-command-weekend = See this weekend
chat-command-themes = Choose a theme
chat-command-words = Search a word
chat-command-mine = See my sign-ups
chat-command-alerts = See my alerts
chat-command-language = Change the language
chat-command-help = Get help

## What we write by ourselves

chat-do-come = I am coming
chat-do-cannot = I cannot come
chat-note-sign-up-accepted =
    You take part with { $association }.
    When: { $when }
    Where: { $where }
chat-note-sign-up-offered =
    A place is free with { $association }.
    When: { $when }
    Where: { $where }
    The place is yours until this date: { $until }.
chat-note-sign-up-declined = { $association } cannot accept your request. Reason: { $reason }
chat-note-sign-up-lapsed = We offer the place to another person.
chat-note-sign-up-cancelled = You need not come any more. Reason: { $reason }
chat-note-sign-up-changed =
    The date, the time or the place has changed.
    When: { $when }
    Where: { $where }
chat-note-sign-up-handed-over = { $association } now welcomes you.
chat-note-sign-up-reminder =
    When: { $when }
    Where: { $where }
    Are you coming?
chat-note-sign-up-thanks = Thank you from { $association }.
chat-note-account-idle = We erase an account that was not used. Write to us here before this date to keep it: { $on }.
chat-note-alert-matched =
    With: { $association }
    When: { $when }
    Where: { $where }

## Account

chat-link-title = Is this your account?
chat-link =
    Account: { $email }
    If you say yes, your sign-ups of the site and of here are brought together.
chat-linked-title = Done.
chat-linked = Your account of the site and this conversation are linked.
chat-number-title = Which number do you see?
chat-number =
    A browser asks to open your account, on the site of { $city }.
    Asked: { $when }.
    Tap the number only if you see it on your own screen.
    You did not ask, or another person gives you a number? Tap “This was not me”.
chat-entered-title = Done.
chat-entered = Go back to your browser: your account is open there.
chat-number-wrong-title = It is not this number.
chat-number-wrong = Nobody came in with your account. If it was you, start again on the site.
chat-not-me-title = Cancelled.
chat-not-me = Nobody came in with your account.
chat-unlinked-title = Done.
chat-unlinked = This conversation no longer knows your account.
chat-hushed-title = Done.
chat-hushed = We send you no more alerts. We write to you about your sign-ups only.
chat-exported-title = Here is your data.
chat-exported = The file holds all that we keep of you in this city.
chat-erase-title = Do you want to erase everything?
chat-erase = Your sign-ups to come are cancelled. Nobody can undo this.
chat-erased-title = It is erased.
chat-erased = We keep nothing of you here any more. See you again, perhaps.

## Posting a mission

chat-no-association-title = You act for no association here.
chat-no-association = First link your account of the site to this conversation, on the page of your account.
chat-post-for = For which association?
chat-post-step = Step { $step } of { $of }
chat-post-gone = The mission is not kept.
chat-post-understood = We understood: { $when }, until { $until }.
chat-post-here = At the point shown
chat-post-field-title-title = Which title?
chat-post-field-title = Say in a few words what one does: “Serve a hot meal”.
chat-post-field-title-again = It takes a title of at most 150 characters, on one line.
chat-post-description-title = What does one do, and with whom?
chat-post-description = Write a few sentences. Write neither telephone nor e-mail address.
chat-post-description-again = It takes a text of at most 3,000 characters.
chat-post-domain-title = Which theme?
chat-post-domain = Choose the closest.
chat-post-domain-again = Choose a button.
chat-post-when-title = When?
chat-post-when = Write day and hour: “Saturday 2pm-5pm”, “5/12 9:00”.
chat-post-when-again = We did not understand this date, or it is past.
chat-post-places-title = How many people?
chat-post-places = Write a number.
chat-post-places-again = It takes a number, 1 or more.
chat-post-place-title = Where?
chat-post-place = Write the address with its postcode, or send a location.
chat-post-place-again = We do not know this place. Write the postcode or the neighbourhood, too.
chat-post-acceptance-title = How do you welcome volunteers?
chat-post-acceptance = They have a place at once, or you answer each person.
chat-post-acceptance-again = Choose a button.

## My missions

chat-missions-title = My missions
chat-missions-none = You have no mission yet.
chat-theme = Theme
chat-reason = To look at
chat-taken-of = { $taken } of { $capacity } places taken
chat-answers-each = You answer each request.
chat-mission-draft = draft
chat-mission-submitted = the city reads it
chat-mission-returned = to be mended
chat-mission-published = published
chat-mission-suspended = hidden by the city
chat-mission-closed = over
chat-mission-cancelled = called off
chat-submitted-published = Your mission is published.
chat-submitted-returned = There is something to mend.
chat-submitted-held = The city reads your mission. We write to you.
chat-change-title = What do you want to change?
chat-call-off-title = Why do you call it off?
chat-call-off = The people who signed up read this reason.
chat-requests-title = Who asks to take part
chat-requests-none = Nobody waits for an answer.
chat-accepted = It is accepted. The person knows.
chat-declined = It is declined. The person knows.
chat-note-manager-requested = { $volunteer } asks to take part.
chat-note-manager-accepted = { $volunteer } has a place.
chat-note-manager-withdrawn = { $volunteer } gives the place up.
chat-command-post = Post a mission

## Those who signed up

chat-people-title = Who takes part
chat-people-none = Nobody has a place yet.
chat-sheet-title = Who came?
chat-sheet = Note each person. You can change your mind.
chat-sheet-none = Nobody had a place.
chat-sheet-not-begun = The mission has not begun. Come back on the day.
chat-came = was there
chat-did-not-come = was not there
chat-was-excused = excused
chat-to-be-noted = to be noted
chat-has-confirmed = has confirmed
chat-is-expected = takes part
chat-noted-present = Noted: was there.
chat-noted-absent = Noted: was not there.
chat-write-title = What do you want to say?
chat-write = Write your message. Those who have a place receive it.
chat-write-again = It takes a message of at most 1,500 characters.
chat-preview-title = Do you send this message?
chat-preview =
    { $count ->
        [one] { $count } person receives it:
       *[other] { $count } people receive it:
    }
chat-sent-title = It is sent.
chat-sent =
    { $count ->
        [one] { $count } person receives your message.
       *[other] { $count } people receive your message.
    }
chat-thread-title = Messages
chat-thread-none = There is no message yet.
chat-thread-erased = message erased
chat-reply = Write your message. The other person receives it.

## What the city reads

chat-queue-title = What waits for the city
chat-queue-none = Nothing waits.
chat-queue-reports =
    { $count ->
        [one] There is also { $count } report to read on the site.
       *[other] There are also { $count } reports to read on the site.
    }
chat-association-kind = Form
chat-association-number = Number
chat-site = Site
chat-kind-association = association
chat-kind-collective = collective
chat-kind-public-body = public body
chat-kind-company = company
chat-send-back-title = What is to be mended?
chat-send-back = Write it in a sentence or two. The association reads them.
chat-let-through = It is approved. The association knows.
chat-published = It is published. The association knows.
chat-sent-back = It is sent back. The association knows.
