//! The code of an attestation: what is typed wrong is told from what is unknown without a look.

use crate::codes;
use crate::ports::Entropy;

/// Characters drawn at random: 55 bits, which nobody guesses.
const DRAWN: usize = 11;
/// Characters between two dashes.
const GROUP: usize = 4;

/// Twelve letters and digits, shown in groups of four; the last one checks the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A new one.
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        let drawn = codes::digits::<DRAWN>(entropy);
        let check = doubled(sum(&drawn));
        Self(codes::letters(&drawn) + &codes::letters(&[check]))
    }

    /// A code as people type it; none if nobody can have been given it.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let code = codes::as_printed(typed);
        let digits: Option<Vec<u8>> = code.bytes().map(digit).collect();
        digits.filter(|digits| digits.len() == DRAWN + 1 && sum(digits) == 0).map(|_| Self(code))
    }

    /// As it is kept: without dashes.
    pub(crate) fn bare(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

fn digit(letter: u8) -> Option<u8> {
    let place = codes::LETTERS.iter().position(|other| *other == letter)?;
    u8::try_from(place).ok()
}

/// The sum of digits in the field of 32 elements, each with twice the weight of the next. All weights are different and
/// none is zero, so one wrong digit, or two that changed places, always make another sum.
fn sum(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |sum, digit| doubled(sum) ^ digit)
}

/// Twice an element: times x, modulo x⁵ + x² + 1.
const fn doubled(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted < 32 { shifted } else { shifted ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bytes in a row, standing for randomness.
    struct Row(u8);

    impl Entropy for Row {
        fn fill(&self, bytes: &mut [u8]) {
            for (byte, next) in bytes.iter_mut().zip(self.0..) {
                *byte = next.wrapping_mul(37);
            }
        }
    }

    proptest! {
        #[test]
        fn one_slip_is_always_noticed(seed in 0u8..200, place in 0usize..12, other in 0usize..12, by in 1usize..32) {
            let code = Code::new(&Row(seed));
            prop_assert_eq!(Code::read(&code.to_string().to_lowercase()), Some(code.clone()));
            let mut wrong = code.0.clone().into_bytes();
            let was = usize::from(digit(wrong[place]).expect("a digit"));
            wrong[place] = codes::LETTERS[(was + by) % 32];
            prop_assert_eq!(Code::read(&String::from_utf8_lossy(&wrong)), None);
            let mut swapped = code.0.clone().into_bytes();
            swapped.swap(place, other);
            let swapped = String::from_utf8_lossy(&swapped).into_owned();
            prop_assert_eq!(Code::read(&swapped).is_some(), swapped == code.0);
        }

        #[test]
        fn nothing_that_is_typed_makes_it_panic(typed in "\\PC*") {
            let _ = Code::read(&typed);
        }
    }

    #[test]
    fn a_code_is_shown_in_groups() {
        let shown = Code::new(&Row(1)).to_string();
        assert_eq!(shown.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4]);
        for wrong in ["", "0", &shown[1..], &format!("{shown}0"), &shown.replace('-', "U")] {
            assert_eq!(Code::read(wrong), None, "{wrong}");
        }
    }
}
