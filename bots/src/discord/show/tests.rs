//! Whatever a screen says, Discord takes it as it is, and nobody is called by it.

use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::screen::Ask;

fn press() -> impl Strategy<Value = Press> {
    (any::<u128>(), any::<u16>(), any::<u8>()).prop_flat_map(|(id, number, place)| {
        let id = Uuid::from_u128(id);
        prop::sample::select(vec![
            Press::Home,
            Press::Home,
            Press::Hit(number, place),
            Press::Card(id.into()),
            Press::Came(id.into(), id.into(), u16::MAX),
        ])
    })
}

/// A button as long as it becomes.
const WRITES: Write<'_> = Write { label: "Écrire", question: "0123456789abcdef" };

/// What people write, and what nobody should.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "",
        " ",
        "# Titre",
        "-# petit",
        "> cité",
        ">>> tout",
        "  > cité",
        "@everyone",
        "@here",
        "<@123456789012345678>",
        "<@&123456789012345678>",
        "<#123456789012345678>",
        "</mine:123456789012345678>",
        "<t:1:R>",
        "<:a:123456789012345678>",
        "[ici](https://mal.example)",
        "**gras",
        "`code",
        "```\nbloc",
        "||caché||",
        "~~non~~",
        "\\",
        "\\\\@everyone",
        "\u{202e}sriovedd",
        "\u{200f}שלום",
        "🎉",
        "👩‍👩‍👧‍👦",
        "https://exemple.example",
        "\r\n",
        "\n\n\n",
    ]);
    let part = prop_oneof![odd.prop_map(str::to_owned), "\\PC{0,40}", "[a-z ]{0,120}"];
    (prop::collection::vec(part, 0..4), 1_usize..40).prop_map(|(parts, times)| parts.concat().repeat(times))
}

fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        text().prop_map(Block::Title),
        text().prop_map(Block::Text),
        (text(), text()).prop_map(|(name, value)| Block::Field { name, value }),
    ]
}

fn button() -> impl Strategy<Value = Button> {
    let address = prop_oneof![Just("https://paris.example/compte".to_owned()), text()];
    let does = prop_oneof![4 => press().prop_map(Does::Press), 1 => address.prop_map(Does::Open)];
    (text(), does).prop_map(|(label, does)| Button { label, does })
}

fn screen() -> impl Strategy<Value = Screen> {
    let rows = prop::collection::vec(prop::collection::vec(button(), 0..9), 0..14);
    let ask = prop::sample::select(vec![None, Some(Ask::Text), Some(Ask::Place)]);
    (prop::collection::vec(block(), 0..6), rows, ask).prop_map(|(blocks, rows, ask)| Screen { blocks, rows, ask })
}

fn count(value: &Value) -> usize {
    value.as_str().map_or(usize::MAX, |text| text.chars().count())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// What Discord would refuse of a message, or do that nobody wants.
fn wrong(message: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    let content = message["content"].as_str().unwrap_or_default();
    must((1..=LONGEST).contains(&content.chars().count()) && !content.trim().is_empty(), "the text's length");
    let allowed = &message["allowed_mentions"];
    let nobody = ["parse", "users", "roles"].iter().all(|kind| list(&allowed[*kind]).is_empty());
    must(allowed["parse"].is_array() && nobody, "nobody is called");
    let mut before = None;
    for letter in content.chars() {
        let is_escaped = before == Some('\\');
        must(is_escaped || !matches!(letter, '<' | '@' | '[' | '`'), "no mark is left");
        before = if is_escaped { None } else { Some(letter) };
    }
    let rows = list(&message["components"]);
    must(rows.len() <= ROWS, "rows");
    let mut ids = Vec::new();
    for row in rows {
        let parts = list(&row["components"]);
        must((1..=IN_ROW).contains(&parts.len()), "parts of a row");
        for part in parts {
            ids.extend(part["custom_id"].as_str());
            must(part["custom_id"].is_null() || (1..=100).contains(&count(&part["custom_id"])), "what it carries");
            if part["type"] == 3 {
                let options = list(&part["options"]);
                must(parts.len() == 1 && (1..=IN_MENU).contains(&options.len()), "a menu");
                let mut values: Vec<_> = options.iter().map(|option| option["value"].to_string()).collect();
                must(options.iter().all(|option| (1..=100).contains(&count(&option["label"]))), "an entry");
                values.sort_unstable();
                values.dedup();
                must(values.len() == options.len(), "entries that say the same");
            } else {
                must((1..=LABEL).contains(&count(&part["label"])), "a label");
                must(part["url"].is_null() || count(&part["url"]) <= ADDRESS, "an address");
            }
        }
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    must(ids.len() == all, "two that carry the same");
    wrong
}

proptest! {
    #[test]
    fn any_screen_is_taken(screen in screen(), toast in prop::option::of(text()), private: bool) {
        for locale in Locale::ALL {
            let message = message(&screen, toast.as_deref(), private, WRITES, *locale);
            prop_assert_eq!(wrong(&message), Vec::<String>::new(), "{:#}", message);
            prop_assert_eq!(&message["flags"], &if private { json!(64) } else { Value::Null });
        }
    }

    #[test]
    fn every_press_can_be_read_again(screen in screen()) {
        let message = message(&screen, None, true, WRITES, Locale::Fr);
        let parts = list(&message["components"]).iter().flat_map(|row| list(&row["components"]));
        let values = parts.flat_map(|part| {
            let options = list(&part["options"]).iter().filter_map(|option| option["value"].as_str());
            options.chain(part["custom_id"].as_str().filter(|id| !id.starts_with(MENU) && !id.starts_with(WRITE)))
        });
        for id in values {
            prop_assert!(press_of(id).is_some(), "{id}");
        }
    }

    #[test]
    fn any_form_is_taken(title in text()) {
        let form = form(WRITES.question, &title);
        let data = &form["data"];
        prop_assert!((1..=TITLE).contains(&count(&data["title"])) && !data["title"].as_str().unwrap_or_default().trim().is_empty());
        prop_assert!((1..=TITLE).contains(&count(&data["components"][0]["components"][0]["label"])));
    }
}

#[test]
fn a_screen_as_it_is_sent() {
    let button = |label: &str, press| Button { label: label.into(), does: Does::Press(press) };
    let screen = Screen::default()
        .title("Nom de *scène* ?")
        .field("Où", "12 rue_du_Canal")
        .row([button("Retour", Press::Home), button("Accueil", Press::Home)])
        .ask(Ask::Text);
    let fr = message(&screen, Some("C'est noté."), true, WRITES, Locale::Fr);
    assert_eq!(fr["content"], "*C'est noté.*\n\n**Nom de \\*scène\\* ?**\n\n**Où** : 12 rue\\_du\\_Canal");
    let en = message(&screen, None, false, WRITES, Locale::En);
    assert_eq!(en["content"], "**Nom de \\*scène\\* ?**\n\n**Où**: 12 rue\\_du\\_Canal");
    let ids: Vec<_> = list(&fr["components"])
        .iter()
        .flat_map(|row| list(&row["components"]))
        .map(|part| (part["label"].as_str().unwrap_or_default(), part["custom_id"].as_str().unwrap_or_default()))
        .collect();
    let wanted = [("Écrire", "write:0123456789abcdef:Nom de *scène* ?"), ("Retour", "1.home"), ("Accueil", "1.home 1")];
    assert_eq!(ids, wanted);
    let form = &form(WRITES.question, "Nom de *scène* ?")["data"];
    assert_eq!((&form["title"], &form["custom_id"]), (&json!("Nom de *scène* ?"), &json!("words:0123456789abcdef")));
}
