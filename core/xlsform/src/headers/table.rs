//! The columns of the standard, with their other names (pyxform's aliases).

use super::{Column, Told, Which};
use crate::suggest;

const GROUPED: &str =
    "Attributes of the XForm that the standard does not know are not carried. Remove the column.";
const MEANT: &str =
    "Attributes of the XForm are not carried, and this one may do something. Use the column of the standard.";
const PRELOAD: &str = "Use the types `start`, `end`, `today`, `deviceid`, `username`, or a `default`.";
const SOURCE: &str = "Use `repeat_count`, `choice_filter` or `select_one_from_file`.";
const SMS: &str = "Forms are not sent as text messages. Remove the column.";
const ENTITIES: &str = "No entity is written: cases are linked in the application. The answer stays in the report. Remove the column.";
const INTENT: &str =
    "Other applications are never called from a form: the questions are answered by hand. Remove the column.";
const ATTRIBUTE: &str = "Sounds and films are not played by themselves. Remove the column.";
const MESSAGE: &str =
    "Nothing shows it. Use `constraint_message` and `required_message`, and remove the column.";
const TYPE: &str = "The kind of an answer follows from the column `type`. Remove the column.";

/// Attributes that do something.
const EFFECTIVE: [&str; 7] =
    ["relevant", "constraint", "calculate", "calculation", "required", "readonly", "constraintmsg"];

const SURVEY: &[(&str, Column)] = &[
    ("type", Column::Type),
    ("command", Column::Type),
    ("name", Column::Name),
    ("tag", Column::Name),
    ("value", Column::Name),
    ("label", Column::Told(Told::Label)),
    ("caption", Column::Told(Told::Label)),
    ("hint", Column::Told(Told::Hint)),
    ("guidance_hint", Column::Told(Told::Guidance)),
    ("constraint_message", Column::Told(Told::ConstraintMessage)),
    ("constraining_message", Column::Told(Told::ConstraintMessage)),
    ("bind::jr:constraintmsg", Column::Told(Told::ConstraintMessage)),
    ("required_message", Column::Told(Told::RequiredMessage)),
    ("requiredmsg", Column::Told(Told::RequiredMessage)),
    ("bind::jr:requiredmsg", Column::Told(Told::RequiredMessage)),
    ("relevant", Column::Relevant),
    ("relevance", Column::Relevant),
    ("bind::relevant", Column::Relevant),
    ("constraint", Column::Constraint),
    ("bind::constraint", Column::Constraint),
    ("required", Column::Required),
    ("bind::required", Column::Required),
    ("read_only", Column::ReadOnly),
    ("readonly", Column::ReadOnly),
    ("bind::readonly", Column::ReadOnly),
    ("calculation", Column::Calculation),
    ("calculate", Column::Calculation),
    ("bind::calculate", Column::Calculation),
    ("default", Column::Default),
    ("trigger", Column::Trigger),
    ("parameters", Column::Parameters),
    ("appearance", Column::Appearance),
    ("body::appearance", Column::Appearance),
    ("control::appearance", Column::Appearance),
    ("rows", Column::Rows),
    ("body::rows", Column::Rows),
    ("control::rows", Column::Rows),
    ("repeat_count", Column::RepeatCount),
    ("count", Column::RepeatCount),
    ("jr:count", Column::RepeatCount),
    ("body::jr:count", Column::RepeatCount),
    ("control::jr:count", Column::RepeatCount),
    ("choice_filter", Column::ChoiceFilter),
    ("disabled", Column::Disabled),
    ("jonaki:store", Column::Store),
    ("jonaki:htcds", Column::Htcds),
    ("image", Column::Media),
    ("big-image", Column::Media),
    ("audio", Column::Media),
    ("video", Column::Media),
    ("media::image", Column::Media),
    ("media::big-image", Column::Media),
    ("media::audio", Column::Media),
    ("media::video", Column::Media),
    ("autoplay", Column::LeftOut(ATTRIBUTE)),
    ("body::autoplay", Column::LeftOut(ATTRIBUTE)),
    ("control::autoplay", Column::LeftOut(ATTRIBUTE)),
    ("save_to", Column::LeftOut(ENTITIES)),
    ("bind::entities:saveto", Column::LeftOut(ENTITIES)),
    ("intent", Column::LeftOut(INTENT)),
    ("body::intent", Column::LeftOut(INTENT)),
    ("control::intent", Column::LeftOut(INTENT)),
    ("bind::type", Column::Refused(TYPE)),
    ("noapperrorstring", Column::LeftOut(MESSAGE)),
    ("no_app_error_string", Column::LeftOut(MESSAGE)),
    ("bind::jr:noapperrorstring", Column::LeftOut(MESSAGE)),
    ("bind::jr:preload", Column::Refused(PRELOAD)),
    ("bind::jr:preloadparams", Column::Refused(PRELOAD)),
    ("bind::nodeset", Column::Refused(MEANT)),
    ("body::ref", Column::Refused(MEANT)),
    ("control::ref", Column::Refused(MEANT)),
    ("body::nodeset", Column::Refused(SOURCE)),
    ("control::nodeset", Column::Refused(SOURCE)),
    ("body::jr:noaddremove", Column::Refused(SOURCE)),
    ("control::jr:noaddremove", Column::Refused(SOURCE)),
    ("body::query", Column::Refused(SOURCE)),
    ("control::query", Column::Refused(SOURCE)),
    ("instance::jr:template", Column::Refused(MEANT)),
    ("compact_tag", Column::LeftOut(SMS)),
    ("sms_field", Column::LeftOut(SMS)),
    ("sms_option", Column::LeftOut(SMS)),
    ("sms_separator", Column::LeftOut(SMS)),
    ("sms_allow_media", Column::LeftOut(SMS)),
    ("sms_date_format", Column::LeftOut(SMS)),
    ("sms_datetime_format", Column::LeftOut(SMS)),
    ("sms_response", Column::LeftOut(SMS)),
    ("query", Column::Refused("Use `select_one` with a `choice_filter`.")),
];

const CHOICES: &[(&str, Column)] = &[
    ("list_name", Column::ListName),
    ("name", Column::Name),
    ("value", Column::Name),
    ("label", Column::Told(Told::Label)),
    ("caption", Column::Told(Told::Label)),
    ("image", Column::Media),
    ("big-image", Column::Media),
    ("audio", Column::Media),
    ("video", Column::Media),
    ("media::image", Column::Media),
    ("media::big-image", Column::Media),
    ("media::audio", Column::Media),
    ("media::video", Column::Media),
    ("sms_option", Column::LeftOut(SMS)),
];

fn table(which: Which) -> &'static [(&'static str, Column)] {
    match which {
        Which::Survey => SURVEY,
        Which::Choices => CHOICES,
    }
}

/// What a name in snake case means.
pub(super) fn find(name: &str, which: Which) -> Option<Column> {
    table(which).iter().find(|(known, _)| *known == name).map(|(_, column)| *column)
}

/// An attribute of the XForm (`bind::…`, `body::…`, `instance::…`) that the table does not have: left out, unless it is
/// named like a column that does something, or almost.
pub(super) fn attribute(name: &str) -> Column {
    let own = name.rsplit_once("::").map_or(name, |(_, own)| own);
    let own = own.strip_prefix("jr:").unwrap_or(own);
    let known = |column: Option<Column>| column.is_some_and(|column| !matches!(column, Column::LeftOut(_)));
    let near = suggest::nearest(own, EFFECTIVE).is_some();
    if known(find(own, Which::Survey)) || near { Column::Refused(MEANT) } else { Column::LeftOut(GROUPED) }
}

/// All names.
pub(super) fn names(which: Which) -> impl Iterator<Item = &'static str> {
    table(which).iter().map(|(name, _)| *name)
}
