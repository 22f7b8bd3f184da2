//! The standard report's three minutes: taps, characters and seconds of one scripted report, counted on the real session by the
//! keystroke-level model, and the table of them in the form's README.

use jonaki_core::{FormSession, Move, PageKind, PageView, QuestionView};
use jonaki_tests::reports::STANDARD;
use jonaki_tests::world::{Device, World};
use std::fmt::Write as _;

/// Seconds of a tap, a swipe, a decision, a word read, a choice looked at, a page drawn. The README says where they are from.
const T: f64 = 0.6;
const S: f64 = 1.0;
const M: f64 = 1.35;
const R: f64 = 0.4;
const V: f64 = 0.3;
const W: f64 = 0.2;
/// Rows of a small phone's screen: each title, label, hint, field and choice takes one.
const ROWS: usize = 10;
/// Results of a search that are shown.
const FOUND: usize = 5;

/// What a teacher answers.
struct Script {
    language: &'static str,
    /// Seconds of a typed character.
    typed: f64,
    place: &'static str,
    count: &'static str,
    narrative: &'static str,
}

const BANGLA: Script = Script {
    language: "bn",
    typed: 0.7,
    place: "ডুমু",
    count: "১",
    narrative: "আমার ছাত্র গাড়ির কারখানায় কাজ করে, এক মাস স্কুলে আসে না। ওস্তাদ মারে।",
};
const ENGLISH: Script = Script {
    language: "en",
    typed: 0.46,
    place: "Dumu",
    count: "1",
    narrative: "My pupil works in a car workshop and has not come to school for a month. He gets beaten.",
};

/// How often each operator is needed.
#[derive(Clone, Copy, Default)]
struct Counts {
    t: usize,
    k: usize,
    s: usize,
    m: usize,
    r: usize,
    v: usize,
    w: usize,
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            t: self.t + other.t,
            k: self.k + other.k,
            s: self.s + other.s,
            m: self.m + other.m,
            r: self.r + other.r,
            v: self.v + other.v,
            w: self.w + other.w,
        }
    }

    /// Of a person who reads every word.
    fn first_time(self, typed: f64) -> f64 {
        self.practised(typed) + self.r as f64 * R
    }

    /// As the model has it: nothing is read.
    fn practised(self, typed: f64) -> f64 {
        let [t, k, s, m, v, w] = [self.t, self.k, self.s, self.m, self.v, self.w].map(|count| count as f64);
        t * T + k * typed + s * S + m * M + v * V + w * W
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Swipes until so many rows were seen.
fn swipes(rows: usize) -> usize {
    rows.saturating_sub(ROWS).div_ceil(ROWS)
}

/// A shell and the person in front of it.
struct Person<'a> {
    device: &'a mut Device,
    open: FormSession,
    script: &'a Script,
    steps: Vec<(&'static str, Counts)>,
    /// Swipes made on this page.
    swiped: usize,
    /// Whether the page's title was read.
    titled: bool,
}

impl<'a> Person<'a> {
    fn new(device: &'a mut Device, script: &'a Script) -> Self {
        let forms = device.client().forms().expect("forms");
        let form = forms.into_iter().find(|form| form.form == STANDARD).expect("the standard form").hash;
        let open = device.client().start_form(form, script.language).expect("started");
        let mut person = Self { device, open, script, steps: Vec::new(), swiped: 0, titled: false };
        person.step("open the form", Counts { t: 1, m: 1, w: 1, ..Counts::default() });
        person
    }

    fn step(&mut self, name: &'static str, counts: Counts) {
        self.steps.push((name, counts));
    }

    /// Rows of a question as it is drawn. A list that opens (`minimal`) or is searched takes one row until then.
    fn rows(question: &QuestionView) -> usize {
        let closed = question.appearance.iter().any(|hint| hint == "minimal");
        let field = if question.choices.is_empty() || closed { 1 } else { question.choices.len() };
        usize::from(!question.label.is_empty()) + usize::from(!question.hint.is_empty()) + field
    }

    /// Finds a question on the page: swipes until it is seen whole, reads it.
    fn look(&mut self, name: &str) -> (QuestionView, Counts) {
        let page = self.open.page();
        let at = page.questions.iter().position(|question| question.path.ends_with(&format!("/{name}")));
        let at = at.unwrap_or_else(|| panic!("{name} is not on {}", page.key));
        let head = usize::from(!page.title.is_empty()) + usize::from(!page.hint.is_empty());
        let rows = head + page.questions[..=at].iter().map(Self::rows).sum::<usize>();
        let question = page.questions[at].clone();
        let mut counts =
            Counts { r: words(&question.label) + words(&question.hint), m: 1, ..Counts::default() };
        if !std::mem::replace(&mut self.titled, true) {
            counts.r += words(&page.title) + words(&page.hint);
        }
        let needed = swipes(rows).max(self.swiped);
        counts.s = needed - std::mem::replace(&mut self.swiped, needed);
        (question, counts)
    }

    fn answer(&mut self, question: &QuestionView, answer: &str) {
        self.device.client().answer(&mut self.open, &question.path, answer).expect("taken");
    }

    fn choose(&mut self, step: &'static str, name: &str, value: &str) {
        let (question, mut counts) = self.look(name);
        assert!(question.choices.iter().any(|choice| choice.value == value), "{name}: {value}");
        counts.v = question.choices.len();
        counts.t = 1;
        if question.appearance.iter().any(|hint| hint == "minimal") {
            counts.t += 1;
            counts.s += swipes(question.choices.len());
        }
        self.answer(&question, value);
        self.step(step, counts);
    }

    fn search(&mut self, step: &'static str, name: &str, typed: &str, value: &str) {
        let (question, mut counts) = self.look(name);
        let found = self.open.search_choices(&question.path, typed, FOUND).expect("a search");
        assert!(found.iter().any(|choice| choice.value == value), "{typed} finds {value}");
        (counts.t, counts.k, counts.v) = (2, typed.chars().count(), found.len());
        self.answer(&question, value);
        self.step(step, counts);
    }

    /// Types; a text of sentences is thought of first.
    fn write(&mut self, step: &'static str, name: &str, typed: &str) {
        let (question, mut counts) = self.look(name);
        (counts.t, counts.k) = (1, typed.chars().count());
        counts.m += usize::from(words(typed) > 1);
        self.answer(&question, typed);
        self.step(step, counts);
    }

    /// One tap leads to another page.
    fn go(&mut self, step: &Move) -> (PageView, Counts) {
        assert!(self.device.client().go(&mut self.open, step).expect("a step"), "{step:?}");
        (self.swiped, self.titled) = (0, false);
        (self.open.page(), Counts { t: 1, w: 1, ..Counts::default() })
    }

    /// To the page of what is folded away: its headings are looked at, with their hints.
    fn fold(&mut self, step: &'static str) {
        let (page, mut counts) = self.go(&Move::Next);
        assert_eq!(page.kind, PageKind::More);
        let hints = page.folded.iter().filter(|group| !group.hint.is_empty()).count();
        counts.s = swipes(1 + page.folded.len() + hints);
        (counts.m, counts.v) = (1, page.folded.len());
        self.step(step, counts);
    }

    /// The summary: the answers are read (the questions were, a moment ago), and sent.
    fn send(&mut self, step: &'static str, first: Counts) {
        let (page, counts) = self.go(&Move::Next);
        assert_eq!(page.kind, PageKind::Summary);
        let lines = self.open.summary();
        let read = lines.iter().map(|line| words(&line.shown)).sum();
        // The other tap sends, and what is drawn then says that it is saved.
        let sent = Counts { t: 1, m: 2, w: 1, r: read, s: swipes(1 + 2 * lines.len()), ..Counts::default() };
        self.device.client().file_form(&mut self.open).expect("filed");
        self.step(step, first.plus(counts).plus(sent));
    }

    fn required(&mut self) {
        self.choose("in danger now?", "immediate_danger", "no");
        self.choose("what about", "concern_types", "child_labour");
        let (_, counts) = self.go(&Move::Next);
        self.step("next page", counts);
        self.search(
            "place: four letters, one of what is found",
            "place",
            self.script.place,
            "BD4047-dumuria",
        );
        self.write("how many children", "number_of_children", self.script.count);
        self.choose("girl or boy", "victim_sex", "male");
        self.choose("age", "victim_age_band", "12-13");
        self.choose("contact safe?", "safe_to_contact", "yes");
    }

    fn typical(&mut self) {
        self.required();
        self.fold("next page, headings of the folded groups");
        let (_, counts) = self.go(&Move::To("/data/story".to_owned()));
        self.step("open \"What happened\"", counts);
        self.write("narrative", "narrative", self.script.narrative);
        self.choose("situation of the child", "phase", "being_exploited");
        let (_, back) = self.go(&Move::Back);
        let (_, open) = self.go(&Move::To("/data/work".to_owned()));
        self.step("back, open \"The child's work\"", Counts { m: 1, ..back.plus(open) });
        self.choose("sector", "work_sector", "vehicle_workshop");
        let (_, counts) = self.go(&Move::Back);
        self.step("back", counts);
        self.send("summary: read, send", Counts::default());
    }

    fn sum(&self) -> Counts {
        self.steps.iter().fold(Counts::default(), |sum, (_, counts)| sum.plus(*counts))
    }
}

fn row(name: &str, counts: Counts, typed: f64, strong: &str) -> String {
    let Counts { t, k, s, m, r, v, w } = counts;
    let mut line = format!("| {strong}{name}{strong} |");
    for count in [t, k, s, m, r, v, w] {
        let _ = match count {
            0 => write!(line, " |"),
            _ => write!(line, " {strong}{count}{strong} |"),
        };
    }
    let _ = writeln!(line, " {strong}{:.1}{strong} |", counts.first_time(typed));
    line
}

fn table(steps: &[(&str, Counts)], sum: Counts, typed: f64) -> String {
    let mut table = "| step | T | K | S | M | R | V | W | seconds |\n".to_owned();
    table.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (name, counts) in steps {
        table.push_str(&row(name, *counts, typed, ""));
    }
    table.push_str(&row("sum", sum, typed, "**"));
    table
}

fn total(name: &str, sum: Counts, typed: f64) -> String {
    let (first, practised) = (sum.first_time(typed), sum.practised(typed));
    format!("| {name} | {} | {} | {first:.0} s | {practised:.0} s |\n", sum.t, sum.k)
}

#[test]
#[expect(clippy::print_stdout, reason = "captured by the test runner, shown when it fails")]
fn the_typical_report_takes_forty_taps_and_three_minutes_at_most() {
    let world = World::new(41);
    let mut device = world.found(world.device("teacher"));
    let mut totals = String::new();
    let mut steps = String::new();
    for (script, name) in [(&BANGLA, "this report, Bangla"), (&ENGLISH, "this report, English")] {
        let mut person = Person::new(&mut device, script);
        person.typical();
        let sum = person.sum();
        let table = table(&person.steps, sum, script.typed);
        println!("{name}\n{table}");
        assert!(sum.t <= 40, "{name}: {} taps", sum.t);
        let seconds = sum.practised(script.typed);
        assert!(seconds <= 180.0, "{name}: {seconds:.1} s");
        totals.push_str(&total(name, sum, script.typed));
        if script.language == "bn" {
            steps = table;
        }
    }
    let mut person = Person::new(&mut device, &BANGLA);
    person.required();
    let (page, first) = person.go(&Move::Next);
    assert_eq!(page.kind, PageKind::More, "nobody has to open what is folded away");
    person.send("summary: read, send", first);
    totals.push_str(&total("the required questions alone, Bangla", person.sum(), BANGLA.typed));
    println!("{totals}");
    let readme = include_str!("../../forms/child-trafficking-report/README.md");
    assert!(readme.contains(&steps), "the README's table of steps is another:\n{steps}");
    assert!(readme.contains(&totals), "the README's sums are others:\n{totals}");
}
