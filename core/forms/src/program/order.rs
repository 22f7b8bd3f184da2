//! In which order tasks run, and which of them depend on themselves.

use super::link::Need;
use super::schema::{NodeId, Schema};

/// A calculation or relevance as the order sees it.
pub(crate) struct Unit<'a> {
    pub(crate) node: NodeId,
    pub(crate) needs: &'a [Need],
}

/// Vertices: the value of every node, then every unit. A value follows its parent's (relevance is inherited) and its
/// own units; a unit follows the values that it needs.
struct Graph {
    next: Vec<Vec<u32>>,
    nodes: usize,
}

/// The units in an order in which each comes after what it needs, or the circles.
pub(crate) fn order(schema: &Schema, units: &[Unit<'_>]) -> Result<Vec<usize>, Vec<Vec<NodeId>>> {
    let graph = Graph::new(schema, units);
    let mut order = Vec::with_capacity(units.len());
    let mut found = Vec::new();
    for component in graph.components() {
        let loops = component.len() > 1;
        let members: Vec<usize> =
            component.iter().filter_map(|vertex| (*vertex as usize).checked_sub(graph.nodes)).collect();
        if loops {
            let mut nodes: Vec<NodeId> = members.iter().map(|unit| units[*unit].node).collect();
            nodes.sort_unstable();
            nodes.dedup();
            found.push(nodes);
        }
        order.extend(members);
    }
    order.reverse();
    found.sort_unstable();
    if found.is_empty() { Ok(order) } else { Err(found) }
}

/// Only the circles.
pub(crate) fn circles(schema: &Schema, units: &[Unit<'_>]) -> Vec<Vec<NodeId>> {
    order(schema, units).err().unwrap_or_default()
}

impl Graph {
    fn new(schema: &Schema, units: &[Unit<'_>]) -> Self {
        let nodes = schema.places.len();
        let mut next = vec![Vec::new(); nodes + units.len()];
        for (node, place) in schema.places.iter().enumerate() {
            next[node].extend(place.children.iter().copied());
        }
        for (at, unit) in units.iter().enumerate() {
            let vertex = (nodes + at) as u32;
            next[vertex as usize].push(unit.node);
            unit.needs.iter().for_each(|need| next[need.node as usize].push(vertex));
        }
        Self { next, nodes }
    }

    /// Strongly connected components by Tarjan's algorithm without recursion, each after those that it leads to.
    fn components(&self) -> Vec<Vec<u32>> {
        const NEW: u32 = u32::MAX;
        let size = self.next.len();
        let (mut index, mut low) = (vec![NEW; size], vec![0; size]);
        let mut open = vec![false; size];
        let (mut stack, mut found) = (Vec::new(), Vec::new());
        let mut count = 0;
        for root in 0..size {
            if index[root] != NEW {
                continue;
            }
            let mut path = vec![(root, 0)];
            while let Some((vertex, edge)) = path.pop() {
                if edge == 0 {
                    (index[vertex], low[vertex]) = (count, count);
                    count += 1;
                    open[vertex] = true;
                    stack.push(vertex as u32);
                }
                if let Some(next) = self.next[vertex].get(edge) {
                    let next = *next as usize;
                    path.push((vertex, edge + 1));
                    if index[next] == NEW {
                        path.push((next, 0));
                    } else if open[next] {
                        low[vertex] = low[vertex].min(index[next]);
                    }
                    continue;
                }
                if let Some((above, _)) = path.last() {
                    low[*above] = low[*above].min(low[vertex]);
                }
                if low[vertex] == index[vertex] {
                    let from = stack.iter().rposition(|member| *member as usize == vertex).unwrap_or(0);
                    let component = stack.split_off(from);
                    component.iter().for_each(|member| open[*member as usize] = false);
                    found.push(component);
                }
            }
        }
        found
    }
}
