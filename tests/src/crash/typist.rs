//! The terminal client filling the standard form, killed while somebody types. It saves each answer before it asks the next
//! question: an answer after which something else was asked is acknowledged, and must be there.

use super::Failure;
use super::asked::Asked;
use super::home;
use super::programs::{Process, Programs};
use crate::reports::STANDARD;
use crate::world::organisation;
use jonaki_core::protocol::{CaseId, ServerLine, SignPrivate};
use jonaki_core::{FillingId, NewProgramme, QuestionKind, QuestionView};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// What was done and found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Typed {
    /// Processes that were killed.
    pub kills: u64,
    /// Answers that were acknowledged.
    pub told: usize,
    /// Answers that were being saved when the process was killed, and are there.
    pub late: usize,
    /// Comparisons of what was acknowledged with what was found.
    pub compared: usize,
}

/// Groups of the page that offers more.
const GROUPS: u64 = 9;
/// How long a client may take to ask something.
const PATIENCE: Duration = Duration::from_secs(30);

/// Types into real terminal clients on one draft, kills them, compares after each kill, and files at last.
///
/// # Errors
/// The first thing that does not hold.
pub fn typed(programs: &Path, kills: u64, seed: u64) -> Result<Typed, Failure> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    let (draft, asked) = begin(&home)?;
    let (programs, asked) = (Programs::new(programs)?, Arc::new(asked));
    let mut desk = Desk { programs, home, draft, answers: BTreeMap::new(), asked, figures: Typed::default() };
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    for life in 0..kills {
        let (told, moment) = (rng.next_u64() % 12, Duration::from_micros(rng.next_u64() % 12_000));
        let done = desk.kill(told, moment, rng.next_u64()).and_then(|()| desk.compare());
        done.map_err(|failure| format!("seed {seed}, life {life}: {failure}"))?;
    }
    desk.file(rng.next_u64()).map_err(|failure| format!("seed {seed}, filing: {failure}"))?;
    Ok(desk.figures)
}

/// A device with a draft of the standard form, and what the form asks.
fn begin(home: &Path) -> Result<(FillingId, Asked), Failure> {
    home::make(home)?;
    let mut client = home::open(home)?;
    let server = SignPrivate::from_seed(&[7; 32]).public();
    let code = serde_bytes::ByteBuf::from(b"code".to_vec());
    let server_line = ServerLine { url: "http://127.0.0.1:9".to_owned(), server, code }.to_text();
    client.found_programme(&NewProgramme { server_line, organisation: organisation("Alpha") })?;
    let form = client.forms()?.into_iter().find(|form| form.form == STANDARD).ok_or("no standard form")?;
    let mut scratch = client.start_form(form.hash, "en")?;
    let asked = Asked::of(&mut client, &mut scratch)?;
    client.discard_filling(scratch.id())?;
    Ok((client.start_form(form.hash, "en")?.id(), asked))
}

/// An answer as far as its person was told.
#[derive(Clone, Default)]
struct Known {
    sure: Option<String>,
    perhaps: Option<String>,
}

type Answers = BTreeMap<String, Known>;

/// A device on which a form is filled by one process after the other.
struct Desk {
    programs: Programs,
    home: PathBuf,
    draft: FillingId,
    asked: Arc<Asked>,
    answers: Answers,
    figures: Typed,
}

impl Desk {
    fn start(&self) -> Result<(Process, ChildStdin, ChildStdout), Failure> {
        let mut command = self.programs.command("jonaki");
        command.arg("--home").arg(&self.home).args(["--lang", "en", "form", "fill", "--draft"]);
        command.arg(self.draft.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut process = Process::new(&mut command)?;
        let (input, output) = process.pipes().ok_or("a client has no pipes")?;
        Ok((process, input, output))
    }

    fn typist(&self, seed: u64, files: bool, input: ChildStdin) -> (Typist, Receiver<()>) {
        let (news, heard) = channel();
        let typist = Typist {
            asked: Arc::clone(&self.asked),
            rng: ChaCha20Rng::seed_from_u64(seed),
            answers: self.answers.clone(),
            pending: None,
            files,
            input,
            news,
            told: 0,
        };
        (typist, heard)
    }

    /// Lets somebody type until so many answers were acknowledged, and kills the client a moment later.
    fn kill(&mut self, told: u64, moment: Duration, seed: u64) -> Result<(), Failure> {
        let (mut process, input, output) = self.start()?;
        let (typist, heard) = self.typist(seed, false, input);
        let typing = std::thread::spawn(move || typist.work(output));
        // One that says nothing more has failed: what it was told is looked at below.
        let silent = (0..told).any(|_| heard.recv_timeout(PATIENCE).is_err());
        process.wait(moment)?;
        let ended = process.ended()?;
        process.kill()?;
        let typist = typing.join().map_err(|_| "a typist panicked")??;
        if silent || ended.is_some() {
            return Err("a client ended or stopped asking by itself".into());
        }
        self.figures.kills += 1;
        self.take(typist);
        Ok(())
    }

    fn take(&mut self, typist: Typist) {
        self.figures.told += typist.told;
        self.answers = typist.answers;
        if let Some((path, value)) = typist.pending {
            self.answers.entry(path).or_default().perhaps = Some(value);
        }
    }

    /// Opens what was left: every answer is the acknowledged one, or the one that was being saved.
    fn compare(&mut self) -> Result<(), Failure> {
        let open = home::open(&self.home)?.open_filling(self.draft)?;
        for (path, known) in &mut self.answers {
            let found = Some(open.value(path)?.to_owned()).filter(|value| !value.is_empty());
            self.figures.compared += 1;
            let late = known.perhaps.take();
            if found != known.sure {
                if found != late {
                    return Err(format!("{path} is lost").into());
                }
                self.figures.late += 1;
                known.sure = late;
            }
        }
        Ok(())
    }

    /// Nobody kills the last client: it files, and the case has every answer.
    fn file(&mut self, seed: u64) -> Result<(), Failure> {
        let (mut process, input, output) = self.start()?;
        let (typist, _heard) = self.typist(seed, true, input);
        let typist = typist.work(output)?;
        process.wait(PATIENCE)?;
        if !process.kill()? {
            return Err("the last client did not end well".into());
        }
        self.take(typist);
        let mut client = home::open(&self.home)?;
        if !client.fillings()?.is_empty() {
            return Err("a filed draft is still there".into());
        }
        let case: CaseId = client.cases(&Default::default())?.first().ok_or("nothing was filed")?.id;
        let read = client.case_answers(case, "en")?;
        let lines: BTreeMap<&str, &str> = read
            .iter()
            .flat_map(|form| &form.lines)
            .map(|line| (line.path.as_str(), line.shown.as_str()))
            .collect();
        for (path, known) in &self.answers {
            let Some(sure) = &known.sure else { continue };
            let shown = lines.get(path.as_str()).ok_or_else(|| format!("{path} is not in the case"))?;
            self.figures.compared += 1;
            // Texts are shown as they were typed, choices by their labels.
            if sure.starts_with("typed-") && shown != sure {
                return Err(format!("{path} is another in the case").into());
            }
        }
        Ok(())
    }
}

/// Reads what a client prints and types answers, until the client is gone.
struct Typist {
    asked: Arc<Asked>,
    rng: ChaCha20Rng,
    answers: Answers,
    /// Typed, and nothing was asked since.
    pending: Option<(String, String)>,
    /// Whether to go to the end and file.
    files: bool,
    input: ChildStdin,
    news: Sender<()>,
    told: usize,
}

impl Typist {
    fn work(mut self, output: ChildStdout) -> Result<Self, Failure> {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if line.starts_with("  ! ") || line.starts_with("Type a number") {
                return Err(format!("an answer was refused: {line}").into());
            }
            let label = line.trim_end_matches(" *");
            let filing = line == "type + to file it";
            if line.is_empty() || filing || self.asked.waiting.contains(label) {
                self.acknowledged();
            }
            if self.asked.waiting.contains(label) {
                let typed = self.answer(label);
                self.say(&typed);
            } else if line.starts_with('[') && line.ends_with(&format!("] {}", self.asked.more)) {
                let group = if self.files { String::new() } else { (self.below(GROUPS) + 1).to_string() };
                self.say(&group);
            } else if filing {
                self.say("+");
            }
        }
        Ok(self)
    }

    fn below(&mut self, below: u64) -> u64 {
        self.rng.next_u64() % below.max(1)
    }

    /// One that was killed hears nothing: what it printed before is still read.
    fn say(&mut self, typed: &str) {
        let _ = self.input.write_all(format!("{typed}\n").as_bytes());
    }

    fn acknowledged(&mut self) {
        if let Some((path, value)) = self.pending.take() {
            self.answers.entry(path).or_default().sure = Some(value);
            self.told += 1;
            // Nobody may be waiting for it.
            let _ = self.news.send(());
        }
    }

    /// What is typed for a question; remembered with what it stores.
    fn answer(&mut self, label: &str) -> String {
        let asked = Arc::clone(&self.asked);
        let Some(question) = asked.questions.get(label) else { return String::new() };
        let Some((typed, value)) = self.make(question) else { return String::new() };
        self.pending = Some((question.path.clone(), value));
        typed
    }

    fn make(&mut self, question: &QuestionView) -> Option<(String, String)> {
        if question.searched {
            let at = self.below(self.asked.places.len() as u64) as usize;
            let (typed, value) = self.asked.places.get(at)?.clone();
            return Some((format!("{typed}\n1"), value));
        }
        let choices = question.choices.len() as u64;
        let number = self.below(choices) as usize;
        let simple = match question.kind {
            QuestionKind::Text if question.appearance.iter().any(|hint| hint == "numbers") => {
                format!("017{:08}", self.below(100_000_000))
            }
            QuestionKind::Text => format!("typed-{:016x}", self.rng.next_u64()),
            QuestionKind::Integer if question.path.ends_with("/number_of_children") => "1".to_owned(),
            QuestionKind::Integer => (self.below(7) + 1).to_string(),
            QuestionKind::Decimal => format!("{}.5", self.below(7) + 1),
            QuestionKind::Date => format!("2020-01-{:02}", self.below(28) + 1),
            QuestionKind::SelectOne => {
                return Some(((number + 1).to_string(), question.choices.get(number)?.value.clone()));
            }
            QuestionKind::SelectMultiple => return several(question, number),
            _ => return None,
        };
        Some((simple.clone(), simple))
    }
}

/// One choice, or for the concerns child labour with it: the questions about work must stay.
fn several(question: &QuestionView, number: usize) -> Option<(String, String)> {
    let labour = question.choices.iter().position(|choice| choice.value == "child_labour");
    let numbers: BTreeSet<usize> = labour.into_iter().chain([number]).collect();
    let typed: Vec<String> = numbers.iter().map(|number| (number + 1).to_string()).collect();
    let values: Option<Vec<&str>> =
        numbers.iter().map(|number| Some(question.choices.get(*number)?.value.as_str())).collect();
    Some((typed.join(" "), values?.join(" ")))
}
