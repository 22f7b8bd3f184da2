//! Random answers that fit a question's type: ordinary ones, those at the edges, and those that the form speaks of.

use std::path::Path;
use std::{fs, io};

use crate::chance::Chance;
use crate::seen::Seen;

/// Texts that no form speaks of.
const WORDS: &[&str] = &[
    "a",
    "b",
    "x",
    "hello world",
    "  sp  ace ",
    "কখগ",
    "12",
    "3.5",
    "-4",
    "1,5",
    "true",
    "false",
    "2020-02-15",
    "a/b/c",
    "01712345678",
    "'",
    "<&>",
    "0",
    "Rahim",
];
const WHOLES: &[i64] = &[
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    9,
    10,
    11,
    12,
    17,
    18,
    19,
    99,
    100,
    101,
    -1,
    -3,
    2020,
    2_147_483_647,
    -2_147_483_648,
];
const DECIMALS: &[&str] = &[
    "0",
    "0.5",
    "1.5",
    "2.5",
    "-0.5",
    "-1.5",
    "-2.5",
    "2.555",
    "-2.555",
    "0.25",
    "1.005",
    "1234.5",
    "0.00001",
    "123456789.123",
    "10000000",
    "-0.0001",
    "99.995",
    "1",
];
const YEARS: &[i64] = &[1901, 1969, 1970, 1999, 2008, 2012, 2014, 2015, 2019, 2020, 2024, 2031];

/// What a form's expressions compare answers with.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    texts: Vec<String>,
    numbers: Vec<i64>,
    /// Whether answers say how often something repeats: then whole numbers stay small.
    counts: bool,
    /// Whether texts become names of choices, of which the reference takes blanks off both ends.
    names: bool,
}

impl Vocabulary {
    /// Quoted texts and numbers of the survey sheet in a folder.
    ///
    /// # Errors
    /// If there is no such sheet.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let sheet = fs::read_to_string(folder.join("survey.csv"))?;
        // The reference fills an answer that holds `${` into a label again and again, until it gives up.
        let usable = |text: &&str| text.len() < 20 && !text.contains('$');
        let texts = sheet.split('\'').skip(1).step_by(2).filter(usable).map(str::to_owned);
        let digits = sheet.split(|letter: char| !letter.is_ascii_digit());
        Ok(Self {
            texts: texts.collect(),
            numbers: digits
                .filter_map(|number| number.parse().ok())
                .filter(|number| *number < 10_000)
                .collect(),
            counts: sheet.contains("repeat_count"),
            names: sheet.contains("select_one ${"),
        })
    }

    /// An answer to this question, or `None` to clear it.
    pub fn answer(&self, question: &Seen, chance: &mut Chance) -> Option<String> {
        if chance.percent(12) {
            return None;
        }
        if let Some(choices) = &question.choices {
            return chosen(&question.answers, choices, chance);
        }
        Some(match question.answers.as_str() {
            "integer" => self.whole(chance).to_string(),
            "decimal" => self.decimal(chance),
            "date" => self.date(chance),
            "time" => time(chance),
            "dateTime" => format!("{}T{}", self.date(chance), time(chance)),
            "geopoint" => point(chance),
            "geotrace" => points(chance).join(";"),
            "geoshape" => {
                let mut points = points(chance);
                points.push(point(chance));
                points.extend(points.first().cloned());
                points.join(";")
            }
            "acknowledge" => "OK".to_owned(),
            "file" => format!("{}.jpg", chance.between(1, 99)),
            _ => self.text(chance),
        })
    }

    fn text(&self, chance: &mut Chance) -> String {
        let known = if chance.percent(50) { chance.pick(&self.texts).cloned() } else { None };
        // A text of blanks only is no answer that an application gives.
        let known = known.filter(|text| !text.trim().is_empty());
        let text = known.or_else(|| chance.pick(WORDS).map(|word| (*word).to_owned())).unwrap_or_default();
        if self.names { text.trim().to_owned() } else { text }
    }

    fn whole(&self, chance: &mut Chance) -> i64 {
        if self.counts {
            return chance.between(-1, 5);
        }
        let known = if chance.percent(40) { chance.pick(&self.numbers).copied() } else { None };
        match known {
            Some(number) => number + chance.between(-1, 1),
            None if chance.percent(60) => chance.between(-5, 25),
            None => chance.pick(WHOLES).copied().unwrap_or_default(),
        }
    }

    fn decimal(&self, chance: &mut Chance) -> String {
        match chance.between(0, 3) {
            0 => chance.pick(DECIMALS).map(|number| (*number).to_owned()).unwrap_or_default(),
            1 => self.whole(chance).to_string(),
            2 => (chance.between(-100_000, 100_000) as f64 / 1_000.0).to_string(),
            _ => (chance.between(-40, 40) as f64 / 4.0).to_string(),
        }
    }

    fn date(&self, chance: &mut Chance) -> String {
        let dates: Vec<&String> = self.texts.iter().filter(|text| is_date(text)).collect();
        let known = if chance.percent(30) { chance.pick(&dates) } else { None };
        known.map(|date| (*date).clone()).unwrap_or_else(|| {
            let year = chance.pick(YEARS).copied().unwrap_or(2020);
            format!("{year}-{:02}-{:02}", chance.between(1, 12), chance.between(1, 28))
        })
    }
}

fn is_date(text: &str) -> bool {
    let shape =
        |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(shape)
}

fn chosen(answers: &str, choices: &[String], chance: &mut Chance) -> Option<String> {
    let mut order = choices.to_vec();
    order.retain(|value| !value.is_empty());
    chance.shuffle(&mut order);
    let mut once = Vec::new();
    order.retain(|value| {
        !once.contains(value) && {
            once.push(value.clone());
            true
        }
    });
    let wanted = match answers {
        "rank" => order.len(),
        "select_one" => 1,
        _ => chance.between(1, 4) as usize,
    };
    order.truncate(wanted);
    (!order.is_empty()).then(|| order.join(" "))
}

fn time(chance: &mut Chance) -> String {
    let millis = if chance.percent(50) { 0 } else { chance.between(0, 999) };
    let [hour, minute, second] = [chance.between(0, 23), chance.between(0, 59), chance.between(0, 59)];
    format!("{hour:02}:{minute:02}:{second:02}.{millis:03}+06:00")
}

fn point(chance: &mut Chance) -> String {
    let [north, east] = [chance.between(20_000, 27_000), chance.between(88_000, 93_000)];
    let [altitude, accuracy] = [chance.between(0, 40), chance.between(0, 9)];
    format!("{} {} {altitude} {}", north as f64 / 1_000.0, east as f64 / 1_000.0, accuracy as f64 / 2.0)
}

fn points(chance: &mut Chance) -> Vec<String> {
    (0..chance.between(2, 4)).map(|_| point(chance)).collect()
}
