//! What may have been meant by a word that is not known.

use crate::limits::SUGGESTION_BYTES;

/// Words that are compared, at most.
const CANDIDATES: usize = 2_000;

/// The nearest of some words, if it is near: a third of the letters may differ.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    if lower.is_empty() || lower.len() > SUGGESTION_BYTES {
        return None;
    }
    let letters: Vec<char> = lower.chars().collect();
    let most = (letters.len() / 3).clamp(1, 4);
    known
        .into_iter()
        .take(CANDIDATES)
        .filter(|other| {
            *other != word && other.len().abs_diff(word.len()) <= 4 * most && other.len() <= SUGGESTION_BYTES
        })
        .map(|other| (distance(&letters, &other.to_lowercase().chars().collect::<Vec<_>>()), other))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// ` Did you mean …?`, or nothing.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|other| format!("Did you mean `{other}`? ")).unwrap_or_default()
}

/// Letters to add, drop, change or swap with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found() {
        assert_eq!(nearest("selct_one", ["text", "select_one", "select_multiple"]), Some("select_one"));
        assert_eq!(nearest("Text", ["text", "note"]), Some("text"));
        assert_eq!(nearest("naem", ["name", "label"]), Some("name"));
        assert_eq!(nearest("xyz", ["name", "label"]), None);
        assert_eq!(nearest("", ["a"]), None);
    }
}
