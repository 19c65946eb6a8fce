# What Discord says, and nobody else.

discord-write = Write
chat-again = This is done already.
chat-command-hours = See my hours
chat-command-queue = See what waits (city agents)
chat-command-missions = See my association's missions
chat-command-home = Go back to the start
chat-command-city = Change the city
chat-command-privacy = See what is kept of me
chat-command-link = Link my account of the site
chat-command-setup = Link this server to a city

discord-option-where = A borough, an area or a postcode
discord-option-theme = A theme
discord-option-words = The words to search
discord-option-code = The code that the site gave you
discord-option-title = The title of the mission
discord-option-when = The day and the hours: Saturday 2pm-5pm
discord-option-places = How many people
discord-option-place = An address with its postcode
discord-option-acceptance = How people are answered
discord-option-channel = The channel in which new missions are announced
discord-option-role = The role to call
discord-option-missions = Which missions are announced
discord-own = Those of the association
discord-all = All those of the city

discord-setup-own = This server is linked to { $city }. New missions of your association will be announced in the channel you chose.
discord-setup-all = This server is linked to { $city }. All new missions of the city will be announced in the channel you chose.
discord-setup-silent = This server is linked to { $city }. To announce new missions, use /setup again and choose a channel.
discord-setup-not-allowed = Only the people who manage this server can do that. Ask them.
discord-setup-no-code = This code does not work, or not any more. On the site, open the page of your association and ask for a new code for Discord. It works once, for ten minutes.
