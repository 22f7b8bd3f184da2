//! What the import of a table would do and did.

use super::super::{Output, Printed, digits};
use crate::arguments::Lang;
use jonaki_core::DirectoryImported;
use jonaki_core::reference::Language;
use jonaki_core::services::{Fault, Outcome, Plan, RowReport};
use serde::Serialize;

/// What a table would do, kept while the plan is carried out.
#[derive(Serialize)]
pub(crate) struct Planned {
    rows: Vec<Row>,
    /// Faults and warnings that are not told one by one, for there are too many.
    omitted: usize,
    /// Rows that are not taken.
    pub(crate) faulty: usize,
    /// Services of the directory that no row names; they stay.
    absent: Vec<String>,
    /// Columns that nobody knows; they are not read.
    unknown_columns: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    row: usize,
    line: u64,
    service: Option<String>,
    /// `new`, `changed`, `same` or `faulty`.
    outcome: &'static str,
    /// Columns that say something else.
    changed: Vec<&'static str>,
    faults: Vec<Told>,
    warnings: Vec<Told>,
}

/// A fault with what to do about it.
#[derive(Serialize)]
struct Told {
    column: &'static str,
    code: &'static str,
    bangla: &'static str,
    english: &'static str,
}

impl Told {
    fn of(fault: &Fault) -> Self {
        Self {
            column: fault.column,
            code: fault.code.as_str(),
            bangla: fault.code.help(Language::Bangla),
            english: fault.code.help(Language::English),
        }
    }
}

impl Row {
    fn of(report: &RowReport) -> Self {
        let (outcome, changed) = match &report.outcome {
            Outcome::New => ("new", Vec::new()),
            Outcome::Changed(columns) => ("changed", columns.clone()),
            Outcome::Same => ("same", Vec::new()),
            Outcome::Faulty => ("faulty", Vec::new()),
        };
        Self {
            row: report.row,
            line: report.line,
            service: report.service.as_ref().map(|code| code.as_str().to_owned()),
            outcome,
            changed,
            faults: report.faults.iter().map(Told::of).collect(),
            warnings: report.warnings.iter().map(Told::of).collect(),
        }
    }
}

impl Output {
    /// What a table would do.
    pub(crate) fn directory_plan(&self, plan: &Plan) -> Planned {
        let rows: Vec<Row> = plan.rows().iter().map(Row::of).collect();
        Planned {
            faulty: rows.iter().filter(|row| row.outcome == "faulty").count(),
            rows,
            omitted: plan.omitted(),
            absent: plan.absent().iter().map(|code| code.as_str().to_owned()).collect(),
            unknown_columns: plan.unknown_columns().to_vec(),
        }
    }

    pub(crate) fn directory_import(&self, planned: &Planned, done: Option<&DirectoryImported>) -> Printed {
        if self.json {
            return self.json(&serde_json::json!({ "plan": planned, "applied": done }));
        }
        for column in &planned.unknown_columns {
            self.line(&format!("{}: {column:?}", self.t("অজানা কলাম, বাদ", "unknown column, left out")))?;
        }
        planned.rows.iter().try_for_each(|row| self.table_row(row))?;
        self.counts(planned)?;
        match done {
            Some(done) => self.table_applied(done),
            None => self.line(self.t(
                "এখনো কিছু বদলায়নি। বদলাতে --apply লিখুন।",
                "Nothing is changed yet. Add --apply to change it.",
            )),
        }
    }

    fn table_row(&self, row: &Row) -> Printed {
        let outcome = self.label("directory_outcomes", row.outcome);
        let at = digits(self.lang, &row.row.to_string());
        let service = row.service.as_deref().unwrap_or("-");
        self.line(format!("{at}\t{service}\t{outcome}  {}", row.changed.join(", ")).trim_end())?;
        for told in row.faults.iter().chain(&row.warnings) {
            let help = if self.lang == Lang::Bn { told.bangla } else { told.english };
            self.line(&format!("\t\t{} ({}): {help}", told.column, told.code))?;
        }
        Ok(())
    }

    fn counts(&self, planned: &Planned) -> Printed {
        let count = |outcome: &str| planned.rows.iter().filter(|row| row.outcome == outcome).count();
        let counts = [
            (self.t("আরও ভুল, দেখানো হয়নি", "more faults, not shown").to_owned(), planned.omitted),
            (
                self.t("তালিকায় আছে, ফাইলে নেই; থাকছে", "not in the file; they stay").to_owned(),
                planned.absent.len(),
            ),
        ];
        let outcomes = ["new", "changed", "same", "faulty"];
        let outcomes = outcomes.map(|outcome| (self.label("directory_outcomes", outcome), count(outcome)));
        for (name, count) in outcomes.into_iter().chain(counts).filter(|(_, count)| *count > 0) {
            self.line(&format!("{name}: {}", digits(self.lang, &count.to_string())))?;
        }
        Ok(())
    }

    fn table_applied(&self, done: &DirectoryImported) -> Printed {
        let services = digits(self.lang, &done.services.to_string());
        let organisations = digits(self.lang, &done.organisations.to_string());
        self.line(&match self.lang {
            Lang::Bn => format!("সেবা প্রকাশিত: {services}; নতুন সংস্থা: {organisations}। পরের সিঙ্কে পাঠানো হবে।"),
            Lang::En => {
                format!("services published: {services}; new organisations: {organisations}. They leave with the next sync.")
            }
        })?;
        if done.refused > 0 {
            let refused = digits(self.lang, &done.refused.to_string());
            let text = self
                .t("অন্য সংস্থার, এই যন্ত্র লিখতে পারে না", "of other organisations, not for this device to write");
            self.line(&format!("{text}: {refused}"))?;
        }
        if done.withheld > 0 {
            let withheld = digits(self.lang, &done.withheld.to_string());
            let text = self.t(
                "গোপন ঠিকানা, শুধু নিজের সংস্থা জানাতে পারে",
                "hidden addresses, which only their own organisation tells",
            );
            self.line(&format!("{text}: {withheld}"))?;
        }
        Ok(())
    }

    pub(crate) fn directory_exported(&self, services: usize) -> Printed {
        if self.json {
            return self.json(&serde_json::json!({ "services": services }));
        }
        self.line(&format!("{}: {}", self.t("সেবা", "services"), digits(self.lang, &services.to_string())))
    }
}
