//! Cases out to partners, and partners' rows in as new reports.

mod record;

use super::Client;
use super::answers::KnownForms;
use crate::exchange::{Filled, Reading, case_key, day, edits};
use crate::ledger::{case_row, deed};
use crate::view::CaseRow;
use crate::{Date, Error, ExchangeError, ExportRequest, ExportSummary, ImportPlan, Language};
use jonaki_exchange::htcds::{self, Limits};
use jonaki_exchange::{CaseRecord, ctdc, page};
use jonaki_protocol::{CaseId, Code, Compartment};
use std::collections::BTreeSet;
use std::io::{Read, Write};

/// Cases that the exporter goes through at once.
const PAGE: usize = 200;
/// Bytes that a compartment of an imported report may have: with keys and marks they stay below what a change may have.
const COMPARTMENT_BYTES: usize = 40_000;
/// Bytes of a cell: what an answer may have.
const CELL_BYTES: usize = 20_000;

impl Client {
    /// The day by this device's clock, in Bangladesh.
    ///
    /// # Errors
    /// [`Error::Field`] where the clock is wrong by centuries.
    pub fn today(&mut self) -> Result<Date, Error> {
        day(self.now()).ok_or(Error::Field { field: "today".to_owned() })
    }

    /// Writes the cases as HTCDS 2.0: one row for each victim, without identity unless asked. Practice is left out.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] on a reporter's or provider's device; what writing says. The file is not whole then.
    pub fn export_htcds(
        &mut self,
        request: &ExportRequest,
        to: &mut dyn Write,
    ) -> Result<ExportSummary, ExchangeError> {
        let reading = self.reading(request.today, request.with_identity)?;
        let summary = self.exported(request, &reading, |records, summary| {
            let done = htcds::export(records, &options(request), to)?;
            summary.rows = done.rows;
            summary.lost = done.lost.into_iter().map(|(field, rows)| (field.to_owned(), rows)).collect();
            Ok(())
        })?;
        self.note_deed("export_htcds", None, summary.cases)?;
        Ok(summary)
    }

    /// Writes `referrals.csv`, the file beside [`Client::export_htcds`].
    ///
    /// # Errors
    /// As there.
    pub fn export_referrals(
        &mut self,
        request: &ExportRequest,
        to: &mut dyn Write,
    ) -> Result<ExportSummary, ExchangeError> {
        let reading = self.reading(request.today, request.with_identity)?;
        let summary = self.exported(request, &reading, |records, summary| {
            summary.rows = htcds::export_referrals(records, &options(request), to)?.rows;
            Ok(())
        })?;
        self.note_deed("export_referrals", None, summary.cases)?;
        Ok(summary)
    }

    /// Writes the cases in the columns of the CTDC dataset, never with identity.
    ///
    /// # Errors
    /// As [`Client::export_htcds`].
    pub fn export_ctdc(
        &mut self,
        request: &ExportRequest,
        to: &mut dyn Write,
    ) -> Result<ExportSummary, ExchangeError> {
        let reading = self.reading(request.today, false)?;
        let summary = self.exported(request, &reading, |records, summary| {
            let done = ctdc::export(records, to)?;
            (summary.rows, summary.left_out, summary.rare) = (done.rows, done.left_out, done.rare);
            Ok(())
        })?;
        self.note_deed("export_ctdc", None, summary.cases)?;
        Ok(summary)
    }

    /// One case as a page that a person reads or prints, in HTML.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] on a reporter's or provider's device; [`Error::NotFound`].
    pub fn case_page(
        &mut self,
        case: CaseId,
        language: Language,
        with_identity: bool,
    ) -> Result<String, Error> {
        self.may_exchange()?;
        let today = self.today()?;
        let reading = self.reading(today, with_identity)?;
        let filled = self.record(&self.peek(case)?, &reading, &mut KnownForms::new())?;
        let page = page::html(&filled.record, language, page::Options { today, with_identity });
        self.note_deed("export_page", Some(case), 1)?;
        Ok(page)
    }

    /// Reads a partner's file and says row by row what would be filed. Nothing is changed. Ids in a file prove nothing:
    /// a case whose id is known here, or was imported here before, is left alone.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] on a reporter's or provider's device; a file that cannot be read at all.
    pub fn import_htcds(&mut self, from: impl Read) -> Result<ImportPlan, ExchangeError> {
        self.may_exchange()?;
        let today = self.today()?;
        let limits = Limits { cell: CELL_BYTES, ..Limits::default() };
        let mut plan = ImportPlan::new(htcds::read(from, None::<&[u8]>, limits)?, today);
        self.look(&mut plan)?;
        Ok(plan)
    }

    /// Files each case of a plan as a new report, all or none. What became known since the plan was made is left out.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] on a reporter's or provider's device; as [`Client::report`].
    pub fn apply_import(&mut self, mut plan: ImportPlan) -> Result<Vec<CaseId>, Error> {
        self.may_exchange()?;
        self.look(&mut plan)?;
        self.act(|session| {
            let file = |record| session.file_edits(edits(record, plan.today()).into_iter().collect());
            plan.taken().map(file).collect()
        })
    }

    /// Notes that something was given out, for [`Client::who_saw`]: never what was in it.
    fn note_deed(&mut self, kind: &str, case: Option<CaseId>, count: u64) -> Result<(), Error> {
        self.act(|session| deed::insert(session.tx, (kind, case), count, session.now))
    }

    /// Sets aside what is known here, and what no report can hold.
    fn look(&self, plan: &mut ImportPlan) -> Result<(), Error> {
        let said = plan.records().iter().any(|record| !record.case_id.is_empty());
        let known = if said { self.known_ids()? } else { BTreeSet::new() };
        let places = |is: &dyn Fn(&CaseRecord) -> bool| {
            let all = plan.records().iter().enumerate();
            all.filter(|(_, record)| is(record)).map(|(place, _)| place).collect::<BTreeSet<_>>()
        };
        let known = places(&|record| !record.case_id.is_empty() && known.contains(&record.case_id));
        let too_large = places(&|record| {
            let sizes = edits(record, plan.today()).into_values();
            sizes.map(|edits| edits.iter().map(bytes).sum::<usize>()).any(|size| size > COMPARTMENT_BYTES)
        });
        plan.set_aside(known, too_large);
        Ok(())
    }

    /// Ids of the cases on this device, and those that files gave to what was imported.
    fn known_ids(&self) -> Result<BTreeSet<String>, Error> {
        let mut known = BTreeSet::new();
        let given_id = case_key();
        for case in case_row::cases(self.connection())? {
            known.insert(case.to_string());
            let account = jonaki_protocol::DocumentId { record: case, compartment: Compartment::Account };
            let Some(account) = crate::ledger::document::load(self.connection(), account)? else { continue };
            let given = account.answers("answers").into_iter().find(|(key, _)| *key == given_id);
            known.extend(given.and_then(|(_, value)| value.current.as_text().map(str::to_owned)));
        }
        Ok(known)
    }

    fn may_exchange(&self) -> Result<(), Error> {
        let may = self.me()?.profile.role.coordinates();
        if may { Ok(()) } else { Err(Error::Refused(Code::NotAllowed)) }
    }

    /// Goes through the cases of a request, the oldest first, one in memory at a time.
    fn exported(
        &self,
        request: &ExportRequest,
        reading: &Reading,
        write: impl FnOnce(&mut dyn Iterator<Item = CaseRecord>, &mut ExportSummary) -> Result<(), ExchangeError>,
    ) -> Result<ExportSummary, ExchangeError> {
        self.may_exchange()?;
        let mut cases: Vec<CaseId> = self.wanted(request)?.into_iter().map(|row| row.id).collect();
        cases.reverse();
        let (mut summary, mut seen) = (ExportSummary::default(), ExportSummary::default());
        let (mut failed, mut known) = (None, KnownForms::new());
        let mut records = cases.into_iter().filter_map(|case| {
            let filled = failed.is_none().then(|| self.exportable(case, reading, (&mut seen, &mut known)))?;
            filled.unwrap_or_else(|error| {
                failed = Some(error);
                None
            })
        });
        write(&mut records, &mut summary)?;
        drop(records);
        if let Some(error) = failed {
            return Err(error.into());
        }
        (summary.cases, summary.practice) = (seen.cases, seen.practice);
        for (field, times) in seen.lost {
            *summary.lost.entry(field).or_default() += times;
        }
        Ok(summary)
    }

    /// The rows of the list that a request means.
    fn wanted(&self, request: &ExportRequest) -> Result<Vec<CaseRow>, Error> {
        let mut query = request.cases.clone();
        let mut found = Vec::new();
        while found.len() < request.cases.limit {
            query.limit = PAGE.min(request.cases.limit - found.len());
            let page = self.cases(&query)?;
            let Some(last) = page.last() else { break };
            query.after = Some(last.id);
            found.extend(page);
        }
        Ok(found)
    }

    fn exportable(
        &self,
        case: CaseId,
        reading: &Reading,
        (seen, known): (&mut ExportSummary, &mut KnownForms),
    ) -> Result<Option<CaseRecord>, Error> {
        let view = match self.peek(case) {
            // Erased since the list was read.
            Err(Error::NotFound) => return Ok(None),
            other => other?,
        };
        let practice = view
            .fields
            .iter()
            .any(|field| field.field == "mode" && field.current.value.as_text() == Some("practice"));
        if practice {
            seen.practice += 1;
            return Ok(None);
        }
        let Filled { record, lost } = self.record(&view, reading, known)?;
        seen.cases += 1;
        for (field, times) in lost {
            *seen.lost.entry(field).or_default() += times;
        }
        Ok(Some(record))
    }
}

fn options(request: &ExportRequest) -> htcds::Options<'static> {
    htcds::Options {
        header: request.header,
        with_identity: request.with_identity,
        with_ids: request.with_ids,
        byte_order_mark: request.byte_order_mark,
        ..htcds::Options::new(request.today)
    }
}

/// About how much an edit takes.
fn bytes(edit: &jonaki_document::Edit) -> usize {
    const MARKS: usize = 64;
    match edit {
        jonaki_document::Edit::Set { field, value } => {
            MARKS + field.len() + value.as_text().map_or(8, str::len)
        }
        _ => 2 * MARKS,
    }
}
