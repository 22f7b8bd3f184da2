//! Paths to places: JavaRosa's reading of a path, done once.
//!
//! A path is first made absolute against its context. Then, as far as it names the same nodes as the context does,
//! it means the context's own instances of repeats; a level with a predicate means all instances again.

use std::collections::HashMap;

use super::code::{Code, Column, Items, Level, Origin, Route};
use super::schema::{NodeId, Place, Schema, ScopeId};
use crate::definition::{Form, Source};
use crate::expression::{Expr, FaultKind, Function, Path, Start, Step, Test};

/// What an expression reads: a change of the node in some frame concerns the frames that share the instance of
/// `shared` with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct Need {
    pub(crate) node: NodeId,
    pub(crate) shared: ScopeId,
}

/// A resolved expression and what it reads.
pub(crate) struct Linked {
    pub(crate) code: Code,
    pub(crate) needs: Vec<Need>,
    /// Whether the result depends on the language (labels of choices).
    pub(crate) speaks: bool,
}

/// Resolves expressions of one form.
pub(crate) struct Linker<'a> {
    form: &'a Form,
    schema: &'a Schema,
    children: HashMap<(NodeId, &'a str), NodeId>,
    lists: HashMap<&'a str, u32>,
}

/// What the context node is while a part of an expression is resolved.
#[derive(Clone, Copy)]
enum Context {
    Node(NodeId),
    /// The repeat whose instances are counted: relative paths start at it, but no instance of it is the context.
    Count(NodeId),
    Item(u32),
}

struct Walk<'a, 'b> {
    linker: &'b Linker<'a>,
    current: NodeId,
    context: Context,
    /// Innermost scope that the frames of `context` surely share with the frame of `current`.
    shared: ScopeId,
    needs: Vec<Need>,
    speaks: bool,
    /// Paths met so far, in the order of [`crate::expression::Parsed::paths`].
    met: usize,
}

/// A level of a path that was made absolute.
struct Named<'p> {
    name: Option<&'p str>,
    predicates: &'p [Expr],
}

/// A fault, and which path of the expression it concerns.
pub(crate) type Wrong = (usize, FaultKind);

impl<'a> Linker<'a> {
    pub(crate) fn new(form: &'a Form, schema: &'a Schema) -> Self {
        let children = form.nodes.iter().enumerate().skip(1);
        Self {
            form,
            schema,
            children: children.map(|(at, node)| ((node.parent, node.name.as_str()), at as NodeId)).collect(),
            lists: form.lists.iter().enumerate().map(|(at, list)| (list.name.as_str(), at as u32)).collect(),
        }
    }

    /// Resolves an expression of a node.
    pub(crate) fn link(&self, expr: &Expr, node: NodeId) -> Result<Linked, Wrong> {
        self.link_in(expr, node, Context::Node(node))
    }

    /// Resolves a choice filter: the context is an item of the list.
    pub(crate) fn link_filter(&self, expr: &Expr, node: NodeId, list: u32) -> Result<Linked, Wrong> {
        self.link_in(expr, node, Context::Item(list))
    }

    /// Resolves how often a repeat occurs: evaluated where the repeat lies, not in an instance of it.
    pub(crate) fn link_count(&self, expr: &Expr, node: NodeId) -> Result<Linked, Wrong> {
        self.link_in(expr, node, Context::Count(node))
    }

    fn link_in(&self, expr: &Expr, node: NodeId, context: Context) -> Result<Linked, Wrong> {
        let holder = if matches!(context, Context::Count(_)) { self.schema.place(node).parent } else { node };
        let shared = self.schema.scope_of(holder);
        let mut walk =
            Walk { linker: self, current: node, context, shared, needs: Vec::new(), speaks: false, met: 0 };
        let code = walk.expr(expr)?;
        walk.needs.sort_unstable();
        walk.needs.dedup();
        Ok(Linked { code, needs: walk.needs, speaks: walk.speaks })
    }

    pub(crate) fn child(&self, parent: NodeId, name: &str) -> Option<NodeId> {
        self.children.get(&(parent, name)).copied()
    }

    pub(crate) fn place(&self, node: NodeId) -> &'a Place {
        self.schema.place(node)
    }

    fn check_column(&self, list: u32, column: &str) -> Result<(), FaultKind> {
        let known = match &self.form.lists[list as usize].source {
            Source::BuiltIn(_) => true,
            Source::Inline(items) => {
                matches!(column, "name" | "label") || items.columns.iter().any(|known| known == column)
            }
        };
        let list = || self.form.lists[list as usize].name.clone();
        if known { Ok(()) } else { Err(FaultKind::UnknownColumn { list: list(), column: column.to_owned() }) }
    }
}

impl<'a> Walk<'a, '_> {
    fn expr(&mut self, expr: &Expr) -> Result<Code, Wrong> {
        Ok(match expr {
            Expr::Number(number) => Code::Number(*number),
            Expr::Text(text) => Code::Text(text.clone()),
            Expr::Negate(operand) => Code::Negate(Box::new(self.expr(operand)?)),
            Expr::Binary(operator, left, right) => {
                Code::Binary(*operator, Box::new((self.expr(left)?, self.expr(right)?)))
            }
            Expr::Call(function, arguments) => self.call(*function, arguments)?,
            Expr::Path(path) => {
                let at = self.met;
                self.met += 1;
                self.path(path).map_err(|wrong| match wrong {
                    Ok(kind) => (at, kind),
                    Err(inner) => inner,
                })?
            }
        })
    }

    fn call(&mut self, function: Function, arguments: &[Expr]) -> Result<Code, Wrong> {
        self.speaks |= function == Function::ChoiceName;
        if function == Function::Once {
            // The value that is there already decides, but a change of it is no reason to evaluate again.
            let code = self.expr(&arguments[0])?;
            return Ok(Code::Call(function, vec![code]));
        }
        if function == Function::Pulldata {
            return self.pulldata(arguments);
        }
        if function == Function::IndexedRepeat {
            return self.indexed_repeat(arguments);
        }
        let codes = arguments.iter().map(|argument| self.expr(argument)).collect::<Result<_, _>>()?;
        Ok(Code::Call(function, codes))
    }

    /// `pulldata('list', 'column', 'key', value)` is a path to one column of the items whose key has the value.
    fn pulldata(&mut self, arguments: &[Expr]) -> Result<Code, Wrong> {
        let [Expr::Text(list), Expr::Text(column), Expr::Text(key), value] = arguments else {
            return Err((self.met, FaultKind::Unsupported("this form of `pulldata`")));
        };
        let at = self.met;
        let list = *self.linker.lists.get(list.as_str()).ok_or((at, FaultKind::UnknownList(list.clone())))?;
        for name in [column, key] {
            self.linker.check_column(list, name).map_err(|kind| (at, kind))?;
        }
        let value = self.expr(value)?;
        let key = Code::Column(Column::named(key));
        let same = Code::Binary(crate::expression::Operator::Equal, Box::new((key, value)));
        let items = Items { list, predicates: vec![same], column: Some(Column::named(column)) };
        Ok(Code::Call(Function::Pulldata, vec![Code::Items(Box::new(items))]))
    }

    /// The target and repeats as routes that share as much as their instances do; the evaluator fills in positions.
    fn indexed_repeat(&mut self, arguments: &[Expr]) -> Result<Code, Wrong> {
        let at = self.met;
        let target = self.expr(&arguments[0])?;
        let Code::Route(route) = &target else {
            return Err((
                at,
                FaultKind::Argument { function: "indexed-repeat", position: 1, expected: "a question" },
            ));
        };
        let target_node = route.target(self.linker);
        let schema = self.linker.schema;
        let mut codes = vec![target];
        for (position, pair) in arguments[1..].chunks_exact(2).enumerate() {
            let at = self.met;
            let repeat = self.expr(&pair[0])?;
            let above = match &repeat {
                Code::Route(route) => route.target(self.linker),
                _ => None,
            };
            let fits = above.zip(target_node).is_some_and(|(above, target)| {
                schema.is_repeat(above) && above < target && target < schema.place(above).end
            });
            if !fits {
                let expected = "a repeat around the question of argument 1";
                let position = 2 * position + 2;
                return Err((at, FaultKind::Argument { function: "indexed-repeat", position, expected }));
            }
            codes.push(repeat);
            codes.push(self.expr(&pair[1])?);
        }
        if let Some(node) = target_node {
            // Any instance can be meant, so that any instance is a reason to evaluate again.
            self.needs.push(Need { node, shared: 0 });
            self.needs.extend(
                schema
                    .chain(node)
                    .into_iter()
                    .filter(|above| schema.is_repeat(*above))
                    .map(|node| Need { node, shared: 0 }),
            );
        }
        Ok(Code::Call(Function::IndexedRepeat, codes))
    }

    fn path(&mut self, path: &Path) -> Result<Code, Result<FaultKind, Wrong>> {
        match (&path.start, self.context) {
            (Start::List(name), _) => self.list(name, &path.steps),
            (Start::Context, Context::Item(list)) => self.column(list, &path.steps).map_err(Ok),
            (Start::Context | Start::Root, Context::Node(node)) => {
                self.route((node, node), Origin::Context, path)
            }
            (_, Context::Count(node)) => {
                self.route((node, self.linker.schema.place(node).parent), Origin::Context, path)
            }
            (Start::Current, _) => self.route((self.current, self.current), Origin::Current, path),
            // Above a list item there is no instance of any repeat to share.
            (Start::Root, Context::Item(_)) => self.route((0, 0), Origin::Root, path),
        }
    }

    fn column(&mut self, list: u32, steps: &[Step]) -> Result<Code, FaultKind> {
        match steps {
            [Step { test: Test::Itself, predicates }] if predicates.is_empty() => Ok(Code::Item),
            [Step { test: Test::Itself, .. }, Step { test: Test::Child(name), predicates }]
            | [Step { test: Test::Child(name), predicates }]
                if predicates.is_empty() =>
            {
                self.linker.check_column(list, name)?;
                self.speaks |= name == "label";
                Ok(Code::Column(Column::named(name)))
            }
            _ => Err(FaultKind::Unsupported("a path from a list item to anything but its columns")),
        }
    }

    fn list(&mut self, name: &str, steps: &[Step]) -> Result<Code, Result<FaultKind, Wrong>> {
        let unknown = || Ok(FaultKind::UnknownList(name.to_owned()));
        let list = *self.linker.lists.get(name).ok_or_else(unknown)?;
        let plain = |step: &Step, expected: &str| matches!(&step.test, Test::Child(name) if name == expected);
        let [root, item, rest @ ..] = steps else {
            return Err(Ok(FaultKind::Unsupported("a list without `/root/item`")));
        };
        if !plain(root, "root") || !root.predicates.is_empty() || !plain(item, "item") {
            return Err(Ok(FaultKind::Unsupported("a path in a list other than `/root/item`")));
        }
        let column = match rest {
            [] => None,
            [Step { test: Test::Child(column), predicates }] if predicates.is_empty() => {
                self.linker.check_column(list, column).map_err(Ok)?;
                self.speaks |= column == "label";
                Some(Column::named(column))
            }
            _ => return Err(Ok(FaultKind::Unsupported("more than a column after a list's item"))),
        };
        let outer = std::mem::replace(&mut self.context, Context::Item(list));
        let predicates: Result<_, _> =
            item.predicates.iter().map(|predicate| self.predicate(predicate)).collect();
        self.context = outer;
        Ok(Code::Items(Box::new(Items { list, predicates: predicates.map_err(Err)?, column })))
    }

    /// A number as a predicate never selects anything in the reference engine.
    fn predicate(&mut self, predicate: &Expr) -> Result<Code, Wrong> {
        if matches!(predicate, Expr::Number(_)) {
            let kind = FaultKind::Unsupported("a number as a predicate (write `position() = …`)");
            return Err((self.met.saturating_sub(1), kind));
        }
        self.expr(predicate)
    }

    /// The path made absolute, level by level, and how many levels it keeps of its start.
    fn absolute<'p>(&self, start: NodeId, path: &'p Path) -> Result<(Vec<Named<'p>>, usize), FaultKind>
    where
        'a: 'p,
    {
        let mut levels: Vec<Named<'p>> = Vec::new();
        if path.start != Start::Root {
            let names = self.linker.schema.chain(start).into_iter();
            let name = |node: NodeId| self.linker.form.nodes[node as usize].name.as_str();
            levels.extend(names.map(|node| Named { name: Some(name(node)), predicates: &[] }));
        }
        let mut downward = path.start == Start::Root;
        let mut kept = levels.len();
        for step in &path.steps {
            let name = match &step.test {
                Test::Itself if step.predicates.is_empty() => continue,
                Test::Itself => return Err(FaultKind::Unsupported("a predicate on `.`")),
                Test::Parent if downward => return Err(FaultKind::Unsupported("`..` after a name")),
                Test::Parent if !step.predicates.is_empty() => {
                    return Err(FaultKind::Unsupported("a predicate on `..`"));
                }
                Test::Parent => {
                    levels.pop();
                    kept = levels.len();
                    if levels.is_empty() {
                        return Err(FaultKind::Unsupported("`..` above the root"));
                    }
                    continue;
                }
                Test::Child(name) => Some(name.as_str()),
                Test::AnyChild => None,
            };
            downward = true;
            levels.push(Named { name, predicates: &step.predicates });
        }
        Ok((levels, kept))
    }

    /// `start` is where relative paths start, `holder` the node whose instance is the context.
    fn route(
        &mut self,
        (start, holder): (NodeId, NodeId),
        origin: Origin,
        path: &Path,
    ) -> Result<Code, Result<FaultKind, Wrong>> {
        let linker = self.linker;
        let schema = linker.schema;
        let (mut levels, kept) = self.absolute(start, path).map_err(Ok)?;
        let own = schema.chain(holder);
        let own_name = |at: usize| own.get(at).map(|node| linker.form.nodes[*node as usize].name.as_str());
        // Which levels mean the context's own nodes: of a relative path those that it keeps, of an absolute path all
        // that name the same. `*` takes the context's name as long as the names are the same.
        let kept = if path.start == Start::Root { usize::MAX } else { kept };
        let mut same = 0;
        for at in 0..levels.len().min(own.len()) {
            if levels[at].name.is_none() {
                levels[at].name = own_name(at);
            }
            if levels[at].name != own_name(at) {
                break;
            }
            if at < kept {
                same = at + 1;
            }
        }
        let lost = || Ok(FaultKind::UnknownPath(shown(path)));
        let root = &linker.form.nodes[0].name;
        if levels.first().is_some_and(|level| level.name.is_some_and(|name| name != root)) {
            return Err(lost());
        }
        let (fixed, node) = self.fixed(&levels, same).ok_or_else(lost)?;
        let scope = schema.scope_of(node);
        let base = schema.scope_of(holder);
        let climb = schema.climb(base, schema.common(base, scope));
        let shared = schema.common(schema.common(base, scope), self.shared);
        let searched = self.search(&levels[fixed..], node, (same.saturating_sub(fixed), shared))?;
        if searched.targets.is_empty() {
            return Err(lost());
        }
        self.needs.extend(searched.targets.iter().map(|node| Need { node: *node, shared }));
        Ok(Code::Route(Box::new(Route { origin, climb, node, levels: searched.levels })))
    }

    /// How many levels lead to one node without a search, and that node.
    fn fixed(&self, levels: &[Named<'_>], same: usize) -> Option<(usize, NodeId)> {
        let mut node = 0;
        let mut fixed = 0;
        for (at, level) in levels.iter().enumerate() {
            let Some(name) = level.name else { break };
            if !level.predicates.is_empty() {
                break;
            }
            let next = if at == 0 { 0 } else { self.linker.child(node, name)? };
            if self.linker.schema.is_repeat(next) && at >= same {
                break;
            }
            node = next;
            fixed = at + 1;
        }
        Some((fixed, node))
    }

    fn search(
        &mut self,
        levels: &[Named<'_>],
        from: NodeId,
        (same, shared): (usize, ScopeId),
    ) -> Result<Searched, Result<FaultKind, Wrong>> {
        let schema = self.linker.schema;
        let mut searched = Searched { levels: Vec::with_capacity(levels.len()), targets: vec![from] };
        for (at, level) in levels.iter().enumerate() {
            let next: Vec<NodeId> = searched
                .targets
                .iter()
                .flat_map(|node| schema.place(*node).children.iter())
                .copied()
                .filter(|child| {
                    level.name.is_none_or(|name| name == self.linker.form.nodes[*child as usize].name)
                })
                .collect();
            let root = from == 0
                && at == 0
                && next.is_empty()
                && level.name == Some(&self.linker.form.nodes[0].name);
            if root {
                return Err(Ok(FaultKind::Unsupported("a predicate on the root")));
            }
            self.needs.extend(
                next.iter().filter(|node| schema.is_repeat(**node)).map(|node| Need { node: *node, shared }),
            );
            let predicates = self.predicates(level, &next, shared)?;
            let same_position = at < same && level.predicates.is_empty();
            searched.levels.push(Level { name: level.name.map(str::to_owned), same_position, predicates });
            searched.targets = next;
        }
        Ok(searched)
    }

    fn predicates(
        &mut self,
        level: &Named<'_>,
        nodes: &[NodeId],
        shared: ScopeId,
    ) -> Result<Vec<Code>, Result<FaultKind, Wrong>> {
        let node = match (level.predicates, nodes) {
            ([], _) | (_, []) => return Ok(Vec::new()),
            (_, [node]) => *node,
            _ => return Err(Ok(FaultKind::Unsupported("a predicate after `*`"))),
        };
        let context = std::mem::replace(&mut self.context, Context::Node(node));
        let outer = std::mem::replace(&mut self.shared, shared);
        let predicates: Result<_, _> =
            level.predicates.iter().map(|predicate| self.predicate(predicate)).collect();
        (self.context, self.shared) = (context, outer);
        predicates.map_err(Err)
    }
}

struct Searched {
    levels: Vec<Level>,
    targets: Vec<NodeId>,
}

impl Route {
    /// The only node of the form that this can lead to, if there is only one.
    fn target(&self, linker: &Linker<'_>) -> Option<NodeId> {
        self.levels.iter().try_fold(self.node, |node, level| linker.child(node, level.name.as_deref()?))
    }
}

fn shown(path: &Path) -> String {
    let step = |step: &Step| match &step.test {
        Test::Child(name) => name.clone(),
        Test::AnyChild => "*".to_owned(),
        Test::Parent => "..".to_owned(),
        Test::Itself => ".".to_owned(),
    };
    let steps = path.steps.iter().map(step).collect::<Vec<_>>().join("/");
    match &path.start {
        Start::Root => format!("/{steps}"),
        Start::Context => steps,
        Start::Current => format!("current()/{steps}"),
        Start::List(name) => format!("instance('{name}')/{steps}"),
    }
}
