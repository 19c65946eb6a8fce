//! Coming in by a conversation, in a real browser: with scripts the page goes on by itself, without them by its button.

use platform_core::accounts::provision;
use platform_core::chat::{logins, people::Code};
use platform_core::tenancy::Ctx;
use tests::browser::{Browser, Page, View};
use uuid::Uuid;

use super::Site;
use super::axe::Eyes;

const BOT: &str = "INSERT INTO bots (id, platform, tenant_id, name, hook, token, hook_secret, created_at)
    VALUES (gen_random_uuid(), 'telegram', current_setting('app.tenant_id')::uuid, 'a_bot', 'a hook', 'x', 'x', now())";

/// What the page asks for, answered as the bot does: with the number it shows, or with a word that it was not they.
async fn answers(site: &Site, page: &Page, yes: bool) {
    let number = page.text("p.number").await.trim().parse().expect("a number");
    let link = page.ask("document.querySelector('a[href^=\"https://t.me/\"]').href").await;
    let press = link.as_str().and_then(|link| link.split_once("start=login_")).expect("a link to come in").1;
    let press = format!("1.notme.{press}").parse();
    let Ok(bots::press::Press::NotMe(code)) = press else { panic!("{link} is no link to come in") };
    let (app, operator) = (&site.app.app, site.app.operator("paris"));
    let actor = provision::act_as(app, &operator, &site.manager.email).await.expect("it is looked up");
    let ctx = Ctx { actor: actor.expect("an account"), ..operator };
    let choices = logins::look_at(app, &ctx, Code(code)).await.expect("a request");
    assert!(choices.numbers.contains(&number) && code != Uuid::nil());
    assert_eq!(logins::answer(app, &ctx, Code(code), yes.then_some(number)).await.expect("it is answered"), yes);
}

#[tokio::test]
async fn the_page_goes_on_with_and_without_scripts() {
    let site = Site::open().await;
    site.app.client("paris").await.batch_execute(BOT).await.expect("a bot");
    let browser = Browser::start().await;
    for (view, scripts) in [(View::desktop(), true), (View::phone().without_scripts(), false)] {
        let page = browser.open(view.in_language("fr")).await;
        page.goto(&site.at("/enter?then=%2Fsign-ups")).await;
        assert!(page.cookies().await.is_empty(), "no cookie before one asks to come in");
        page.follow("Recevoir un numéro").await;
        page.sees("Voici votre numéro").await;
        page.shot(if scripts { "enter-chat" } else { "enter-chat-without-scripts" }).await;
        answers(&site, &page, true).await;
        if !scripts {
            page.follow("J'ai répondu").await;
        }
        page.arrives_at("/sign-ups").await;
        assert_eq!(page.cookies().await.len(), 1, "the session, and no more");
        assert_eq!(page.console_errors().await, [""; 0]);
    }
}

#[tokio::test]
async fn axe_finds_nothing_on_the_way_in_by_chat() {
    let site = Site::open().await;
    site.app.client("paris").await.batch_execute(BOT).await.expect("a bot");
    let browser = Browser::start().await;
    for language in ["fr", "en"] {
        let mut eyes = Eyes::open(&site, &browser, language, None).await;
        eyes.at("/enter").await;
        eyes.page.follow(if language == "fr" { "Recevoir un numéro" } else { "Get a number" }).await;
        eyes.look("/enter/chat").await;
        answers(&site, &eyes.page, false).await;
        eyes.page.sees(if language == "fr" { "Recevoir un autre numéro" } else { "Get another number" }).await;
        eyes.look("/enter/chat, refused").await;
        eyes.end();
    }
}
