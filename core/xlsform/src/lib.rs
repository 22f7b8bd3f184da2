//! The compiler from XLSForm workbooks and CSV sheets to form definitions.
//!
//! [`compile()`] reads a form as pyxform does, reports everything that is wrong at once (each fault with its cell and a
//! mend) and gives a [`jonaki_forms::definition::Form`]. What XLSForm has and this compiler has not is refused by name.
//! `docs/xlsform.md` lists what is supported, refused and different.
//!
//! ```
//! use jonaki_xlsform::{Input, Options, Source, compile};
//! let survey = "type,name,label\ntext,village,Which village?\n";
//! let sheets = [("survey", survey.as_bytes())];
//! let source = Source { form: Input::Csv(&sheets), attached: &[], file_name: "visit" };
//! let compiled = compile(&source, &Options::default()).expect("a sound form");
//! assert_eq!(compiled.form.nodes[1].name, "village");
//! ```

mod appearances;
mod choices;
mod compile;
mod diagnostic;
mod expressions;
mod headers;
mod kinds;
mod languages;
pub mod limits;
mod lists;
mod parameters;
mod read;
mod settings;
mod sheet;
mod show;
mod store;
mod suggest;
mod survey;
mod words;
mod workbook;

use jonaki_forms::definition::Form;

pub use crate::diagnostic::{Code, Diagnostic, Severity};
pub use crate::languages::language_tag;
pub use crate::read::{Attached, Input, Source};
pub use crate::sheet::Place;
pub use crate::show::show;
pub use crate::store::{CardField, CardKind};
pub use crate::workbook::{WorkbookError, workbook};

/// What a form is compiled against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Lists that the application has, by name: `bd-districts`, `codes-exploitation`.
    pub built_in: Vec<String>,
    /// Fields of the card that `jonaki:store` may name; `None` leaves names and types unchecked.
    pub card: Option<Vec<CardField>>,
    /// Fields that `jonaki:htcds` may name; `None` leaves them unchecked.
    pub htcds: Option<Vec<String>>,
    /// BCP 47 tags of the languages in which every text must be there. Elsewhere a missing text is a warning.
    pub languages: Vec<String>,
}

impl Default for Options {
    /// The places, the helplines and the code lists of the reference data are built in; nothing else is known.
    fn default() -> Self {
        Self {
            built_in: jonaki_reference::lists::names().collect(),
            card: None,
            htcds: None,
            languages: Vec::new(),
        }
    }
}

/// A form without a fault.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// The definition.
    pub form: Form,
    /// What its author should look at.
    pub warnings: Vec<Diagnostic>,
}

/// Compiles a form.
///
/// # Errors
/// Everything that is wrong, warnings included, by sheet, row and column. At least one is an error.
pub fn compile(source: &Source<'_>, options: &Options) -> Result<Compiled, Vec<Diagnostic>> {
    let mut report = diagnostic::Report::default();
    let book = read::book(source.form, &mut report);
    let form = book.and_then(|book| compile::form(&book, source, options, &mut report));
    let found = report.finish();
    match form {
        Some(form) => Ok(Compiled { form, warnings: found }),
        None => Err(found),
    }
}
