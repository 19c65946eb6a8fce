//! Codes that people read and type: letters and digits that are not mistaken for one another (Crockford's base 32).

use crate::ports::Entropy;

/// What they are made of; a letter's place is what it stands for.
pub(crate) const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// More characters than any code has.
const LONGEST: usize = 16;

/// So many random numbers below 32, five bits each.
pub(crate) fn digits<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut digits = [0; N];
    entropy.fill(&mut digits);
    digits.map(|digit| digit % 32)
}

/// The letters that stand for these numbers.
pub(crate) fn letters(digits: &[u8]) -> String {
    digits.iter().filter_map(|digit| LETTERS.get(usize::from(*digit))).map(|letter| char::from(*letter)).collect()
}

/// A code as it was printed, from how people type it: O is 0, I and L are 1; case and what stands between do not matter.
pub(crate) fn as_printed(typed: &str) -> String {
    let letter = |letter: char| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    };
    typed.chars().filter(char::is_ascii_alphanumeric).take(LONGEST).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        for typed in ["0A1B2C3D", "0a1b 2c3d", "oA-lb-2C3D", "OAIB2C3D"] {
            assert_eq!(as_printed(typed), "0A1B2C3D");
        }
    }
}
