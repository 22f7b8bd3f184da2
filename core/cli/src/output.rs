//! Printing: calm lines for people, JSON for programs.

mod casework;
mod directory;
mod exchange;
mod failure;
mod form;
mod log;
mod matching;
mod queue;
mod referral;

use crate::arguments::Lang;
use crate::codes::{label, said};
use crate::commands::Failure;
use crate::texts::{field, pick, state};
pub(crate) use failure::failure;
use jonaki_core::protocol::{CaseId, Compartment, Role, Timestamp};
use jonaki_core::text::bangla_digits;
use jonaki_core::{
    CaseRow, CaseView, FieldView, InviteCreated, InvitePreview, MemberView, OrganisationView, RecoverySheet,
    RefusedView, Scalar, SearchHit, Status, SyncSummary, Version,
};
use serde::Serialize;
use std::io::Write as _;

/// Where and how to print.
pub(crate) struct Output {
    lang: Lang,
    json: bool,
}

type Printed = Result<(), Failure>;

impl Output {
    pub(crate) fn new(lang: Lang, json: bool) -> Self {
        Self { lang, json }
    }

    fn line(&self, text: &str) -> Printed {
        writeln!(std::io::stdout(), "{text}").map_err(|_| Failure::File("stdout".to_owned()))
    }

    fn json<T: Serialize>(&self, value: &T) -> Printed {
        let text = serde_json::to_string_pretty(value).map_err(|_| Failure::File("stdout".to_owned()))?;
        self.line(&text)
    }

    fn t(&self, bn: &'static str, en: &'static str) -> &'static str {
        pick(self.lang, bn, en)
    }

    pub(crate) fn done(&self) -> Printed {
        self.line(self.t("সংরক্ষিত হয়েছে। পরের সিঙ্কে পাঠানো হবে।", "Saved. It leaves with the next sync."))
    }

    pub(crate) fn id(&self, id: &str) -> Printed {
        if self.json { self.json(&serde_json::json!({ "id": id })) } else { self.line(id) }
    }

    pub(crate) fn recovery_sheet(&self, sheet: &RecoverySheet) -> Printed {
        if self.json {
            return self.json(sheet);
        }
        self.line(self.t(
            "পুনরুদ্ধার পত্র: শুধু এখন দেখানো হচ্ছে। কাগজে লিখে সিন্দুকে রাখুন।",
            "Recovery sheet: shown only now. Write it on paper and keep it in a safe.",
        ))?;
        self.line(&format!("  {}: {}", self.t("কর্মসূচি", "programme"), sheet.programme))?;
        self.line(&format!("  {}: {}", self.t("মূল চাবি", "root key"), sheet.root))?;
        self.line(&format!("  {}: {}", self.t("পুনরুদ্ধার চাবি", "recovery key"), sheet.recovery))
    }

    pub(crate) fn invite(&self, invite: &InviteCreated, with_qr: bool) -> Printed {
        if self.json {
            return self.json(invite);
        }
        if with_qr && let Ok(code) = qrcode::QrCode::new(invite.link.as_bytes()) {
            self.line(&code.render::<qrcode::render::unicode::Dense1x2>().quiet_zone(true).build())?;
        }
        self.line(&invite.link)?;
        let until = self.time(invite.not_after);
        self.line(&format!("{} {until}", self.t("একবার ব্যবহার করা যাবে, শেষ সময়", "usable once, until")))
    }

    pub(crate) fn enrolled(&self, preview: &InvitePreview, only_checked: bool) -> Printed {
        if self.json {
            return self.json(preview);
        }
        let name = preview.organisation_name.as_ref().map(|(bn, en)| match self.lang {
            Lang::Bn => bn.clone(),
            Lang::En => en.clone(),
        });
        let heading = if only_checked {
            self.t("আমন্ত্রণটি সঠিক", "The invite verifies")
        } else {
            self.t("এই যন্ত্র যুক্ত হয়েছে", "This device is enrolled")
        };
        self.line(heading)?;
        self.line(&format!("  {}: {}", self.t("সংস্থা", "organisation"), name.unwrap_or_default()))?;
        self.line(&format!("  {}: {}", self.t("ভূমিকা", "role"), self.role(preview.role)))?;
        self.line(&format!("  {}: {}", self.t("সার্ভার", "server"), preview.url))?;
        self.line(&format!("  {}: {}", self.t("কর্মসূচির ছাপ", "programme fingerprint"), preview.programme))
    }

    pub(crate) fn imported(&self, number: usize, filed: &Result<CaseId, Failure>) -> Printed {
        match filed {
            Ok(case) => self.line(&format!("{number}\t{}\t{case}", case.short_code())),
            Err(Failure::Core(error)) => self.line(&format!("{number}\t-\t{}", error.code())),
            Err(_) => self.line(&format!("{number}\t-\tusage")),
        }
    }

    pub(crate) fn cases(&self, rows: &[CaseRow]) -> Printed {
        if self.json {
            return self.json(&rows);
        }
        if rows.is_empty() {
            return self.line(self.t("কোনো কেস নেই।", "No cases."));
        }
        for row in rows {
            let mut marks = String::new();
            if row.unread {
                marks.push_str(self.t(" নতুন", " new"));
            }
            if row.immediate_danger == Some(true) {
                marks.push_str(self.t(" বিপদ!", " DANGER"));
            }
            if row.conflicts > 0 {
                let count = digits(self.lang, &row.conflicts.to_string());
                marks.push_str(&format!(
                    " {count} {}",
                    self.t("ঘরে একাধিক লেখা", "fields with several versions")
                ));
            }
            self.line(&format!(
                "{}  {}  {}  {}  [{}]  {}{marks}",
                row.short_code,
                self.time(row.saved_at),
                row.district.as_deref().map_or("-".to_owned(), |code| said(self.lang, "district", code)),
                said(self.lang, "concern_types", &row.concern_types.join(" ")),
                label(self.lang, "case_status", &row.status),
                state(self.lang, row.state)
            ))?;
        }
        Ok(())
    }

    pub(crate) fn case(&self, case: &CaseView) -> Printed {
        if self.json {
            return self.json(case);
        }
        let row = &case.row;
        let status = label(self.lang, "case_status", &row.status);
        self.line(&format!("{}  [{status}]  {}", row.short_code, state(self.lang, row.state)))?;
        let concerns = said(self.lang, "concern_types", &row.concern_types.join(" "));
        self.line(&format!("  {}: {concerns}", field(self.lang, "concern_types")))?;
        for compartment in Compartment::ALL {
            let fields: Vec<&FieldView> =
                case.fields.iter().filter(|field| field.compartment == compartment).collect();
            if !fields.is_empty() {
                self.line(&format!("-- {}", self.label("compartments", compartment.name())))?;
            }
            for view in fields {
                self.field(view)?;
            }
        }
        for note in &case.notes {
            self.line(&format!("  * {} {}: {}", self.when(note.time), short(&note.author), note.text))?;
        }
        for event in &case.events {
            let what = self.label("case_events", &event.kind);
            let reason = event.reason.as_deref().map(|code| self.label("case_event_reasons", code));
            let said = [Some(what), reason].into_iter().flatten().collect::<Vec<_>>().join(": ");
            self.line(&format!("  > {} {}: {said}", self.when(event.time), short(&event.author)))?;
        }
        for seen in &case.seen_by {
            let text = self.t("দেখেছেন", "seen by");
            self.line(&format!("  {text} {} {}", short(&seen.device), self.time(seen.hour)))?;
        }
        if let Some(receipt) = case.receipt {
            let text = self.t("সার্ভারের রসিদ নম্বর", "server's receipt, log entry");
            self.line(&format!("  {text} {}", digits(self.lang, &receipt.entry.to_string())))?;
        }
        Ok(())
    }

    fn field(&self, view: &FieldView) -> Printed {
        let name = field(self.lang, &view.field);
        if view.others.is_empty() {
            let value = self.value(&view.field, &view.current.value);
            return self.line(&format!("  {name}: {value}"));
        }
        self.line(&format!(
            "  {name}: {}",
            self.t("একাধিক লেখা, একটি বেছে নিন:", "several versions, choose one:")
        ))?;
        for (number, version) in std::iter::once(&view.current).chain(&view.others).enumerate() {
            self.version(&view.field, number, version)?;
        }
        Ok(())
    }

    fn version(&self, field: &str, number: usize, version: &Version) -> Printed {
        let role = version.author_role.map_or("?".to_owned(), |role| self.role(role));
        let (author, when) = (short(&version.author), self.when(version.time));
        let number = digits(self.lang, &number.to_string());
        let value = self.value(field, &version.value);
        self.line(&format!("    {number}) {value}  ({role} {author}, {when})"))
    }

    pub(crate) fn hits(&self, hits: &[SearchHit]) -> Printed {
        if self.json {
            return self.json(&hits);
        }
        for hit in hits {
            self.line(&format!("{}  … {} …", hit.short_code, hit.snippet))?;
        }
        if hits.is_empty() {
            self.line(self.t("কিছু পাওয়া যায়নি।", "Nothing found."))
        } else {
            Ok(())
        }
    }

    pub(crate) fn status(&self, status: &Status) -> Printed {
        if self.json {
            return self.json(status);
        }
        let Some(device) = status.device else {
            return self.line(self.t("এই যন্ত্র যুক্ত হয়নি।", "This device is not enrolled."));
        };
        self.line(&format!("{}: {device}", self.t("যন্ত্র", "device")))?;
        let role = status.role.map(|role| self.role(role)).unwrap_or_default();
        let name = status.organisation_name.as_ref().map_or("", |(bn, en)| match self.lang {
            Lang::Bn => bn,
            Lang::En => en,
        });
        self.line(&format!("{}: {role}, {name}", self.t("ভূমিকা", "role")))?;
        for (of, count) in &status.counts {
            self.line(&format!("  {}: {}", state(self.lang, *of), digits(self.lang, &count.to_string())))?;
        }
        let numbers = [
            (self.t("পাঠানো বাকি", "waiting to be sent"), status.unsent_items),
            (self.t("প্রত্যাখ্যাত", "refused"), status.refused),
            (self.t("আলাদা রাখা", "set aside as broken"), status.quarantined),
        ];
        for (text, count) in numbers {
            self.line(&format!("{text}: {}", digits(self.lang, &count.to_string())))?;
        }
        self.line(&format!("{}: {}", self.t("শেষ যোগাযোগ", "last contact"), self.when(status.last_contact)))?;
        if status.waiting_for_key {
            self.line(self.t("সংস্থার চাবি এখনো আসেনি।", "The organisation's key has not arrived yet."))?;
        }
        if status.proofs > 0 || status.doubts > 0 {
            self.line(self.t(
                "সার্ভার দুই রকম লগ দেখিয়ে থাকতে পারে: `jonaki verify-log` দেখুন।",
                "The server may show two logs: see `jonaki verify-log`.",
            ))?;
        }
        if status.removed {
            self.line(self.t("সংস্থা এই যন্ত্রটি বাদ দিয়েছে।", "The organisation removed this device."))?;
        }
        Ok(())
    }

    pub(crate) fn members(&self, members: &[MemberView]) -> Printed {
        if self.json {
            return self.json(&members);
        }
        for member in members {
            let me = if member.is_me { self.t(" (এই যন্ত্র)", " (this device)") } else { "" };
            let gone = if member.active { "" } else { self.t(" বাদ দেওয়া", " removed") };
            let role = self.role(member.role);
            self.line(&format!("{}  {role}  {}{me}{gone}", member.device, member.organisation))?;
        }
        Ok(())
    }

    pub(crate) fn organisations(&self, organisations: &[OrganisationView]) -> Printed {
        if self.json {
            return self.json(&organisations);
        }
        for organisation in organisations {
            let name = if self.lang == Lang::Bn { &organisation.name_bn } else { &organisation.name_en };
            let kind = self.label("organisation_types", &organisation.kind);
            self.line(&format!("{}  {kind}  {name}", organisation.id))?;
        }
        Ok(())
    }

    pub(crate) fn refused(&self, refused: &[RefusedView]) -> Printed {
        if self.json {
            return self.json(&refused);
        }
        for entry in refused {
            let why = if self.lang == Lang::Bn { entry.code.bangla() } else { entry.code.english() };
            self.line(&format!("{}  {}  {why} ({})", entry.id, entry.short_code, entry.code))?;
            for (name, value) in &entry.fields {
                let value = value.as_ref().map(|value| self.value(name, value));
                self.line(&format!("    {}: {}", field(self.lang, name), value.unwrap_or_default()))?;
            }
        }
        if refused.is_empty() {
            self.line(self.t("কিছুই প্রত্যাখ্যাত হয়নি।", "Nothing was refused."))
        } else {
            Ok(())
        }
    }

    pub(crate) fn synced(&self, summary: &SyncSummary) -> Printed {
        if self.json {
            return self.json(summary);
        }
        let text = format!(
            "{}: {} / {}: {} / {}: {} B, {} B",
            self.t("রসিদ", "receipts"),
            summary.receipts,
            self.t("নতুন", "news"),
            summary.news,
            self.t("পাঠানো, আনা", "up, down"),
            summary.bytes_up,
            summary.bytes_down
        );
        self.line(&digits(self.lang, &text))?;
        if summary.refused > 0 {
            self.line(self.t(
                "কিছু পরিবর্তন নেওয়া হয়নি: `jonaki refused` দেখুন।",
                "Some changes were refused: see `jonaki refused`.",
            ))?;
        }
        Ok(())
    }

    pub(crate) fn salvaged(&self, rows: &[(&'static str, usize)]) -> Printed {
        if self.json {
            return self.json(&rows);
        }
        for (table, count) in rows {
            self.line(&format!("{table}: {count}"))?;
        }
        Ok(())
    }

    fn role(&self, role: Role) -> String {
        self.label("device_roles", role.name())
    }

    /// What a field of a case says, in words.
    fn value(&self, field: &str, value: &Scalar) -> String {
        match value {
            Scalar::Int(seconds) if jonaki_core::labels::is_hour(field) => self.time(Timestamp(*seconds)),
            Scalar::Text(device) if field == "owner" => device.chars().take(8).collect(),
            value => said(self.lang, field, &self.scalar(value)),
        }
    }

    fn scalar(&self, value: &Scalar) -> String {
        match value {
            Scalar::Bool(true) => self.label("yes_no_unknown", "yes"),
            Scalar::Bool(false) => self.label("yes_no_unknown", "no"),
            Scalar::Int(number) => digits(self.lang, &number.to_string()),
            Scalar::Text(text) => text.clone(),
            Scalar::Bytes(_) => String::new(),
        }
    }

    fn when(&self, time: Option<Timestamp>) -> String {
        time.map_or_else(|| "-".to_owned(), |time| self.time(time))
    }

    /// Day and minute in Bangladesh (UTC+6, no summer time).
    fn time(&self, time: Timestamp) -> String {
        let local = time.0 + 6 * 3600;
        let (days, seconds) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let (hour, minute) = (seconds / 3600, seconds % 3600 / 60);
        digits(self.lang, &format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"))
    }
}

fn digits(lang: Lang, text: &str) -> String {
    if lang == Lang::Bn { bangla_digits(text) } else { text.to_owned() }
}

fn short(device: &jonaki_core::protocol::DeviceId) -> String {
    device.to_string().chars().take(8).collect()
}

/// Year, month and day of a day counted from 1970-01-01 in the Gregorian calendar (era of 400 years = 146,097 days).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}
