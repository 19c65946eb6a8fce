//! Sheets of paper (A4) that are filled from top to bottom: where each piece of text stands, and which part of the document
//! it belongs to.
//!
//! **Why not drawn at once:** what a page holds and how many there are is known at the end, and so is which parts of a table
//! came on which page; the file wants both.

use std::num::{NonZeroU16, NonZeroU32};

use krilla::tagging::{TableHeaderScope, Tag, TagKind};

use super::face::Face;

/// A sheet, points.
pub(super) const WIDTH: f32 = 595.0;
pub(super) const HEIGHT: f32 = 842.0;
/// Free on the left and on the right.
pub(super) const MARGIN: f32 = 56.0;
const TOP: f32 = 64.0;
const BOTTOM: f32 = HEIGHT - 72.0;
/// Lines stand this much of their size apart.
const LEADING: f32 = 1.4;
/// Of a line, above its base line.
const ABOVE: f32 = 1.05;
/// Around the text of a cell.
const PADDING: f32 = 4.0;

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) bold: bool,
}

const TITLE: Style = Style { size: 22.0, bold: true };
const HEADING: Style = Style { size: 13.0, bold: true };
const LEAD: Style = Style { size: 12.0, bold: true };
const TEXT: Style = Style { size: 10.5, bold: false };
const CELL: Style = Style { size: 9.5, bold: false };
const HEAD: Style = Style { size: 9.5, bold: true };

/// A line of text where it stands.
pub(super) struct Piece {
    pub(super) page: usize,
    /// Where its base line begins, from the upper left corner.
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) text: String,
    pub(super) style: Style,
    /// Its language, if not the document's.
    pub(super) language: Option<&'static str>,
    /// Where it leads.
    pub(super) link: Option<String>,
    /// Whether it was read on an earlier page already.
    pub(super) is_repeated: bool,
}

/// A thin line across the sheet.
pub(super) struct Rule {
    pub(super) page: usize,
    pub(super) y: f32,
}

/// A part of the document, in the order it is read.
pub(super) enum Part {
    /// What it is, and its parts.
    Group(TagKind, Vec<Part>),
    /// The piece of this number.
    Piece(usize),
}

/// What a reader can go to.
pub(super) struct Headed {
    pub(super) text: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// A column of a table.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) width: f32,
}

/// A cell of a table.
pub(super) struct Cell {
    pub(super) text: String,
    /// Its language, if not the document's.
    pub(super) language: Option<&'static str>,
}

impl Cell {
    pub(super) const fn new(text: String) -> Self {
        Self { text, language: None }
    }
}

/// What is laid out so far.
pub(super) struct Paper {
    pub(super) regular: Face,
    pub(super) bold: Face,
    pub(super) pages: usize,
    pub(super) pieces: Vec<Piece>,
    pub(super) rules: Vec<Rule>,
    pub(super) parts: Vec<Part>,
    pub(super) headings: Vec<Headed>,
    /// How far down the last sheet is filled.
    y: f32,
}

impl Paper {
    /// An empty sheet; none if a typeface cannot be read.
    pub(super) fn new() -> Option<Self> {
        Some(Self {
            regular: Face::regular()?,
            bold: Face::bold()?,
            pages: 1,
            pieces: Vec::new(),
            rules: Vec::new(),
            parts: Vec::new(),
            headings: Vec::new(),
            y: TOP,
        })
    }

    pub(super) const fn face(&self, style: Style) -> &Face {
        if style.bold { &self.bold } else { &self.regular }
    }

    /// The title of the whole.
    pub(super) fn title(&mut self, text: &str) {
        self.headed(text, NonZeroU16::MIN, TITLE);
        self.y += 10.0;
    }

    /// What the paragraphs below are about.
    pub(super) fn heading(&mut self, text: &str) {
        self.y += 14.0;
        self.headed(text, NonZeroU16::MIN.saturating_add(1), HEADING);
        self.y += 2.0;
    }

    fn headed(&mut self, text: &str, level: NonZeroU16, style: Style) {
        // Never the last on a page.
        self.make_room(style.size * LEADING + 60.0);
        self.headings.push(Headed { text: text.to_owned(), page: self.pages - 1, y: self.y });
        self.block(Tag::Hn(level, Some(text.to_owned())).into(), text, style);
    }

    /// A paragraph that is seen first.
    pub(super) fn lead(&mut self, text: &str) {
        self.block(Tag::P.into(), text, LEAD);
        self.y += 6.0;
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.block(Tag::P.into(), text, TEXT);
        self.y += 6.0;
    }

    /// An address that can be followed.
    pub(super) fn link(&mut self, address: &str) {
        let first = self.pieces.len();
        let parts = self.filled(address, TEXT);
        for piece in self.pieces.iter_mut().skip(first) {
            piece.link = Some(address.to_owned());
        }
        self.parts.push(Part::Group(Tag::P.into(), vec![Part::Group(Tag::Link.into(), parts)]));
        self.y += 6.0;
    }

    fn block(&mut self, tag: TagKind, text: &str, style: Style) {
        let parts = self.filled(text, style);
        self.parts.push(Part::Group(tag, parts));
    }

    /// Fills lines from margin to margin.
    fn filled(&mut self, text: &str, style: Style) -> Vec<Part> {
        let lines = self.face(style).lines(text, style.size, WIDTH - 2.0 * MARGIN);
        self.make_room(height(&lines, style));
        let parts = self.set(&lines, MARGIN, style, None);
        self.y += height(&lines, style);
        parts
    }

    /// Begins another sheet if this one has no such room; says whether it did.
    fn make_room(&mut self, height: f32) -> bool {
        let is_full = self.y + height > BOTTOM;
        if is_full {
            self.pages += 1;
            self.y = TOP;
        }
        is_full
    }

    /// Sets lines below each other, from where the sheet is filled to.
    fn set(&mut self, lines: &[String], x: f32, style: Style, language: Option<&'static str>) -> Vec<Part> {
        let first = self.pieces.len();
        let mut y = self.y + style.size * ABOVE;
        for text in lines {
            self.pieces.push(Piece {
                page: self.pages - 1,
                x,
                y,
                text: text.clone(),
                style,
                language,
                link: None,
                is_repeated: false,
            });
            y += style.size * LEADING;
        }
        (first..self.pieces.len()).map(Part::Piece).collect()
    }

    /// A table with a row below that says how much it is in all. On every sheet its columns are named.
    pub(super) fn table<const N: usize>(&mut self, columns: &[Column; N], rows: Vec<[Cell; N]>, in_all: [String; 2]) {
        let widths: Vec<_> = columns.iter().map(|column| column.width).collect();
        let names = || columns.iter().map(|column| Cell::new(column.name.clone())).collect::<Vec<_>>();
        let head = self.row(&names(), &widths, HEAD);
        let head = group(Tag::TR, cells(head, || Tag::TH(TableHeaderScope::Column).into()));
        let mut body = Vec::new();
        for row in rows {
            if self.make_room(self.row_height(&row, &widths, CELL)) {
                self.repeated(&names(), &widths);
            }
            body.push(group(Tag::TR, cells(self.row(&row, &widths, CELL), || Tag::TD.into())));
        }
        let [label, amount] = in_all;
        let (last, others) = widths.split_last().unwrap_or((&0.0, &[]));
        let (row, widths) = ([Cell::new(label), Cell::new(amount)], [others.iter().sum(), *last]);
        if self.make_room(self.row_height(&row, &widths, HEAD)) {
            self.repeated(&names(), &[&widths[..0], others, &[*last]].concat());
        }
        let mut row = self.row(&row, &widths, HEAD).into_iter();
        let span = u32::try_from(others.len()).ok().and_then(NonZeroU32::new);
        let label = row.next().map(|parts| group(Tag::TH(TableHeaderScope::Row).with_col_span(span), parts));
        let foot = group(Tag::TR, label.into_iter().chain(row.map(|parts| group(Tag::TD, parts))).collect());
        let table = [group(Tag::THead, vec![head]), group(Tag::TBody, body), group(Tag::TFoot, vec![foot])];
        self.parts.push(group(Tag::Table, table.into()));
    }

    /// Names the columns once more, for those who see the sheet: who hears it read has heard them.
    fn repeated(&mut self, names: &[Cell], widths: &[f32]) {
        let first = self.pieces.len();
        self.row(names, widths, HEAD);
        for piece in self.pieces.iter_mut().skip(first) {
            piece.is_repeated = true;
        }
    }

    /// Sets a row; answers the parts of each cell.
    fn row(&mut self, row: &[Cell], widths: &[f32], style: Style) -> Vec<Vec<Part>> {
        let height = self.row_height(row, widths, style);
        let (mut x, top) = (MARGIN, self.y);
        let mut parts = Vec::new();
        self.y += PADDING;
        for (cell, width) in row.iter().zip(widths) {
            let lines = self.face(style).lines(&cell.text, style.size, width - 2.0 * PADDING);
            parts.push(self.set(&lines, x, style, cell.language));
            x += width;
        }
        self.y = top + height;
        self.rules.push(Rule { page: self.pages - 1, y: self.y });
        parts
    }

    fn row_height(&self, row: &[Cell], widths: &[f32], style: Style) -> f32 {
        let of = |(cell, width): (&Cell, &f32)| {
            height(&self.face(style).lines(&cell.text, style.size, width - 2.0 * PADDING), style)
        };
        row.iter().zip(widths).map(of).fold(0.0, f32::max) + 2.0 * PADDING
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody writes so many lines")]
fn height(lines: &[String], style: Style) -> f32 {
    lines.len() as f32 * style.size * LEADING
}

fn group(tag: impl Into<TagKind>, parts: Vec<Part>) -> Part {
    Part::Group(tag.into(), parts)
}

fn cells(parts: Vec<Vec<Part>>, tag: impl Fn() -> TagKind) -> Vec<Part> {
    parts.into_iter().map(|parts| Part::Group(tag(), parts)).collect()
}
