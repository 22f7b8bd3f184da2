//! From what the core says of a referral.

use super::{
    DisclosedField, FieldGroup, ReferralEvent, ReferralPage, ReferralPreview, ReferralRow, ReferralScreen,
};
use crate::records::case::notes;
use crate::words::{Bilingual, Coded, Organisations};
use jonaki_core as core;
use jonaki_core::protocol::{Code, DeviceId, Timestamp};
use jonaki_core::{Error, labels};

fn why(code: Code) -> Bilingual {
    let error = Error::Refused(code);
    Bilingual { bangla: error.bangla().to_owned(), english: error.english().to_owned() }
}

impl ReferralRow {
    pub(crate) fn of(row: core::ReferralRow, organisations: &Organisations) -> Self {
        let (header, status) = (row.header, row.status);
        Self {
            id: row.id.into(),
            short_code: row.short_code,
            case: header.case.into(),
            case_code: row.case,
            from: organisations.get(header.from),
            to: organisations.get(header.to),
            kind: Coded::of("referral_kind", &header.kind),
            service: Coded::of("service_types", &header.service),
            purpose: Coded::of("consent_purpose", &header.purpose),
            listing: header.listing.map(Into::into),
            urgency: header.urgency.into(),
            district: header.district.as_deref().map(|code| Coded::field("district", code)),
            made: header.made,
            due: header.due,
            expires: header.expires,
            progress: Coded::of("referral_status", status.progress.name()),
            access: Coded::of("referral_access", status.access.name()),
            reason: Coded::maybe("referral_event_reasons", status.reason.as_deref()),
            outcome: Coded::maybe("service_outcome", status.outcome.as_deref()),
            overdue: status.overdue,
            superseded: status.superseded,
            to_answer: row.to_answer,
            fault: row.fault.map(why),
            unread: row.unread,
        }
    }
}

impl ReferralPage {
    /// A page that was asked for with one row more than it shows.
    pub(crate) fn of(mut rows: Vec<core::ReferralRow>, limit: usize, organisations: &Organisations) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        Self { rows: rows.into_iter().map(|row| ReferralRow::of(row, organisations)).collect(), more }
    }
}

impl From<core::DisclosedField> for DisclosedField {
    fn from(field: core::DisclosedField) -> Self {
        Self {
            name: Bilingual::of(|language| labels::field(&field.field, language)),
            group: Coded::of("field_groups", field.group),
            value: Coded::field(&field.field, &field.value),
            field: field.field,
        }
    }
}

impl From<(String, Option<String>, Timestamp, DeviceId)> for ReferralEvent {
    fn from((kind, reason, at, author): (String, Option<String>, Timestamp, DeviceId)) -> Self {
        Self {
            kind: Coded::of("referral_events", &kind),
            reason: Coded::maybe("referral_event_reasons", reason.as_deref()),
            at: at.0,
            author: author.into(),
        }
    }
}

impl ReferralScreen {
    pub(crate) fn of(view: core::ReferralView, organisations: &Organisations) -> Self {
        Self {
            row: ReferralRow::of(view.row, organisations),
            fields: view.fields.into_iter().map(DisclosedField::from).collect(),
            withheld: crate::records::form::count(view.withheld),
            message: view.message,
            notes: notes(view.notes),
            timeline: view.events.into_iter().map(ReferralEvent::from).collect(),
            sent: view.sent,
            readable: view.readable,
        }
    }
}

impl From<core::ReferralPreview> for ReferralPreview {
    fn from(preview: core::ReferralPreview) -> Self {
        Self {
            fields: preview.fields.into_iter().map(DisclosedField::from).collect(),
            groups: preview.groups.iter().map(FieldGroup::from).collect(),
            due: preview.due,
            refused: preview.refused.map(why),
        }
    }
}
