//! What differs between two listings: by item, since items have names.

use std::collections::BTreeMap;

/// Items by their first line.
fn items(listing: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut items = BTreeMap::new();
    for item in listing.split("\n\n") {
        let mut lines = item.lines().filter(|line| !line.trim().is_empty());
        if let Some(head) = lines.next() {
            items.insert(head, lines.collect());
        }
    }
    items
}

/// Lines that are gone (`-`) and new (`+`), under the item in which they are.
pub(crate) fn changes(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (items(old), items(new));
    let mut heads: Vec<&str> = old.keys().chain(new.keys()).copied().collect();
    heads.sort_unstable();
    heads.dedup();
    let mut shown = Vec::new();
    for head in heads {
        match (old.get(head), new.get(head)) {
            (Some(_), None) => shown.push(format!("-{head}")),
            (None, Some(lines)) => {
                shown.push(format!("+{head}"));
                shown.extend(lines.iter().map(|line| format!("+{line}")));
            }
            (Some(before), Some(after)) if before != after => {
                shown.push(head.to_owned());
                let gone = before.iter().filter(|line| !after.contains(line));
                shown.extend(gone.map(|line| format!("-{line}")));
                let come = after.iter().filter(|line| !before.contains(line));
                shown.extend(come.map(|line| format!("+{line}")));
                if shown.last().is_some_and(|line| line == head) {
                    shown.push("  (the order is another one)".to_owned());
                }
            }
            _ => {}
        }
    }
    shown
}
