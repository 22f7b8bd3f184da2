//! The fingerprint of a record: what can be compared without being read.
//!
//! Layout of [`Fingerprint::SIZE`] bytes: version (1), fields that are there (1, a bit a field in the order of [`Field`]),
//! mark of the key (4), rows of the name, the nickname, the father's and the mother's name (96 each), row of the years of
//! birth (32), tags of sex, district and upazila (4 each). A field that is missing is zeros.

use crate::key::{FieldKey, MatchKey};
use crate::name::{Word, words};
use crate::sketch::{Row, Sketch};
use crate::{Born, MatchError, Person};
use std::fmt;

/// A field of a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Given and family name together.
    Name,
    /// The name that the child is called by.
    Nick,
    /// The father's name.
    Father,
    /// The mother's name.
    Mother,
    /// Male or female.
    Sex,
    /// The years in which the child may have been born.
    Born,
    /// The home district.
    District,
    /// The home upazila.
    Upazila,
}

impl Field {
    /// All, in the order of their bits.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Nick,
        Self::Father,
        Self::Mother,
        Self::Sex,
        Self::Born,
        Self::District,
        Self::Upazila,
    ];

    /// A stable code, such as `father`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Nick => "nick",
            Self::Father => "father",
            Self::Mother => "mother",
            Self::Sex => "sex",
            Self::Born => "born",
            Self::District => "district",
            Self::Upazila => "upazila",
        }
    }

    pub(crate) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

const VERSION: u8 = 1;
const NAME_BYTES: usize = 96;
const BORN_BYTES: usize = 32;

/// Years by which an age may be wrong.
const YEARS_OFF: u16 = 2;

pub(crate) type NameRow = Row<NAME_BYTES>;
pub(crate) type BornRow = Row<BORN_BYTES>;

/// What stands for a record where records are compared. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint {
    present: u8,
    mark: [u8; 4],
    names: [NameRow; 4],
    born: BornRow,
    tags: [[u8; 4]; 3],
}

impl Fingerprint {
    /// Bytes of every fingerprint, whatever is in it.
    pub const SIZE: usize = 1 + 1 + 4 + 4 * NAME_BYTES + BORN_BYTES + 3 * 4;

    /// The fingerprint of a record under a key.
    pub fn of(person: &Person, key: &MatchKey) -> Self {
        let mut print = Self {
            present: 0,
            mark: key.field("mark").tag(""),
            names: [[0; NAME_BYTES]; 4],
            born: [0; BORN_BYTES],
            tags: [[0; 4]; 3],
        };
        // One key for both of the child's names: what is a nickname here may be written as the name there.
        let child = key.field("child");
        print.set_name(
            Field::Name,
            &words(&[person.name_given.as_deref(), person.name_family.as_deref()]),
            &child,
        );
        print.set_name(Field::Nick, &words(&[person.name_nick.as_deref()]), &child);
        print.set_name(Field::Father, &words(&[person.father.as_deref()]), &key.field("father"));
        print.set_name(Field::Mother, &words(&[person.mother.as_deref()]), &key.field("mother"));
        print.set_born(person.born, &key.field("born"));
        let sex = person.sex.as_deref().filter(|code| matches!(*code, "male" | "female"));
        print.set_tag(Field::Sex, sex, &key.field("sex"));
        print.set_tag(Field::District, person.district.as_deref(), &key.field("district"));
        print.set_tag(Field::Upazila, person.upazila.as_deref(), &key.field("upazila"));
        print
    }

    fn set_name(&mut self, field: Field, words: &[Word], key: &FieldKey) {
        let Some(row) = self.names.get_mut(field as usize) else { return };
        if words.is_empty() {
            return;
        }
        let mut sketch = Sketch::new(key);
        words.iter().for_each(|word| word.features(&mut |feature, times| sketch.add(feature, times)));
        *row = sketch.row();
        self.present |= field.bit();
    }

    fn set_born(&mut self, born: Option<Born>, key: &FieldKey) {
        let Some(born) = born else { return };
        let mut sketch = Sketch::new(key);
        let (first, last) = born.years().into_inner();
        for year in first - YEARS_OFF..=last + YEARS_OFF {
            sketch.add(&year.to_le_bytes(), 1);
        }
        self.born = sketch.row();
        self.present |= Field::Born.bit();
    }

    fn set_tag(&mut self, field: Field, code: Option<&str>, key: &FieldKey) {
        let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else { return };
        if let Some(tag) = Self::tag_at(field).and_then(|at| self.tags.get_mut(at)) {
            *tag = key.tag(code);
            self.present |= field.bit();
        }
    }

    fn tag_at(field: Field) -> Option<usize> {
        match field {
            Field::Sex => Some(0),
            Field::District => Some(1),
            Field::Upazila => Some(2),
            _ => None,
        }
    }

    /// Whether a field is there. Everybody who has the fingerprint can see this.
    pub fn has(&self, field: Field) -> bool {
        self.present & field.bit() != 0
    }

    /// Whether another one was made under the same key, so that the two can be compared.
    pub fn is_comparable(&self, other: &Self) -> bool {
        self.mark == other.mark
    }

    /// The row of a name, if it is there.
    pub(crate) fn name(&self, field: Field) -> Option<&NameRow> {
        self.names.get(field as usize).filter(|_| self.has(field))
    }

    pub(crate) fn born(&self) -> Option<&BornRow> {
        self.has(Field::Born).then_some(&self.born)
    }

    pub(crate) fn tag(&self, field: Field) -> Option<[u8; 4]> {
        Self::tag_at(field).and_then(|at| self.tags.get(at)).copied().filter(|_| self.has(field))
    }

    /// The bytes, in the one form that [`Fingerprint::from_bytes`] takes.
    pub fn to_bytes(&self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        let parts = [&[VERSION, self.present][..], &self.mark, self.names.as_flattened(), &self.born];
        let parts = parts.into_iter().chain([self.tags.as_flattened()]).flatten();
        bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = *part);
        bytes
    }

    /// Reads bytes that anybody may have written.
    ///
    /// # Errors
    /// [`MatchError::Length`], [`MatchError::Version`], or [`MatchError::NotCanonical`] when a missing field is not zeros.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MatchError> {
        if bytes.len() != Self::SIZE {
            return Err(MatchError::Length);
        }
        let mut rest = bytes;
        let [version, present] = take(&mut rest)?;
        if version != VERSION {
            return Err(MatchError::Version);
        }
        let print = Self {
            present,
            mark: take(&mut rest)?,
            names: [take(&mut rest)?, take(&mut rest)?, take(&mut rest)?, take(&mut rest)?],
            born: take(&mut rest)?,
            tags: [take(&mut rest)?, take(&mut rest)?, take(&mut rest)?],
        };
        let canonical = Field::ALL.into_iter().all(|field| print.has(field) || print.is_zero(field));
        if canonical { Ok(print) } else { Err(MatchError::NotCanonical) }
    }

    fn is_zero(&self, field: Field) -> bool {
        let bytes = match field {
            Field::Born => &self.born[..],
            _ => match Self::tag_at(field) {
                Some(at) => self.tags.get(at).map_or(&[][..], |tag| tag),
                None => self.names.get(field as usize).map_or(&[][..], |row| row),
            },
        };
        bytes.iter().all(|byte| *byte == 0)
    }
}

/// The next bytes.
fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], MatchError> {
    let (head, tail) = rest.split_first_chunk().ok_or(MatchError::Length)?;
    *rest = tail;
    Ok(*head)
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint")
    }
}
