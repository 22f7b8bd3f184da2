//! The sheet `settings`.

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::sheet::{Cell, Place, Sheet};
use crate::suggest;
use crate::words;

/// What the settings say.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) id: Option<Cell>,
    pub(crate) title: Option<Cell>,
    pub(crate) version: Option<Cell>,
    pub(crate) default_language: Option<Cell>,
    pub(crate) style: Option<Cell>,
    /// Name of the root group.
    pub(crate) root: Option<Cell>,
    pub(crate) instance_name: Option<Cell>,
    pub(crate) allow_choice_duplicates: bool,
    pub(crate) omit_instance_id: bool,
    /// Whether runs of blanks in cells become one.
    pub(crate) keep_blanks: bool,
}

/// Names of the settings and what they are called here.
const KNOWN: [(&str, &str); 16] = [
    ("form_title", "title"),
    ("set_form_title", "title"),
    ("title", "title"),
    ("form_id", "id"),
    ("set_form_id", "id"),
    ("id_string", "id"),
    ("version", "version"),
    ("default_language", "default_language"),
    ("style", "style"),
    ("name", "root"),
    ("instance_name", "instance_name"),
    ("allow_choice_duplicates", "duplicates"),
    ("omit_instanceid", "omit"),
    ("clean_text_values", "clean"),
    ("form_type", "ignored"),
    ("instance_id", "instance_id"),
];

const SMS: &str = "Forms are not sent as text messages. Remove the column.";
const NONE: &str = "Add a choice `none` to the lists that need one, and remove the column.";
const SENDING: &str = "Reports are encrypted and sent by the application itself. Remove the column.";

/// Settings that change nothing for the person who answers and are left out, with the reason.
const LEFT_OUT: [(&str, &str); 20] = [
    ("public_key", SENDING),
    ("submission_url", SENDING),
    ("auto_send", SENDING),
    ("auto_delete", "Reports are kept as the application's rules say. Remove the column."),
    ("client_editable", "Who may change a report is decided by the case. Remove the column."),
    ("add_none_option", NONE),
    ("namespaces", "Attributes of other namespaces are not carried. Remove the column."),
    ("instance_xmlns", "There is no XForm. Remove the column."),
    ("attribute", "Attributes of the XForm are not carried. Remove the column."),
    ("sms_keyword", SMS),
    ("sms_separator", SMS),
    ("sms_allow_media", SMS),
    ("sms_date_format", SMS),
    ("sms_datetime_format", SMS),
    ("sms_response", SMS),
    ("prefix", SMS),
    ("compact_prefix", SMS),
    ("delimiter", SMS),
    ("compact_delimiter", SMS),
    ("flat", "Groups stay groups. Remove the column."),
];

/// Bytes of a form's id.
const ID_BYTES: usize = 128;

pub(crate) fn read(sheet: Option<&Sheet>, report: &mut Report) -> Settings {
    let mut settings = Settings::default();
    let Some((sheet, row)) = sheet.and_then(|sheet| Some((sheet, sheet.rows.first()?))) else {
        return settings;
    };
    if let Some(second) = sheet.rows.get(1) {
        let fault = Diagnostic::new(
            Code::SettingsRows,
            Place::row("settings", second.number),
            "only the first row of settings is read",
        );
        report.add(fault.help("Remove the other rows.").warning());
    }
    let mut seen: Vec<&str> = Vec::new();
    for (column, written) in &sheet.header {
        let name = snake(written);
        let Some((_, meaning)) = KNOWN.iter().find(|(known, _)| *known == name) else {
            unknown(&name, &sheet.header_cell(*column), row.text(*column), report);
            continue;
        };
        // As pyxform: beside `form_id`, the older name does not count.
        let newer = |(_, header): &(u32, String)| snake(header) == "form_id";
        if name == "id_string" && sheet.header.iter().any(newer) {
            let message = "`id_string` is left out: `form_id` is there too";
            let fault = Diagnostic::cell(Code::SettingLeftOut, &sheet.header_cell(*column), message);
            report.add(fault.help("Remove the column.").warning());
            continue;
        }
        if seen.contains(meaning) {
            let message = format!("the setting `{written}` is there twice");
            let fault = Diagnostic::cell(Code::ColumnTwice, &sheet.header_cell(*column), message);
            report.add(fault.help("Remove one of the columns."));
        }
        seen.push(meaning);
        if let Some(cell) = sheet.cell(row, *column) {
            settings.set(meaning, cell, report);
        }
    }
    settings
}

/// `Form Id` → `form_id`
fn snake(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

fn unknown(name: &str, cell: &Cell, value: Option<&str>, report: &mut Report) {
    // `attribute::xyz`
    let base = name.split(':').next().unwrap_or_default();
    if let Some((_, why)) = LEFT_OUT.iter().find(|(known, _)| *known == base) {
        let Some(value) = value else { return };
        // A choice more would be seen.
        let seen = base == "add_none_option" && words::yes_no(value) == Some(true);
        report.add(if seen {
            let message = format!("the setting `{}` is not supported", cell.text);
            Diagnostic::cell(Code::SettingRefused, cell, message).help(*why)
        } else {
            let message = format!("the setting `{}` is left out", cell.text);
            Diagnostic::cell(Code::SettingLeftOut, cell, message).help(*why).warning()
        });
        return;
    }
    let help = suggest::did_you_mean(name, KNOWN.iter().map(|(known, _)| *known));
    let message = format!("the setting `{}` is left out: no such setting is known", cell.text);
    report.add(Diagnostic::cell(Code::SettingUnknown, cell, message).help(help).warning());
}

impl Settings {
    fn set(&mut self, meaning: &str, cell: Cell, report: &mut Report) {
        if meaning != "instance_name" && cell.text.contains("${") {
            let fault = Diagnostic::cell(Code::SettingValue, &cell, "settings cannot name answers");
            report.add(fault.help("Only `instance_name` may hold a formula."));
        }
        match meaning {
            "title" => self.title = Some(cell),
            "id" => {
                if cell.text.len() > ID_BYTES
                    || cell.text.chars().any(|letter| letter.is_control() || letter == '/')
                {
                    let help = "Use letters, digits, `_`, `-` and `.`, at most 128 bytes.";
                    report.add(
                        Diagnostic::cell(Code::FormIdInvalid, &cell, "this is no id of a form").help(help),
                    );
                } else if cell.text.contains(char::is_whitespace) {
                    let fault =
                        Diagnostic::cell(Code::FormIdInvalid, &cell, "the form's id has blanks in it");
                    report.add(fault.help("Write `_` for each blank.").warning());
                }
                self.id = Some(cell);
            }
            "version" => self.version = Some(cell),
            "default_language" => self.default_language = Some(cell),
            "style" => self.style = Some(cell),
            "root" if words::is_name(&cell.text) => self.root = Some(cell),
            "root" => report.add(words::invalid_name(&cell)),
            "instance_name" => self.instance_name = Some(cell),
            "duplicates" => self.allow_choice_duplicates = yes(&cell, report),
            "omit" => self.omit_instance_id = yes(&cell, report),
            "clean" => self.keep_blanks = !yes(&cell, report),
            "instance_id" if cell.text != "uid" => {
                let help = "Every report has an id of its own. Remove the column.";
                let message = format!("`{}` cannot be the id of a report", cell.text);
                report.add(Diagnostic::cell(Code::SettingValue, &cell, message).help(help));
            }
            _ => {}
        }
    }
}

fn yes(cell: &Cell, report: &mut Report) -> bool {
    words::yes_no(&cell.text).unwrap_or_else(|| {
        let message = format!("`{}` is neither yes nor no", cell.text);
        report.add(Diagnostic::cell(Code::SettingValue, cell, message).help("Write `yes` or `no`."));
        false
    })
}
