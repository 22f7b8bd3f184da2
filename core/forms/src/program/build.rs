//! A form with all its expressions resolved and its dependencies known.

use std::collections::HashMap;
use std::sync::Arc;

use super::code::Code;
use super::link::{Linked, Linker, Need, Wrong};
use super::order::{Unit, order};
use super::schema::{NodeId, Schema, ScopeId};
use super::task::{Edge, Task, TaskKind};
use crate::definition::{Choices, DefinitionError, Form, Kind, Node, Piece, Preset, Shuffle, Source, Text};
use crate::expression::Expr;

/// Texts of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Says {
    Label,
    Hint,
    Guidance,
    Required,
    Constraint,
}

/// Resolved expressions of a node.
#[derive(Default)]
pub(crate) struct Codes {
    pub(crate) relevant: Option<Code>,
    pub(crate) calculation: Option<Code>,
    pub(crate) constraint: Option<Code>,
    pub(crate) required: Option<Code>,
    pub(crate) read_only: Option<Code>,
    pub(crate) default: Option<Code>,
    pub(crate) count: Option<Code>,
    pub(crate) filter: Option<Code>,
    /// Nodes that are the choices.
    pub(crate) nodes: Option<Code>,
    pub(crate) seed: Option<Code>,
}

/// A form made ready.
pub(crate) struct Program {
    pub(crate) form: Arc<Form>,
    pub(crate) schema: Schema,
    pub(crate) codes: Vec<Codes>,
    /// In the order in which they run.
    pub(crate) tasks: Vec<Task>,
    /// By node, what its change concerns.
    pub(crate) edges: Vec<Vec<Edge>>,
    /// Nodes with edges, in document order.
    pub(crate) watched: Vec<NodeId>,
    /// By node, what its change sets off (XLSForm `trigger`).
    pub(crate) triggers: Vec<Vec<NodeId>>,
    /// Tasks whose result depends on the language.
    pub(crate) speaking: Vec<u32>,
    /// Values inside texts: by node and text, per language and piece.
    pub(crate) texts: HashMap<(NodeId, Says), Vec<Vec<Option<Code>>>>,
    /// The same for labels of inline choices, by list and item.
    pub(crate) choice_texts: HashMap<(u32, u32), Vec<Vec<Option<Code>>>>,
}

/// Tasks as they are found, before they are put in order.
#[derive(Default)]
struct Found {
    tasks: Vec<Task>,
    needs: Vec<Vec<Need>>,
    speaks: Vec<bool>,
    /// Expressions that must not name their own node, although they are no tasks.
    selfish: Vec<NodeId>,
}

impl Program {
    /// Resolves a form whose structure is sound.
    pub(crate) fn new(form: Arc<Form>) -> Result<Self, DefinitionError> {
        let schema = Schema::new(&form);
        let linker = Linker::new(&form, &schema);
        let mut found = Found::default();
        let mut codes = Vec::with_capacity(form.nodes.len());
        let mut texts = HashMap::new();
        for (at, node) in form.nodes.iter().enumerate() {
            let id = at as NodeId;
            codes.push(found.node(&linker, id, node).map_err(|wrong| unlinked(id, &wrong))?);
            for (says, text) in said(node) {
                if let Some(linked) = link_text(&linker, id, text).map_err(|wrong| unlinked(id, &wrong))? {
                    texts.insert((id, says), linked);
                }
            }
        }
        let choice_texts = choice_texts(&form, &linker)?;
        if let Some(node) = found.selfish.first() {
            return Err(DefinitionError::Cycle(vec![form.nodes[*node as usize].name.clone()]));
        }
        let (tasks, edges, speaking) = found.ordered(&form, &schema)?;
        let watched =
            (0..form.nodes.len() as NodeId).filter(|node| !edges[*node as usize].is_empty()).collect();
        let triggers = triggers(&form);
        Ok(Self { schema, codes, tasks, edges, watched, triggers, speaking, texts, choice_texts, form })
    }

    pub(crate) fn node(&self, node: NodeId) -> &Node {
        &self.form.nodes[node as usize]
    }

    pub(crate) fn codes(&self, node: NodeId) -> &Codes {
        &self.codes[node as usize]
    }

    /// Watched nodes from one node to before another, in document order.
    pub(crate) fn watched_in(&self, from: NodeId, end: NodeId) -> &[NodeId] {
        let start = self.watched.partition_point(|node| *node < from);
        let stop = self.watched.partition_point(|node| *node < end);
        &self.watched[start..stop]
    }
}

fn unlinked(node: NodeId, (_, kind): &Wrong) -> DefinitionError {
    DefinitionError::Inconsistent { node: node as usize, what: kind.code() }
}

fn said(node: &Node) -> [(Says, &Text); 5] {
    [
        (Says::Label, &node.label),
        (Says::Hint, &node.hint),
        (Says::Guidance, &node.guidance),
        (Says::Required, &node.required_message),
        (Says::Constraint, &node.constraint_message),
    ]
}

/// Whether a question that people see gets its answer from the form. The reference engine leaves rankings as they are.
fn is_given(node: &Node) -> bool {
    let silent = node.label.is_empty() && node.hint.is_empty();
    let is_rank = matches!(node.kind, Kind::Rank(_));
    !is_rank && (node.default.is_some() || node.calculation.is_some() && !silent)
}

type LinkedText = Vec<Vec<Option<Code>>>;

/// The values in a text; `None` if it has none.
fn link_text(linker: &Linker<'_>, node: NodeId, text: &Text) -> Result<Option<LinkedText>, Wrong> {
    let is_value = |piece: &Piece| matches!(piece, Piece::Value(_));
    if !text.0.iter().flatten().any(is_value) {
        return Ok(None);
    }
    let piece = |piece: &Piece| match piece {
        Piece::Literal(_) => Ok(None),
        Piece::Value(expr) => linker.link(expr, node).map(|linked| Some(linked.code)),
    };
    text.0.iter().map(|pieces| pieces.iter().map(piece).collect()).collect::<Result<_, _>>().map(Some)
}

fn choice_texts(
    form: &Form,
    linker: &Linker<'_>,
) -> Result<HashMap<(u32, u32), LinkedText>, DefinitionError> {
    let mut texts = HashMap::new();
    for (list, source) in form.lists.iter().enumerate() {
        let Source::Inline(items) = &source.source else { continue };
        for (at, item) in items.items.iter().enumerate() {
            if let Some(text) = link_text(linker, 0, &item.label).map_err(|wrong| unlinked(0, &wrong))? {
                texts.insert((list as u32, at as u32), text);
            }
        }
    }
    Ok(texts)
}

fn triggers(form: &Form) -> Vec<Vec<NodeId>> {
    let mut triggers = vec![Vec::new(); form.nodes.len()];
    for (target, node) in form.nodes.iter().enumerate() {
        node.trigger.iter().for_each(|by| triggers[*by as usize].push(target as NodeId));
    }
    triggers
}

/// Tasks, edges by node, tasks that depend on the language.
type Ordered = (Vec<Task>, Vec<Vec<Edge>>, Vec<u32>);

impl Found {
    fn node(&mut self, linker: &Linker<'_>, id: NodeId, node: &Node) -> Result<Codes, Wrong> {
        let link = |expr: &Option<Expr>| expr.as_ref().map(|expr| linker.link(expr, id)).transpose();
        let mut codes = Codes::default();
        let place = linker.place(id);
        let relevant = link(&node.relevant)?;
        let relevance = relevant.as_ref().map_or(Vec::new(), |linked| linked.needs.clone());
        codes.relevant = self.task(TaskKind::Relevance, id, place.scope, relevant);
        let calculation = link(&node.calculation)?;
        codes.calculation = match calculation {
            Some(triggered) if !node.trigger.is_empty() => Some(triggered.code),
            calculated => self.task(TaskKind::Calculation, id, place.scope, calculated),
        };
        codes.constraint = link(&node.constraint)?.map(|linked| linked.code);
        for (expr, code) in [(&node.required, &mut codes.required), (&node.read_only, &mut codes.read_only)] {
            let Some(linked) = link(expr)? else { continue };
            if linked.needs.iter().any(|need| need.node == id) {
                self.selfish.push(id);
            }
            *code = Some(linked.code);
        }
        if let Some(Preset::Dynamic(expr)) = &node.default {
            codes.default = Some(linker.link(expr, id)?.code);
        }
        if let Kind::Repeat(repeat) = &node.kind
            && let Some(count) = &repeat.count
        {
            let mut count = linker.link_count(count, id)?;
            // Instances are only added where the repeat is relevant.
            let shared = linker.place(place.parent).scope;
            count.needs.extend([place.parent, id].map(|node| Need { node, shared }));
            let outside = |need: Need| Need { shared: linker.common(need.shared, shared), ..need };
            count.needs.extend(relevance.into_iter().map(outside));
            codes.count = self.task(TaskKind::Count, id, linker.place(place.parent).scope, Some(count));
        }
        self.select(linker, id, node, &mut codes)?;
        Ok(codes)
    }

    fn select(
        &mut self,
        linker: &Linker<'_>,
        id: NodeId,
        node: &Node,
        codes: &mut Codes,
    ) -> Result<(), Wrong> {
        let Some(select) = node.kind.select() else { return Ok(()) };
        let scope = linker.place(id).scope;
        if let Some(Shuffle::Seed(seed)) = &select.randomize {
            codes.seed = Some(linker.link(seed, id)?.code);
        }
        match (&select.choices, &select.filter) {
            (Choices::Nodes(expr), _) => {
                codes.nodes = self.task(TaskKind::Choices, id, scope, Some(linker.link(expr, id)?));
            }
            (Choices::List(list), Some(filter)) => {
                let linked = linker.link_filter(filter, id, *list)?;
                codes.filter = self.task(TaskKind::Choices, id, scope, Some(linked));
            }
            // What a form itself puts in need not be among the choices; what a person chooses is.
            (Choices::List(_), None) if is_given(node) => {
                self.tasks.push(Task { kind: TaskKind::Choices, node: id, scope });
                self.needs.push(Vec::new());
                self.speaks.push(false);
            }
            (Choices::List(_), None) => {}
        }
        Ok(())
    }

    fn task(&mut self, kind: TaskKind, node: NodeId, scope: ScopeId, linked: Option<Linked>) -> Option<Code> {
        let Linked { code, needs, speaks } = linked?;
        self.tasks.push(Task { kind, node, scope });
        self.needs.push(needs);
        self.speaks.push(speaks);
        Some(code)
    }

    /// Tasks in the order in which they run, edges to them by node, and those that depend on the language.
    fn ordered(self, form: &Form, schema: &Schema) -> Result<Ordered, DefinitionError> {
        let is_late = |task: &Task| matches!(task.kind, TaskKind::Count | TaskKind::Choices);
        let early: Vec<usize> = (0..self.tasks.len()).filter(|at| !is_late(&self.tasks[*at])).collect();
        let units: Vec<Unit<'_>> =
            early.iter().map(|at| Unit { node: self.tasks[*at].node, needs: &self.needs[*at] }).collect();
        let order = order(schema, &units).map_err(|circles| {
            let names = circles.into_iter().next().unwrap_or_default().into_iter();
            DefinitionError::Cycle(names.map(|node| form.nodes[node as usize].name.clone()).collect())
        })?;
        let late = (0..self.tasks.len()).filter(|at| is_late(&self.tasks[*at]));
        let sequence: Vec<usize> = order.into_iter().map(|unit| early[unit]).chain(late).collect();
        let mut edges = vec![Vec::new(); form.nodes.len()];
        let mut speaking = Vec::new();
        let mut tasks: Vec<Option<Task>> = self.tasks.into_iter().map(Some).collect();
        let mut ordered = Vec::with_capacity(tasks.len());
        for at in sequence {
            let task = ordered.len() as u32;
            for need in &self.needs[at] {
                edges[need.node as usize].push(Edge { task, shared: need.shared });
            }
            if self.speaks[at] {
                speaking.push(task);
            }
            // Choices are looked at again when their own question becomes relevant.
            if let Some(Task { kind: TaskKind::Choices, node, scope }) = tasks[at] {
                edges[node as usize].push(Edge { task, shared: scope });
            }
            ordered.extend(tasks[at].take());
        }
        Ok((ordered, edges, speaking))
    }
}
