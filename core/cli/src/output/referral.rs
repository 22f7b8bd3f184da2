//! Referrals on a terminal.

use super::{Output, Printed, short};
use crate::arguments::Lang;
use crate::codes;
use crate::commands::Failure;
use crate::texts::field;
use jonaki_core::protocol::{OrganisationId, RecordId, Timestamp};
use jonaki_core::referral::{Access, FieldGroups, ReferralStatus};
use jonaki_core::{DisclosedField, OrganisationView, ReferralPreview, ReferralRow, ReferralView};

impl Output {
    pub(crate) fn referrals(
        &self,
        rows: &[ReferralRow],
        known: &[OrganisationView],
        ours: Option<OrganisationId>,
    ) -> Printed {
        if self.json {
            return self.json(&rows);
        }
        if rows.is_empty() {
            return self.line(self.t("কোনো প্রেরণ নেই।", "No referrals."));
        }
        for row in rows {
            let sent = Some(row.header.from) == ours;
            let arrow = if sent { "->" } else { "<-" };
            let other = if sent { row.header.to } else { row.header.from };
            let service = codes::SERVICE.label(self.lang, &row.header.service);
            let status = self.referral_status(&row.status);
            let due = self.time(Timestamp(row.header.due));
            let mut marks = String::new();
            if row.to_answer {
                marks.push_str(self.t("  উত্তর দিন", "  TO ANSWER"));
            }
            if row.unread {
                marks.push_str(self.t("  নতুন", "  new"));
            }
            self.line(&format!(
                "{}  {}  {arrow} {}  {service}  [{status}]  {} {due}{marks}",
                row.short_code,
                row.case.as_deref().unwrap_or("-"),
                self.organisation(known, other),
                self.t("সময়", "due")
            ))?;
        }
        Ok(())
    }

    /// Where a referral stands, in words.
    pub(super) fn referral_status(&self, status: &ReferralStatus) -> String {
        let progress = self.label("referral_status", status.progress.name());
        let mut text = match status.access {
            Access::Open => progress,
            access => {
                let ended = if status.superseded && access == Access::Revoked {
                    self.label("referral_status", "superseded")
                } else {
                    self.label("referral_access", access.name())
                };
                if status.progress.is_taken() { format!("{ended}; {progress}") } else { ended }
            }
        };
        if let Some(code) = status.reason.as_deref() {
            text.push_str(&format!(": {}", self.label("referral_event_reasons", code)));
        }
        if let Some(code) = status.outcome.as_deref() {
            text.push_str(&format!(": {}", codes::OUTCOME.label(self.lang, code)));
        }
        let marks = [(status.overdue, "overdue"), (status.escalated, "escalated")];
        for (_, code) in marks.into_iter().filter(|(holds, _)| *holds) {
            text.push_str(&format!(", {}", self.label("referral_status", code)));
        }
        text
    }

    pub(crate) fn referral(&self, view: &ReferralView) -> Printed {
        if self.json {
            return self.referral_json(view);
        }
        let row = &view.row;
        self.line(&format!("{}  [{}]", row.short_code, self.referral_status(&row.status)))?;
        if let Some(code) = row.fault {
            let why = if self.lang == Lang::Bn { code.bangla() } else { code.english() };
            self.line(&format!("  ! {why}"))?;
        }
        self.asked(view)?;
        if !view.readable {
            self.line(self.t(
                "  পাঠানো তথ্য আর পড়া যায় না: প্রেরণটি শেষ।",
                "  What was disclosed can no longer be read: the referral has ended.",
            ))?;
        }
        self.disclosed(&view.fields)?;
        if view.withheld > 0 {
            self.line(&format!(
                "  {}: {}",
                self.t("সম্মতির বাইরে, দেখানো হয়নি", "beyond the consent, not shown"),
                view.withheld
            ))?;
        }
        if let Some(message) = &view.message {
            self.line(&format!("  {}: {message}", self.t("বার্তা", "message")))?;
        }
        for note in &view.notes {
            self.line(&format!("  * {} {}: {}", self.when(note.time), short(&note.author), note.text))?;
        }
        for (kind, reason, at, author) in &view.events {
            let what = self.label("referral_events", kind);
            let reason = reason.as_deref().map(|code| self.reason_or_outcome(code)).unwrap_or_default();
            let line = format!("  > {} {}: {what} {reason}", self.time(*at), short(author));
            self.line(line.trim_end())?;
        }
        Ok(())
    }

    /// Who asks whom, for what, until when.
    fn asked(&self, view: &ReferralView) -> Printed {
        let (row, header) = (&view.row, &view.row.header);
        let side = |names: &Option<(String, String)>, id: OrganisationId| match names {
            Some((bn, en)) => {
                if self.lang == Lang::Bn {
                    bn.clone()
                } else {
                    en.clone()
                }
            }
            None => id.to_string(),
        };
        let (from, to) = (side(&view.from, header.from), side(&view.to, header.to));
        self.line(&format!("  {from} -> {to}"))?;
        if let Some(case) = &row.case {
            self.line(&format!("  {}: {case}", self.t("কেস", "case")))?;
        }
        let kind = self.label("referral_kind", &header.kind);
        self.line(&format!("  {kind}: {}", codes::SERVICE.label(self.lang, &header.service)))?;
        let purpose = codes::PURPOSE.label(self.lang, &header.purpose);
        self.line(&format!("  {}: {purpose}", self.t("উদ্দেশ্য", "purpose")))?;
        let (due, expires) = (self.time(Timestamp(header.due)), self.time(Timestamp(header.expires)));
        self.line(&format!("  {}: {due}", self.t("উত্তর চাই", "answer needed by")))?;
        self.line(&format!("  {}: {expires}", self.t("এর পরে গ্রহণ করা যাবে না", "not to be taken up after")))
    }

    fn reason_or_outcome(&self, code: &str) -> String {
        match code {
            "full" | "partial" | "none" => codes::OUTCOME.label(self.lang, code),
            _ => self.label("referral_event_reasons", code),
        }
    }

    pub(crate) fn previews(
        &self,
        previews: &[(OrganisationId, ReferralPreview)],
        message: Option<&str>,
        known: &[OrganisationView],
    ) -> Printed {
        if self.json {
            let row = |(to, preview): &(OrganisationId, ReferralPreview)| {
                serde_json::json!({
                    "to": to, "to_name": self.organisation(known, *to), "fields": self.labelled(&preview.fields),
                    "groups": preview.groups, "group_labels": self.groups(preview.groups), "due": preview.due,
                    "refused": preview.refused, "message": message,
                })
            };
            return self.json(&previews.iter().map(row).collect::<Vec<_>>());
        }
        for (to, preview) in previews {
            let due = self.time(Timestamp(preview.due));
            let name = self.organisation(known, *to);
            self.line(&format!("-> {name}  {} {due}", self.t("উত্তর চাই", "answer needed by")))?;
            self.disclosed(&preview.fields)?;
            if preview.fields.is_empty() {
                self.line(self.t("  কোনো ঘর যাবে না", "  no field leaves"))?;
            }
            if let Some(message) = message {
                self.line(&format!("  {}: {message}", self.t("বার্তা", "message")))?;
            }
        }
        self.line(self.t("কিছুই পাঠানো হয়নি।", "Nothing was sent."))
    }

    /// Disclosed fields under their groups.
    fn disclosed(&self, fields: &[DisclosedField]) -> Printed {
        let mut groups: Vec<&str> = fields.iter().map(|shown| shown.group).collect();
        groups.sort_unstable();
        groups.dedup();
        for group in groups {
            self.line(&format!("-- {}", codes::group(self.lang, group)))?;
            for shown in fields.iter().filter(|shown| shown.group == group) {
                let value = codes::said(self.lang, &shown.field, &shown.value);
                self.line(&format!("  {}: {value}", field(self.lang, &shown.field)))?;
            }
        }
        Ok(())
    }

    /// Disclosed fields for programs: the codes, and beside them what they mean in the chosen language.
    fn labelled(&self, fields: &[DisclosedField]) -> Vec<serde_json::Value> {
        let one = |shown: &DisclosedField| {
            serde_json::json!({
                "field": shown.field, "label": field(self.lang, &shown.field),
                "group": shown.group, "group_label": codes::group(self.lang, shown.group),
                "value": shown.value, "value_label": codes::said(self.lang, &shown.field, &shown.value),
            })
        };
        fields.iter().map(one).collect()
    }

    fn referral_json(&self, view: &ReferralView) -> Printed {
        let mut value = serde_json::to_value(view).map_err(|_| Failure::File("stdout".to_owned()))?;
        value["fields"] = self.labelled(&view.fields).into();
        self.json(&value)
    }

    pub(crate) fn referred(&self, made: &[RecordId]) -> Printed {
        if self.json {
            let row = |id: &RecordId| serde_json::json!({ "id": id, "short_code": id.short_code() });
            return self.json(&made.iter().map(row).collect::<Vec<_>>());
        }
        made.iter().try_for_each(|id| self.line(&format!("{}\t{id}", id.short_code())))?;
        self.done()
    }

    /// An organisation's name; its id where the directory has none.
    pub(super) fn organisation(&self, known: &[OrganisationView], id: OrganisationId) -> String {
        let found = known.iter().find(|known| known.id == id);
        found.map_or_else(
            || id.to_string(),
            |known| {
                if self.lang == Lang::Bn { known.name_bn.clone() } else { known.name_en.clone() }
            },
        )
    }

    /// Groups of fields in words.
    pub(super) fn groups(&self, groups: FieldGroups) -> String {
        let named: Vec<String> = groups.iter().map(|group| codes::group(self.lang, group.name())).collect();
        named.join(", ")
    }
}
