# The city's pages: what agents read, what they do at the desk, what admins set.

## The menu

agent-menu = City desk
agent-menu-queue = To do
agent-menu-desk = Desk
agent-menu-rules = Rules
agent-menu-bots = Bots
agent-menu-settings = Settings
agent-menu-roles = Roles
agent-menu-ledger = Ledger
agent-open = See as an agent
agent-yes = Yes
agent-no = No
agent-save = Save
agent-name = Name
agent-change = Change
agent-field = Field
agent-value = Answer

## To do

agent-queue-title = To do
agent-queue-associations = Associations: { $count }
agent-queue-no-associations = No association is waiting.
agent-queue-missions = Missions: { $count }
agent-queue-no-missions = No mission is waiting.
agent-queue-reports = Reported conversations: { $count }
agent-queue-no-reports = No conversation is reported.
agent-queue-more = Only the { $count } that have waited longest are here. The next ones come when you answer these.
agent-queue-stopped = Paused
agent-an-association = Association
agent-a-mission = Mission
agent-waits-hours =
    { $hours ->
        [0] came less than an hour ago
        [one] has waited for { $hours } hour
       *[other] has waited for { $hours } hours
    }
agent-waits-days =
    { $days ->
        [one] has waited for { $days } day
       *[other] has waited for { $days } days
    }

## Reading

agent-association-file = What the association says of itself
agent-mission-sheet = What the mission says
agent-reasons = To look at
agent-reason-review_by_agent = The city's rules ask an agent to read it.
agent-reason-rules_unavailable = The rules gave no answer. An agent decides.
agent-reason-association_not_validated = The association is not yet let through.
agent-public-page = See the public page
agent-missions = Its missions
agent-decide = Decide
agent-decide-nothing = There is nothing to decide at this stage.
agent-validate-do = Let the association through
agent-publish-do = Publish the mission
agent-resume-do = End the pause
agent-return-title = Ask for changes
agent-return-hint = Write one remark for each point. Choose the field, then say what to change. The association will read you.
agent-return-do = Send back to the association
agent-remark-field = Remark { $number }: about what?
agent-remark-whole = The whole
agent-remark-text = Remark { $number }: what must change?
agent-suspend-title = Pause
agent-suspend-reason = Why?
agent-suspend-reason-hint = The association will read you. Sign-ups are kept.
agent-suspend-do = Pause
agent-leave-title = Take the association off the site
agent-leave-text = The association and its missions are no longer shown. The missions are cancelled. This cannot be done while people are expected.
agent-leave-do = Take the association off
agent-accredit-title = Accreditations
agent-accredit-for = The city accredits this association as
agent-accredit-do = Save the accreditations
agent-history = What happened
agent-field-name = Name
agent-field-kind = Kind of organisation
agent-field-rna = RNA number
agent-field-siret = SIREN or SIRET
agent-field-description = Description
agent-field-domains = Themes
agent-field-beneficiaries = For whom
agent-field-street = Street
agent-field-postcode = Postcode
agent-field-area = Neighbourhood
agent-field-website = Site
agent-field-contact_email = E-mail, for the city
agent-field-contact_phone = Telephone, for the city
agent-field-title = Title
agent-field-language = Language
agent-field-translations = In another language
agent-field-domain = Theme
agent-field-activities = Activities
agent-field-open_to_minors = Open to minors
agent-field-accessible = Wheelchair access
agent-field-addresses = Places
agent-field-slots = Dates
agent-field-acceptance = Sign-ups
agent-field-waiting_list = Waiting list
agent-field-prerequisites = Conditions to tick
agent-field-motivation_wanted = Asks why one comes
agent-field-contact = Who welcomes
agent-slot = { $when }: { $taken } / { $capacity } places taken
agent-more-slots =
    { $count ->
        [one] and { $count } more date
       *[other] and { $count } more dates
    }
agent-acceptance-automatic = Accepted at once
agent-acceptance-by_manager = Accepted one by one
agent-association-state-draft = Draft
agent-association-state-submitted = To read
agent-association-state-returned = Sent back with remarks
agent-association-state-validated = Let through
agent-association-state-suspended = Paused
agent-association-state-left = Gone
agent-mission-state-draft = Draft
agent-mission-state-submitted = To read
agent-mission-state-returned = Sent back with remarks
agent-mission-state-published = Published
agent-mission-state-suspended = Paused
agent-mission-state-closed = Over
agent-mission-state-cancelled = Called off

## A reported conversation

agent-thread-title = Reported conversation
agent-thread-between = { $volunteer } and { $association }
agent-thread-by-volunteer = Reported by the volunteer, { $when }:
agent-thread-by-association = Reported by the association, { $when }:
agent-thread-noted = The ledger notes that you read it.
agent-thread-close = This is settled
agent-thread-close-hint = Afterwards only the volunteer and the association can read the conversation.

## At the desk

agent-desk-title = At the desk
agent-desk-text = Is somebody in front of you? Find their account by their e-mail address. If they have none, an account is made with their name.
agent-desk-email-hint = Leave empty if the person has no address. We send nothing now.
agent-desk-do = Go on with this person
agent-for = For { $name }
agent-for-text = You act for another person. The ledger notes it.
agent-for-back = Back to the person
agent-no-email = No e-mail address
agent-sign-ups = Their sign-ups
agent-sign-ups-none = No sign-up yet.
agent-take-place = Take the place
agent-withdraw-do = Cancel the sign-up
agent-find = Sign them up to a mission
agent-join-do = Sign the person up
agent-join-wait = Put on the waiting list
agent-prerequisites = Ask the person, then tick what is true
agent-motivation = Why do they want to come?
agent-facts = What they say of themselves
agent-facts-hint = The city's rules need it. Write what the person tells you.
agent-tie = Their tie with the city
agent-tie-unknown = Does not say
agent-tie-resident = Lives there
agent-tie-student = Studies there
agent-tie-worker = Works there
agent-tie-member = Belongs to an association
agent-area = Where?
agent-area-outside = Outside the city
agent-credentials = What the city has checked
agent-credentials-none = Nothing is checked.
agent-credential = Credential
agent-credential-until = Good until
agent-credential-until-hint = Leave empty if it has no end.
agent-credential-give = Add this credential
agent-credential-take = Take this credential away
agent-residence = Tie with the city
agent-until = until: { $when }
agent-assurance = How do you know?
agent-assurance-none = Not checked
agent-assurance-email = Said by e-mail
agent-assurance-phone = Said by telephone
agent-assurance-declared = The person says so
agent-assurance-documented = A document was seen
agent-assurance-in_person = Checked in person

## Roles

agent-role = Role
agent-role-moderator = Agent
agent-role-admin = Admin
agent-role-hint = An agent reads and helps at the desk. An admin also sets rules and roles.
agent-role-email-hint = A link to come in is sent to this address.
agent-role-take = Take the role away
agent-role-give = Give a role
agent-role-give-do = Give this role
agent-roles-who = Who acts for the city

## Rules

agent-rules-version = Version { $version }
agent-rules-in-use = In use
agent-rules-health =
    { $failures ->
        [0] Questions asked since the start: { $calls }. No failure.
        [one] Questions asked since the start: { $calls }. { $failures } failure: an agent decides then.
       *[other] Questions asked since the start: { $calls }. { $failures } failures: an agent decides then.
    }
agent-rules-last-failure = Last failure:
agent-rules-left-alone = The rules fail too often. They are put aside for a while: people decide.
agent-rules-problem = The version that was chosen does not work. The city keeps the rules it had before.
agent-rules-parameters = Parameters
agent-rules-parameters-hint = Change, try, then save. An empty field takes the basic value.
agent-rules-no-parameters = These rules have no parameter.
agent-rules-one-a-line = Write one word a line.
agent-rules-try = Try without changing anything
agent-rules-set = Put into use
agent-rules-tried = What would change
agent-rules-tried-count =
    { $count ->
        [0] Missions read again: { $missions }. Nothing would change. Nothing is saved.
        [one] Missions read again: { $missions }. The answer would change for { $count } mission. Nothing is saved.
       *[other] Missions read again: { $missions }. The answer would change for { $count } missions. Nothing is saved.
    }
agent-rules-tried-newest = The { $count } newest missions are read again at most.
agent-rules-then = Today
agent-rules-now = With these parameters
agent-verdict-publish = Published at once
agent-verdict-hold = Read by an agent. { $reasons }
agent-verdict-refuse = Sent back. { $reasons }
agent-verdict-none = No answer: an agent decides
agent-rules-versions = Versions
agent-rules-restore = Go back to this version
agent-rules-origin-folder = The city's folder
agent-rules-origin-program = Update of the program
agent-rules-origin-upload = Component uploaded
agent-rules-origin-parameters = Parameters changed
agent-rules-origin-rollback = Back to an earlier version
agent-rules-upload = Other rules
agent-rules-upload-text = To put another component into use, try it first with “jemengage plugin dry-run”, then send it here. It is checked before it is used; the parameters it knows stay. A program sends it to the address /api/v1/rules, with an admin's token.
agent-rules-file = Component
agent-rules-file-hint = A .wasm file of { $max } MB at most.
agent-rules-upload-do = Check and put into use
agent-rules-component = Component in use:

## Bots

agent-bots-text = People can search, sign up and get news through these bots.
agent-bots-caption = The bots that serve the city
agent-bots-none = No bot serves the city.
agent-bot-where = Where
agent-bot-whose = Whose
agent-bot-waiting = Messages waiting
agent-bot-state = State
agent-bot-own = The city's
agent-bot-shared = Shared by all cities
agent-bot-well = Is well
agent-bot-late = Late since: { $when }
agent-bot-add = Add a bot
agent-bot-add-text = Whoever runs the server adds a bot with the first command, and checks that it is well with the second.
agent-bot-check = jemengage bot check NAME
agent-platform-telegram = Telegram
agent-platform-discord = Discord

## Settings

agent-settings-text = These settings are read here. They are changed in the file below; whoever runs the server puts them into use with the command that follows.
agent-settings-caption = What the city is
agent-setting-name = Name
agent-setting-code = Short name
agent-setting-hosts = Addresses
agent-setting-languages = Languages
agent-setting-time-zone = Time zone
agent-setting-mail-from = Sender of e-mails
agent-setting-quiet = Quiet hours
agent-setting-from-until = from { $from } to { $until }
agent-setting-no-quiet = None
agent-setting-digest = Time of the daily summary
agent-setting-idle = Account erased without a visit
agent-setting-ledger = Ledger kept
agent-setting-for-months =
    { $months ->
        [one] { $months } month
       *[other] { $months } months
    }
agent-setting-areas = Neighbourhoods
agent-setting-count = { $count }
agent-setting-domains = Themes
agent-setting-map = Pictures of the map
agent-setting-no-map = None: places are drawn on a plain ground
agent-setting-by-day = Colour, by day
agent-setting-by-night = Colour, by night

## Ledger

agent-ledger-text = All that was done in the city, the latest first. Reading changes nothing.
agent-ledger-caption = What was done
agent-ledger-subject = Number of a subject
agent-ledger-subject-hint = A person, an association, a mission or a sign-up. Leave empty to see all.
agent-ledger-filter = Filter
agent-ledger-all = See all
agent-ledger-none = Nothing is noted.
agent-ledger-when = When
agent-ledger-what = What
agent-ledger-who = Who
agent-ledger-source = Through what
agent-ledger-about = About what
agent-ledger-open = Open
agent-ledger-for = for a person at the desk
agent-who-manager = association
agent-who-agent = city
agent-who-platform = platform
agent-source-web = Site
agent-source-system = Automatic
agent-source-operator = Server
agent-source-telegram = Telegram
agent-source-discord = Discord
agent-source-terminal = Terminal
agent-event-from-to = { $what }: { $from } → { $to }
agent-event-account-acted_for = Account used by whoever runs the server
agent-event-account-chat_code = Chat code asked for
agent-event-account-chat_linked = Chat linked to the account
agent-event-account-chat_unlinked = Chat unlinked from the account
agent-event-account-confirmed = E-mail address confirmed
agent-event-account-email_asked = E-mail address added
agent-event-account-erased = Account erased
agent-event-account-found_at_desk = Account found at the desk
agent-event-account-made_at_desk = Account made at the desk
agent-event-account-made_in_chat = Account made in a chat
agent-event-account-merged = Accounts joined
agent-event-account-others_ended = Other sign-ins ended
agent-event-account-password_set = Password chosen
agent-event-account-preferences = Preferences changed
agent-event-account-provisioned = Account made by whoever runs the server
agent-event-account-reachable = E-mail address reachable again
agent-event-account-registered = Account made
agent-event-account-unreachable = E-mail address unreachable
agent-event-account-unsubscribed = E-mails stopped
agent-event-account-updated = Account changed
agent-event-account-identity_linked = Another way to sign in added
agent-event-account-identity_unlinked = Another way to sign in removed
agent-event-account-entered_by_chat = Signed in by a chat
agent-event-attestation-made = Attestation of hours made
agent-event-association-accredited = Accreditations changed
agent-event-association-created = Association registered
agent-event-association-guild_bound = Discord server linked
agent-event-association-guild_code = Discord code asked for
agent-event-association-logo_removed = Logo removed
agent-event-association-logo_set = Logo changed
agent-event-association-moved = Association
agent-event-association-updated = Association's file changed
agent-event-consent-asked = A parent's consent asked for
agent-event-credential-given = Credential added
agent-event-credential-taken = Credential taken away
agent-event-ledger-forgotten = Old lines of the ledger erased
agent-event-member-changed = Role changed in the association
agent-event-member-invitation_revoked = Invitation taken back
agent-event-member-invited = Person invited
agent-event-member-joined = Person joined the association
agent-event-member-left = Person left the association
agent-event-member-made_owner = Person made owner
agent-event-member-removed = Person taken out of the association
agent-event-mission-created = Mission made
agent-event-mission-handed_over = Mission handed over to another association
agent-event-mission-moved = Mission
agent-event-mission-offer_ended = Offer of a mission ended
agent-event-mission-offered = Mission offered to another association
agent-event-mission-picture_described = Description of the picture changed
agent-event-mission-picture_removed = Picture of the mission removed
agent-event-mission-picture_set = Picture of the mission changed
agent-event-mission-updated = Mission changed
agent-event-role-granted = Role given
agent-event-role-taken = Role taken away
agent-event-rules-changed = Rules changed
agent-event-sign_up-confirmed = Coming confirmed
agent-event-sign_up-made = Sign-up made
agent-event-sign_up-moved = Sign-up
agent-event-thread-read_by_agent = Conversation read by an agent
agent-event-thread-report_closed = Report settled
agent-event-thread-reported = Conversation reported
agent-event-token-created = Token made
agent-event-token-revoked = Token revoked
