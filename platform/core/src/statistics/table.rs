//! Adding up what was counted: the whole period, its months, the areas, the domains.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::AddAssign;

use chrono::NaiveDate;

use super::secrecy::{self, Equation};
use super::{Cell, Figure, Figures, Founded, Measure, Months, Tally};
use crate::kinds::Domain;
use crate::tenancy::CityConfig;

/// What something had, month by month, in months asked about and others.
type History = BTreeMap<NaiveDate, Tally>;

/// A row of the answer.
struct Row {
    /// Its months.
    span: Months,
    /// Whose history it is a part of.
    history: usize,
    tally: Tally,
    people: People,
}

/// The rows of the answer: the whole, the months, the areas, the domains.
pub(super) struct Table {
    rows: Vec<Row>,
    /// Of the whole, of each area and of each domain.
    histories: Vec<History>,
    /// The city's areas and (`None`) what has no place.
    pub(super) areas: Vec<Option<String>>,
    pub(super) domains: Vec<Domain>,
    /// Which rows add up to which.
    equations: Vec<Equation>,
}

impl Table {
    pub(super) fn new(config: &CityConfig, months: Months, cells: &[Cell], associations: &[Founded]) -> Self {
        let mut table = Self::empty(config, months, cells);
        let places = table.places();
        let mut numbers = Numbers::default();
        for cell in cells {
            let rows = table.rows_of(&places, cell.month, cell.areas.iter(), cell.domain.iter());
            table.add(&rows, cell.month, cell.tally);
            let people: Vec<u32> = cell.people.chunks_exact(16).map(|id| numbers.number(id)).collect();
            for row in rows {
                people.iter().for_each(|person| table.rows[row].people.add(*person));
            }
        }
        for founded in associations {
            // An association lies in its area and in all above it.
            let lineage = founded.area.as_deref().map(|code| config.lineage(code)).unwrap_or_default();
            let areas = lineage.iter().map(|area| &area.code);
            let rows = table.rows_of(&places, founded.month, areas, founded.domains.iter());
            table.add(&rows, founded.month, Tally { associations: founded.count, ..Tally::default() });
        }
        table
    }

    fn empty(config: &CityConfig, months: Months, cells: &[Cell]) -> Self {
        let areas: Vec<_> = config.areas.iter().map(|area| Some(area.code.clone())).chain([None]).collect();
        // A city that gave up a domain still says what was done in it.
        let mut domains = config.taxonomy.domains.clone();
        for domain in cells.iter().filter_map(|cell| cell.domain) {
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        let row = |span, history| Row { span, history, tally: Tally::default(), people: People::default() };
        let each = months.each().map(|month| row(Months { first: month, last: month }, 0));
        let parts = areas.len() + domains.len();
        let rows: Vec<_> =
            [row(months, 0)].into_iter().chain(each).chain((1..=parts).map(|history| row(months, history))).collect();
        let first_area = rows.len() - parts;
        let first_domain = first_area + areas.len();
        let mut equations = vec![
            Equation { whole: 0, parts: (1..first_area).collect() },
            Equation { whole: 0, parts: (first_domain..rows.len()).collect() },
        ];
        let children = |parent: Option<&str>| -> Vec<usize> {
            let within = config.areas.iter().enumerate().filter(|(_, area)| area.parent.as_deref() == parent);
            within.map(|(place, _)| first_area + place).collect()
        };
        let mut tops = children(None);
        tops.push(first_domain - 1);
        equations.push(Equation { whole: 0, parts: tops });
        for (place, area) in config.areas.iter().enumerate() {
            equations.push(Equation { whole: first_area + place, parts: children(Some(&area.code)) });
        }
        equations.retain(|equation| !equation.parts.is_empty());
        Self { rows, histories: vec![History::new(); parts + 1], areas, domains, equations }
    }

    /// Where areas and domains stand among the rows.
    fn places(&self) -> Places {
        let first_area = self.rows.len() - self.areas.len() - self.domains.len();
        let areas = self.areas.iter().zip(first_area..).map(|(area, row)| (area.clone(), row));
        let domains = self.domains.iter().zip(first_area + self.areas.len()..).map(|(domain, row)| (*domain, row));
        let months = self.rows[1..first_area].iter().zip(1..).map(|(row, place)| (row.span.first, place));
        Places { months: months.collect(), areas: areas.collect(), domains: domains.collect() }
    }

    /// The rows that something counts in, its month's first where it was asked about.
    fn rows_of<'a>(
        &self,
        places: &Places,
        month: NaiveDate,
        areas: impl Iterator<Item = &'a String>,
        domains: impl Iterator<Item = &'a Domain>,
    ) -> Vec<usize> {
        let mut rows = vec![0];
        rows.extend(places.months.get(&month));
        let before = rows.len();
        rows.extend(areas.filter_map(|area| places.areas.get(&Some(area.clone()))));
        if rows.len() == before {
            rows.extend(places.areas.get(&None));
        }
        rows.extend(domains.filter_map(|domain| places.domains.get(domain)));
        rows
    }

    fn add(&mut self, rows: &[usize], month: NaiveDate, tally: Tally) {
        for &row in rows {
            let Row { span, history, tally: sum, .. } = &mut self.rows[row];
            let is_month_of_another = row != 0 && *history == 0;
            if (span.first..=span.last).contains(&month) {
                *sum += tally;
            }
            if !is_month_of_another {
                *self.histories[*history].entry(month).or_default() += tally;
            }
        }
    }

    /// The values of every row, in order.
    pub(super) fn figures(&self, exact: bool) -> Vec<Figures> {
        let columns: Vec<Vec<Figure>> = Measure::ALL.iter().map(|measure| self.column(*measure, exact)).collect();
        (0..self.rows.len()).map(|row| Figures(columns.iter().map(|column| column[row]).collect())).collect()
    }

    fn column(&self, measure: Measure, exact: bool) -> Vec<Figure> {
        let hidden = if exact { vec![false; self.rows.len()] } else { self.hidden(measure) };
        let figure = |(row, hidden): (&Row, bool)| if hidden { Figure::Hidden } else { row.value(measure) };
        self.rows.iter().zip(hidden).map(figure).collect()
    }

    /// Which values of a measure are not told.
    fn hidden(&self, measure: Measure) -> Vec<bool> {
        let behind: Vec<i64> = self.rows.iter().map(|row| row.behind(measure)).collect();
        if measure == Measure::MinutesToAnswer {
            // Means do not add up, so none can be computed from others.
            return behind.iter().map(|behind| *behind < secrecy::FEWEST).collect();
        }
        let borders: Vec<_> = self.histories.iter().map(|history| Borders::of(history, measure)).collect();
        let mut hidden: Vec<bool> = self.rows.iter().map(|row| !borders[row.history].allow(row.span)).collect();
        secrecy::withhold(&behind, &mut hidden, &self.equations);
        hidden
    }
}

impl Row {
    fn value(&self, measure: Measure) -> Figure {
        let tally = &self.tally;
        Figure::Known(match measure {
            Measure::Engagements => tally.engagements,
            Measure::People => self.people.count,
            Measure::Associations => tally.associations,
            Measure::Missions => tally.missions,
            Measure::PlacesOffered => tally.places_offered,
            Measure::PlacesFilled => tally.places_filled,
            Measure::Minutes => tally.minutes,
            Measure::MinutesToAnswer if tally.answered == 0 => return Figure::Nothing,
            Measure::MinutesToAnswer => tally.answer_seconds / tally.answered / 60,
        })
    }

    /// How many a value stands for: people, where it tells of people.
    fn behind(&self, measure: Measure) -> i64 {
        let (tally, people) = (&self.tally, self.people.count);
        match measure {
            Measure::Engagements | Measure::People => people,
            Measure::Minutes => people.min(tally.attended).min(tally.minutes),
            Measure::MinutesToAnswer => people.min(tally.answered),
            Measure::Associations => tally.associations,
            Measure::Missions => tally.missions,
            Measure::PlacesOffered => tally.places_offered,
            Measure::PlacesFilled => tally.places_filled,
        }
    }
}

/// Between which months a history may be cut.
struct Borders {
    months: Vec<NaiveDate>,
    allowed: Vec<bool>,
}

impl Borders {
    fn of(history: &History, measure: Measure) -> Self {
        let count = |tally: &Tally| match measure {
            Measure::Engagements | Measure::People => tally.engagements,
            Measure::Minutes => tally.attended,
            Measure::MinutesToAnswer => tally.answered,
            Measure::Associations => tally.associations,
            Measure::Missions => tally.missions,
            Measure::PlacesOffered => tally.places_offered,
            Measure::PlacesFilled => tally.places_filled,
        };
        let counts: Vec<i64> = history.values().map(count).collect();
        Self { months: history.keys().copied().collect(), allowed: secrecy::borders(&counts) }
    }

    /// Whether these months may be told of by themselves.
    fn allow(&self, span: Months) -> bool {
        let border = |day: NaiveDate| self.allowed[self.months.partition_point(|month| *month < day)];
        border(span.first) && border(span.end())
    }
}

/// Where rows stand.
struct Places {
    months: HashMap<NaiveDate, usize>,
    areas: HashMap<Option<String>, usize>,
    domains: HashMap<Domain, usize>,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.engagements += other.engagements;
        self.attended += other.attended;
        self.minutes += other.minutes;
        self.answered += other.answered;
        self.answer_seconds += other.answer_seconds;
        self.missions += other.missions;
        self.places_offered += other.places_offered;
        self.places_filled += other.places_filled;
        self.associations += other.associations;
    }
}

/// Numbers people as they come, so that sets of them are sets of bits.
#[derive(Default)]
struct Numbers(HashMap<u128, u32, BuildHasherDefault<Folded>>);

impl Numbers {
    fn number(&mut self, id: &[u8]) -> u32 {
        let id = id.iter().fold(0, |id, byte| id << 8 | u128::from(*byte));
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(id).or_insert(next)
    }
}

/// Ids are random already, and nobody chooses their own: folding them is hash enough.
#[derive(Default)]
struct Folded(u64);

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u128(&mut self, id: u128) {
        #[expect(clippy::cast_possible_truncation, reason = "the two halves")]
        let (high, low) = ((id >> 64) as u64, id as u64);
        self.0 = (high ^ low).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A set of numbered people.
#[derive(Default)]
struct People {
    bits: Vec<u64>,
    count: i64,
}

impl People {
    fn add(&mut self, person: u32) {
        let (word, bit) = (person as usize / 64, 1 << (person % 64));
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        self.count += i64::from(self.bits[word] & bit == 0);
        self.bits[word] |= bit;
    }
}
