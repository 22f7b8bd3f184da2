//! The table of functions: ODK XForms specification, "XPath functions".

use super::Expr;
use super::fault::FaultKind;

/// What a function takes.
#[derive(Clone, Copy, Debug)]
struct Arity {
    least: usize,
    most: usize,
    /// Past `least`, arguments come in groups of this many.
    step: usize,
    words: &'static str,
}

const NONE: Arity = Arity { least: 0, most: 0, step: 1, words: "no" };
const ONE: Arity = Arity { least: 1, most: 1, step: 1, words: "1" };
const TWO: Arity = Arity { least: 2, most: 2, step: 1, words: "2" };
const THREE: Arity = Arity { least: 3, most: 3, step: 1, words: "3" };
const FOUR: Arity = Arity { least: 4, most: 4, step: 1, words: "4" };
const UP_TO_ONE: Arity = Arity { least: 0, most: 1, step: 1, words: "at most 1" };
const ONE_OR_TWO: Arity = Arity { least: 1, most: 2, step: 1, words: "1 or 2" };
const TWO_OR_THREE: Arity = Arity { least: 2, most: 3, step: 1, words: "2 or 3" };
const ANY: Arity = Arity { least: 0, most: MOST, step: 1, words: "any number of" };
const SOME: Arity = Arity { least: 1, most: MOST, step: 1, words: "at least 1" };
const LIST: Arity = Arity { least: 2, most: MOST, step: 1, words: "at least 2" };
const PAIRS: Arity = Arity { least: 4, most: MOST, step: 2, words: "4, 6, 8 …" };
const INDEXED: Arity = Arity { least: 3, most: 11, step: 2, words: "3, 5, 7, 9 or 11" };

/// Arguments of one call.
const MOST: usize = 256;

macro_rules! functions {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal, $arity:expr;)*) => {
        /// A function. The number is what a definition stores; numbers are never used again for another function.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Function { $($(#[$doc])* #[doc = concat!("`", $name, "`")] $variant = $number,)* }

        /// All functions with their names.
        const TABLE: &[(Function, &str, Arity)] = &[$((Function::$variant, $name, $arity),)*];
    };
}

functions! {
    True = 1, "true", NONE;
    False = 2, "false", NONE;
    Boolean = 3, "boolean", ONE;
    Not = 4, "not", ONE;
    BooleanFromString = 5, "boolean-from-string", ONE;
    If = 6, "if", THREE;
    Coalesce = 7, "coalesce", TWO;
    Once = 8, "once", ONE;
    Regex = 9, "regex", TWO;
    Checklist = 10, "checklist", LIST;
    WeightedChecklist = 11, "weighted-checklist", PAIRS;
    String = 12, "string", ONE;
    Concat = 13, "concat", ANY;
    Join = 14, "join", SOME;
    Substr = 15, "substr", TWO_OR_THREE;
    SubstringBefore = 16, "substring-before", TWO;
    SubstringAfter = 17, "substring-after", TWO;
    Translate = 18, "translate", THREE;
    StringLength = 19, "string-length", UP_TO_ONE;
    NormalizeSpace = 20, "normalize-space", UP_TO_ONE;
    Contains = 21, "contains", TWO;
    StartsWith = 22, "starts-with", TWO;
    EndsWith = 23, "ends-with", TWO;
    Uuid = 24, "uuid", UP_TO_ONE;
    Digest = 25, "digest", TWO_OR_THREE;
    Pulldata = 26, "pulldata", FOUR;
    Base64Decode = 27, "base64-decode", ONE;
    Number = 28, "number", ONE;
    Random = 29, "random", NONE;
    Int = 30, "int", ONE;
    Sum = 31, "sum", ONE;
    Max = 32, "max", ANY;
    Min = 33, "min", ANY;
    Round = 34, "round", ONE_OR_TWO;
    Pow = 35, "pow", TWO;
    Log = 36, "log", ONE;
    Log10 = 37, "log10", ONE;
    Abs = 38, "abs", ONE;
    Sin = 39, "sin", ONE;
    Cos = 40, "cos", ONE;
    Tan = 41, "tan", ONE;
    Asin = 42, "asin", ONE;
    Acos = 43, "acos", ONE;
    Atan = 44, "atan", ONE;
    Atan2 = 45, "atan2", TWO;
    Sqrt = 46, "sqrt", ONE;
    Exp = 47, "exp", ONE;
    Exp10 = 48, "exp10", ONE;
    Pi = 49, "pi", NONE;
    Count = 50, "count", ONE;
    CountNonEmpty = 51, "count-non-empty", ONE;
    Position = 52, "position", UP_TO_ONE;
    Randomize = 53, "randomize", ONE_OR_TWO;
    Today = 54, "today", NONE;
    Now = 55, "now", NONE;
    FormatDate = 56, "format-date", TWO;
    FormatDateTime = 57, "format-date-time", TWO;
    Date = 58, "date", ONE;
    DateTime = 59, "date-time", ONE;
    DecimalDateTime = 60, "decimal-date-time", ONE;
    DecimalTime = 61, "decimal-time", ONE;
    Selected = 62, "selected", TWO;
    IsSelected = 63, "is-selected", TWO;
    SelectedAt = 64, "selected-at", TWO;
    CountSelected = 65, "count-selected", ONE;
    ChoiceName = 66, "jr:choice-name", TWO;
    IndexedRepeat = 67, "indexed-repeat", INDEXED;
    Area = 68, "area", ONE;
    EnclosedArea = 69, "enclosed-area", ONE;
    Distance = 70, "distance", ANY;
    Version = 71, "version", NONE;
    Property = 72, "property", ONE;
    Depend = 73, "depend", SOME;
    Geofence = 74, "geofence", TWO;
    Intersects = 75, "intersects", ONE;
}

impl Function {
    /// The function of a name; `pull-data` and `choice-name` are other spellings.
    pub fn by_name(name: &str) -> Option<Self> {
        let name = match name {
            "pull-data" => "pulldata",
            "choice-name" => "jr:choice-name",
            _ => name,
        };
        TABLE.iter().find(|(_, known, _)| *known == name).map(|(function, ..)| *function)
    }

    /// Its name in expressions.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The function that a definition stores as this number.
    pub(super) fn by_number(number: u8) -> Option<Self> {
        TABLE.iter().find(|(function, ..)| *function as u8 == number).map(|(function, ..)| *function)
    }

    /// All functions, in the order of their numbers.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(function, ..)| *function)
    }

    fn row(self) -> &'static (Self, &'static str, Arity) {
        // Numbers are consecutive from 1 (a test holds that), so the row is found without a search.
        &TABLE[(self as usize - 1).min(TABLE.len() - 1)]
    }
}

/// Do these arguments fit this function, as far as that can be said without the form?
pub(super) fn check_call(function: Function, arguments: &[Expr]) -> Result<(), FaultKind> {
    let (_, name, arity) = *function.row();
    let given = arguments.len();
    if given < arity.least || given > arity.most || !(given - arity.least).is_multiple_of(arity.step) {
        return Err(FaultKind::Arity { function: name, expected: arity.words, given });
    }
    let wrong = |position, expected| Err(FaultKind::Argument { function: name, position, expected });
    let is_path = |at: usize| matches!(arguments.get(at), Some(Expr::Path(_)));
    match function {
        Function::Sum | Function::Count | Function::CountNonEmpty if !is_nodes(&arguments[0]) => {
            wrong(1, "a path to nodes")
        }
        Function::Randomize if !is_nodes(&arguments[0]) => wrong(1, "a path to nodes"),
        Function::Position if given == 1 && !is_path(0) => wrong(1, "a path to a node"),
        Function::IndexedRepeat if !is_path(0) => wrong(1, "a question"),
        Function::IndexedRepeat => match (1..given).step_by(2).find(|at| !is_path(*at)) {
            Some(at) => wrong(at + 1, "a repeat"),
            None => Ok(()),
        },
        Function::ChoiceName if !is_path(1) => wrong(2, "a question in quotes"),
        Function::Pulldata => match (0..3).find(|at| !matches!(arguments[*at], Expr::Text(_))) {
            Some(at) => wrong(at + 1, "a name in quotes"),
            None => Ok(()),
        },
        Function::Selected | Function::IsSelected if matches!(arguments[1], Expr::Number(_)) => {
            wrong(2, "a text in quotes")
        }
        Function::Regex => match &arguments[1] {
            Expr::Text(pattern) => crate::pattern::compile(pattern).map(|_| ()).map_err(FaultKind::Regex),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn is_nodes(expr: &Expr) -> bool {
    use Function::{Coalesce, Depend, If, IndexedRepeat, Randomize};
    matches!(expr, Expr::Path(_) | Expr::Call(Randomize | If | Coalesce | IndexedRepeat | Depend, _))
}
