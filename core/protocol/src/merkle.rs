//! Merkle tree over the items of a batch (hashing of RFC 9162, section 2.1), with the part that a receiver may
//! not see folded into the hashes of the largest hidden subtrees.
//!
//! A device signs only the root; whoever holds some of the items can still prove who wrote them.

use crate::{Code, Digest};
use sha2::{Digest as _, Sha256};

/// The root over all leaves; of no leaves the hash of the empty string.
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::from_bytes(Sha256::digest([]).into()),
        [leaf] => leaf_hash(leaf),
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// The hashes of the largest subtrees without a visible leaf, from left to right.
///
/// `visible` says for each leaf whether the receiver gets its item.
pub fn hidden(leaves: &[Digest], visible: &dyn Fn(usize) -> bool) -> Vec<Digest> {
    let mut out = Vec::new();
    if !leaves.is_empty() {
        fold(leaves, 0, visible, &mut out);
    }
    out
}

fn fold(leaves: &[Digest], offset: usize, visible: &dyn Fn(usize) -> bool, out: &mut Vec<Digest>) {
    if (offset..offset + leaves.len()).any(visible) {
        if leaves.len() > 1 {
            let at = split(leaves.len());
            fold(&leaves[..at], offset, visible, out);
            fold(&leaves[at..], offset + at, visible, out);
        }
    } else {
        out.push(root(leaves));
    }
}

/// The root from the visible leaves (`None` for hidden ones) and the hidden subtrees' hashes.
///
/// # Errors
/// [`Code::Malformed`] where the hidden hashes do not fit the gaps exactly.
pub fn root_from_parts(leaves: &[Option<Digest>], hidden: &[Digest]) -> Result<Digest, Code> {
    let mut rest = hidden.iter();
    let found = if leaves.is_empty() { root(&[]) } else { rebuild(leaves, &mut rest)? };
    if rest.next().is_none() { Ok(found) } else { Err(Code::Malformed) }
}

fn rebuild(leaves: &[Option<Digest>], hidden: &mut std::slice::Iter<'_, Digest>) -> Result<Digest, Code> {
    if leaves.iter().all(Option::is_none) {
        return hidden.next().copied().ok_or(Code::Malformed);
    }
    if let [Some(leaf)] = leaves {
        return Ok(leaf_hash(leaf));
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    Ok(node_hash(&rebuild(left, hidden)?, &rebuild(right, hidden)?))
}

/// The largest power of two smaller than `len`.
fn split(len: usize) -> usize {
    len.next_power_of_two() / 2
}

fn leaf_hash(leaf: &Digest) -> Digest {
    Digest::from_bytes(Sha256::new().chain_update([0]).chain_update(leaf.as_bytes()).finalize().into())
}

fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let hash = Sha256::new().chain_update([1]).chain_update(left.as_bytes()).chain_update(right.as_bytes());
    Digest::from_bytes(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_selection_of_up_to_nine_leaves_proves_the_root() {
        for count in 0..=9_usize {
            let leaves: Vec<Digest> = (0..count).map(|i| Digest::of("test", &[&i.to_be_bytes()])).collect();
            for mask in 0..1_usize << count {
                let visible = |i: usize| mask >> i & 1 == 1;
                let parts: Vec<_> =
                    leaves.iter().enumerate().map(|(i, leaf)| visible(i).then_some(*leaf)).collect();
                let proof = hidden(&leaves, &visible);
                assert_eq!(
                    root_from_parts(&parts, &proof),
                    Ok(root(&leaves)),
                    "{count} leaves, mask {mask:b}"
                );
                if !proof.is_empty() {
                    assert!(root_from_parts(&parts, &proof[1..]).is_err());
                }
                let extra = [proof, vec![Digest::of("test", &[b"extra"])]].concat();
                assert!(root_from_parts(&parts, &extra).is_err());
            }
        }
    }
}
