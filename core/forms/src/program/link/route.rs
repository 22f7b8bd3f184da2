//! Paths to nodes of the form.

use super::{Context, Linker, Need, Walk, Wrong, shown};
use crate::expression::{Expr, FaultKind, Path, Start, Test};
use crate::program::code::{Code, Level, Origin, Route};
use crate::program::schema::{NodeId, ScopeId};

/// A level of a path that was made absolute.
struct Named<'p> {
    name: Option<&'p str>,
    predicates: &'p [Expr],
}

impl<'a> Walk<'a, '_> {
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
    pub(super) fn route(
        &mut self,
        (start, holder): (NodeId, NodeId),
        origin: Origin,
        path: &Path,
    ) -> Result<Code, Result<FaultKind, Wrong>> {
        let linker = self.linker;
        let schema = linker.schema;
        let (mut levels, kept) = self.absolute(start, path).map_err(Ok)?;
        let kept = if path.start == Start::Root { usize::MAX } else { kept };
        let same = self.same(&mut levels, holder, kept);
        let lost = || Ok(FaultKind::UnknownPath(shown(path)));
        let root = &linker.form.nodes[0].name;
        if levels.first().is_some_and(|level| level.name.is_some_and(|name| name != root)) {
            return Err(lost());
        }
        let (fixed, node) = self.fixed(&levels, same).ok_or_else(lost)?;
        if fixed == 0 {
            return Err(Ok(FaultKind::Unsupported("a predicate on the root")));
        }
        let scope = schema.scope_of(node);
        let base = schema.scope_of(holder);
        let climb = schema.climb(base, schema.common(base, scope));
        let shared = schema.common(schema.common(base, scope), self.shared);
        let searched = self.search(&levels[fixed..], node, (same.saturating_sub(fixed), shared))?;
        if searched.targets.is_empty() {
            return Err(lost());
        }
        self.linker.spend(searched.targets.len()).map_err(Ok)?;
        self.needs.extend(searched.targets.iter().map(|node| Need { node: *node, shared }));
        Ok(Code::Route(Box::new(Route { origin, climb, node, levels: searched.levels })))
    }

    /// How many levels mean the context's own nodes: of a relative path those that it keeps, of an absolute path all
    /// that name the same. `*` takes the context's name as long as the names are the same.
    fn same<'p>(&self, levels: &mut [Named<'p>], holder: NodeId, kept: usize) -> usize
    where
        'a: 'p,
    {
        let mut same = 0;
        for (at, (level, own)) in levels.iter_mut().zip(self.linker.schema.chain(holder)).enumerate() {
            let own = self.linker.form.nodes[own as usize].name.as_str();
            if *level.name.get_or_insert(own) != own {
                break;
            }
            if at < kept {
                same = at + 1;
            }
        }
        same
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
            let next = self.below(&searched.targets, level.name).map_err(Ok)?;
            self.needs.extend(
                next.iter().filter(|node| schema.is_repeat(**node)).map(|node| Need { node: *node, shared }),
            );
            let predicates = self.predicates(level, &next, shared)?;
            let same_position = at < same && level.predicates.is_empty();
            let child = match (level.name, next.as_slice()) {
                (Some(_), [child]) => Some(*child),
                _ => None,
            };
            let name = level.name.map(str::to_owned);
            searched.levels.push(Level { name, child, same_position, predicates });
            searched.targets = next;
        }
        Ok(searched)
    }

    /// Children of a name, or all.
    fn below(&self, nodes: &[NodeId], name: Option<&str>) -> Result<Vec<NodeId>, FaultKind> {
        let Some(name) = name else {
            let children = nodes.iter().map(|node| &self.linker.schema.place(*node).children);
            self.linker.spend(children.clone().map(Vec::len).sum())?;
            return Ok(children.flatten().copied().collect());
        };
        self.linker.spend(nodes.len())?;
        Ok(nodes.iter().filter_map(|node| self.linker.child(*node, name)).collect())
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
            level.predicates.iter().map(|predicate| self.expr(predicate)).collect();
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
    pub(super) fn target(&self, linker: &Linker<'_>) -> Option<NodeId> {
        self.levels.iter().try_fold(self.node, |node, level| linker.child(node, level.name.as_deref()?))
    }
}
