//! Set I: text and values, as a person types or imports them. Some are odd and right: those must come through unchanged.

use super::{Allowance, Answer, Case, Entrance, Scene, Set, Tables};
use crate::world::{Device, World};
use jonaki_core::protocol::Role;
use jonaki_core::{Error, Report};

/// A reporter who types, and a coordinator who reads.
pub struct Desk {
    world: World,
    reporter: Device,
    coordinator: Device,
    round: u32,
}

impl Desk {
    /// A new programme.
    ///
    /// # Panics
    /// Where honest work fails.
    pub fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let mut founder = world.founder();
        world.sync(&mut founder).expect("founded");
        let mut coordinator = world.invited(&mut founder, "coordinator", Role::Coordinator);
        world.sync(&mut founder).expect("the key waits");
        world.sync(&mut coordinator).expect("enrolled");
        let mut reporter = world.invited(&mut founder, "reporter", Role::Reporter);
        world.sync(&mut reporter).expect("enrolled");
        Self { world, reporter, coordinator, round: 0 }
    }

    /// Files a line and reads it on the other side: whether every field is there, letter by letter.
    fn file(&mut self, report: &Report, line: &str) -> Answer {
        let case = match self.reporter.client().report(report) {
            Ok(case) => case,
            Err(error) => return Answer::Device(error),
        };
        self.world.sync(&mut self.reporter).expect("synced");
        self.world.sync(&mut self.coordinator).expect("synced");
        let view = self.coordinator.client().peek(case).expect("the case");
        let shown = serde_json::to_value(&view).expect("JSON");
        let typed: serde_json::Value = serde_json::from_str(line).expect("it was read before");
        let fields = shown["fields"].as_array().expect("fields");
        let typed = typed.as_object().expect("an object");
        let same = typed.iter().filter(|(name, value)| !value.is_null() && *name != "concern_types").all(
            |(name, value)| {
                fields.iter().any(|field| field["field"].as_str() == Some(name) && field["value"] == *value)
            },
        );
        if same { Answer::Taken } else { Answer::Ignored }
    }
}

impl Scene for Desk {
    type Input = String;

    fn play(&mut self, line: &String) -> Answer {
        match serde_json::from_str::<Report>(line) {
            Ok(report) => self.file(&report, line),
            Err(_) => Answer::Unread,
        }
    }

    fn state(&mut self) -> Tables {
        Tables::of(&self.world.server_path(), &[&self.reporter, &self.coordinator], &[])
    }

    fn leaves(&self, answer: &Answer) -> Vec<Allowance> {
        // A report is filed, sent and received.
        let tables = [
            "server.batch",
            "server.item",
            "server.entry",
            "server.programme",
            "server.chain",
            "server.record",
            "server.document",
            "server.access",
            "server.commitment",
            "server.delivery",
            "reporter.setting",
            "reporter.parcel",
            "reporter.parcel_item",
            "reporter.document",
            "reporter.case_row",
            "reporter.key_set",
            "reporter.access",
            "reporter.intent",
            "reporter.search_stale",
            "coordinator.setting",
            "coordinator.parcel",
            "coordinator.parcel_item",
            "coordinator.document",
            "coordinator.case_row",
            "coordinator.key_set",
            "coordinator.access",
            "coordinator.directory_item",
            "coordinator.search_stale",
        ];
        match answer {
            Answer::Taken => tables.map(|table| Allowance::changed(table, 24)).to_vec(),
            _ => Vec::new(),
        }
    }

    fn go_on(&mut self) -> Result<(), String> {
        self.round += 1;
        self.world.clock.pass(60);
        let line = format!(r#"{{"district":"khulna","narrative":"পরের বিবরণ {}"}}"#, self.round);
        let report = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        match self.file(&report, &line) {
            Answer::Taken => Ok(()),
            other => Err(format!("the next report is answered with {other:?}")),
        }
    }
}

/// The set.
pub fn set() -> Set<Desk> {
    let mut inputs = right();
    inputs.extend(wrong_values());
    inputs.extend(unread());
    let at = Entrance::Person("a line of an import");
    let cases = inputs.into_iter().zip(1..).map(|((what, expected, line), number)| {
        let large = line.len() > 10_000;
        let case = Case::new(number, what, at, expected, move |_: &mut Desk| line.clone());
        if large { case.within(super::Bound::LARGE) } else { case.within(FILED) }
    });
    Set { letter: 'I', title: "text and values", least: 44, cases: cases.collect() }
}

/// A report that is filed, sent, received and read.
const FILED: super::Bound =
    super::Bound { memory: 4 << 20, processor: std::time::Duration::from_millis(1_000) };

type Line = (&'static str, Answer, String);

fn text(field: &str, text: &str) -> String {
    serde_json::json!({ field: text }).to_string()
}

/// Odd, and nobody's business to change.
fn right() -> Vec<Line> {
    let narratives: [(&'static str, &str); 20] = [
        ("Bangla conjuncts", "ক্ষ জ্ঞ ষ্ণ ন্ত্র স্ত্রী র‍্যাব কৃষ্ণচূড়া"),
        ("zero-width joiners and non-joiners", "র\u{200d}্যাব ক্\u{200c}ষ \u{200b}\u{2060}"),
        ("one letter in two codings", "\u{09af}\u{09bc} \u{09df} \u{09dc} \u{09a1}\u{09bc}"),
        ("directions turned around", "\u{202e}abc\u{202c} \u{2066}x\u{2069} \u{200f}"),
        ("the letter NUL", "আগে\u{0}পরে"),
        ("control letters", "\u{1}\u{7}\u{8}\u{1b}[2J\u{7f}\u{85}"),
        ("families of emoji", "👨‍👩‍👧‍👦 🏳️‍🌈 👩🏽‍🚒 🇧🇩"),
        ("a formula of a spreadsheet", "=cmd|' /C calc'!A0"),
        ("a formula behind a tab", "\t=1+1\r\n@SUM(A1)"),
        ("a query", "'); DROP TABLE case_row; --"),
        ("a script", "<script>alert(1)</script>&lt;&#0;"),
        ("another line of the import", "\"}\n{\"mode\":\"practice\"}"),
        ("backslashes", "C:\\n\\u0000\\"),
        ("letters that there are not", "\u{ffff}\u{fdd0}\u{10ffff}\u{e000}"),
        ("a byte order mark", "\u{feff}শুরু"),
        ("200 accents on one letter", "ক\u{301}\u{301}\u{301}\u{301}"),
        ("Arabic and Latin in one line", "abc العربية 123 বাংলা"),
        ("every kind of line end", "ক\nখ\rগ\r\nঘ\u{2028}ঙ\u{2029}চ"),
        ("blanks alone", " \u{a0}\u{3000}\t"),
        ("nothing at all", ""),
    ];
    let mut lines: Vec<Line> = narratives
        .into_iter()
        .map(|(what, narrative)| {
            let narrative = if what.starts_with("200") {
                format!("ক{}", "\u{301}".repeat(200))
            } else {
                narrative.to_owned()
            };
            (what, Answer::Taken, text("narrative", &narrative))
        })
        .collect();
    lines.extend([
        (
            "a narrative of 20,000 letters of three bytes",
            Answer::Taken,
            text("narrative", &"ক".repeat(20_000)),
        ),
        ("a name of 500 letters", Answer::Taken, text("name_given", &"ঞ".repeat(500))),
        ("a telephone number in Bangla digits", Answer::Taken, text("phone", "০১৭০০-০০০০০০")),
        ("a surrogate pair in escapes", Answer::Taken, r#"{"narrative":"\ud83d\ude00"}"#.to_owned()),
        (
            "the smallest and largest numbers",
            Answer::Taken,
            r#"{"number_of_victims":0,"number_of_children":999}"#.to_owned(),
        ),
        ("a leap day", Answer::Taken, text("birth_date", "2000-02-29")),
        (
            "the first and last days",
            Answer::Taken,
            r#"{"birth_date":"1900-01-01","when_noticed":"2099-12-31"}"#.to_owned(),
        ),
        ("a day that is not known", Answer::Taken, text("when_noticed", "not_asked")),
        ("a report of nothing", Answer::Taken, "{}".to_owned()),
    ]);
    lines
}

fn field(name: &str) -> Answer {
    Answer::Device(Error::Field { field: name.to_owned() })
}

fn wrong_values() -> Vec<Line> {
    let day = |what, day: &str| (what, field("when_noticed"), text("when_noticed", day));
    let code = |what, code: &str| (what, field("district"), text("district", code));
    vec![
        ("a narrative of 20,001 letters", field("narrative"), text("narrative", &"ক".repeat(20_001))),
        ("a name of 501 letters", field("name_given"), text("name_given", &"ঞ".repeat(501))),
        ("a name of 1 MB", field("name_given"), text("name_given", &"x".repeat(1 << 20))),
        day("a day of the year 0", "0000-01-01"),
        day("a day of the year 9999", "9999-12-31"),
        day("a leap day in a year that has none", "2023-02-29"),
        day("the 31st of a month of 30 days", "2024-04-31"),
        day("a day in Bangla digits", "২০২৪-০১-০১"),
        day("a day without its zeros", "2024-1-1"),
        day("a day with a time", "2024-01-01T00:00:00Z"),
        day("a day with a sign", "+024-01-01"),
        ("a number below nothing", field("number_of_victims"), r#"{"number_of_victims":-1}"#.to_owned()),
        ("a number above its bound", field("number_of_victims"), r#"{"number_of_victims":1000}"#.to_owned()),
        (
            "the largest number there is",
            field("number_of_victims"),
            r#"{"number_of_victims":9223372036854775807}"#.to_owned(),
        ),
        code("a code in capitals", "Khulna"),
        code("a code with a blank behind it", "khulna "),
        code("a code with an invisible letter", "khul\u{200c}na"),
        code("a code with a NUL", "khulna\u{0}"),
        code("a sentence for a code", "খুলনার কাছে"),
        code("no code", ""),
        ("a mode that there is not", field("mode"), text("mode", "test")),
        ("a language with its country", field("locale"), text("locale", "bn-BD")),
        (
            "a concern that there is not",
            field("concern_types"),
            r#"{"concern_types":["witchcraft"]}"#.to_owned(),
        ),
    ]
}

fn unread() -> Vec<Line> {
    let lines: [(&'static str, &str); 15] = [
        ("half a surrogate pair", r#"{"narrative":"\ud800"}"#),
        ("two halves the wrong way round", r#"{"narrative":"\ude00\ud83d"}"#),
        ("a field that there is not", r#"{"role":"admin"}"#),
        ("a field twice", r#"{"mode":"real","mode":"practice"}"#),
        ("a number above 64 bits", r#"{"number_of_victims":9223372036854775808}"#),
        ("a number that is no whole one", r#"{"number_of_victims":1.5}"#),
        ("a number without end", r#"{"number_of_victims":1e400}"#),
        ("a number as text", r#"{"number_of_victims":"5"}"#),
        ("a truth as text", r#"{"immediate_danger":"yes"}"#),
        ("a list for a text", r#"{"narrative":["ক"]}"#),
        ("a text for a list", r#"{"concern_types":"child_labour"}"#),
        ("two reports in a line", "{}{}"),
        ("half a report", r#"{"narrative":"ক"#),
        ("a control letter that is not escaped", "{\"narrative\":\"\u{1}\"}"),
        ("nothing", "null"),
    ];
    let mut lines: Vec<Line> =
        lines.into_iter().map(|(what, line)| (what, Answer::Unread, line.to_owned())).collect();
    lines.push(("100,000 brackets", Answer::Unread, format!(r#"{{"narrative":{}"#, "[".repeat(100_000))));
    lines
}
