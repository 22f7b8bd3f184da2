//! What must be found on a device after its process was killed, and everywhere in the end.

use super::Failure;
use super::journal::Journal;
use super::worker::{FIELDS, mark_of};
use jonaki_core::protocol::CaseId;
use jonaki_core::{CaseQuery, CaseView, Client};
use std::collections::{BTreeMap, BTreeSet};

/// What a device shows.
pub(super) struct Shown {
    cases: BTreeMap<CaseId, CaseView>,
    drafts: Vec<String>,
}

/// Everything that a device shows, read from its database.
pub(super) fn shown(client: &Client) -> Result<Shown, Failure> {
    let rows = client.cases(&CaseQuery { limit: 100_000, ..CaseQuery::default() })?;
    let mut cases = BTreeMap::new();
    for row in rows {
        cases.insert(row.id, client.peek(row.id)?);
    }
    let mut drafts = Vec::new();
    for (id, _) in client.drafts()? {
        drafts.push(mark_of(&client.draft(id)?).ok_or("a draft lost its mark")?.to_owned());
    }
    Ok(Shown { cases, drafts })
}

fn narrative_mark(view: &CaseView) -> Option<&str> {
    let field = view.fields.iter().find(|field| field.field == "narrative")?;
    field.current.value.as_text()?.split(' ').next()
}

/// Compares a device with what its worker was told. How many things were compared.
pub(super) fn check(number: usize, shown: &Shown, journal: &Journal) -> Result<usize, Failure> {
    let mut filed: BTreeMap<&str, Vec<CaseId>> = BTreeMap::new();
    for (id, view) in shown.cases.iter().filter(|(_, view)| view.row.mine) {
        let mark =
            narrative_mark(view).ok_or_else(|| format!("case {id} of worker {number} lost its narrative"))?;
        filed.entry(mark).or_default().push(*id);
    }
    let papers = journal.papers();
    for (mark, paper) in &papers {
        let cases = filed.get(mark).map(Vec::as_slice).unwrap_or_default();
        let drafts = shown.drafts.iter().filter(|draft| draft == mark).count();
        let there = paper.case.is_none_or(|case| cases.contains(&case));
        if !paper.filed.fits(cases.len()) || !paper.draft.fits(drafts) || !there || cases.len() + drafts > 1 {
            return Err(format!("{mark}: {paper:?}, found {cases:?} and {drafts} drafts").into());
        }
        // A draft that was being filed is one or the other, never neither: it was saved before.
        let submitted = paper.draft == super::journal::Presence::Perhaps && paper.filed == paper.draft;
        if submitted && cases.len() + drafts != 1 {
            return Err(format!("{mark} is lost between draft and report").into());
        }
    }
    if let Some((mark, _)) = filed.iter().find(|(mark, _)| !papers.contains_key(*mark)) {
        return Err(format!("nobody filed {mark}").into());
    }
    Ok(papers.len() + check_notes(shown, journal)? + check_edits(number, shown, journal)?)
}

fn check_notes(shown: &Shown, journal: &Journal) -> Result<usize, Failure> {
    let mut compared = 0;
    for (mark, case, told) in journal.notes() {
        let view = shown.cases.get(&case).ok_or_else(|| format!("the case of note {mark} is gone"))?;
        let found = view.notes.iter().filter(|note| note.text == mark).count();
        if found > 1 || told && found == 0 {
            return Err(format!("note {mark} is there {found} times, told: {told}").into());
        }
        compared += 1;
    }
    Ok(compared)
}

fn check_edits(number: usize, shown: &Shown, journal: &Journal) -> Result<usize, Failure> {
    let edits = journal.edits();
    for (case, (sure, perhaps)) in &edits {
        let view = shown.cases.get(case).ok_or_else(|| format!("edited case {case} is gone"))?;
        let field = view.fields.iter().find(|field| field.field == FIELDS[number % FIELDS.len()]);
        let value = field.and_then(|field| field.current.value.as_text());
        let versions = field.map_or(0, |field| field.others.len());
        // A report may fill the field before the worker writes it.
        let fits = match (value, sure) {
            (Some(value), _) if Some(&value) == sure.as_ref() || perhaps.contains(&value) => true,
            (_, None) => true,
            _ => false,
        };
        if !fits || versions > 0 {
            return Err(format!("case {case} says {value:?}, not {sure:?} or one of {perhaps:?}").into());
        }
    }
    Ok(edits.len())
}

/// Everybody shows the same of every case that both show. How many were compared.
pub(super) fn agree(first: &Shown, other: &Shown) -> Result<usize, Failure> {
    let mut compared = 0;
    for (id, ours) in &first.cases {
        let Some(theirs) = other.cases.get(id) else { continue };
        if canonical(ours) != canonical(theirs) {
            return Err(format!("two devices show case {id} differently").into());
        }
        compared += 1;
    }
    Ok(compared)
}

/// The cases that a device shows.
pub(super) fn cases(shown: &Shown) -> BTreeSet<CaseId> {
    shown.cases.keys().copied().collect()
}

fn canonical(view: &CaseView) -> (BTreeSet<String>, Vec<String>) {
    let fields = view.fields.iter();
    let fields = fields
        .map(|field| format!("{} {:?} {}", field.field, field.current.value.as_text(), field.others.len()));
    let mut notes: Vec<String> = view.notes.iter().map(|note| note.text.clone()).collect();
    notes.sort();
    (fields.collect(), notes)
}
