//! The codes that commands take, with what they mean in both languages; organisations, devices, places and entries as people
//! name them.

mod named;

pub(crate) use named::{day, device, entry, optional_day, organisation, place, principal};

use crate::arguments::Lang;
use crate::commands::Failure;
use crate::texts::pick;
use jonaki_core::reference::codes;
use jonaki_core::reference::places::{Level, Place};
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
pub(crate) const TASK: Codes = takes(
    ["কাজ", "task"],
    "follow_up_kind",
    &[
        "home_visit",
        "phone_call",
        "school_check",
        "court_date",
        "service_check",
        "after_reunification",
        "in_care",
        "for_assessment",
        "monthly_victim_information",
        "provider_verification",
        "callback_to_reporter",
        "other",
    ],
);
pub(crate) const RECALL: Codes = takes(
    ["কারণ", "reason"],
    "reject_reasons",
    &[
        "sent_in_error",
        "no_longer_needed",
        "victim_declined",
        "duplicate",
        "conflict_of_interest",
        "safety",
        "other",
    ],
);
pub(crate) const NOT_REFERRED: Codes = takes(
    ["কারণ", "reason"],
    "case_event_reasons",
    &["no_service_available", "help_not_wanted", "safety", "other"],
);
pub(crate) const REPEATS: Codes = takes(["কত দিন পরপর", "repeats"], "", &["weekly", "monthly", "quarterly"]);
pub(crate) const RELATION: Codes =
    takes(["সম্পর্ক", "relation"], "", &["family", "same_event", "same_child", "other"]);
pub(crate) const PART: Codes = takes(["দলে কী", "part"], "", &["member", "supervisor", "watcher"]);
pub(crate) const STEP: Codes = takes(
    ["কী হলো", "step"],
    "task_status",
    &["done", "not_found", "postponed", "cancelled", "removed", "reopened"],
);
pub(crate) const DECISION: Codes =
    takes(["সিদ্ধান্ত", "decision"], "triage_result", &["valid", "duplicate_of", "out_of_scope", "needs_info"]);
pub(crate) const ANSWER: Codes = takes(
    ["উত্তর", "answer"],
    "referral_status",
    &["accept", "decline", "needs_info", "in_service", "completed", "not_completed"],
);

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

    /// What a code means; the code itself where nobody has said.
    pub(crate) fn label(&self, lang: Lang, code: &str) -> String {
        label(lang, self.list, code)
    }

    fn all(&self) -> impl Iterator<Item = &'static str> {
        let listed = self.only.is_empty().then(|| codes::list(self.list)).flatten();
        let listed = listed.into_iter().flat_map(|list| list.codes().map(|code| code.code()));
        self.only.iter().copied().chain(listed)
    }
}

/// The label of a code of a list, or of the few that are in none.
pub(crate) fn label(lang: Lang, list: &str, code: &str) -> String {
    if let Some(code) = codes::code(list, code) {
        return code.label(lang.language()).to_owned();
    }
    let (bn, en) = match code {
        "guardian_is_suspect" => ("অভিভাবকের ওপর সন্দেহ", "The guardian is a suspect"),
        "no_service_available" => ("কোনো সেবা নেই", "There is no service"),
        "help_not_wanted" => ("সাহায্য চান না", "Help is not wanted"),
        "sent_in_error" => ("ভুলে পাঠানো হয়েছে", "Sent in error"),
        "no_longer_needed" => ("আর দরকার নেই", "No longer needed"),
        "victim_declined" => ("ভুক্তভোগী চাননি", "Victim declined"),
        "new" => ("নতুন", "New"),
        "screening" => ("যাচাই চলছে", "Being looked into"),
        "out_of_scope" => ("এই কর্মসূচির নয়", "Out of scope"),
        "duplicate_of" => ("আগের ঘটনাই", "Duplicate"),
        "weekly" => ("প্রতি সপ্তাহে", "Every week"),
        "monthly" => ("প্রতি মাসে", "Every month"),
        "quarterly" => ("তিন মাস পরপর", "Every three months"),
        "family" => ("এক পরিবার", "One family"),
        "same_event" => ("এক ঘটনা", "One event"),
        "same_child" => ("সম্ভবত একই শিশু", "Probably the same child"),
        "member" => ("কাজ করেন", "Works on it"),
        "supervisor" => ("অনুমোদন করেন", "Approves"),
        "watcher" => ("খবর পান", "Is told"),
        "removed" => ("সরানো হয়েছে", "Taken back"),
        "reopened" => ("আবার চালু", "To be done again"),
        "accept" => ("গ্রহণ করছি", "We take the child"),
        "decline" => ("গ্রহণ করছি না", "We do not"),
        "info_given" => ("প্রশ্নের উত্তর দেওয়া হয়েছে", "The question was answered"),
        "other" => ("অন্য", "Other"),
        _ => return code.replace('_', " "),
    };
    pick(lang, bn, en).to_owned()
}

/// What a field of a case says, in words: codes of its list, places. What people typed stays as it is.
pub(crate) fn said(lang: Lang, field: &str, value: &str) -> String {
    let list = match field {
        "concern_types" | "phase" | "urgency" | "languages" => field,
        "victim_sex" => "sex",
        "victim_age_band" => "age_band",
        "id_type" => "id_documents",
        "division" | "district" | "upazila" => return place_of_card(lang, field, value),
        _ => {
            return match value {
                "yes" => pick(lang, "হ্যাঁ", "yes").to_owned(),
                "no" => pick(lang, "না", "no").to_owned(),
                value => value.to_owned(),
            };
        }
    };
    let label = |code| codes::code(list, code).map_or(code, |code| code.label(lang.language()));
    value.split(' ').map(label).collect::<Vec<_>>().join(", ")
}

/// The name of a place as a case has it.
fn place_of_card(lang: Lang, field: &str, value: &str) -> String {
    let coded = match field {
        "division" => Place::by_card_code(Level::Division, value),
        "district" => Place::by_card_code(Level::District, value),
        _ => None,
    };
    let place = coded.or_else(|| Place::by_code(value));
    place.map_or(value, |place| place.name(lang.language())).to_owned()
}

/// The name of a group of fields.
pub(crate) fn group(lang: Lang, name: &str) -> String {
    let bangla = match name {
        "situation" => "পরিস্থিতি",
        "story" => "বিবরণ",
        "name" => "নাম",
        "contact" => "যোগাযোগ",
        "family" => "পরিবার",
        "papers" => "কাগজপত্র",
        "place" => "স্থান",
        "needs" => "প্রয়োজন",
        "safety" => "নিরাপত্তা",
        "answers" => "অন্য উত্তর",
        _ => return name.to_owned(),
    };
    match lang {
        Lang::Bn => bangla.to_owned(),
        Lang::En => name.to_owned(),
    }
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
