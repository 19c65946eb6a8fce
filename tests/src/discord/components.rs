//! What hangs on a message or stands in a modal: its limits, and how a person sees it.

use serde_json::Value;

use super::form::{Field, repeated};

const ROW: i64 = 1;
const BUTTON: i64 = 2;
const TEXT_SELECT: i64 = 3;
const INPUT: i64 = 4;
/// Selects of people, roles, either, and channels.
const OTHER_SELECTS: [i64; 4] = [5, 6, 7, 8];
const LINK: i64 = 5;
const ROWS: usize = 5;
const IN_A_ROW: usize = 5;
const LABEL: usize = 80;
const CUSTOM_ID: usize = 100;
const OPTIONS: usize = 25;
const OPTION: usize = 100;
const PLACEHOLDER: usize = 150;
const URL: usize = 512;
const INPUT_LABEL: usize = 45;
const INPUT_PLACEHOLDER: usize = 100;
const INPUT_VALUE: usize = 4000;
const TITLE: usize = 45;

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// Its label.
    pub label: String,
    /// 1 primary, 2 secondary, 3 success, 4 danger, 5 link.
    pub style: u8,
    /// Whether it is grey, and cannot be pressed.
    pub disabled: bool,
    /// What the application is told when it is pressed; a link tells it nothing.
    pub custom_id: Option<String>,
    /// The page it opens.
    pub url: Option<String>,
}

/// A list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// What the application is told.
    pub custom_id: String,
    /// 3 texts, 5 people, 6 roles, 7 either, 8 channels.
    pub kind: u8,
    /// What it says while nothing is chosen.
    pub placeholder: String,
    /// What there is to choose; empty where Discord itself knows.
    pub options: Vec<Choosable>,
    /// How many must be chosen.
    pub min_values: usize,
    /// How many can be.
    pub max_values: usize,
    /// Whether it is grey.
    pub disabled: bool,
}

/// A line of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choosable {
    /// What it says.
    pub label: String,
    /// What the application is told.
    pub value: String,
    /// What it says below.
    pub description: String,
    /// Whether it is chosen from the start.
    pub default: bool,
}

/// A field of a modal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextInput {
    /// What the application is told.
    pub custom_id: String,
    /// What it is called.
    pub label: String,
    /// Whether it has more than one line.
    pub paragraph: bool,
    /// Whether something must be written.
    pub required: bool,
    /// The least length of what is written.
    pub min_length: usize,
    /// The greatest.
    pub max_length: usize,
    /// What stands there from the start.
    pub value: String,
    /// What it says while it is empty.
    pub placeholder: String,
}

/// The rows of a message.
pub(super) fn check_rows(rows: &Field<'_>) {
    let mut named = Vec::new();
    for row in rows.list(0..=ROWS) {
        if !is_row(&row) {
            continue;
        }
        let components = row.get("components").needed();
        let wide = components.value().as_array().is_some_and(|components| {
            components.len() > 1 && components.iter().any(|component| component["type"].as_i64() != Some(BUTTON))
        });
        if wide {
            components.wrong("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width");
        }
        for component in components.list(1..=IN_A_ROW) {
            match component.get("type").needed().value().as_i64() {
                Some(BUTTON) => check_button(&component),
                Some(TEXT_SELECT) => check_select(&component, true),
                Some(kind) if OTHER_SELECTS.contains(&kind) => check_select(&component, false),
                _ => misplaced(&component),
            }
            let id = component.get("custom_id");
            named.extend(id.value().as_str().map(|name| (name, id.clone())));
        }
    }
    for field in repeated(&named) {
        field.wrong("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
}

fn is_row(row: &Field<'_>) -> bool {
    let is_one = row.get("type").needed().value().as_i64() == Some(ROW);
    if !is_one {
        misplaced(row);
    }
    is_one && row.object(&["type", "id", "components"])
}

fn misplaced(component: &Field<'_>) {
    let kind = component.get("type");
    kind.wrong("COMPONENT_TYPE_INVALID", "The specified component type is invalid in this context");
}

fn check_button(button: &Field<'_>) {
    button.object(&["type", "id", "style", "label", "emoji", "custom_id", "url", "disabled"]);
    let style = button.get("style").needed().one_of(&[1, 2, 3, 4, LINK]);
    check_emoji(&button.get("emoji"));
    // A button of an emoji alone says nothing to who cannot see it, so it needs a label here.
    button.get("label").needed().text(1..=LABEL);
    button.get("disabled").flag();
    let (id, url) = (button.get("custom_id"), button.get("url"));
    if id.is_there() && url.is_there() {
        url.wrong("BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", "A custom id and url cannot both be specified");
    } else if style == Some(LINK) {
        if id.is_there() {
            id.wrong("BUTTON_COMPONENT_LINK_CUSTOM_ID", "A custom id cannot be specified for a link button");
        }
        url.needed().url(URL);
    } else {
        if url.is_there() {
            url.wrong("BUTTON_COMPONENT_URL", "A url can only be specified for a link button");
        }
        id.needed().text(1..=CUSTOM_ID);
    }
}

fn check_emoji(emoji: &Field<'_>) {
    if emoji.is_there() && emoji.object(&["id", "name", "animated"]) && !emoji.get("id").is_there() {
        emoji.get("name").needed().text(1..=32);
    }
}

fn check_select(select: &Field<'_>, of_texts: bool) {
    const KNOWN: &[&str] = &["type", "id", "custom_id", "placeholder", "min_values", "max_values", "disabled"];
    let more: &[&str] = if of_texts { &["options"] } else { &["default_values", "channel_types"] };
    select.object(&[KNOWN, more].concat());
    select.get("custom_id").needed().text(1..=CUSTOM_ID);
    select.get("placeholder").text(0..=PLACEHOLDER);
    select.get("disabled").flag();
    let most = i64::try_from(OPTIONS).expect("few");
    let min = select.get("min_values").int(0..=most).unwrap_or(1);
    let max = select.get("max_values").int(1..=most).unwrap_or(1);
    if min > max {
        let words = format!("int value should be less than or equal to {max}.");
        select.get("min_values").wrong("NUMBER_TYPE_MAX", words);
    }
    if !of_texts {
        return;
    }
    let options = select.get("options").needed();
    let found = options.list(1..=OPTIONS);
    let (mut values, mut defaults) = (Vec::new(), 0);
    for option in &found {
        option.object(&["label", "value", "description", "emoji", "default"]);
        option.get("label").needed().text(1..=OPTION);
        option.get("description").text(0..=OPTION);
        check_emoji(&option.get("emoji"));
        defaults += i64::from(option.get("default").flag());
        let value = option.get("value").needed();
        values.extend(value.text(1..=OPTION).map(|text| (text, value.clone())));
    }
    for field in repeated(&values) {
        field.wrong("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used");
    }
    if max > i64::try_from(found.len()).expect("few") {
        options.wrong("BASE_TYPE_BAD_LENGTH", format!("Must be between {max} and {most} in length."));
    }
    if defaults > max {
        options.wrong("SELECT_COMPONENT_TOO_MANY_DEFAULTS", format!("At most {max} can be chosen from the start"));
    }
}

/// A modal: rows of one field each.
pub(super) fn check_modal(modal: &Field<'_>) {
    modal.object(&["custom_id", "title", "components"]);
    modal.get("custom_id").needed().text(1..=CUSTOM_ID);
    modal.get("title").needed().text(1..=TITLE);
    let mut named = Vec::new();
    for row in modal.get("components").needed().list(1..=ROWS) {
        if !is_row(&row) {
            continue;
        }
        for input in row.get("components").needed().list(1..=1) {
            if input.get("type").needed().value().as_i64() != Some(INPUT) {
                misplaced(&input);
                continue;
            }
            check_input(&input);
            let id = input.get("custom_id");
            named.extend(id.value().as_str().map(|name| (name, id.clone())));
        }
    }
    for field in repeated(&named) {
        field.wrong("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
}

fn check_input(input: &Field<'_>) {
    let known = ["custom_id", "style", "label", "min_length", "max_length", "required", "value", "placeholder"];
    input.object(&[&["type", "id"], &known[..]].concat());
    input.get("custom_id").needed().text(1..=CUSTOM_ID);
    input.get("label").needed().text(1..=INPUT_LABEL);
    input.get("style").needed().one_of(&[1, 2]);
    input.get("required").flag();
    input.get("placeholder").text(0..=INPUT_PLACEHOLDER);
    let longest = i64::try_from(INPUT_VALUE).expect("not long");
    let min = input.get("min_length").int(0..=longest).unwrap_or(0);
    let max = input.get("max_length").int(1..=longest).unwrap_or(longest);
    if min > max {
        let words = format!("int value should be less than or equal to {max}.");
        input.get("min_length").wrong("NUMBER_TYPE_MAX", words);
    }
    // What stands there from the start must fit, or the person could not send it.
    input.get("value").text(0..=usize::try_from(max).expect("not below 0"));
}

fn parts(components: &Value) -> impl Iterator<Item = &Value> {
    let rows = components.as_array().into_iter().flatten();
    rows.flat_map(|row| row["components"].as_array().into_iter().flatten())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn kind(value: &Value) -> u8 {
    value["type"].as_u64().and_then(|kind| kind.try_into().ok()).unwrap_or_default()
}

fn count(value: &Value, otherwise: usize) -> usize {
    value.as_u64().and_then(|count| count.try_into().ok()).unwrap_or(otherwise)
}

/// The buttons of a message that was let through.
pub(super) fn buttons(components: &Value) -> Vec<Button> {
    let all = parts(components).filter(|part| i64::from(kind(part)) == BUTTON);
    all.map(|part| Button {
        label: text(&part["label"]),
        style: part["style"].as_u64().and_then(|style| style.try_into().ok()).unwrap_or_default(),
        disabled: part["disabled"] == true,
        custom_id: part["custom_id"].as_str().map(str::to_owned),
        url: part["url"].as_str().map(str::to_owned),
    })
    .collect()
}

/// Its selects.
pub(super) fn selects(components: &Value) -> Vec<Select> {
    let option = |option: &Value| Choosable {
        label: text(&option["label"]),
        value: text(&option["value"]),
        description: text(&option["description"]),
        default: option["default"] == true,
    };
    let is_select = |kind: i64| kind == TEXT_SELECT || OTHER_SELECTS.contains(&kind);
    let all = parts(components).filter(|part| is_select(kind(part).into()));
    all.map(|part| Select {
        custom_id: text(&part["custom_id"]),
        kind: kind(part),
        placeholder: text(&part["placeholder"]),
        options: part["options"].as_array().into_iter().flatten().map(option).collect(),
        min_values: count(&part["min_values"], 1),
        max_values: count(&part["max_values"], 1),
        disabled: part["disabled"] == true,
    })
    .collect()
}

/// The fields of a modal.
pub(super) fn inputs(components: &Value) -> Vec<TextInput> {
    let input = |part: &Value| TextInput {
        custom_id: text(&part["custom_id"]),
        label: text(&part["label"]),
        paragraph: part["style"] == 2,
        // Discord asks for a value unless it is told not to.
        required: part["required"] != false,
        min_length: count(&part["min_length"], 0),
        max_length: count(&part["max_length"], INPUT_VALUE),
        value: text(&part["value"]),
        placeholder: text(&part["placeholder"]),
    };
    parts(components).map(input).collect()
}
