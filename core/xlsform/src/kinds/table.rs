//! Types of questions in every spelling that pyxform knows, and those that are refused.

use jonaki_forms::definition::{Fact, Kind};

use super::{Control, How, Implied};

pub(super) const NOTHING: Implied = Implied { constraint: "", hint: "" };

pub(super) const SELECTS: [(&str, How, bool); 14] = [
    ("select_one_from_file", How::One, true),
    ("select one from file", How::One, true),
    ("select_multiple_from_file", How::Multiple, true),
    ("select multiple from file", How::Multiple, true),
    ("add select one prompt using", How::One, false),
    ("add select multiple prompt using", How::Multiple, false),
    ("select all that apply from", How::Multiple, false),
    ("select all that apply", How::Multiple, false),
    ("select one from", How::One, false),
    ("select_multiple", How::Multiple, false),
    ("select_one", How::One, false),
    ("select one", How::One, false),
    ("select1", How::One, false),
    ("rank", How::Rank, false),
];

pub(super) const QUESTIONS: &[(&str, Kind)] = &[
    ("text", Kind::Text),
    ("string", Kind::Text),
    ("q string", Kind::Text),
    ("add text prompt", Kind::Text),
    ("integer", Kind::Integer),
    ("int", Kind::Integer),
    ("q int", Kind::Integer),
    ("add integer prompt", Kind::Integer),
    ("decimal", Kind::Decimal),
    ("q decimal", Kind::Decimal),
    ("add decimal prompt", Kind::Decimal),
    ("date", Kind::Date),
    ("q date", Kind::Date),
    ("add date prompt", Kind::Date),
    ("time", Kind::Time),
    ("dateTime", Kind::DateTime),
    ("datetime", Kind::DateTime),
    ("date time", Kind::DateTime),
    ("q dateTime", Kind::DateTime),
    ("q date time", Kind::DateTime),
    ("add dateTime prompt", Kind::DateTime),
    ("add date time prompt", Kind::DateTime),
    ("note", Kind::Note),
    ("q note", Kind::Note),
    ("add note prompt", Kind::Note),
    ("acknowledge", Kind::Acknowledge),
    ("q acknowledge", Kind::Acknowledge),
    ("add acknowledge prompt", Kind::Acknowledge),
    ("trigger", Kind::Acknowledge),
    ("geopoint", Kind::Geopoint),
    ("location", Kind::Geopoint),
    ("gps", Kind::Geopoint),
    ("q geopoint", Kind::Geopoint),
    ("q location", Kind::Geopoint),
    ("add location prompt", Kind::Geopoint),
    ("geotrace", Kind::Geotrace),
    ("q geotrace", Kind::Geotrace),
    ("geoshape", Kind::Geoshape),
    ("q geoshape", Kind::Geoshape),
    ("barcode", Kind::Barcode),
    ("q barcode", Kind::Barcode),
    ("add barcode prompt", Kind::Barcode),
    ("calculate", Kind::Calculate),
    ("q calculate", Kind::Calculate),
    ("add calculate prompt", Kind::Calculate),
    ("hidden", Kind::Hidden),
    ("image", Kind::Image),
    ("photo", Kind::Image),
    ("q image", Kind::Image),
    ("q picture", Kind::Image),
    ("add image prompt", Kind::Image),
    ("add photo prompt", Kind::Image),
    ("audio", Kind::Audio),
    ("q audio", Kind::Audio),
    ("add audio prompt", Kind::Audio),
    ("video", Kind::Video),
    ("q video", Kind::Video),
    ("add video prompt", Kind::Video),
    ("file", Kind::File),
    ("add file prompt", Kind::File),
    ("start", Kind::Metadata(Fact::Start)),
    ("start time", Kind::Metadata(Fact::Start)),
    ("get start time", Kind::Metadata(Fact::Start)),
    ("end", Kind::Metadata(Fact::End)),
    ("end time", Kind::Metadata(Fact::End)),
    ("get end time", Kind::Metadata(Fact::End)),
    ("today", Kind::Metadata(Fact::Today)),
    ("get today", Kind::Metadata(Fact::Today)),
    ("deviceid", Kind::Metadata(Fact::DeviceId)),
    ("device id", Kind::Metadata(Fact::DeviceId)),
    ("imei", Kind::Metadata(Fact::DeviceId)),
    ("get device id", Kind::Metadata(Fact::DeviceId)),
    ("username", Kind::Metadata(Fact::Username)),
    ("phonenumber", Kind::Metadata(Fact::PhoneNumber)),
    ("get phone number", Kind::Metadata(Fact::PhoneNumber)),
    ("email", Kind::Metadata(Fact::Email)),
];

pub(super) const IMPLIED: [(&str, Kind, Implied); 5] = [
    ("percentage", Kind::Integer, Implied { constraint: "0 <= . and . <= 100", hint: "" }),
    (
        "number of days in last month",
        Kind::Integer,
        Implied { constraint: "0 <= . and . <= 31", hint: "Enter a number 0-31." },
    ),
    (
        "number of days in last six months",
        Kind::Integer,
        Implied { constraint: "0 <= . and . <= 183", hint: "Enter a number 0-183." },
    ),
    (
        "number of days in last year",
        Kind::Integer,
        Implied { constraint: "0 <= . and . <= 365", hint: "Enter a number 0-365." },
    ),
    ("phone number", Kind::Text, Implied { constraint: "regex(., '^\\d*$')", hint: "Enter numbers only." }),
];

pub(super) const AUDIT: &str =
    "How a form is filled in is never recorded: it could betray a reporter. Remove the row.";
const SIM: &str = "What identifies a telephone or its card is never read. Remove the row.";
const URI: &str = "Use the type without `uri:` if the form needs the value. Remove the row.";
const PLACE: &str = "A place is never taken without being asked. Use `geopoint`.";
const SOUND: &str = "Sound is never recorded without being asked. Use `audio`.";
const SETTING: &str = "Put it into the sheet `settings`.";

/// What is taken without asking; its node stays empty.
pub(super) const EMPTY: [(&str, &str); 10] = [
    ("start-geopoint", PLACE),
    ("background-geopoint", PLACE),
    ("background-audio", SOUND),
    ("subscriberid", SIM),
    ("subscriber id", SIM),
    ("get subscriber id", SIM),
    ("simserial", SIM),
    ("sim id", SIM),
    ("get sim id", SIM),
    ("uri:", URI),
];

pub(super) const REFUSED: [(&str, &str); 13] = [
    ("osm", "Maps cannot be tagged. Use `geopoint` and questions about the place."),
    ("xml-external", "Only lists in CSV files are read. Save the list as CSV and use `csv-external`."),
    ("select_one_external", "Use `select_one` or `select_one_from_file` with a `choice_filter`."),
    ("cascading_select", "Use one `select_one` for each level with a `choice_filter`."),
    ("cascading select", "Use one `select_one` for each level with a `choice_filter`."),
    ("begin loop", "Write the questions once for each choice, or use a repeat."),
    ("begin_loop", "Write the questions once for each choice, or use a repeat."),
    ("end loop", "Write the questions once for each choice, or use a repeat."),
    ("end_loop", "Write the questions once for each choice, or use a repeat."),
    ("form_title", SETTING),
    ("form_id", SETTING),
    ("set form title", SETTING),
    ("set form id", SETTING),
];

pub(super) const CONTROLS: [(&str, Control); 4] = [
    ("group", Control::Group),
    ("repeat", Control::Repeat),
    ("lgroup", Control::Repeat),
    ("looped group", Control::Repeat),
];

/// Names that authors use, for what may have been meant.
pub(super) const OFTEN: [&str; 34] = [
    "text",
    "integer",
    "decimal",
    "date",
    "time",
    "dateTime",
    "note",
    "acknowledge",
    "geopoint",
    "geotrace",
    "geoshape",
    "barcode",
    "calculate",
    "hidden",
    "image",
    "audio",
    "video",
    "file",
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "phonenumber",
    "email",
    "range",
    "rank",
    "csv-external",
    "begin_group",
    "end_group",
    "begin_repeat",
    "end_repeat",
    "select_one",
    "select_multiple",
];
