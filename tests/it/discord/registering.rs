//! `jemengage bot`: an application is made known, before the server answers and after.

use std::net::SocketAddr;

use super::street::{HOST, Street};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discord_takes_the_address_once_the_server_answers_there() {
    let street = Street::unbound().await;
    let overwrites = street.bot.overwrites();
    let nowhere: SocketAddr = "127.0.0.1:1".parse().expect("an address");
    street.discord.finds(HOST, nowhere);
    let said = street.add().await;
    assert!(
        said.contains("registered, but Discord cannot call https://montreal.localhost/hooks/discord yet."),
        "{said}"
    );
    assert!(said.contains("jemengage bot check --discord Je m'engage"), "{said}");
    assert_eq!(street.bot.refused().len(), 1, "the address: {:?}", street.bot.refused());
    street.discord.finds(HOST, street.server.address);
    let said = street.operates(&["check", "--discord", "Je m'engage"], "").await;
    assert!(said.contains("registered, and called at https://montreal.localhost/hooks/discord"), "{said}");
    assert!(said.contains(&format!("client_id={}", street.bot.id())), "{said}");
    assert_eq!(street.bot.overwrites(), overwrites + 2);
    // What people see of it: in both languages, with what each takes.
    let commands = street.bot.commands();
    let named = |name: &str| commands.iter().find(|command| command["name"] == name).expect("a command");
    assert_eq!(named("mine")["name_localizations"]["fr"], "mesinscriptions");
    assert_eq!(named("setup")["default_member_permissions"], "32");
    assert!(commands.iter().all(|command| command["description"].as_str().is_some_and(|about| !about.is_empty())));
    assert_eq!(street.bot.hook_works().await, Ok(()));
    assert!(street.operates(&["list"], "").await.contains("Je m'engage"));
    assert_eq!(street.bot.failed(), [""; 0]);
}
