//! What is not told, so that nobody is known by a number: small numbers, and those they could be computed from.
//!
//! Three rules, for each measure by itself:
//!
//! 1. **Few are hidden.** No value under [`FEWEST`] is told, zeros included: then hidden does not mean «somebody».
//! 2. **Sums.** Where rows add up to another, the hidden ones among them stand for at least [`FEWEST`] together and are
//!    never one alone: the next smallest is hidden too, and the sum itself where nothing else is left to hide.
//! 3. **Periods.** A history is told in blocks of whole months that each stand for at least [`FEWEST`]; a period that cuts
//!    through a block is hidden. Blocks follow from the history alone, not from what was asked: so the difference of any
//!    two periods is nothing or at least [`FEWEST`], whatever is asked in whatever order.
//!
//! **What this does not hide:** that the number of the current month grows, when somebody asks again and again; how many
//! people of a period are new in its last month, since people are not added up; and what could follow from laying several
//! periods side by side when rule 2 hides different rows in each.

/// The fewest that a public number may stand for.
pub(super) const FEWEST: i64 = 5;

/// Rows that add up to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Equation {
    pub(super) whole: usize,
    pub(super) parts: Vec<usize>,
}

/// Between which months a history of counts may be cut: one more answers than there are months, the first before them
/// all, the last after them all.
///
/// From the beginning, months are put together until they stand for enough; what is too little at the end belongs to the
/// block before it, so that a period may always reach until now.
pub(super) fn borders(counts: &[i64]) -> Vec<bool> {
    let mut allowed = vec![true];
    let mut block = 0;
    for count in counts {
        if block >= FEWEST {
            block = 0;
        }
        block += count;
        let before = allowed.last().copied().unwrap_or(true);
        // A month without anything cuts nothing: after it is as before it.
        allowed.push(if *count == 0 { before } else { block >= FEWEST });
        if *count == 0 && before {
            block = 0;
        }
    }
    if (1..FEWEST).contains(&block) {
        let last = allowed.iter().rposition(|allowed| *allowed).unwrap_or(0);
        // The border before the remainder, and those that only months without anything part from it.
        for border in (0..=last).rev() {
            allowed[border] = false;
            if border == 0 || counts[border - 1] != 0 {
                break;
            }
        }
        if let Some(end) = allowed.last_mut() {
            *end = true;
        }
    }
    allowed
}

/// Hides what stands for too few, and what is needed so that it cannot be computed from the rest. `behind` says how many
/// each row stands for; `hidden` comes with what is hidden already.
pub(super) fn withhold(behind: &[i64], hidden: &mut [bool], equations: &[Equation]) {
    for (hidden, behind) in hidden.iter_mut().zip(behind) {
        *hidden |= *behind < FEWEST;
    }
    // Each round hides at least one more, so this ends.
    while let Some(row) = equations.iter().find_map(|equation| next(behind, hidden, equation)) {
        hidden[row] = true;
    }
}

/// The row to hide next so that an equation tells nothing; none if it does not.
fn next(behind: &[i64], hidden: &[bool], equation: &Equation) -> Option<usize> {
    let whole = equation.whole;
    let told = || equation.parts.iter().copied().filter(|part| !hidden[*part]);
    let smallest = || told().min_by_key(|part| behind[*part]);
    let all: i64 = equation.parts.iter().map(|part| behind[*part]).sum();
    // What lies in the whole and in none of the parts can be computed too.
    let rest = (behind[whole] - all).max(0);
    let hidden_parts = equation.parts.len() - told().count();
    if hidden[whole] {
        // The sum of parts that are all told is told.
        return if hidden_parts == 0 && rest == 0 { smallest() } else { None };
    }
    let unknown = all - told().map(|part| behind[part]).sum::<i64>() + rest;
    let unknowns = hidden_parts + usize::from(rest > 0);
    let is_safe = unknown == 0 || unknowns > 1 && unknown >= FEWEST;
    if is_safe { None } else { Some(smallest().unwrap_or(whole)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(counts: &[i64]) -> Vec<usize> {
        borders(counts).iter().enumerate().filter(|(_, allowed)| **allowed).map(|(border, _)| border).collect()
    }

    #[test]
    fn small_months_are_told_with_their_neighbours() {
        assert_eq!(told(&[10, 10, 10]), [0, 1, 2, 3]);
        assert_eq!(told(&[10, 3, 10]), [0, 1, 3], "the 3 go with what follows");
        assert_eq!(told(&[10, 10, 3]), [0, 1, 3], "and at the end with what came before");
        assert_eq!(told(&[2, 2, 2, 2]), [0, 4], "the remainder joins the one block there is");
        assert_eq!(told(&[0, 10, 0, 10, 0]), [0, 1, 2, 3, 4, 5], "nothing happened: nothing is cut");
        assert_eq!(told(&[10, 0, 3]), [0, 3]);
        assert_eq!(told(&[3]), [1]);
        assert_eq!(told(&[]), [0]);
    }

    #[test]
    fn one_hidden_part_takes_the_next_smallest_with_it() {
        let equation = Equation { whole: 0, parts: vec![1, 2, 3] };
        let hide = |behind: &[i64]| {
            let mut hidden = vec![false; behind.len()];
            withhold(behind, &mut hidden, std::slice::from_ref(&equation));
            hidden
        };
        assert_eq!(hide(&[33, 3, 10, 20]), [false, true, true, false]);
        assert_eq!(hide(&[30, 0, 10, 20]), [false, true, false, false], "nothing is computed but nothing");
        assert_eq!(hide(&[22, 1, 1, 20]), [false, true, true, true], "two of one each would be known");
        assert_eq!(hide(&[4, 0, 0, 4]), [true; 4]);
        assert_eq!(hide(&[13, 5, 5, 0]), [false, true, false, true], "what lies in no part is a part");
    }

    proptest! {
        #[test]
        fn no_two_periods_differ_by_few(counts in proptest::collection::vec(0i64..9, 0..40)) {
            let told = told(&counts);
            for (place, from) in told.iter().enumerate() {
                for until in &told[place..] {
                    let difference: i64 = counts[*from..*until].iter().sum();
                    let everything: i64 = counts.iter().sum();
                    prop_assert!(difference == 0 || difference >= FEWEST || everything < FEWEST, "{counts:?}: {from}..{until}");
                }
            }
            prop_assert!(told.contains(&counts.len()), "a period may always reach until now");
        }

        #[test]
        fn what_was_told_of_the_past_stays(counts in proptest::collection::vec(0i64..9, 1..40), more in 0i64..9) {
            // Only the last block may still change. Borders with nothing between them are one.
            let sums = |counts: &[i64]| {
                let mut sums: Vec<i64> = told(counts).iter().map(|border| counts[..*border].iter().sum()).collect();
                sums.dedup();
                sums
            };
            let before = sums(&counts);
            let mut grown = counts;
            grown.push(more);
            let after = sums(&grown);
            let settled = before.len().saturating_sub(2);
            prop_assert_eq!(&after[..settled.min(after.len())], &before[..settled]);
        }

        /// A city with areas in two levels and domains, all of which add up.
        #[test]
        fn no_sum_tells_a_small_number(
            leaves in proptest::collection::vec(prop_oneof![0i64..9, 0i64..60], 12),
            domains in proptest::collection::vec(0i64..30, 3),
        ) {
            let mut behind = vec![leaves.iter().sum::<i64>()];
            let mut equations = vec![Equation { whole: 0, parts: (1..4).collect() }];
            for borough in leaves.chunks(4) {
                behind.push(borough.iter().sum());
            }
            for (borough, leaves) in leaves.chunks(4).enumerate() {
                equations.push(Equation { whole: borough + 1, parts: (behind.len()..behind.len() + 4).collect() });
                behind.extend(leaves);
            }
            // The last domain takes what the others leave.
            let others: i64 = domains.iter().sum();
            if others <= behind[0] {
                equations.push(Equation { whole: 0, parts: (behind.len()..behind.len() + 4).collect() });
                behind.extend(&domains);
                behind.push(behind[0] - others);
            }
            let mut hidden = vec![false; behind.len()];
            withhold(&behind, &mut hidden, &equations);
            for row in 0..behind.len() {
                prop_assert!(hidden[row] || behind[row] >= FEWEST);
            }
            for Equation { whole, parts } in &equations {
                let unknown: Vec<i64> = parts.iter().filter(|part| hidden[**part]).map(|part| behind[*part]).collect();
                let sum: i64 = unknown.iter().sum();
                if hidden[*whole] {
                    prop_assert!(!unknown.is_empty(), "the parts would tell the whole");
                } else {
                    prop_assert!(sum == 0 || unknown.len() > 1 && sum >= FEWEST, "{unknown:?}");
                }
            }
        }
    }
}
