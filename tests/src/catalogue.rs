//! The catalogue of bad inputs, as data: each case is one input that travels through the public interface of the
//! server or of a device, with the answer that must come.
//!
//! A set (a letter) has a [`Scene`]: a programme with honest devices that serves all of its cases. [`play`] puts the
//! cases in one by one and holds what all of them share:
//! - the answer is the expected one, and its text says what to do next in both languages;
//! - nothing stored changed: every row of every table is compared, but for what the answer itself leaves
//!   ([`Scene::leaves`]) and what the case names;
//! - it came within its bounds of memory and processor time ([`Bound`]), as counted on the thread that answered;
//! - everybody else goes on ([`Scene::go_on`]).
//!
//! `docs/bad-inputs.md` is written from the same data; the test fails when it is not what the cases are.

pub mod change_bytes;
mod cheat;
pub mod directory;
pub mod envelope;
pub mod keys;
mod office;
pub mod order;
mod report;
pub mod sealed;
pub mod shelf;
mod tables;
pub mod texts;
pub mod town;
pub mod wire;

pub use cheat::Cheat;
pub use office::{Input, Office, Who};
pub use report::document;
pub use tables::{Allowance, Tables};

use jonaki_core::protocol::Code;
use jonaki_core::services::Refused;
use jonaki_core::{Error, Language};
use std::fmt;
use std::time::Duration;

/// A place where a set's inputs go in, with everybody who must go on afterwards.
pub trait Scene {
    /// What a case makes: bytes, and for which door.
    type Input;

    /// Puts an input in. This alone is measured.
    fn play(&mut self, input: &Self::Input) -> Answer;

    /// Everything that is stored, by table.
    fn state(&mut self) -> Tables;

    /// What an answer may leave behind: the record of the refusal itself.
    fn leaves(&self, answer: &Answer) -> Vec<Allowance>;

    /// Honest work after the input: others write, receive and read, and what is stored is whole.
    ///
    /// # Errors
    /// What does not go on, in a sentence.
    fn go_on(&mut self) -> Result<(), String>;
}

/// What came of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The request was refused as a whole.
    Request(Code),
    /// A batch was not stored.
    Batch(Code),
    /// An item was not admitted; with [`Code::Pending`] it waits.
    Item(Code),
    /// A device kept an item aside and shows that it did.
    SetAside(Code),
    /// A device refused a whole answer of a server, or a person's input.
    Device(Error),
    /// A device read nothing of a person's table.
    Table(Refused),
    /// The status of HTTP alone.
    Status(u16),
    /// It is no report: nothing of it was used, and the person is told the line and column.
    Unread,
    /// It was there already, or could not be meant for anybody: as if it had not come.
    Ignored,
    /// It was taken, and does only what the case says.
    Taken,
}

impl Answer {
    /// The code, as it is shown.
    pub fn name(&self) -> String {
        match self {
            Self::Request(code) | Self::Batch(code) | Self::Item(code) | Self::SetAside(code) => {
                code.name().to_owned()
            }
            Self::Device(error) => error.code().to_owned(),
            Self::Table(refused) => refused.code().to_owned(),
            Self::Status(status) => status.to_string(),
            Self::Unread => "no report".to_owned(),
            Self::Ignored => "ignored".to_owned(),
            Self::Taken => "taken".to_owned(),
        }
    }

    /// Where the input was stopped.
    pub fn stage(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Batch(_) => "batch",
            Self::Item(code) => stage_of(*code),
            Self::SetAside(code) => match stage_of(*code) {
                "guard" => "device: guard",
                "shape" => "device: shape",
                "policy" => "device: policy",
                "shadow" => "device: shadow",
                "keys" => "device: keys",
                _ => "device: item",
            },
            Self::Device(_) => "device",
            Self::Status(_) => "http",
            Self::Table(_) | Self::Unread => "parser",
            Self::Ignored | Self::Taken => "–",
        }
    }

    fn holds(&self) -> &'static str {
        match self {
            Self::Request(_)
            | Self::Batch(_)
            | Self::Device(_)
            | Self::Table(_)
            | Self::Status(_)
            | Self::Unread
            | Self::Ignored => "nothing stored",
            Self::Item(Code::Pending) => "waits, bounded",
            Self::Item(_) => "only the verdict stored",
            Self::SetAside(Code::Pending) => "kept aside until its key or parent comes",
            Self::SetAside(_) => "kept aside with its verdict",
            Self::Taken => "as said",
        }
    }

    /// What a person is told, in English and Bangla; nothing where no person is told anything.
    fn texts(&self) -> Option<(String, String)> {
        match self {
            Self::Request(code) | Self::Batch(code) | Self::Item(code) | Self::SetAside(code) => {
                Some((code.english().to_owned(), code.bangla().to_owned()))
            }
            Self::Device(error) => Some((error.english().to_owned(), error.bangla().to_owned())),
            Self::Table(refused) => Some((refused.help(Language::English), refused.help(Language::Bangla))),
            Self::Status(_) | Self::Unread | Self::Ignored | Self::Taken => None,
        }
    }
}

fn stage_of(code: Code) -> &'static str {
    match code.number() {
        65 => "shape",
        100..140 => "guard",
        140..180 => "shape",
        180..190 => "policy",
        190..200 => "shadow",
        200..240 => "keys",
        240..280 => "directory",
        _ => "item",
    }
}

/// Where an input goes in, and from whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// The server's `POST /v1/sync`, from such a device.
    Server(&'static str),
    /// A device's answer or feed, from such a peer.
    Device(&'static str),
    /// A device's own surface: what a person types, opens or scans.
    Person(&'static str),
    /// The network side of the server, before any signature.
    Http(&'static str),
}

impl fmt::Display for Entrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(from) => write!(f, "server, from {from}"),
            Self::Device(from) => write!(f, "device, from {from}"),
            Self::Person(what) => write!(f, "device, {what}"),
            Self::Http(what) => write!(f, "HTTP, {what}"),
        }
    }
}

/// What an answer may cost: bounds on work, far above what is measured on a slow machine and far below what a bomb
/// needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// Memory taken at one time, bytes of the Rust heap.
    pub memory: u64,
    /// Time of the processor.
    pub processor: Duration,
}

impl Bound {
    /// What nearly every case keeps.
    pub const SMALL: Self = Self { memory: 1 << 20, processor: Duration::from_millis(250) };
    /// For inputs of the largest size that is read at all.
    pub const LARGE: Self = Self { memory: 8 << 20, processor: Duration::from_millis(1_000) };
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MiB, {} ms", self.memory >> 20, self.processor.as_millis())
    }
}

/// What an answer cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Most memory at one time, bytes.
    pub memory: u64,
    /// Time of the processor on this thread.
    pub processor: Duration,
}

/// Runs something and says what it cost. Given by the test binary, which has the counting allocator.
pub type Meter = fn(&mut dyn FnMut()) -> Work;

/// Makes a case's input against the scene as it is now.
type Make<S> = Box<dyn Fn(&mut S) -> <S as Scene>::Input>;

/// One bad input.
pub struct Case<S: Scene> {
    /// Its number in the set, for ever.
    pub number: u16,
    /// What it is, in one sentence.
    pub what: &'static str,
    /// Where it goes in.
    pub at: Entrance,
    /// What must come of it.
    pub expected: Answer,
    /// What it may cost.
    pub bound: Bound,
    /// What it may leave beyond what its answer does.
    pub leaves: Vec<Allowance>,
    make: Make<S>,
}

impl<S: Scene> Case<S> {
    /// A case within the small bound that leaves what its answer does.
    pub fn new(
        number: u16,
        what: &'static str,
        at: Entrance,
        expected: Answer,
        make: impl Fn(&mut S) -> S::Input + 'static,
    ) -> Self {
        Self { number, what, at, expected, bound: Bound::SMALL, leaves: Vec::new(), make: Box::new(make) }
    }

    /// The same with another bound.
    #[must_use]
    pub fn within(self, bound: Bound) -> Self {
        Self { bound, ..self }
    }

    /// The same, leaving this too.
    #[must_use]
    pub fn leaving(mut self, allowance: Allowance) -> Self {
        self.leaves.push(allowance);
        self
    }
}

impl<S: Scene> fmt::Debug for Case<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("number", &self.number).field("what", &self.what).finish_non_exhaustive()
    }
}

/// Cases of one letter.
#[derive(Debug)]
pub struct Set<S: Scene> {
    /// `A` to `N`.
    pub letter: char,
    /// What the inputs are.
    pub title: &'static str,
    /// How many the programme's security plan asks for.
    pub least: usize,
    /// The cases, by number.
    pub cases: Vec<Case<S>>,
}

/// A set that was played.
#[derive(Debug)]
pub struct Played {
    /// Its letter.
    pub letter: char,
    title: &'static str,
    least: usize,
    rows: Vec<Row>,
    /// What did not hold, one sentence each.
    pub failures: Vec<String>,
    /// What each case cost, for setting bounds.
    pub costs: Vec<(String, Work)>,
}

#[derive(Debug)]
struct Row {
    id: String,
    what: &'static str,
    at: Entrance,
    answer: Answer,
    bound: Bound,
}

/// Plays every case of a set.
pub fn play<S: Scene>(scene: &mut S, set: Set<S>, meter: Meter) -> Played {
    let Set { letter, title, least, cases } = set;
    let mut played =
        Played { letter, title, least, rows: Vec::new(), failures: Vec::new(), costs: Vec::new() };
    if cases.len() < least {
        played.failures.push(format!("set {letter} has {} cases, at least {least} are due", cases.len()));
    }
    if !cases.iter().zip(1..).all(|(case, number)| case.number == number) {
        played.failures.push(format!("set {letter} is not numbered 1, 2, 3, …"));
    }
    for case in cases {
        let id = format!("{letter}-{:02}", case.number);
        match play_case(scene, &case, meter) {
            Ok(work) => played.costs.push((id.clone(), work)),
            Err(failure) => played.failures.push(format!("{id} ({}): {failure}", case.what)),
        }
        let Case { what, at, expected, bound, .. } = case;
        played.rows.push(Row { id, what, at, answer: expected, bound });
    }
    played
}

fn play_case<S: Scene>(scene: &mut S, case: &Case<S>, meter: Meter) -> Result<Work, String> {
    // One input that cannot be made does not hide what became of the others.
    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (case.make)(scene)));
    let input = made.map_err(|_| "its input cannot be made".to_owned())?;
    let before = scene.state();
    let mut answer = Answer::Ignored;
    let work = meter(&mut || answer = scene.play(&input));
    if answer != case.expected {
        return Err(format!("the answer was {answer:?} instead of {:?}", case.expected));
    }
    if answer.texts().is_some_and(|(english, bangla)| !says_more(&english) || !says_more(&bangla)) {
        return Err("the answer does not say in both languages what to do next".to_owned());
    }
    let mut allowed = scene.leaves(&answer);
    allowed.extend(case.leaves.iter().copied());
    before.compare(&scene.state(), &allowed)?;
    if work.memory > case.bound.memory || work.processor > case.bound.processor {
        return Err(format!("it took {} bytes and {:?}", work.memory, work.processor));
    }
    scene.go_on()?;
    Ok(work)
}

/// Whether a text says what happened, and then something else: what to do, or that nothing needs to be done.
fn says_more(text: &str) -> bool {
    text.split(['.', ';', ':', '।']).filter(|part| !part.trim().is_empty()).count() >= 2
}
