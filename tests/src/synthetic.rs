//! Varied synthetic reports: nobody in them exists. About seven in ten are Bangla.
//!
//! Two vocabularies share words, as a language does, but no sentence: the compression dictionary is trained on one and
//! measured on the other.

mod sentences;

use jonaki_core::Report;
use jonaki_document::layout::{DISTRICTS, DIVISIONS};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// Which sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// For training the dictionary.
    Training,
    /// For everything that is measured or shown.
    Evaluation,
}

/// A source of reports that follows from its seed.
#[derive(Debug)]
pub struct Synthetic {
    rng: ChaCha20Rng,
    vocabulary: Vocabulary,
}

const CONCERNS: &[&str] = &[
    "child_trafficking",
    "sexual_exploitation",
    "child_labour",
    "child_marriage_risk",
    "missing_child",
    "forced_labour",
    "online_exploitation",
    "begging",
];
const PHASES: &[&str] =
    &["suspected_risk", "recruitment", "in_transit", "being_exploited", "escaped", "rescued", "unknown"];
const RELATIONS: &[&str] = &["self", "parent", "relative", "neighbour", "teacher", "ngo", "passer_by"];
const BANDS: &[&str] = &["0-4", "5-11", "12-13", "14-17", "unknown"];
const SEXES: &[&str] = &["female", "female", "female", "male", "male", "hijra_third_gender", "not_asked"];

impl Synthetic {
    /// From a seed.
    pub fn new(seed: u64, vocabulary: Vocabulary) -> Self {
        Self { rng: ChaCha20Rng::seed_from_u64(seed), vocabulary }
    }

    /// A number below `below`.
    fn below(&mut self, below: usize) -> usize {
        (self.rng.next_u64() % below.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let index = self.below(from.len());
        from[index]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn maybe(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> String) -> Option<String> {
        self.chance(percent).then(|| make(self))
    }

    /// A narrative in Bangla of about `chars` characters: whole sentences, at least one.
    pub fn narrative_of(&mut self, chars: usize) -> String {
        self.narrative(true, chars)
    }

    fn narrative(&mut self, bangla: bool, chars: usize) -> String {
        let mut text = String::new();
        loop {
            let sentence = self.sentence(bangla);
            if !text.is_empty() {
                let (now, then) = (text.chars().count(), text.chars().count() + 1 + sentence.chars().count());
                if then > chars && chars.abs_diff(now) <= then.abs_diff(chars) {
                    return text;
                }
                text.push(' ');
            }
            text.push_str(&sentence);
            if text.chars().count() >= chars {
                return text;
            }
        }
    }

    fn sentence(&mut self, bangla: bool) -> String {
        let templates = sentences::templates(self.vocabulary, bangla);
        let template = self.pick(templates);
        let words = if bangla { sentences::BANGLA } else { sentences::ENGLISH };
        let mut out = String::new();
        for part in template.split_inclusive(['{', '}']) {
            match part.strip_suffix('}').and_then(|slot| words.iter().find(|(name, _)| *name == slot)) {
                Some((_, choices)) => out.push_str(self.pick(choices)),
                None => out.push_str(part.trim_end_matches(['{', '}'])),
            }
        }
        out
    }

    fn name(&mut self, bangla: bool, female: bool) -> String {
        let (first, last) = sentences::names(self.vocabulary, bangla, female);
        format!("{} {}", self.pick(first), self.pick(last))
    }

    /// A telephone number of a block that no operator uses.
    fn phone(&mut self) -> String {
        let block = if self.vocabulary == Vocabulary::Training { "0170001" } else { "0170000" };
        format!("{block}{:04}", self.below(10_000))
    }

    /// A report as a teacher or committee member would file it.
    pub fn report(&mut self) -> Report {
        let bangla = self.chance(70);
        let length = [60, 140, 300, 300, 600, 1_500][self.below(6)];
        self.report_with(bangla, length)
    }

    /// A report with a Bangla narrative of about 300 characters and a typical identity.
    pub fn typical(&mut self) -> Report {
        self.report_with(true, 300)
    }

    fn report_with(&mut self, bangla: bool, length: usize) -> Report {
        let sex = self.pick(SEXES);
        let (division, district) = self.place();
        let some = |text: &str| Some(text.to_owned());
        let children = 1 + self.below(3) as i64;
        let mut concerns = vec![self.pick(CONCERNS).to_owned()];
        if self.chance(25) {
            let second = self.pick(CONCERNS).to_owned();
            if !concerns.contains(&second) {
                concerns.push(second);
            }
        }
        Report {
            concern_types: concerns,
            locale: some(if bangla { "bn" } else { "en" }),
            source_channel: some("app"),
            reporter_role: some(self.pick(&["ctc_member", "teacher", "ngo_worker", "public"])),
            reporter_relation: some(self.pick(RELATIONS)),
            reporter_identity_choice: some(self.pick(&["named", "confidential_to_coordinator", "anonymous"])),
            phase: some(self.pick(PHASES)),
            immediate_danger: Some(self.chance(20)),
            number_of_children: Some(children),
            number_of_victims: self.chance(40).then(|| children + self.below(3) as i64),
            division: some(division),
            district: some(district),
            when_noticed: self.maybe(60, |of| format!("2026-{:02}-{:02}", 1 + of.below(2), 1 + of.below(28))),
            victim_sex: some(sex),
            victim_age_band: some(self.pick(BANDS)),
            consent_to_report: some(self.pick(&["yes", "yes", "no", "not_possible", "not_asked"])),
            narrative: Some(self.narrative(bangla, length)),
            upazila: self.maybe(60, |of| of.pick(sentences::places(bangla)).to_owned()),
            village: self.maybe(30, |of| of.pick(sentences::places(bangla)).to_owned()),
            safe_to_contact: Some(self.chance(70)),
            name_given: Some(self.name(bangla, sex == "female")),
            father_name: self.maybe(50, |of| of.name(bangla, false)),
            mother_name: self.maybe(30, |of| of.name(bangla, true)),
            phone: self.maybe(50, Self::phone),
            birth_date: self.maybe(15, |of| {
                format!("{}-{:02}-{:02}", 2009 + of.below(12), 1 + of.below(12), 1 + of.below(28))
            }),
            reporter_name: self.maybe(40, |of| of.name(bangla, false)),
            reporter_phone: self.maybe(30, Self::phone),
            ..Report::default()
        }
    }

    fn place(&mut self) -> (&'static str, &'static str) {
        let district = DISTRICTS[self.below(DISTRICTS.len())];
        let division = sentences::division_of(district).filter(|division| DIVISIONS.contains(division));
        (division.unwrap_or("unknown"), district)
    }
}
