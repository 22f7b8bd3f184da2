//! The column `type`: what it can say (pyxform's dictionary of question types), and what is refused.

mod table;

use jonaki_forms::definition::Kind;

use self::table::{AUDIT, CONTROLS, EMPTY, IMPLIED, NOTHING, OFTEN, QUESTIONS, REFUSED, SELECTS};
use crate::suggest;

/// What a type cell means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    Begin(Control),
    End(Control),
    Select(Selecting),
    /// A question, with what the type implies.
    Question(Kind, Implied),
    Range,
    /// A list from a file, without a question.
    CsvExternal,
    /// Known, but nothing is read or recorded: its node stays empty. Why.
    Empty(&'static str),
    /// Known, without a node, and left out. Why.
    LeftOut(&'static str),
    /// Known, not supported: what to do instead.
    Refused(&'static str),
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    Group,
    Repeat,
}

impl Control {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Repeat => "repeat",
        }
    }
}

/// A question with choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selecting {
    pub(crate) how: How,
    pub(crate) from_file: bool,
    pub(crate) list: String,
    pub(crate) or_other: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    One,
    Multiple,
    Rank,
}

/// A constraint and a hint that a type brings with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Implied {
    pub(crate) constraint: &'static str,
    pub(crate) hint: &'static str,
}

pub(crate) fn read(text: &str) -> Type {
    if let Some((_, kind)) = QUESTIONS.iter().find(|(name, _)| *name == text) {
        return Type::Question(kind.clone(), NOTHING);
    }
    if let Some((_, kind, implied)) = IMPLIED.iter().find(|(name, ..)| *name == text) {
        return Type::Question(kind.clone(), *implied);
    }
    match text {
        "range" => return Type::Range,
        "csv-external" => return Type::CsvExternal,
        _ => {}
    }
    let control = |rest: &str| CONTROLS.iter().find(|(name, _)| *name == rest).map(|(_, control)| *control);
    if let Some(control) =
        text.strip_prefix("begin").and_then(|rest| rest.strip_prefix([' ', '_'])).and_then(control)
    {
        return Type::Begin(control);
    }
    if let Some(control) =
        text.strip_prefix("end").and_then(|rest| rest.strip_prefix([' ', '_'])).and_then(control)
    {
        return Type::End(control);
    }
    if let Some(select) = select(text) {
        return Type::Select(select);
    }
    let refused = |name: &str| {
        text == name
            || text.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ') || name.ends_with(':'))
    };
    if let Some((_, why)) = EMPTY.iter().find(|(name, _)| refused(name)) {
        return Type::Empty(why);
    }
    if text == "audit" {
        return Type::LeftOut(AUDIT);
    }
    REFUSED
        .iter()
        .find(|(name, _)| refused(name))
        .map_or(Type::Unknown, |(_, instead)| Type::Refused(instead))
}

fn select(text: &str) -> Option<Selecting> {
    let of = |(command, how, from_file): &(&str, How, bool)| {
        let rest = text.strip_prefix(command)?.strip_prefix(' ')?;
        let (list, other) = rest.split_once(' ').unwrap_or((rest, ""));
        let or_other = matches!(other, "or_other" | "or other" | "or specify other");
        let fits = !list.is_empty() && (other.is_empty() || or_other);
        fits.then(|| Selecting { how: *how, from_file: *from_file, list: list.to_owned(), or_other })
    };
    SELECTS.iter().find_map(of)
}

/// What may have been meant by an unknown type.
pub(crate) fn suggestion(text: &str) -> String {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let two = format!("{first} {}", words.next().unwrap_or_default());
    let known = || OFTEN.into_iter().chain(SELECTS.iter().map(|(name, ..)| *name));
    let lone = matches!(
        text,
        "select_one" | "select_multiple" | "rank" | "select_one_from_file" | "select_multiple_from_file"
    );
    if lone {
        return format!("Write the list's name after it: `{text} my_list`. ");
    }
    let near = suggest::nearest(text, known()).or_else(|| suggest::nearest(first, known()));
    near.or_else(|| suggest::nearest(&two, known()))
        .map(|near| format!("Did you mean `{near}`? "))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_in_every_spelling() {
        assert_eq!(read("begin repeat"), Type::Begin(Control::Repeat));
        assert_eq!(read("end_looped group"), Type::End(Control::Repeat));
        let select = |list: &str, from_file, or_other| Selecting {
            how: How::One,
            from_file,
            list: list.into(),
            or_other,
        };
        assert_eq!(read("select_one a or_other"), Type::Select(select("a", false, true)));
        assert_eq!(read("select one from file a.csv"), Type::Select(select("a.csv", true, false)));
        assert_eq!(read("select one from a or specify other"), Type::Select(select("a", false, true)));
        assert!(matches!(read("uri:deviceid"), Type::Empty(_)));
        assert!(matches!(read("audit"), Type::LeftOut(_)));
        assert!(matches!(read("osm tags"), Type::Refused(_)));
        assert_eq!(read("textt"), Type::Unknown);
        assert_eq!(suggestion("selct_one yes_no"), "Did you mean `select_one`? ");
    }
}
