//! What a worker said: what it began, and what it was told.

use super::Failure;
use jonaki_core::protocol::CaseId;
use std::collections::BTreeMap;

/// What a worker does. Each deed has a mark of its own, a word that stands nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// Files a report whose narrative begins with the mark.
    Report,
    /// Adds a note that is the mark.
    Note(CaseId),
    /// Writes the mark into the worker's own field of a case.
    Edit(CaseId),
    /// Saves a draft whose narrative begins with the mark.
    Draft,
    /// Files the draft with this mark.
    Submit,
    /// Throws the draft with this mark away.
    Drop,
    /// Syncs.
    Sync,
}

/// What became of a deed, as far as its worker was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) mark: String,
    pub(super) deed: Deed,
    /// The worker was told that it is saved; a new report also: as which case.
    pub(super) done: bool,
    pub(super) case: Option<CaseId>,
}

/// Everything that the workers of one device said, in order.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pub(super) said: Vec<Said>,
    /// How often a worker was told that something is saved.
    pub(super) told: usize,
    /// How often a worker was told that everything is stored.
    pub(super) synced: usize,
}

impl Deed {
    fn name(&self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Note(_) => "note",
            Self::Edit(_) => "edit",
            Self::Draft => "draft",
            Self::Submit => "submit",
            Self::Drop => "drop",
            Self::Sync => "sync",
        }
    }

    fn parse(name: &str, case: Option<&str>) -> Option<Self> {
        let case = case.and_then(CaseId::from_hex);
        Some(match (name, case) {
            ("report", _) => Self::Report,
            ("note", Some(case)) => Self::Note(case),
            ("edit", Some(case)) => Self::Edit(case),
            ("draft", _) => Self::Draft,
            ("submit", _) => Self::Submit,
            ("drop", _) => Self::Drop,
            ("sync", _) => Self::Sync,
            _ => return None,
        })
    }

    /// The line with which a worker begins.
    pub(super) fn begin(&self, mark: &str) -> String {
        match self {
            Self::Note(case) | Self::Edit(case) => format!("begin {} {mark} {case}\n", self.name()),
            _ => format!("begin {} {mark}\n", self.name()),
        }
    }
}

impl Journal {
    /// Takes in a line. A worker that dies says nothing after the line that it was writing.
    pub(super) fn line(&mut self, line: &str) -> Result<(), Failure> {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["open"] | ["busy", ..] => {}
            ["begin", name, mark, rest @ ..] => {
                let deed = Deed::parse(name, rest.first().copied()).ok_or("a deed that nobody knows")?;
                self.said.push(Said { mark: (*mark).to_owned(), deed, done: false, case: None });
            }
            ["done", rest @ ..] => {
                let last = self.said.last_mut().ok_or("something is done that nobody began")?;
                last.done = true;
                last.case = rest.first().and_then(|id| CaseId::from_hex(id));
                self.told += 1;
                self.synced += usize::from(last.deed == Deed::Sync);
            }
            _ => return Err(format!("a worker says: {line}").into()),
        }
        Ok(())
    }

    /// What must be found of a mark: reports and drafts, each with whether the worker was told.
    pub(super) fn papers(&self) -> BTreeMap<&str, Paper> {
        let mut papers: BTreeMap<&str, Paper> = BTreeMap::new();
        for said in &self.said {
            let paper = papers.entry(&said.mark);
            match said.deed {
                Deed::Report => {
                    let filed = if said.done { Presence::Sure } else { Presence::Perhaps };
                    paper.or_insert(Paper { draft: Presence::No, filed, case: said.case });
                }
                Deed::Draft => {
                    let draft = if said.done { Presence::Sure } else { Presence::Perhaps };
                    paper.or_insert(Paper { draft, filed: Presence::No, case: None });
                }
                Deed::Submit => {
                    let (draft, filed) = match said.done {
                        true => (Presence::No, Presence::Sure),
                        false => (Presence::Perhaps, Presence::Perhaps),
                    };
                    paper.and_modify(|paper| *paper = Paper { draft, filed, case: said.case });
                }
                Deed::Drop => {
                    let draft = if said.done { Presence::No } else { Presence::Perhaps };
                    paper.and_modify(|paper| paper.draft = draft);
                }
                Deed::Note(_) | Deed::Edit(_) | Deed::Sync => {}
            }
        }
        papers
    }

    /// The notes: mark, case, whether the worker was told.
    pub(super) fn notes(&self) -> impl Iterator<Item = (&str, CaseId, bool)> {
        self.said.iter().filter_map(|said| match said.deed {
            Deed::Note(case) => Some((said.mark.as_str(), case, said.done)),
            _ => None,
        })
    }

    /// What a case's field may say: the last mark that the worker was told of, or a later one that it began.
    pub(super) fn edits(&self) -> BTreeMap<CaseId, (Option<&str>, Vec<&str>)> {
        let mut edits: BTreeMap<CaseId, (Option<&str>, Vec<&str>)> = BTreeMap::new();
        for said in &self.said {
            let Deed::Edit(case) = said.deed else { continue };
            let (sure, perhaps) = edits.entry(case).or_default();
            if said.done {
                *sure = Some(&said.mark);
                perhaps.clear();
            } else {
                perhaps.push(&said.mark);
            }
        }
        edits
    }
}

/// Whether something must be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    No,
    Perhaps,
    Sure,
}

impl Presence {
    /// Whether this count fits: never two.
    pub(super) fn fits(self, count: usize) -> bool {
        match self {
            Self::No => count == 0,
            Self::Perhaps => count <= 1,
            Self::Sure => count == 1,
        }
    }
}

/// A report on its way: as a draft, or filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paper {
    pub(super) draft: Presence,
    pub(super) filed: Presence,
    pub(super) case: Option<CaseId>,
}
