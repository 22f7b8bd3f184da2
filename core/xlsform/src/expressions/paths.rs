//! Paths between questions, as pyxform writes them.

use jonaki_forms::expression::{Path, Step};

use crate::survey::Tree;

/// `/data/group/name`
pub(crate) fn absolute(tree: &Tree, target: usize) -> Path {
    Path::absolute(tree.path(target))
}

/// The relative path between two nodes of one repeat: up to the nearest common group, then down. `None` if no repeat
/// holds both. `outside` is for the nodes of a `select_one ${name}`: the path then names the repeat itself, so that a
/// predicate can be put on it.
pub(crate) fn relative(tree: &Tree, source: usize, target: usize, outside: bool) -> Option<Vec<Step>> {
    let sources: Vec<usize> = tree.ancestors(source).collect();
    let targets: Vec<usize> = tree.ancestors(target).collect();
    let is_repeat = |node: &usize| tree.get(*node).is_some_and(crate::survey::Draft::is_repeat);
    let common =
        |repeat: bool| sources.iter().position(|node| targets.contains(node) && (!repeat || is_repeat(node)));
    let repeat = sources.get(common(true)?).copied()?;
    if outside {
        let nearest = |above: &[usize]| above.iter().copied().find(is_repeat);
        let alone = !tree.ancestors(repeat).any(|node| is_repeat(&node));
        if nearest(&targets) == Some(repeat) && (alone || nearest(&sources) != Some(repeat)) {
            let up = common(true)? + 2;
            let around = tree.get(repeat).map_or(0, |draft| draft.parent);
            return Some(steps(tree, up, target, around));
        }
    }
    let up = common(false)?;
    let around = sources.get(up).copied()?;
    Some(steps(tree, up + 1, target, around))
}

/// Up some steps, then down from a node to the target.
fn steps(tree: &Tree, up: usize, target: usize, around: usize) -> Vec<Step> {
    let mut down: Vec<&str> = vec![tree.get(target).map_or("", |draft| draft.name.as_str())];
    let between = tree.ancestors(target).take_while(|node| *node != around);
    down.extend(between.filter_map(|node| Some(tree.get(node)?.name.as_str())));
    let parents = std::iter::repeat_with(Step::parent).take(up);
    parents.chain(down.into_iter().rev().map(Step::child)).collect()
}
