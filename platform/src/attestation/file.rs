//! The file: sheets drawn as pages, with the structure that programs which read aloud follow (tagged PDF, PDF/UA-1).

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::luma;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{self, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TagGroup, TagTree};
use krilla::text::TextDirection;
use krilla::{Document, SerializeSettings};

use super::Unmade;
use super::paper::{HEIGHT, MARGIN, Paper, Part, Piece, Style, WIDTH};

/// How light text is, and a line: 0 is black, 255 white.
const INK: u8 = 0x1a;
const FAINT: u8 = 0x9a;
const FOOTER: Style = Style { size: 8.0, bold: false };

/// What a file says of itself.
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    /// The language it is in (BCP 47).
    pub(super) language: &'static str,
    /// What tells it from all others.
    pub(super) id: String,
    pub(super) made_at: DateTime<Utc>,
    /// What its link is for.
    pub(super) link: String,
    /// What stands below, on this page of so many.
    pub(super) footer: &'a dyn Fn(usize, usize) -> String,
}

/// The file of what was laid out.
pub(super) fn written(paper: Paper, about: &About<'_>) -> Result<Vec<u8>, Unmade> {
    let for_all = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = for_all.map_err(|error| Unmade(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata(about));
    let mut drawn = Vec::new();
    for page in 0..paper.pages {
        drawn.extend(draw(&mut document, &paper, page, about)?);
    }
    let mut outline = Outline::new();
    for heading in &paper.headings {
        let place = XyzDestination::new(heading.page, Point::from_xy(MARGIN, heading.y));
        outline.push_child(OutlineNode::new(heading.text.clone(), place));
    }
    document.set_outline(outline);
    let parts = paper.parts.into_iter().flat_map(|part| nodes(part, &drawn));
    document.set_tag_tree(TagTree::from(parts.collect::<Vec<_>>()).with_lang(Some(about.language.into())));
    document.finish().map_err(|error| Unmade(format!("{error:?}")))
}

fn metadata(about: &About<'_>) -> Metadata {
    let part = |part: u32| u8::try_from(part).unwrap_or_default();
    let at = about.made_at;
    let made_at = metadata::DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0);
    Metadata::new()
        .title(about.title.to_owned())
        .language(about.language.to_owned())
        .document_id(about.id.clone())
        .creation_date(made_at)
}

/// What became of the pieces of a page, in order: what they are known by, a link before its text.
type Drawn = Vec<Vec<Identifier>>;

fn draw(document: &mut Document, paper: &Paper, page: usize, about: &About<'_>) -> Result<Drawn, Unmade> {
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| Unmade("a page has no size".into()))?;
    let mut sheet = document.start_page_with(settings);
    let mut surface = sheet.surface();
    for rule in paper.rules.iter().filter(|rule| rule.page == page) {
        as_artifact(&mut surface, ArtifactType::Layout, |surface| line(surface, rule.y));
    }
    surface.set_fill(fill(INK));
    let pieces = || paper.pieces.iter().filter(|piece| piece.page == page);
    let mut drawn: Drawn = pieces().map(|piece| text(&mut surface, paper, piece).into_iter().collect()).collect();
    as_artifact(&mut surface, ArtifactType::Footer, |surface| {
        let text = (about.footer)(page + 1, paper.pages);
        letters(surface, paper, FOOTER, Point::from_xy(MARGIN, HEIGHT - 40.0), &text);
    });
    surface.finish();
    for (piece, known) in pieces().zip(&mut drawn) {
        if let Some(link) = link(piece, &about.link) {
            known.insert(0, sheet.add_tagged_annotation(link));
        }
    }
    sheet.finish();
    Ok(drawn)
}

/// Draws what is not part of what is read.
fn as_artifact(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    draw(surface);
    surface.end_tagged();
}

/// Draws a piece; answers what it is known by, unless it was read before.
fn text(surface: &mut Surface<'_>, paper: &Paper, piece: &Piece) -> Option<Identifier> {
    let at = Point::from_xy(piece.x, piece.y);
    if piece.is_repeated {
        as_artifact(surface, ArtifactType::Layout, |surface| letters(surface, paper, piece.style, at, &piece.text));
        return None;
    }
    // What has no letter is still read out and copied as it was written.
    let is_drawable = paper.face(piece.style).drawable(&piece.text) == piece.text;
    let actual = (!is_drawable).then_some(piece.text.as_str());
    let span = SpanTag::empty().with_lang(piece.language).with_actual_text(actual);
    let known = surface.start_tagged(ContentTag::Span(span));
    letters(surface, paper, piece.style, at, &piece.text);
    surface.end_tagged();
    Some(known)
}

fn letters(surface: &mut Surface<'_>, paper: &Paper, style: Style, at: Point, text: &str) {
    let face = paper.face(style);
    let drawable = face.drawable(text);
    surface.draw_text(at, face.font.clone(), style.size, &drawable, false, TextDirection::LeftToRight);
}

fn line(surface: &mut Surface<'_>, y: f32) {
    let mut path = PathBuilder::new();
    if let Some(thin) = Rect::from_xywh(MARGIN, y, WIDTH - 2.0 * MARGIN, 0.5) {
        path.push_rect(thin);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(fill(FAINT));
        surface.draw_path(&path);
    }
}

fn fill(lightness: u8) -> Option<Fill> {
    Some(Fill { paint: luma::Color::new(lightness).into(), opacity: NormalizedF32::ONE, rule: FillRule::default() })
}

/// The place of a piece that leads somewhere.
fn link(piece: &Piece, purpose: &str) -> Option<Annotation> {
    let target = Target::Action(LinkAction::new(piece.link.clone()?).into());
    let (top, bottom) = (piece.y - piece.style.size, piece.y + piece.style.size * 0.3);
    let place = Rect::from_ltrb(piece.x, top, WIDTH - MARGIN, bottom)?;
    Some(Annotation::new_link(LinkAnnotation::new(place, target), Some(purpose.to_owned())))
}

fn nodes(part: Part, drawn: &Drawn) -> Vec<Node> {
    match part {
        Part::Piece(number) => drawn.get(number).into_iter().flatten().copied().map(Node::from).collect(),
        Part::Group(tag, parts) => {
            let mut group = TagGroup::new(tag);
            for node in parts.into_iter().flat_map(|part| nodes(part, drawn)) {
                group.push(node);
            }
            vec![group.into()]
        }
    }
}
