# Privacy in English: what is kept of a person, and what stays when they leave.

erased-account = erased account

## Erasing one's account

refusal-password-needed = To erase your account, give your password.
refusal-wrong-password = This is not your password. Check it, or ask for a link to choose a new one.
refusal-come-in-again = To erase your account, ask for a sign-in link by e-mail. Open it, then try again within { $minutes } minutes.
refusal-no-members = Nobody looks after this association any more. The city can hand its missions to another association, or call them off.

mail-association-entrusted-subject = You now answer for { $name }
mail-association-entrusted-body =
    Hello { $given },

    The person who answered for { $name } has erased their account.
    You now answer for the association on the site.
    Sign in to check its contact details, its missions and its members.
mail-agent-orphaned-subject = Nobody left in { $name }
mail-agent-orphaned-body =
    Hello { $given },

    The last member of { $name } has erased their account.
    The association is paused, and its missions are hidden.
    People may be counting on them: hand these missions to another association, or call them off.

## All that is kept of a person

export-title = Your data
export-intro = This is all that { $city } keeps about you on this site, on { $when }.
export-nothing = Nothing.
export-yes = yes
export-no = no
export-account = Your account
export-preferences = How you want to get our mails
export-merged_accounts = Your guest accounts, joined with this one
export-memberships = Your associations
export-sign_ups = Your sign-ups
export-attestations = Your proofs of volunteering
export-messages = Your messages
export-messages_for_associations = Your messages on behalf of associations
export-favourites = Your favourite missions
export-alerts = Your alerts
export-reports = Your reports
export-thread_reads = Up to when you have read your conversations
export-notices = What we told you
export-invitations_sent = Invitations you sent
export-invitations_received = Invitations you were sent
export-sessions = Your sessions
export-sign_in_links = Your sign-in links
export-email_links = The address you want to confirm
export-tokens = Your tokens for programs
export-requests = Your recent requests, kept against repetition
export-contacts = Where your contact details are shown
export-credentials = What you hold: cards, consents
export-consent_requests = Whom you asked for consent
export-chats = Your conversations linked to this account
export-identities = Services you sign in with
export-chat_codes = The code to link a conversation
export-chat_logins = The sign-ins you saw in a conversation
export-decisions = What the city's rules decided, and by which facts
export-ledger = The record of what was done by you, for you or about you

export-field-assurance = how we know it
export-field-platform = service
export-field-person = your number there
export-field-linked_at = linked on
export-field-conversations = conversations, and what they remember
export-field-facts = facts given
export-field-given_at = given on
export-field-provider = service
export-field-question = question
export-field-rules_version = version of the rules
export-field-tie = tie with the city
export-field-tie_area = neighbourhood
export-field-until = until
export-field-verdict = decision
export-field-about = about
export-field-action = action
export-field-answer = answer
export-field-answered_at = answered on
export-field-association = association
export-field-birth_date = birth date
export-field-by_me = by you
export-field-changed_at = last change
export-field-city_role = role for the city
export-field-closed_at = dealt with on
export-field-confirmed_at = confirmed that you come on
export-field-daily = once a day
export-field-search = search
export-field-created_at = made on
export-field-details = details
export-field-dropped_at = became moot on
export-field-due_at = planned for
export-field-email = e-mail
export-field-email_confirmed_at = e-mail confirmed on
export-field-ends_at = end
export-field-expires_at = ends on
export-field-family_name = last name
export-field-for_me = for you, at the desk
export-field-given_name = first name
export-field-has_password = password chosen
export-field-id = number
export-field-idle_noticed_at = last warning before erasure
export-field-idle_notices = warnings before erasure
export-field-in_digest = in the daily mail
export-field-key = key
export-field-kind = sort
export-field-last_seen_at = last visit
export-field-locale = language
export-field-merged_at = joined on
export-field-minutes = minutes
export-field-mission = mission
export-field-mode = when
export-field-motivation = motivation
export-field-name = name
export-field-offered_until = place offered until
export-field-phone = phone
export-field-quiet_from = no mail from
export-field-quiet_until = no mail until
export-field-rank = order of arrival
export-field-read_at = read up to
export-field-reason = reason
export-field-role = role
export-field-scopes = rights
export-field-sent_at = sent on
export-field-side = on behalf of
export-field-sign_up = sign-up
export-field-source = from
export-field-starts_at = start
export-field-state = state
export-field-status = status of the answer
export-field-street = street
export-field-subject = your number there
export-field-text = text
export-field-topic = topic
export-field-unreachable_since = e-mail not reachable since
export-field-code = code
export-field-city = city
export-field-first_day = first day
export-field-last_day = last day
export-field-lines = missions, and how long each took
