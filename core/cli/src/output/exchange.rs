//! Printing what exports and imports did.

use super::{Output, Printed, digits};
use crate::arguments::Lang;
use crate::commands::Failure;
use jonaki_core::protocol::CaseId;
use jonaki_core::{ExportSummary, ImportPlan, ImportRow};
use std::io::Write as _;
use std::path::Path;

impl Output {
    pub(crate) fn exported(&self, summary: &ExportSummary) -> Printed {
        if self.json {
            return self.json(summary);
        }
        let counts = [
            (self.t("কেস", "cases"), summary.cases),
            (self.t("সারি", "rows"), summary.rows),
            (self.t("অনুশীলনের কেস, বাদ", "practice cases, left out"), summary.practice),
            (self.t("ভুক্তভোগী নয়, বাদ", "decided to be no victim, left out"), summary.left_out),
            (self.t("সহজে চেনা যায় এমন সারি", "rows that are too rare to pass on"), summary.rare),
        ];
        for (at, (name, count)) in counts.into_iter().enumerate() {
            if at < 2 || count > 0 {
                self.line(&format!("{name}: {}", digits(self.lang, &count.to_string())))?;
            }
        }
        for (field, rows) in &summary.lost {
            let rows = digits(self.lang, &rows.to_string());
            let text = self.t("এই আদর্শে পুরোটা বলা যায় না, সারি", "rows that the standard cannot say whole");
            self.line(&format!("  {field}: {rows} {text}"))?;
        }
        Ok(())
    }

    pub(crate) fn import_plan(&self, plan: &ImportPlan, applied: bool) -> Printed {
        let rows: Vec<ImportRow> = plan.rows().collect();
        if self.json {
            let header = plan.header();
            return self.json(&serde_json::json!({
                "reports": plan.reports(), "rows": rows, "applied": applied, "omitted": plan.omitted(),
                "unknown_columns": header.unknown_columns, "missing_core": header.missing_core,
            }));
        }
        for column in &plan.header().unknown_columns {
            self.line(&format!("{}: {column:?}", self.t("অজানা কলাম, বাদ", "unknown column, left out")))?;
        }
        for row in &rows {
            let outcome = self.label("import_outcomes", row.outcome.name());
            let at = digits(self.lang, &format!("{}\t{}", row.row, row.line));
            self.line(&format!("{at}\t{outcome}"))?;
            for fault in row.faults.iter().chain(&row.warnings) {
                let help = if self.lang == Lang::Bn { fault.bangla } else { fault.english };
                self.line(&format!("\t\t{} ({}): {help}", fault.column, fault.code))?;
            }
        }
        let reports = digits(self.lang, &plan.reports().to_string());
        self.line(&format!("{}: {reports}", self.t("নতুন প্রতিবেদন", "new reports")))?;
        if applied {
            return Ok(());
        }
        self.line(
            self.t(
                "এখনো কিছু জমা হয়নি। জমা দিতে --apply লিখুন।",
                "Nothing is filed yet. Add --apply to file them.",
            ),
        )
    }

    /// On the error stream, so that JSON stays JSON.
    pub(crate) fn referrals_not_read(&self, file: &Path) -> Printed {
        let said = self.t(
            "এই ফাইলটি পড়া হয়নি: আমদানিতে শুধু প্রতিবেদন জমা হয়। শিশুকে কোথাও পাঠাতে সম্মতি লাগে, তাই সেটি আপনাকে নিজে লিখতে হবে",
            "this file was not read: an import files reports. A referral is made with consent, so a person makes it",
        );
        let written = writeln!(std::io::stderr(), "{said}: {}", file.display());
        written.map_err(|_| Failure::File("stderr".to_owned()))
    }

    pub(crate) fn filed(&self, case: CaseId) -> Printed {
        if self.json { Ok(()) } else { self.line(&format!("{}\t{case}", case.short_code())) }
    }
}
