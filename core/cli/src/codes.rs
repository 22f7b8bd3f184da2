//! The codes that commands take, with what they mean in both languages; organisations, devices, places and entries as people
//! name them.

mod named;

pub(crate) use named::{day, device, entry, optional_day, organisation, place, principal};

use crate::arguments::Lang;
use crate::commands::Failure;
use jonaki_core::labels;
use jonaki_core::reference::codes;
use jonaki_core::referral::{FieldGroup, FieldGroups, Urgency};

/// Codes that a command takes at one place.
pub(crate) struct Codes {
    /// What they are, for the sentence that refuses another one.
    pub(crate) what: [&'static str; 2],
    /// The list that has their labels.
    list: &'static str,
    /// Those that are taken; all of the list when there are none here.
    only: &'static [&'static str],
}

/// Those of a list.
pub(crate) const fn takes(
    what: [&'static str; 2],
    list: &'static str,
    only: &'static [&'static str],
) -> Codes {
    Codes { what, list, only }
}

pub(crate) const SERVICE: Codes = takes(["সেবা", "service"], "service_types", &[]);
pub(crate) const PURPOSE: Codes = takes(["উদ্দেশ্য", "purpose"], "consent_purpose", &[]);
pub(crate) const GIVER: Codes = takes(["কে সম্মতি দিলেন", "giver"], "consent_giver", &[]);
pub(crate) const HOW: Codes = takes(["কীভাবে", "how"], "consent_how", &[]);
pub(crate) const KIND: Codes = takes(["সংস্থার ধরন", "kind of organisation"], "organisation_types", &[]);
pub(crate) const DECLINE: Codes = takes(["কারণ", "reason"], "reject_reasons", &[]);
pub(crate) const NOT_COMPLETED: Codes = takes(["কারণ", "reason"], "not_completed_reasons", &[]);
pub(crate) const OUTCOME: Codes = takes(["ফল", "outcome"], "service_outcome", &[]);
pub(crate) const CLOSING: Codes = takes(["কারণ", "reason"], "closure_reasons", &[]);
pub(crate) const RISK: Codes = takes(["ঝুঁকি", "level"], "risk_level", &[]);
pub(crate) const BASIS: Codes = takes(
    ["ভিত্তি", "basis"],
    "legal_basis",
    &[
        "vital_interests",
        "beneficiary_interests",
        "legal_obligation",
        "guardian_is_suspect",
        "other_legitimate_interests",
    ],
);
pub(crate) const REFERRAL: Codes = takes(
    ["ধরন", "kind"],
    "referral_kind",
    &["service_referral", "request_for_information", "police_complaint"],
);
pub(crate) const TASK: Codes = takes(["কাজ", "task"], "follow_up_kind", &[]);
pub(crate) const RECALL: Codes = takes(["কারণ", "reason"], "recall_reasons", &[]);
pub(crate) const NOT_REFERRED: Codes = takes(["কারণ", "reason"], "not_referred_reasons", &[]);
pub(crate) const REPEATS: Codes = takes(["কত দিন পরপর", "repeats"], "task_repeats", &[]);
pub(crate) const RELATION: Codes = takes(["সম্পর্ক", "relation"], "case_links", &[]);
pub(crate) const PART: Codes = takes(["দলে কী", "part"], "team_parts", &[]);
pub(crate) const STEP: Codes = takes(["কী হলো", "step"], "work_steps", &[]);
pub(crate) const DECISION: Codes = takes(["সিদ্ধান্ত", "decision"], "triage_result", &[]);
pub(crate) const ANSWER: Codes = takes(["উত্তর", "answer"], "referral_answers", &[]);

impl Codes {
    /// The code that was typed, with `-` for `_` as well.
    pub(crate) fn check(&self, typed: &str) -> Result<String, Failure> {
        let code = typed.trim().replace('-', "_");
        if self.all().any(|known| known == code) { Ok(code) } else { Err(self.failure()) }
    }

    /// The code that was typed, if one was.
    pub(crate) fn optional(&self, typed: Option<&str>) -> Result<Option<String>, Failure> {
        typed.map(|typed| self.check(typed)).transpose()
    }

    /// The code that must be typed here.
    pub(crate) fn required(&self, typed: Option<&str>) -> Result<String, Failure> {
        self.check(typed.unwrap_or_default())
    }

    /// What is said where the code is not one of these.
    pub(crate) fn failure(&self) -> Failure {
        let labelled =
            |code: &'static str| (code.to_owned(), [Lang::Bn, Lang::En].map(|lang| self.label(lang, code)));
        Failure::Choice { what: self.what, choices: self.all().map(labelled).collect() }
    }

    /// What a code means.
    pub(crate) fn label(&self, lang: Lang, code: &str) -> String {
        label(lang, self.list, code)
    }

    fn all(&self) -> impl Iterator<Item = &'static str> {
        let listed = self.only.is_empty().then(|| codes::list(self.list)).flatten();
        let listed = listed.into_iter().flat_map(|list| list.codes().map(|code| code.code()));
        self.only.iter().copied().chain(listed)
    }
}

/// What a coded field of a case takes; `None` for places, and for what is no code.
pub(crate) fn of_field(field: &str) -> Option<Codes> {
    let list = labels::list_of_case(field)?;
    Some(takes(["এই ঘরে", "this field"], list, &[]))
}

/// What a code of a list means; the code itself where this version does not know it.
pub(crate) fn label(lang: Lang, list: &str, code: &str) -> String {
    labels::named(list, code, lang.language())
}

/// What a field of a case says, in words: codes of its list, places. What people typed stays as it is.
pub(crate) fn said(lang: Lang, field: &str, value: &str) -> String {
    labels::said(field, value, lang.language())
}

/// The name of a group of fields.
pub(crate) fn group(lang: Lang, name: &str) -> String {
    label(lang, "field_groups", name)
}

/// The groups that were typed.
pub(crate) fn groups(typed: &[String]) -> Result<FieldGroups, Failure> {
    let of = |name: &String| {
        let found = FieldGroup::ALL.iter().copied().find(|known| known.name() == name.trim());
        found.ok_or_else(|| {
            let choice = |known: &FieldGroup| {
                (known.name().to_owned(), [Lang::Bn, Lang::En].map(|lang| group(lang, known.name())))
            };
            let choices = FieldGroup::ALL.iter().map(choice).collect();
            Failure::Choice { what: ["তথ্যের ভাগ", "groups"], choices }
        })
    };
    typed.iter().map(of).collect()
}

/// The urgency that was typed.
pub(crate) fn urgency(typed: &str) -> Result<Urgency, Failure> {
    let code = takes(["কত জরুরি", "urgency"], "response_time", &[]).check(typed)?;
    Urgency::from_name(&code).ok_or_else(|| Failure::Usage("urgency".to_owned()))
}
