//! Paths to nodes of the instance.

use super::{Eval, Evaluator, Point};
use crate::filling::tree::At;
use crate::program::{Code, Level, NodeId, Origin, Route};

impl Evaluator<'_> {
    /// Where a route starts.
    fn origin(&self, route: &Route) -> At {
        match (route.origin, self.point) {
            (Origin::Root, _) => At { frame: 0, node: 0 },
            (Origin::Context, Point::Node(at)) => at,
            (Origin::Current, _) | (Origin::Context, Point::Item { .. }) => self.current,
        }
    }

    /// The node at which the search of a route starts; without levels to search, the route's node itself.
    pub(super) fn place(&self, route: &Route) -> At {
        At { frame: self.tree.climb(self.origin(route).frame, route.climb), node: route.node }
    }

    /// All relevant nodes that a route leads to, in document order.
    pub(super) fn expand(&self, route: &Route) -> Eval<Vec<At>> {
        let origin = self.origin(route);
        let mut nodes = vec![self.place(route)];
        for level in &route.levels {
            let mut next = Vec::new();
            for node in nodes {
                self.children(node, level, origin, &mut next)?;
            }
            nodes = next;
        }
        nodes.retain(|node| self.tree.is_relevant(&self.program.schema, *node));
        Ok(nodes)
    }

    fn children(&self, parent: At, level: &Level, origin: At, found: &mut Vec<At>) -> Eval<()> {
        let schema = &self.program.schema;
        let children = match &level.child {
            Some(child) => std::slice::from_ref(child),
            None => schema.place(parent.node).children.as_slice(),
        };
        let named =
            |child: &&NodeId| level.name.as_ref().is_none_or(|name| *name == self.program.node(**child).name);
        let mut nodes = Vec::new();
        for child in children.iter().filter(named) {
            self.around.step()?;
            if !schema.is_repeat(*child) {
                nodes.push(At { frame: parent.frame, node: *child });
                continue;
            }
            let scope = schema.scope_of(*child);
            let own = level.same_position.then(|| self.position_of(origin, scope)).flatten();
            let frames = &self.tree.frame(parent.frame).inner[schema.scope(scope).index as usize];
            self.around.charge(frames.len())?;
            let kept =
                frames.iter().filter(|frame| own.is_none_or(|own| self.tree.frame(**frame).position == own));
            nodes.extend(kept.map(|frame| At { frame: *frame, node: *child }));
        }
        for (round, predicate) in level.predicates.iter().enumerate() {
            let mut kept = Vec::new();
            for (at, node) in nodes.into_iter().enumerate() {
                let position = if round == 0 { self.multiplicity(node) } else { at + 1 };
                if self.holds(predicate, Point::Node(node), position)? {
                    kept.push(node);
                }
            }
            nodes = kept;
        }
        found.extend(nodes);
        Ok(())
    }

    /// A predicate holds only if it gives a truth; numbers select nothing in the reference engine.
    pub(super) fn holds(&self, predicate: &Code, point: Point, position: usize) -> Eval<bool> {
        self.around.step()?;
        let inner = Self { point, position: Some(position), ..*self };
        Ok(matches!(inner.value(predicate)?, crate::value::Value::Boolean(true)))
    }

    /// Position of a node among its siblings of the same name, from 1.
    pub(super) fn multiplicity(&self, at: At) -> usize {
        if self.program.schema.is_repeat(at.node) {
            self.tree.frame(at.frame).position as usize + 1
        } else {
            1
        }
    }

    /// Position of the instance of a scope around a node, from 0; `None` if the node does not lie in one.
    fn position_of(&self, at: At, scope: u32) -> Option<u32> {
        let schema = &self.program.schema;
        let own = self.tree.frame(at.frame).scope;
        let around = schema.common(own, scope) == scope;
        around.then(|| self.tree.frame(self.tree.around(schema, at.frame, scope)).position)
    }

    /// `indexed-repeat(question, repeat, number, …)`: instances by the numbers given, else by the context, else all.
    pub(super) fn indexed(&self, arguments: &[Code]) -> Eval<Vec<At>> {
        let schema = &self.program.schema;
        let [Code::Route(target), pairs @ ..] = arguments else { return Ok(Vec::new()) };
        let Some(target_node) = self.only(target) else { return Ok(Vec::new()) };
        let mut given = Vec::new();
        for pair in pairs.chunks_exact(2) {
            let Code::Route(repeat) = &pair[0] else { continue };
            let index = crate::value::to_int(self.number(&pair[1])?).max(1) as u32 - 1;
            given.push((self.only(repeat), index));
        }
        let origin = self.origin(target);
        let mut frames = vec![0];
        for repeat in schema.chain(target_node).into_iter().filter(|node| schema.is_repeat(*node)) {
            self.around.step()?;
            let scope = schema.scope_of(repeat);
            let index = given.iter().rev().find(|(node, _)| *node == Some(repeat)).map(|(_, index)| *index);
            let index = index.or_else(|| self.position_of(origin, scope));
            let inner = schema.scope(scope).index as usize;
            let instances = |frame: &u32| self.tree.frame(*frame).inner[inner].clone();
            frames = frames.iter().flat_map(instances).collect();
            if let Some(index) = index {
                frames.retain(|frame| self.tree.frame(*frame).position == index);
            }
        }
        let nodes = frames.into_iter().map(|frame| At { frame, node: target_node });
        Ok(nodes.filter(|node| self.tree.is_relevant(schema, *node)).collect())
    }

    /// The node of the form that a route without `*` leads to.
    pub(super) fn only(&self, route: &Route) -> Option<NodeId> {
        route.levels.iter().try_fold(route.node, |node, level| {
            let name = level.name.as_ref()?;
            let mut children = self.program.schema.place(node).children.iter();
            children.find(|child| self.program.node(**child).name == *name).copied()
        })
    }
}
