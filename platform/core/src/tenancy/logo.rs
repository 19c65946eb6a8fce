//! A city's logo: `theme/logo.svg` or `theme/logo.png`, which stands beside its name on every page.
//!
//! **Why a list of what an SVG may hold:** it is drawn by every visitor's browser, and what it could load, run or hide is a
//! longer list than what a logo is drawn with.

use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{ImageDecoder as _, ImageFormat, ImageReader};
use roxmltree::{Document, Node, NodeType};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ConfigError;

/// Largest file, bytes: it is loaded with the first page.
const MAX_BYTES: usize = 64 * 1024;
/// Longest side of a PNG, pixels: twice what a screen shows would be less.
const MAX_SIDE: u32 = 1024;
/// How high it is shown, pixels.
const HEIGHT: u32 = 32;

/// The namespaces of SVG and of its links.
const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// What a logo is drawn with.
const ELEMENTS: [&str; 19] = [
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "mask",
    "path",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "symbol",
    "title",
    "use",
];

/// A city's logo, as it is kept with what the city says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// Its name, which changes with it: a digest, and what it is.
    pub name: String,
    /// How wide it is shown, pixels.
    pub width: u32,
    /// How high it is shown, pixels.
    pub height: u32,
    /// Itself, in base64.
    data: String,
}

/// Where a file is wrong, what is wrong, what to do.
type Wrong = (usize, String, &'static str);

impl Logo {
    /// The city's logo, if its folder has one.
    pub(super) fn read(theme: &Path) -> Result<Option<Self>, ConfigError> {
        let files = ["svg", "png"].map(|kind| (kind, theme.join(format!("logo.{kind}"))));
        let mut there = files.into_iter().filter(|(_, file)| file.exists());
        let Some((kind, file)) = there.next() else { return Ok(None) };
        let mistake = |(line, problem, remedy): Wrong| ConfigError {
            file: file.clone(),
            line,
            problem,
            remedy: remedy.to_owned(),
        };
        if there.next().is_some() {
            return Err(mistake((1, "there is a logo.png beside it".to_owned(), "keep one of the two")));
        }
        let bytes = std::fs::read(&file).map_err(|error| {
            mistake((1, format!("cannot be read ({error})"), "make it readable, or take it out: then there is no logo"))
        })?;
        Self::of(kind, &bytes).map(Some).map_err(mistake)
    }

    fn of(kind: &str, bytes: &[u8]) -> Result<Self, Wrong> {
        if bytes.len() > MAX_BYTES {
            let problem = format!("has {} bytes; {MAX_BYTES} are the most", bytes.len());
            return Err((1, problem, "draw it more simply: it is loaded with the first page"));
        }
        let (width, height) = if kind == "svg" { svg(bytes)? } else { png(bytes)? };
        let digest = Sha256::digest(bytes);
        let mut name = String::new();
        for byte in digest.iter().take(8) {
            let _ = write!(name, "{byte:02x}");
        }
        Ok(Self {
            name: format!("{name}.{kind}"),
            width: shown_width(width, height),
            height: HEIGHT,
            data: STANDARD.encode(bytes),
        })
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        if self.name.ends_with(".svg") { "image/svg+xml" } else { "image/png" }
    }

    /// Itself.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        STANDARD.decode(&self.data).unwrap_or_default()
    }
}

/// How wide it is at the height it is shown at.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 400")]
fn shown_width(width: f64, height: f64) -> u32 {
    (width / height * f64::from(HEIGHT)).round().clamp(1.0, 400.0) as u32
}

fn png(bytes: &[u8]) -> Result<(f64, f64), Wrong> {
    let wrong = |problem: String| (1, problem, "save it as a PNG of at most 1024 pixels a side");
    let reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Png);
    let decoder = reader.into_decoder().map_err(|error| wrong(format!("is no PNG ({error})")))?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > MAX_SIDE {
        return Err(wrong(format!("has {width} x {height} pixels")));
    }
    image::DynamicImage::from_decoder(decoder).map_err(|error| wrong(format!("is damaged ({error})")))?;
    Ok((width.into(), height.into()))
}

/// The size of a drawing that is nothing but a drawing.
fn svg(bytes: &[u8]) -> Result<(f64, f64), Wrong> {
    let text = std::str::from_utf8(bytes).map_err(|_| (1, "is not UTF-8".to_owned(), "save it as UTF-8"))?;
    let document = Document::parse(text).map_err(|error| {
        (usize::try_from(error.pos().row).unwrap_or(1), format!("is no SVG ({error})"), "save it as a plain SVG")
    })?;
    for node in document.descendants() {
        if let Some((problem, remedy)) = unwanted(node) {
            let line = document.text_pos_at(node.range().start).row;
            return Err((usize::try_from(line).unwrap_or(1), problem, remedy));
        }
    }
    let root = document.root_element();
    let view: Vec<f64> = root
        .attribute("viewBox")
        .unwrap_or_default()
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .map_while(|part| part.parse().ok().filter(|side: &f64| side.is_finite()))
        .collect();
    match view[..] {
        [_, _, width, height] if root.tag_name().name() == "svg" && width > 0.0 && height > 0.0 => Ok((width, height)),
        _ => Err((1, "has no `viewBox` with its width and height".to_owned(), "write `<svg viewBox=\"0 0 64 64\" …>`")),
    }
}

/// What a node has that no logo needs.
fn unwanted(node: Node<'_, '_>) -> Option<(String, &'static str)> {
    let name = node.tag_name();
    match node.node_type() {
        NodeType::Root | NodeType::Comment | NodeType::Text => None,
        NodeType::PI => Some(("holds a processing instruction".to_owned(), "take it out")),
        NodeType::Element if name.namespace() != Some(SVG) || !ELEMENTS.contains(&name.name()) => {
            let problem = format!("holds `<{}>`, which is not what a logo is drawn with", name.name());
            Some((problem, "draw it with shapes, paths and gradients, text as paths, and save it as a plain SVG"))
        }
        NodeType::Element => node.attributes().find_map(|attribute| {
            let (name, value) = (attribute.name().to_ascii_lowercase(), attribute.value().to_ascii_lowercase());
            let known = attribute.namespace().is_none_or(|space| [XLINK, XML].contains(&space));
            let points_out = |text: &str| !text.trim_start_matches([' ', '\t', '\n', '\'', '"']).starts_with('#');
            // An escape would write `url(` in another way.
            let outside = (name == "href" && points_out(&value))
                || value.contains('\\')
                || value.split("url(").skip(1).any(points_out);
            if outside {
                return Some((format!("`{name}` leads out of the file"), "keep all it needs within it"));
            }
            let acts = name.starts_with("on") || ["style", "base"].contains(&name.as_str()) || !known;
            acts.then(|| {
                (format!("holds the attribute `{name}`"), "take it out; colours are written as `fill` and `stroke`")
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = r##"<?xml version="1.0"?><!-- ours --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 48">
<title>Paris</title><defs><linearGradient id="a"><stop offset="1" stop-color="#123456"/></linearGradient></defs>
<path d="M0 0h96v48z" fill="url(#a)"/><use href="#b" id="c"/></svg>"##;

    fn with(what: &str) -> String {
        PLAIN.replace("<title>Paris</title>", &format!("<title>Paris</title>\n{what}"))
    }

    #[test]
    fn a_drawing_is_taken_as_it_is() {
        let logo = Logo::of("svg", PLAIN.as_bytes()).expect("a logo");
        assert_eq!((logo.width, logo.height, logo.media_type()), (64, 32, "image/svg+xml"));
        assert_eq!(logo.bytes(), PLAIN.as_bytes());
        assert_ne!(Logo::of("svg", with("").as_bytes()).expect("a logo").name, logo.name, "another file, another name");
    }

    #[test]
    fn what_a_drawing_could_do_besides_is_refused_where_it_stands() {
        for (what, says) in [
            ("<script>alert(1)</script>", "`<script>`"),
            ("<style>path{fill:red}</style>", "`<style>`"),
            ("<foreignObject/>", "`<foreignObject>`"),
            ("<image href='https://evil.example/a.png'/>", "`<image>`"),
            ("<a href='#b'/>", "`<a>`"),
            ("<animate attributeName='href' to='javascript:alert(1)'/>", "`<animate>`"),
            ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "`<html>`"),
            ("<path onload='alert(1)'/>", "`onload`"),
            ("<path ONLOAD='alert(1)'/>", "`onload`"),
            ("<path style='fill:red'/>", "`style`"),
            ("<use href='https://evil.example/a.svg#b'/>", "leads out"),
            ("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='data:image/svg+xml,x'/>", "leads out"),
            ("<path fill='URL( https://evil.example/a)'/>", "leads out"),
            ("<path fill='url(#a) url(//evil.example)'/>", "leads out"),
            ("<path fill='\\75rl(//evil.example)'/>", "leads out"),
            ("<path xmlns:k='urn:k' k:label='x'/>", "`label`"),
            ("<?xml-stylesheet href='https://evil.example/a.css'?>", "processing instruction"),
        ] {
            let (line, problem, _) = Logo::of("svg", with(what).as_bytes()).expect_err(what);
            assert!(problem.contains(says), "{what}: {problem}");
            assert_eq!(line, 3, "{what}");
        }
        for (what, says) in [
            (
                "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>",
                "is no SVG",
            ),
            ("<svg xmlns='http://www.w3.org/2000/svg'/>", "no `viewBox`"),
            ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 1'/>", "no `viewBox`"),
            ("<g xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>", "no `viewBox`"),
            ("<svg viewBox='0 0 1 1'/>", "`<svg>`"),
            ("", "is no SVG"),
        ] {
            let (_, problem, _) = Logo::of("svg", what.as_bytes()).expect_err(what);
            assert!(problem.contains(says), "{what}: {problem}");
        }
    }

    #[test]
    fn a_png_is_small() {
        let drawn = |width, height| {
            let mut bytes = Cursor::new(Vec::new());
            image::GrayImage::new(width, height).write_to(&mut bytes, ImageFormat::Png).expect("a PNG");
            bytes.into_inner()
        };
        let logo = Logo::of("png", &drawn(200, 100)).expect("a logo");
        assert_eq!((logo.width, logo.height, logo.media_type()), (64, 32, "image/png"));
        for (bytes, says) in [
            (drawn(1025, 10), "1025 x 10"),
            (drawn(20, 20)[..60].to_vec(), "is "),
            (PLAIN.as_bytes().to_vec(), "is no PNG"),
            (vec![0; MAX_BYTES + 1], "bytes"),
        ] {
            let (_, problem, _) = Logo::of("png", &bytes).expect_err(says);
            assert!(problem.contains(says), "{problem}");
        }
    }
}
