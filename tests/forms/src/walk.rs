//! Two engines led through one form in step: the same random answers, additions and removals, then the same
//! questions to both.

use std::collections::BTreeSet;
use std::fmt;

use crate::answers::Vocabulary;
use crate::chance::Chance;
use crate::seen::Seen;

/// Differences of one walk after which it ends: more of them say nothing new.
const ENOUGH: usize = 20;
/// Texts in every language are compared at each of this many steps, for they take the most time.
const TEXTS_EVERY: usize = 8;

/// The state of a form: its nodes in order, and the repeats to which an instance may be added.
#[derive(Clone, Debug, Default)]
pub struct Dump {
    /// Nodes in document order.
    pub nodes: Vec<Seen>,
    /// Paths of repeats without position; the walk asks the reference only.
    pub adds: Vec<String>,
}

/// A form being filled, in either engine.
pub trait Engine {
    /// Stores an answer whatever its verdict; `None` clears.
    ///
    /// # Errors
    /// Why it is no answer to a question here.
    fn set(&mut self, path: &str, value: Option<&str>) -> Result<(), String>;

    /// Adds an instance at the end of a repeat.
    ///
    /// # Errors
    /// Why none can be added.
    fn add(&mut self, repeat: &str) -> Result<(), String>;

    /// Removes an instance of a repeat.
    ///
    /// # Errors
    /// Why it cannot be removed.
    fn remove(&mut self, instance: &str) -> Result<(), String>;

    /// The state of everything; with the texts in each language if asked.
    ///
    /// # Errors
    /// If the engine fails.
    fn dump(&mut self, texts: bool) -> Result<Dump, String>;
}

/// One step of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The form as it opens.
    Open,
    /// An answer, or none.
    Set(String, Option<String>),
    /// One more instance.
    Add(String),
    /// One instance less.
    Remove(String),
}

/// Where the engines part.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The form.
    pub form: String,
    /// The walk's seed.
    pub seed: u64,
    /// Number of the step, from 0 (the form as it opens).
    pub at: usize,
    /// What was done.
    pub step: Step,
    /// The node, or what was done.
    pub path: String,
    /// What differs: `value`, `verdict` and so on.
    pub part: String,
    /// What we say.
    pub ours: String,
    /// What the reference says.
    pub theirs: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { form, seed, at, step, path, part, ours, theirs } = self;
        write!(
            to,
            "{form} (seed {seed}, step {at}: {step:?})\n  {path}: {part}\n    ours:      {ours}\n    reference: {theirs}"
        )
    }
}

/// A walk: which form, from which seed, how far.
pub struct Walk<'a> {
    /// Name of the form.
    pub form: &'a str,
    /// Its words.
    pub vocabulary: &'a Vocabulary,
    /// Seed of the answers.
    pub seed: u64,
    /// Steps after opening.
    pub steps: usize,
}

impl Walk<'_> {
    /// Walks; gives each node's first difference.
    ///
    /// # Errors
    /// If the reference fails where it should not.
    pub fn run(&self, ours: &mut dyn Engine, theirs: &mut dyn Engine) -> Result<Vec<Difference>, String> {
        let mut chance = Chance::new(self.seed);
        let mut found: Vec<Difference> = Vec::new();
        let mut state = theirs.dump(true)?;
        self.compare(0, &Step::Open, &ours.dump(true)?, &state, &mut found);
        for at in 1..=self.steps {
            let Some(step) = self.step(&state, &mut chance) else { continue };
            let [a, b] = [take(ours, &step), take(theirs, &step)];
            if a.is_ok() != b.is_ok() {
                let told = |result: Result<(), String>| result.err().unwrap_or_else(|| "done".to_owned());
                found.push(self.difference(at, &step, ("", "outcome"), (told(a), told(b))));
                return Ok(found);
            }
            let texts = at % TEXTS_EVERY == 0;
            state = theirs.dump(texts)?;
            self.compare(at, &step, &ours.dump(texts)?, &state, &mut found);
            if found.len() >= ENOUGH {
                break;
            }
        }
        Ok(found)
    }

    fn step(&self, state: &Dump, chance: &mut Chance) -> Option<Step> {
        let instances: Vec<&Seen> = state.nodes.iter().filter(|node| node.kind == "repeat").collect();
        if chance.percent(15) {
            // Counted repeats are left alone.
            let is_free = |node: &&&Seen| {
                let repeat = node.path.rsplit_once('[').map_or("", |(repeat, _)| repeat);
                state.adds.iter().any(|add| add == repeat)
            };
            let free: Vec<&Seen> = instances.iter().filter(is_free).copied().collect();
            if instances.len() < 14 && chance.percent(70) {
                return chance.pick(&state.adds).cloned().map(Step::Add);
            }
            return chance.pick(&free).map(|node| Step::Remove(node.path.clone()));
        }
        let open: Vec<&Seen> = state.nodes.iter().filter(|node| node.is_open()).collect();
        let question = chance.pick(&open)?;
        Some(Step::Set(question.path.clone(), self.vocabulary.answer(question, chance)))
    }

    fn compare(&self, at: usize, step: &Step, ours: &Dump, theirs: &Dump, found: &mut Vec<Difference>) {
        let mut tell = |path: &str, part: &str, a: String, b: String| {
            if !found.iter().any(|known| known.path == path && known.part == part) {
                found.push(self.difference(at, step, (path, part), (a, b)));
            }
        };
        // pyxform keeps a count that is an expression in a question of its own beside the repeat.
        let is_count =
            |path: &str| path.ends_with("_count") && !ours.nodes.iter().any(|node| node.path == path);
        // The reference puts the first instance of a repeat after what is there: the order says nothing.
        let paths = |of: &Dump| of.nodes.iter().map(|node| node.path.clone()).collect::<BTreeSet<_>>();
        let [a, mut b] = [paths(ours), paths(theirs)];
        b.retain(|path| !is_count(path));
        if a != b {
            let only = |left: &BTreeSet<String>, right: &BTreeSet<String>| {
                left.difference(right).cloned().collect::<Vec<_>>().join(" ")
            };
            tell("", "nodes", only(&a, &b), only(&b, &a));
        }
        for node in &ours.nodes {
            let Some(other) = theirs.nodes.iter().find(|other| other.path == node.path) else { continue };
            if let Some((part, a, b)) = node.differs(other) {
                tell(&node.path, &part, a, b);
            }
        }
    }

    fn difference(&self, at: usize, step: &Step, what: (&str, &str), said: (String, String)) -> Difference {
        let ((path, part), (ours, theirs)) = (what, said);
        let [form, path, part] = [self.form, path, part].map(str::to_owned);
        Difference { form, seed: self.seed, at, step: step.clone(), path, part, ours, theirs }
    }
}

fn take(engine: &mut dyn Engine, step: &Step) -> Result<(), String> {
    match step {
        Step::Open => Ok(()),
        Step::Set(path, value) => engine.set(path, value.as_deref()),
        Step::Add(path) => engine.add(path),
        Step::Remove(path) => engine.remove(path),
    }
}
