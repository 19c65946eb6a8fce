// What people call the things on a page, and which of them they see.

const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();

// The text of a thing as it is read out.
function spoken(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.matches("script, style, template, select, textarea, [aria-hidden=true], [hidden]")) return "";
    const label = node.getAttribute("aria-label") ?? node.alt;
    const text = label ?? [...node.childNodes].map(spoken).join("");
    return getComputedStyle(node).display === "inline" ? text : ` ${text} `;
}

function nameOf(element) {
    const ids = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const others = ids.length ? ids.map((id) => document.getElementById(id)) : [...(element.labels ?? [])];
    const labels = others.filter(Boolean).map(spoken).join(" ");
    const value = element.matches("input[type=submit], input[type=button], input[type=reset]") && element.value;
    return plain(labels || element.getAttribute("aria-label") || value || spoken(element) || element.title);
}

function isSeen(element) {
    const { width, height } = element.getBoundingClientRect();
    const visible = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return visible && width > 1 && height > 1;
}

// What is seen of a thing: itself, or the label that stands for it.
const face = (element) => [element, ...(element.labels ?? [])].find(isSeen);

const KINDS = {
    thing: "a[href], button, summary, input[type=submit], input[type=button], input[type=reset], input[type=image], " +
        "[role=button], [role=link], [role=tab], [role=menuitem], [role=option]",
    field: "input:not([type=hidden], [type=submit], [type=button], [type=reset], [type=image]), select, textarea",
    choice: "input[type=radio], input[type=checkbox], [role=radio], [role=checkbox], [role=switch]",
};

// The things of a kind in a part of the page that are called so: exactly, or else those whose names begin so.
// Links to the same place are one.
function called(kind, name, part) {
    const all = [...document.querySelectorAll(part)].flatMap((root) => [...root.querySelectorAll(KINDS[kind])]);
    const seen = [...new Set(all)].filter(face).map((element) => [nameOf(element), element]);
    const wanted = plain(name);
    const exact = seen.filter(([name]) => name === wanted);
    const chosen = exact.length ? exact : seen.filter(([name]) => name.startsWith(wanted));
    const places = new Map(chosen.map(([, element]) => [element.href ?? element, element]).reverse());
    return [...places.values()].reverse().map(face);
}

// Whether a text is read in a part of the page.
const reads = (part, text) => [...document.querySelectorAll(part)]
    .some((root) => plain(root.innerText).toLowerCase().includes(plain(text).toLowerCase()));

// Sets a field whose keys depend on the machine's language, and tells the page.
function set(field, value) {
    field.value = value;
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
    return field.value === value;
}

// Sends a form by its first button, with some fields otherwise than they are; answers what is missing, if anything.
function send(action, fields) {
    const form = [...document.forms].find((form) => form.getAttribute("action")?.endsWith(action));
    if (!form) return `no form goes to ${action}`;
    form.noValidate = true;
    for (const [name, value] of fields) {
        const field = form.elements[name];
        if (!field) return `the form to ${action} has no ${name}`;
        field.value = value;
    }
    form.requestSubmit([...form.querySelectorAll("button")].find(isSeen));
    return null;
}

// Where the keyboard is.
function focus() {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    // Of a date it is the day or the month that has the keyboard: Chromium outlines it, where no script sees it.
    const is_date = element.matches("input[type=date], input[type=time], input[type=datetime-local]");
    const is_outlined = is_date || (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    const id = element.id && `#${element.id}`;
    const name = element === document.body ? "" : nameOf(element);
    return { element: element.localName + id, name, is_outlined };
}
