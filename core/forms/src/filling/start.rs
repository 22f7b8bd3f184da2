//! Opening a filling: new, or from its rows.

use std::cell::{Cell as Counter, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::run::Work;
use super::tree::{At, FrameId, Tree};
use super::{AnswerError, Changes, Context, Filling, NodePath, OpenError};
use crate::definition::{Fact, Form, Kind, Preset};
use crate::evaluate::Surroundings;
use crate::limits;
use crate::program::Program;
use crate::random;
use crate::value::{Cell, Clock, Type, Value};

impl Filling {
    /// Starts a new filling: static defaults, facts, dynamic defaults, then everything that is calculated.
    /// [`Filling::rows`] gives the rows to store first.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn start(form: Arc<Form>, context: Context) -> Result<Self, OpenError> {
        let mut filling = Self::empty(form, context)?;
        let root = filling.program.schema.scope(0).inner.clone();
        for scope in root {
            let node = filling.program.schema.scope(scope).node;
            filling.open_first(0, node)?;
        }
        for frame in filling.tree.all_inside(0) {
            filling.fill(frame);
        }
        filling.work = Work::default();
        filling.dynamic_defaults(0)?;
        filling.schedule(0);
        filling.run()?;
        filling.commit();
        Ok(filling)
    }

    /// Opens a filling again from all rows that it gave. Calculations run again; what was answered stays as it was.
    ///
    /// # Errors
    /// [`OpenError::Row`] for a row that the form has no place for.
    pub fn restore(
        form: Arc<Form>,
        context: Context,
        rows: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, OpenError> {
        let mut filling = Self::empty(form, context)?;
        let rows: BTreeMap<String, String> = rows.into_iter().collect();
        let mut values = Vec::with_capacity(rows.len());
        let mut counts = Vec::new();
        let form = filling.program.form.clone();
        let children: HashMap<(u32, &str), u32> = (0..)
            .zip(&form.nodes)
            .skip(1)
            .map(|(at, node)| ((node.parent, node.name.as_str()), at))
            .collect();
        let child = |parent: u32, name: &str| children.get(&(parent, name)).copied();
        for (path, text) in rows {
            let lost = || OpenError::Row { path: path.clone() };
            let node = NodePath::parse_by(&form, &path, child).ok_or_else(lost)?;
            if filling.program.node(node.node).kind.is_container() {
                counts.push((node, text.parse::<usize>().map_err(|_| lost())?, path));
            } else {
                values.push((node, text, path));
            }
        }
        filling.open_counted(counts)?;
        for (path, text, shown) in values {
            filling.put(&path, &text).ok_or(OpenError::Row { path: shown })?;
        }
        filling.work = Work::default();
        filling.schedule(0);
        filling.run()?;
        filling.restored.clear();
        filling.commit();
        Ok(filling)
    }

    fn open_counted(&mut self, mut counts: Vec<(NodePath, usize, String)>) -> Result<(), OpenError> {
        counts.sort_by_key(|(path, ..)| self.program.schema.place(path.node).depth);
        for (path, count, shown) in counts {
            let lost = || OpenError::Row { path: shown.clone() };
            if !self.program.schema.is_repeat(path.node) {
                return Err(lost());
            }
            let parent = NodePath::new(self.program.schema.place(path.node).parent, path.positions);
            let at = self.find(&parent).ok_or_else(lost)?;
            if count > limits::REPEATS {
                return Err(AnswerError::TooManyRepeats.into());
            }
            for _ in 0..count {
                self.open(at.frame, path.node)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, path: &NodePath, text: &str) -> Option<()> {
        let at = self.find(path)?;
        let node = self.program.node(at.node);
        let cell = Cell::cast(text, Type::of(&node.kind), &self.around.clock)
            .unwrap_or_else(|| Cell { value: Value::text(text), text: text.to_owned() });
        let answerable = !matches!(node.kind, Kind::Calculate | Kind::Hidden | Kind::Note);
        if answerable && node.calculation.is_some() && node.trigger.is_empty() {
            self.restored.insert(at);
        }
        self.tree.set(&self.program.schema, at, cell);
        Some(())
    }

    fn empty(form: Arc<Form>, context: Context) -> Result<Self, OpenError> {
        form.check_structure()?;
        let language = form.languages.iter().position(|language| *language == context.language).unwrap_or(0);
        let program = Program::new(form)?;
        let around = Surroundings {
            clock: Clock { now: context.now_ms, offset: i64::from(context.offset_minutes) * 60_000 },
            seed: context.seed,
            facts: context.facts,
            language,
            lists: context.lists,
            steps: Counter::new(0),
            draws: Counter::new(0),
            patterns: RefCell::new(HashMap::new()),
        };
        Ok(Self {
            tree: Tree::new(&program.schema),
            program,
            around,
            work: Work::default(),
            undo: Vec::new(),
            changed: BTreeSet::new(),
            recounted: BTreeSet::new(),
            before: None,
            vanished: BTreeSet::new(),
            faults: BTreeMap::new(),
            is_new: false,
            events: 0,
            restored: BTreeSet::new(),
        })
    }

    /// Static defaults and facts of a frame and the frames inside it.
    pub(super) fn fill(&mut self, frame: FrameId) {
        for inside in self.tree.all_inside(frame) {
            let scope = self.tree.frame(inside).scope;
            for node in self.program.schema.scope(scope).nodes.clone() {
                let kind = &self.program.node(node).kind;
                let at = At { frame: inside, node };
                let data = Type::of(kind);
                let clock = &self.around.clock;
                let cell = match (&self.program.node(node).default, kind) {
                    (_, Kind::Metadata(fact)) => {
                        self.fact(*fact, at).map(|value| Cell::wrap(value, data, clock))
                    }
                    // One that is not of the question's type is none, as in the reference engine.
                    (Some(Preset::Static(text)), _) => Cell::cast(text, data, clock),
                    _ => None,
                };
                if let Some(cell) = cell {
                    self.set(at, cell);
                }
            }
        }
    }

    fn fact(&self, fact: Fact, at: At) -> Option<Value> {
        let facts = &self.around.facts;
        let now = self.around.clock.now;
        Some(match fact {
            Fact::Start => Value::Date(now),
            Fact::End => return None,
            Fact::Today => Value::Date(self.around.clock.midnight(now)),
            Fact::DeviceId => Value::text(&facts.device_id),
            Fact::Username => Value::text(&facts.username),
            Fact::PhoneNumber => Value::text(&facts.phone_number),
            Fact::Email => Value::text(&facts.email),
            Fact::InstanceId => {
                let place = [self.tree.frame(at.frame).serial, at.node.into(), u64::MAX];
                Value::Text(format!("uuid:{}", random::uuid(&random::bytes(&self.around.seed, &place))))
            }
        })
    }

    /// Another time for `today()` and `now()`. What was calculated from the old one stays until something else makes
    /// it run again, as in the reference engine.
    pub fn set_now(&mut self, now_ms: i64) {
        self.around.clock.now = now_ms;
    }

    /// Records that the filling was finished: the `end` questions get this time.
    ///
    /// # Errors
    /// [`AnswerError::TooManySteps`].
    pub fn complete(&mut self, now_ms: i64) -> Result<Changes, AnswerError> {
        let end = |node: &crate::definition::Node| node.kind == Kind::Metadata(Fact::End);
        let nodes: Vec<u32> =
            (0..).zip(&self.program.form.nodes).filter(|(_, node)| end(node)).map(|(at, _)| at).collect();
        for node in nodes {
            for frame in self.tree.inside(&self.program.schema, 0, self.program.schema.scope_of(node)) {
                self.set(
                    At { frame, node },
                    Cell::wrap(Value::Date(now_ms), Type::DateTime, &self.around.clock),
                );
            }
        }
        let done = self.run();
        self.finish(done)
    }
}
