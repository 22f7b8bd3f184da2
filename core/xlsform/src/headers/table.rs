//! The columns of the standard, with their other names (pyxform's aliases).

use super::{Column, Told, Which};

pub(super) const GROUPED: &str = "Attributes of the XForm are not carried. Use the column of the standard (relevant, constraint, …), or remove it.";
const SMS: &str = "Forms are not sent as text messages. Remove the column.";
const ENTITIES: &str = "Entities are not supported: cases are linked in the application. Remove the column.";
const INTENT: &str = "Other applications are never called from a form. Remove the column.";
const ATTRIBUTE: &str = "It has no effect here. Remove the column.";
const MESSAGE: &str = "Use `constraint_message` and `required_message`.";
const TYPE: &str = "The kind of an answer follows from the column `type`. Remove the column.";

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
    ("autoplay", Column::Refused(ATTRIBUTE)),
    ("body::autoplay", Column::Refused(ATTRIBUTE)),
    ("control::autoplay", Column::Refused(ATTRIBUTE)),
    ("save_to", Column::Refused(ENTITIES)),
    ("bind::entities:saveto", Column::Refused(ENTITIES)),
    ("intent", Column::Refused(INTENT)),
    ("body::intent", Column::Refused(INTENT)),
    ("control::intent", Column::Refused(INTENT)),
    ("bind::type", Column::Refused(TYPE)),
    ("noapperrorstring", Column::Refused(MESSAGE)),
    ("no_app_error_string", Column::Refused(MESSAGE)),
    ("bind::jr:noapperrorstring", Column::Refused(MESSAGE)),
    ("compact_tag", Column::Refused(SMS)),
    ("sms_field", Column::Refused(SMS)),
    ("sms_option", Column::Refused(SMS)),
    ("sms_separator", Column::Refused(SMS)),
    ("sms_allow_media", Column::Refused(SMS)),
    ("sms_date_format", Column::Refused(SMS)),
    ("sms_datetime_format", Column::Refused(SMS)),
    ("sms_response", Column::Refused(SMS)),
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
    ("sms_option", Column::Refused(SMS)),
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

/// All names.
pub(super) fn names(which: Which) -> impl Iterator<Item = &'static str> {
    table(which).iter().map(|(name, _)| *name)
}
