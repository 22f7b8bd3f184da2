//! What went wrong, with what to do next.

use super::digits;
use crate::arguments::Lang;
use crate::codes::of_field;
use crate::commands::Failure;
use crate::texts::pick;
use jonaki_core::Error;
use std::io::Write as _;

/// Prints a failure with its next step and stable code.
pub(crate) fn failure(failure: &Failure, lang: Lang) {
    let text = match failure {
        Failure::Core(error) => of_core(error, lang),
        Failure::Usage(text) => text.clone(),
        Failure::Choice { what, choices } => choice(lang, what, choices),
        Failure::File(name) => {
            format!("{}: {name}", pick(lang, "ফাইলটি পড়া বা লেখা যাচ্ছে না", "this file cannot be read or written"))
        }
        Failure::Exchange(fault) => fault.text(lang),
        Failure::Directory(refused) => format!("{} ({})", refused.help(lang.language()), refused.code()),
        Failure::Import(lines) => {
            let lines = digits(lang, &lines.to_string());
            format!("{lines} {}", pick(lang, "টি লাইন নেওয়া যায়নি", "lines were not taken"))
        }
        Failure::Form(faults) => {
            let faults = digits(lang, &faults.to_string());
            format!(
                "{faults} {}",
                pick(lang, "টি ভুল; ঠিক করে আবার দিন", "faults; mend them and compile again")
            )
        }
        Failure::Log => pick(
            lang,
            "সার্ভারের লগ যাচাই হয়নি। কিছু পাঠাবেন না; উপরের লেখা কর্মসূচির কার্যালয়ে দিন।",
            "The server's log does not verify. Do not sync; give the lines above to the programme's office.",
        )
        .to_owned(),
    };
    let _ = writeln!(std::io::stderr(), "jonaki: {text}");
}

/// The core's sentence; for a field with a list of codes, those that it takes.
fn of_core(error: &Error, lang: Lang) -> String {
    let text = if lang == Lang::Bn { error.bangla() } else { error.english() };
    let Error::Field { field } = error else { return format!("{text} ({})", error.code()) };
    let said = format!("{text} [{field}] ({})", error.code());
    match of_field(field).map(|codes| codes.failure()) {
        Some(Failure::Choice { what, choices }) => format!("{said}\n{}", choice(lang, &what, &choices)),
        _ => said,
    }
}

/// What can be typed instead, a line each.
fn choice(lang: Lang, [bn, en]: &[&'static str; 2], choices: &[(String, [String; 2])]) -> String {
    let heading = pick(lang, "এর একটি লিখুন", "expected one of these");
    let mut text = format!("{}: {heading}", pick(lang, bn, en));
    for (code, [bn, en]) in choices {
        text.push_str(&format!("\n  {code}  {}", if lang == Lang::Bn { bn } else { en }));
    }
    text
}
