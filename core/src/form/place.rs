//! Where a question stands in its form, and where its answer lives.

use jonaki_forms::definition::{Form, Kind, Store};
use jonaki_forms::filling::NodePath;
use jonaki_protocol::Compartment;

/// The compartment that a question's answers go to.
pub(crate) fn compartment(store: &Store) -> Compartment {
    match store {
        Store::Card(_) => Compartment::Card,
        Store::Account => Compartment::Account,
        Store::Identity => Compartment::Identity,
        Store::Safety => Compartment::Safety,
    }
}

/// Whether the question's answers live there: an entry of another compartment with its key is somebody else's.
pub(crate) fn is_in(form: &Form, path: &NodePath, place: Compartment) -> bool {
    let node = form.nodes.get(path.node as usize);
    node.is_some_and(|node| !node.kind.is_container() && compartment(&node.store) == place)
}

/// The repeats around a node, the outermost first, itself last if it is one.
pub(crate) fn repeats(form: &Form, node: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut index = node;
    while let Some(node) = form.nodes.get(index as usize).filter(|_| index != 0) {
        if matches!(node.kind, Kind::Repeat(_)) {
            found.push(index);
        }
        index = node.parent;
    }
    found.reverse();
    found
}
