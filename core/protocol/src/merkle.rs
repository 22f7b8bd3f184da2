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
/// A root alone does not say how many leaves a hidden subtree has: the count must be signed beside it, as a batch's
/// header does.
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

/// The hidden hashes of a copy that shows less: of the leaves known here only those that are `visible`.
///
/// # Errors
/// [`Code::Malformed`] where the hidden hashes do not fit the gaps.
pub fn narrow(
    leaves: &[Option<Digest>],
    hidden: &[Digest],
    visible: &dyn Fn(usize) -> bool,
) -> Result<Vec<Digest>, Code> {
    let (mut rest, mut out) = (hidden.iter(), Vec::new());
    if !leaves.is_empty() {
        narrow_from(leaves, 0, &mut rest, visible, &mut out)?;
    }
    if rest.next().is_none() { Ok(out) } else { Err(Code::Malformed) }
}

fn narrow_from(
    leaves: &[Option<Digest>],
    offset: usize,
    hidden: &mut std::slice::Iter<'_, Digest>,
    visible: &dyn Fn(usize) -> bool,
    out: &mut Vec<Digest>,
) -> Result<(), Code> {
    if !(offset..offset + leaves.len()).any(visible) {
        out.push(rebuild(leaves, hidden)?);
    } else if leaves.len() > 1 {
        let at = split(leaves.len());
        narrow_from(&leaves[..at], offset, hidden, visible, out)?;
        narrow_from(&leaves[at..], offset + at, hidden, visible, out)?;
    }
    Ok(())
}

/// A copy with its gaps: leaves, and the hashes of the hidden subtrees.
pub type Copy<'a> = (&'a [Option<Digest>], &'a [Digest]);

/// What two copies of one batch show together.
///
/// # Errors
/// [`Code::Malformed`] where they are not copies of one batch.
pub fn merge(one: Copy<'_>, other: Copy<'_>) -> Result<(Vec<Option<Digest>>, Vec<Digest>), Code> {
    let expected = root_from_parts(one.0, one.1)?;
    if one.0.len() != other.0.len() || root_from_parts(other.0, other.1)? != expected {
        return Err(Code::Malformed);
    }
    let leaves: Vec<_> = one.0.iter().zip(other.0).map(|(one, other)| one.or(*other)).collect();
    let mut hidden = Vec::new();
    if leaves.is_empty() {
        return Ok((leaves, hidden));
    }
    merge_from(one.0, other.0, &mut one.1.iter(), &mut other.1.iter(), &mut hidden)?;
    Ok((leaves, hidden))
}

fn merge_from(
    one: &[Option<Digest>],
    other: &[Option<Digest>],
    one_hidden: &mut std::slice::Iter<'_, Digest>,
    other_hidden: &mut std::slice::Iter<'_, Digest>,
    out: &mut Vec<Digest>,
) -> Result<(), Code> {
    match (one.iter().all(Option::is_none), other.iter().all(Option::is_none)) {
        (true, true) => {
            out.push(*one_hidden.next().ok_or(Code::Malformed)?);
            other_hidden.next().map(drop).ok_or(Code::Malformed)
        }
        (true, false) => {
            one_hidden.next().ok_or(Code::Malformed)?;
            copy_hidden(other, other_hidden, out)
        }
        (false, true) => {
            other_hidden.next().ok_or(Code::Malformed)?;
            copy_hidden(one, one_hidden, out)
        }
        (false, false) if one.len() > 1 => {
            let at = split(one.len());
            merge_from(&one[..at], &other[..at], one_hidden, other_hidden, out)?;
            merge_from(&one[at..], &other[at..], one_hidden, other_hidden, out)
        }
        (false, false) => Ok(()),
    }
}

/// Passes the hidden hashes of a subtree on.
fn copy_hidden(
    leaves: &[Option<Digest>],
    hidden: &mut std::slice::Iter<'_, Digest>,
    out: &mut Vec<Digest>,
) -> Result<(), Code> {
    if leaves.iter().all(Option::is_none) {
        out.push(*hidden.next().ok_or(Code::Malformed)?);
    } else if leaves.len() > 1 {
        let (left, right) = leaves.split_at(split(leaves.len()));
        copy_hidden(left, hidden, out)?;
        copy_hidden(right, hidden, out)?;
    }
    Ok(())
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
    fn every_selection_of_up_to_seven_leaves_proves_the_root() {
        for count in 0..=7_usize {
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
                for other in 0..1_usize << count {
                    let shown = |i: usize| other >> i & 1 == 1;
                    let narrowed = narrow(&parts, &proof, &|i| visible(i) && shown(i));
                    assert_eq!(narrowed, Ok(hidden(&leaves, &|i| visible(i) && shown(i))));
                    let copy: Vec<_> =
                        leaves.iter().enumerate().map(|(i, leaf)| shown(i).then_some(*leaf)).collect();
                    let merged = merge((&parts, &proof), (&copy, &hidden(&leaves, &shown)));
                    let both = |i: usize| visible(i) || shown(i);
                    let expected: Vec<_> =
                        leaves.iter().enumerate().map(|(i, leaf)| both(i).then_some(*leaf)).collect();
                    assert_eq!(merged, Ok((expected, hidden(&leaves, &both))));
                }
                let extra = [proof, vec![Digest::of("test", &[b"extra"])]].concat();
                assert!(root_from_parts(&parts, &extra).is_err());
            }
        }
    }
}
