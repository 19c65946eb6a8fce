# The texts of the city {city}.
city-call = Find a way to help, near you.
legal-notice = To be filled in: who publishes this service, who hosts it, how to write to the city.
privacy-notice = To be filled in: what the city keeps, why, for how long, and your rights.
mail-signature = The city
