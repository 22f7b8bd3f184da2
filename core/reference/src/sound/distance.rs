//! How far apart two sounds are: an edit distance with swapped neighbours, weighted by what people confuse.

use super::KEY_MAX;

/// Every sign of a key.
const SIGNS: &[u8] = b"xaiueowyhkKgGcCjJtTdDnpFbBmrls0123456789";
/// How many, and one for anything else.
const KINDS: usize = SIGNS.len() + 1;

/// Weight of a consonant that is missing, too many, or swapped with its neighbour.
const SLIP: u16 = 3;
/// Weight of one sound written for an unrelated one.
const WRONG: u8 = 4;

/// The vowel that is not written, as [`kind_of`] gives it: the first of [`SIGNS`].
const UNWRITTEN: u8 = 0;

/// Pairs that are confused more easily than others, and the weight of that.
const NEAR: &[(u8, u8, u8)] = &[
    (b'k', b'K', 1),
    (b'g', b'G', 1),
    (b'c', b'C', 1),
    (b'j', b'J', 1),
    (b't', b'T', 1),
    (b'd', b'D', 1),
    (b'b', b'B', 1),
    (b'p', b'F', 1),
    (b'b', b'w', 1),
    (b'B', b'w', 1),
    (b'C', b's', 2),
    (b'c', b's', 2),
    (b'y', b'j', 1),
    (b'y', b'i', 1),
    (b'y', b'e', 1),
    (b'w', b'u', 1),
    (b'w', b'o', 1),
    (b'x', b'o', 0),
    (b'x', b'a', 1),
    (b'a', b'o', 1),
    (b'i', b'e', 1),
    (b'u', b'o', 1),
    (b'r', b'l', 2),
    (b't', b'd', 2),
    (b'm', b'n', 2),
];

static SUBSTITUTION: [[u8; KINDS]; KINDS] = substitutions();
static MISSING: [u8; KINDS] = missing();

const fn kind(sign: u8) -> usize {
    let mut at = 0;
    while at < SIGNS.len() {
        if SIGNS[at] == sign {
            return at;
        }
        at += 1;
    }
    SIGNS.len()
}

const fn is_vowel(sign: u8) -> bool {
    matches!(sign, b'x' | b'a' | b'i' | b'u' | b'e' | b'o')
}

const fn substitutions() -> [[u8; KINDS]; KINDS] {
    let mut table = [[WRONG; KINDS]; KINDS];
    let mut left = 0;
    while left < SIGNS.len() {
        let mut right = 0;
        while right < SIGNS.len() {
            if left == right {
                table[left][right] = 0;
            } else if is_vowel(SIGNS[left]) && is_vowel(SIGNS[right]) {
                table[left][right] = 2;
            }
            right += 1;
        }
        left += 1;
    }
    let mut at = 0;
    while at < NEAR.len() {
        let (left, right, weight) = NEAR[at];
        table[kind(left)][kind(right)] = weight;
        table[kind(right)][kind(left)] = weight;
        at += 1;
    }
    table
}

const fn missing() -> [u8; KINDS] {
    let mut table = [SLIP as u8; KINDS];
    let mut at = 0;
    while at < SIGNS.len() {
        table[at] = match SIGNS[at] {
            b'x' | b'h' | b'y' | b'w' => 1,
            sign if is_vowel(sign) => 2,
            _ => SLIP as u8,
        };
        at += 1;
    }
    table
}

/// How far a text is from a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance {
    /// From the whole name; 3 or 4 is one wrong consonant, 0 sounds the same.
    pub whole: u16,
    /// From the nearest beginning of the name.
    pub start: u16,
}

/// A text to measure names against.
#[derive(Debug, Clone)]
pub struct Ruler {
    text: Vec<u8>,
}

type Row = [u16; KEY_MAX + 1];

impl Ruler {
    /// For a key, as [`super::key`] writes it; what is longer than [`KEY_MAX`] is cut.
    pub fn new(key: &[u8]) -> Self {
        Self { text: key.iter().take(KEY_MAX).map(|sign| kind_of(*sign)).collect() }
    }

    /// Signs of the text.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The distance from a name's key, when the whole name or its beginning is at most `most` away.
    pub fn measure(&self, name: &[u8], most: u16) -> Option<Distance> {
        let mut kinds = [0_u8; KEY_MAX];
        let length = name.len().min(KEY_MAX);
        kinds.iter_mut().zip(name).for_each(|(kind, sign)| *kind = kind_of(*sign));
        let name = &kinds[..length];
        let mut rows = [[0; KEY_MAX + 1]; 4];
        for (column, sign) in name.iter().enumerate() {
            rows[0][column + 1] = rows[0][column] + weight(&MISSING, *sign);
        }
        for line in 0..self.text.len() {
            rows.rotate_right(1);
            self.fill(&mut rows, name, line);
            // A swap reaches three lines back: only when all of them are too far is nothing left to hope for.
            if line > 2 && rows[..3].iter().all(|row| row[..=length].iter().all(|weight| *weight > most)) {
                return None;
            }
        }
        let start = rows[0][..=length].iter().min().copied().unwrap_or_default();
        (start <= most).then_some(Distance { whole: rows[0][length], start })
    }

    /// One line of the table of weights: `rows[0]`, from those before it.
    fn fill(&self, rows: &mut [Row; 4], name: &[u8], line: usize) {
        let [row, above, before, earlier] = rows;
        let sign = self.text[line];
        let extra = weight(&MISSING, sign);
        row[0] = above[0] + extra;
        for (column, other) in name.iter().copied().enumerate() {
            let changed = above[column] + weight(&SUBSTITUTION[usize::from(sign)], other);
            let dropped = row[column] + weight(&MISSING, other);
            let mut least = changed.min(dropped).min(above[column + 1] + extra);
            let crossed = |back: usize| {
                column >= back
                    && line >= back
                    && sign == name[column - back]
                    && other == self.text[line - back]
            };
            if crossed(1) {
                least = least.min(before[column - 1] + SLIP);
            }
            // Neighbours on paper, with the unwritten vowel between them: শিগবঞ্জ for শিবগঞ্জ.
            if crossed(2) && name[column - 1] == UNWRITTEN && self.text[line - 1] == UNWRITTEN {
                least = least.min(earlier[column - 2] + SLIP);
            }
            row[column + 1] = least;
        }
    }
}

fn weight(of: &[u8; KINDS], sign: u8) -> u16 {
    u16::from(of[usize::from(sign)])
}

fn kind_of(sign: u8) -> u8 {
    static KIND: [u8; 128] = {
        let mut table = [0; 128];
        let mut sign = 0;
        while sign < 128 {
            table[sign] = kind(sign as u8) as u8;
            sign += 1;
        }
        table
    };
    KIND.get(usize::from(sign)).copied().unwrap_or(SIGNS.len() as u8)
}
