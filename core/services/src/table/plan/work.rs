//! A plan in the making.

use super::{Fault, Known, OrganisationRow, Outcome, Plan, RowReport};
use crate::table::cells::cells;
use crate::table::field::{self, Reader};
use crate::table::file::{File, Line};
use crate::table::lists::Lists;
use crate::table::place::Places;
use crate::table::row::{Draft, draft};
use crate::table::{COLUMNS, at};
use crate::{Code, Day, Hidden, Id, Organisation, Service, Word};
use std::collections::{BTreeSet, HashMap};

/// Faults and warnings of one file that are told one by one; what follows is counted.
const FAULTS_MAX: usize = 2_000;

/// Columns of an organisation that all of its rows share.
const SHARED: [&str; 3] = ["organisation_name_bn", "organisation_name_en", "organisation_type"];

/// A service that is there already: whose, what, what is hidden, and all of it as cells.
type Before<'a> = (&'a Organisation, &'a Service, Option<&'a Hidden>, Vec<String>);

/// A plan in the making.
pub(super) struct Work<'a> {
    lists: Lists,
    places: Places,
    today: Option<Day>,
    owners: HashMap<&'a str, &'a Organisation>,
    owners_by_id: HashMap<Id, &'a Organisation>,
    services: HashMap<&'a str, &'a Service>,
    secrets: HashMap<Id, &'a Hidden>,
    /// By organisation of the file, what its shared columns say.
    shared: HashMap<&'a str, [&'a str; 3]>,
    seen: BTreeSet<String>,
    told: usize,
    /// Organisations that are in the plan.
    placed: BTreeSet<Word>,
    plan: Plan,
}

impl<'a> Work<'a> {
    pub(super) fn new(file: &'a File, known: &Known<'a>) -> Self {
        let mut shared: HashMap<&str, [&str; 3]> = HashMap::new();
        for line in &file.lines {
            let cell = |column: &str| line.cells[at(column)].as_deref().unwrap_or_default();
            let said = shared.entry(cell("organisation_code")).or_default();
            for (said, column) in said.iter_mut().zip(SHARED) {
                *said = if said.is_empty() { cell(column) } else { said };
            }
        }
        Self {
            lists: Lists::default(),
            places: Places::default(),
            today: known.today,
            owners: known.organisations.iter().map(|found| (found.code.as_str(), found)).collect(),
            owners_by_id: known.organisations.iter().map(|found| (found.id, found)).collect(),
            services: known.services.iter().map(|found| (found.code.as_str(), found)).collect(),
            secrets: known.hidden.iter().map(|found| (found.service, found)).collect(),
            shared,
            seen: BTreeSet::new(),
            told: 0,
            placed: BTreeSet::new(),
            plan: Plan {
                unknown: Vec::new(),
                rows: Vec::new(),
                omitted: 0,
                organisations: Vec::new(),
                services: Vec::new(),
                hidden: Vec::new(),
                absent: Vec::new(),
            },
        }
    }

    /// A service that is there already, as cells.
    fn before(&self, code: &str) -> Option<Before<'a>> {
        let service = *self.services.get(code)?;
        let owner = *self.owners_by_id.get(&service.organisation)?;
        let hidden = self.secrets.get(&service.id).copied();
        Some((owner, service, hidden, cells(owner, service, hidden, &self.places)))
    }

    /// The cells of a row with what the file leaves out: what is known, and what other rows say of the organisation.
    fn filled(&self, line: &Line, before: Option<&Vec<String>>) -> Vec<String> {
        let known = |place: usize| before.and_then(|cells| cells.get(place)).cloned().unwrap_or_default();
        let mut filled: Vec<String> = (0..COLUMNS.len())
            .map(|place| line.cells[place].clone().unwrap_or_else(|| known(place)))
            .collect();
        let code = filled[at("organisation_code")].clone();
        let owner = self.owners.get(code.as_str());
        for (place, column) in SHARED.into_iter().enumerate() {
            let cell = &mut filled[at(column)];
            let said = self.shared.get(code.as_str()).map_or("", |said| said[place]);
            if line.cells[at(column)].as_deref().unwrap_or_default().is_empty() {
                let owned = owner.map_or("", |owner| match place {
                    0 => &owner.names.bangla,
                    1 => &owner.names.english,
                    _ => owner.kind.as_str(),
                });
                cell.replace_range(.., if said.is_empty() { owned } else { said });
            }
        }
        filled
    }

    pub(super) fn row(&mut self, line: &Line) {
        let code = line.cells[at("service_code")].clone().unwrap_or_default();
        let before = self.before(&code);
        let filled = self.filled(line, before.as_ref().map(|(.., cells)| cells));
        let mut reader = Reader {
            cells: &filled,
            lists: &self.lists,
            today: self.today,
            faults: Vec::new(),
            warnings: Vec::new(),
        };
        if line.overlong {
            reader.fault(field::column(0), Code::RowLength);
        }
        self.disagreements(&mut reader, before.as_ref());
        let draft = draft(&mut reader, &self.places);
        let Reader { faults, warnings, .. } = reader;
        if !code.is_empty() {
            self.seen.insert(code.clone());
        }
        let outcome = match draft {
            Some(draft) => self.take(draft, before),
            None => Outcome::Faulty,
        };
        let report = RowReport {
            row: line.row,
            line: line.line,
            service: Word::new(&code),
            outcome,
            faults: self.told(faults),
            warnings: self.told(warnings),
        };
        self.plan.rows.push(report);
    }

    /// What a row says against other rows, or against what is known.
    fn disagreements(&self, reader: &mut Reader<'_>, before: Option<&Before<'a>>) {
        let code = reader.cell("service_code");
        for (said, column) in
            self.shared.get(reader.cell("organisation_code")).into_iter().flatten().zip(SHARED)
        {
            if reader.cell(column) != *said && !said.is_empty() {
                reader.fault(column, Code::OrganisationDiffers);
            }
        }
        // Also one of an organisation that the caller does not know: taken as new, there would be two of it.
        let of_another = match before {
            Some((owner, ..)) => owner.code.as_str() != reader.cell("organisation_code"),
            None => self.services.contains_key(code),
        };
        if of_another {
            reader.fault("organisation_code", Code::OtherOrganisation);
        }
        if self.seen.contains(code) {
            reader.fault("service_code", Code::Twice);
        }
    }

    /// As many as are told.
    fn told(&mut self, found: Vec<(&'static str, Code)>) -> Vec<Fault> {
        let room = FAULTS_MAX - self.told;
        self.plan.omitted += found.len().saturating_sub(room);
        self.told += found.len().min(room);
        found.into_iter().take(room).map(|(column, code)| Fault { column, code }).collect()
    }

    /// Takes a row without faults into the plan.
    fn take(&mut self, mut draft: Draft, before: Option<Before<'a>>) -> Outcome {
        let owner = self.owners.get(draft.organisation.code.as_str()).copied();
        draft.organisation.id = owner.map(|owner| owner.id).unwrap_or_default();
        draft.service.organisation = draft.organisation.id;
        self.take_organisation(&draft.organisation, owner);
        let Some((_, service, hidden, old)) = before else {
            if draft.hidden.is_some() {
                self.plan.hidden.push((draft.service.code.clone(), draft.hidden));
            }
            self.plan.services.push((draft.service, draft.organisation.code, true));
            return Outcome::New;
        };
        (draft.service.id, draft.service.updated_at) = (service.id, service.updated_at);
        if let Some(found) = draft.hidden.as_mut() {
            found.service = service.id;
        }
        let new = cells(&draft.organisation, &draft.service, draft.hidden.as_ref(), &self.places);
        if draft.hidden.as_ref() != hidden {
            self.plan.hidden.push((draft.service.code.clone(), draft.hidden));
        }
        let changed = draft.service != *service;
        self.plan.services.push((draft.service, draft.organisation.code, changed));
        let differs = (0..COLUMNS.len()).filter(|place| new.get(*place) != old.get(*place));
        let columns: Vec<&'static str> = differs.map(field::column).collect();
        if columns.is_empty() { Outcome::Same } else { Outcome::Changed(columns) }
    }

    fn take_organisation(&mut self, found: &Organisation, owner: Option<&Organisation>) {
        if !self.placed.insert(found.code.clone()) {
            return;
        }
        let outcome = match owner {
            None => Outcome::New,
            Some(owner) if owner == found => Outcome::Same,
            Some(owner) => {
                let differs = [
                    owner.names.bangla != found.names.bangla,
                    owner.names.english != found.names.english,
                    owner.kind != found.kind,
                ];
                Outcome::Changed(
                    SHARED.into_iter().zip(differs).filter(|(_, differs)| *differs).map(|(c, _)| c).collect(),
                )
            }
        };
        let row = OrganisationRow { code: found.code.clone(), outcome };
        self.plan.organisations.push((found.clone(), row));
    }

    pub(super) fn finish(mut self, unknown: Vec<String>) -> Plan {
        let absent = self.services.values().filter(|service| !self.seen.contains(service.code.as_str()));
        self.plan.absent = absent.map(|service| service.code.clone()).collect();
        self.plan.absent.sort();
        self.plan.unknown = unknown;
        self.plan
    }
}
