//! The page as text: everything that comes from a record is escaped here and nowhere else.

use super::Options;
use super::words::{Both, country, day_text, escaped};
use crate::codes::{self, List};
use crate::date::bangla_digits;
use crate::{CaseRecord, Date, Language, Value};

const STYLE: &str = "\
:root{color-scheme:light}\
body{font:1.125rem/1.6 system-ui,\"Noto Sans Bengali\",\"Bangla MN\",Vrinda,sans-serif;color:#1a1a1a;background:#fff;margin:0}\
main{max-width:48rem;margin:0 auto;padding:1rem}\
h1{font-size:1.6rem}h2{font-size:1.3rem;border-bottom:2px solid #444;margin-top:2rem}h3{font-size:1.1rem}\
dl{margin:0}dl div{display:grid;grid-template-columns:minmax(10rem,1fr) 2fr;gap:.25rem 1rem;padding:.3rem 0;\
border-bottom:1px solid #ccc}dt{font-weight:600}dd{margin:0}\
dd,td,.text{white-space:pre-line;overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%}caption{text-align:start}\
th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:start;vertical-align:top}\
.notice{border:2px solid #444;padding:.5rem 1rem;font-weight:600}.none{color:#595959;font-style:italic}\
@media (max-width:30rem){dl div{grid-template-columns:1fr}}\
@media print{body{font-size:11pt}main{max-width:none;padding:0}h2,h3{break-after:avoid}\
dl div,tr{break-inside:avoid}thead{display:table-header-group}@page{margin:15mm}}";

/// A cell of a table that nobody was asked about.
const NOTHING: &str = "–";

/// A page that is being written.
pub(super) struct Page {
    language: Language,
    options: Options,
    out: String,
    sections: usize,
}

impl Page {
    pub(super) fn new(language: Language, options: Options) -> Self {
        Self { language, options, out: String::new(), sections: 0 }
    }

    /// Whether names may be shown.
    pub(super) fn identity(&self) -> bool {
        self.options.with_identity
    }

    pub(super) fn begin(&mut self, name: &str) {
        let (tag, case) = (self.language.tag(), crate::pick(self.language, "কেস", "Case"));
        let name = escaped(name);
        self.out.push_str(&format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{case} {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <h1>{case} <bdi>{name}</bdi></h1>\n"
        ));
    }

    /// Who may see the page.
    pub(super) fn notice(&mut self) {
        let (bangla, english) = if self.identity() {
            (
                "এই পাতায় নাম ও ঠিকানা আছে। যাঁর জানা দরকার শুধু তাঁকেই দেখান।",
                "This page has names and addresses. Show it only to those who must know.",
            )
        } else {
            (
                "এই পাতায় কোনো মানুষের নাম বা ঠিকানা নেই, কারও নিজের কথাও নেই।",
                "This page has no person’s name or address, and nothing in anybody’s own words.",
            )
        };
        let day = day_text(self.options.today, self.language);
        let text = crate::pick(self.language, bangla, english);
        self.out.push_str(&format!("<p class=\"notice\" role=\"note\">{text} {day}</p>\n"));
    }

    pub(super) fn end(mut self) -> String {
        self.close_section();
        self.out.push_str("</main>\n</body>\n</html>\n");
        self.out
    }

    pub(super) fn section(&mut self, bangla: &str, english: &str) {
        self.numbered_section(bangla, english, None);
    }

    pub(super) fn numbered_section(&mut self, bangla: &str, english: &str, number: Option<usize>) {
        self.close_section();
        self.sections += 1;
        let (id, title) = (self.sections, crate::pick(self.language, bangla, english));
        let number =
            number.map(|number| format!(" {}", self.digits(&number.to_string()))).unwrap_or_default();
        self.out.push_str(&format!(
            "<section aria-labelledby=\"s{id}\">\n<h2 id=\"s{id}\">{title}{number}</h2>\n"
        ));
    }

    fn close_section(&mut self) {
        if self.sections > 0 {
            self.out.push_str("</section>\n");
        }
    }

    pub(super) fn subsection(&mut self, bangla: &str, english: &str) {
        self.out.push_str(&format!("<h3>{}</h3>\n", crate::pick(self.language, bangla, english)));
    }

    pub(super) fn say(&mut self, bangla: &str, english: &str) {
        self.out.push_str(&format!("<p>{}</p>\n", crate::pick(self.language, bangla, english)));
    }

    /// A text that somebody wrote.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.out.push_str(&format!("<p class=\"text\"><bdi>{}</bdi></p>\n", escaped(text)));
    }

    pub(super) fn open_list(&mut self) {
        self.out.push_str("<dl>\n");
    }

    pub(super) fn close_list(&mut self) {
        self.out.push_str("</dl>\n");
    }

    pub(super) fn text(&mut self, label: Both, value: &Value<String>) {
        self.line(label, &value.clone().map(|text| format!("<bdi>{}</bdi>", escaped(&text))));
    }

    pub(super) fn day(&mut self, label: Both, value: &Value<Date>) {
        let language = self.language;
        self.line(label, &value.map(|day| day_text(day, language)));
    }

    pub(super) fn number(&mut self, label: Both, value: &Value<u16>) {
        let shown = value.map(|number| self.digits(&number.to_string()));
        self.line(label, &shown);
    }

    pub(super) fn flag(&mut self, label: Both, value: &Value<bool>) {
        let (yes, no) = (crate::pick(self.language, "হ্যাঁ", "Yes"), crate::pick(self.language, "না", "No"));
        self.line(label, &value.map(|flag| if flag { yes } else { no }.to_owned()));
    }

    pub(super) fn code(&mut self, label: Both, list: List, value: &Value<String>) {
        let shown = value.clone().map(|own| self.label(list, &own));
        self.line(label, &shown);
    }

    pub(super) fn codes(&mut self, label: Both, list: List, value: &Value<Vec<String>>) {
        let shown = value.clone().map(|all| {
            let all: Vec<String> = all.iter().map(|own| self.label(list, own)).collect();
            all.join(", ")
        });
        self.line(label, &shown);
    }

    pub(super) fn countries(&mut self, label: Both, value: &Value<Vec<String>>) {
        let shown = value.clone().map(|all| {
            let all: Vec<String> = all.iter().map(|code| country(code, self.language)).collect();
            all.join(", ")
        });
        self.line(label, &shown);
    }

    pub(super) fn open_table(&mut self, heads: &[Both]) {
        self.out.push_str("<table>\n<thead><tr>");
        for (bangla, english) in heads {
            self.out
                .push_str(&format!("<th scope=\"col\">{}</th>", crate::pick(self.language, bangla, english)));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
    }

    pub(super) fn close_table(&mut self) {
        self.out.push_str("</tbody>\n</table>\n");
    }

    pub(super) fn open_row(&mut self) {
        self.out.push_str("<tr>");
    }

    pub(super) fn close_row(&mut self) {
        self.out.push_str("</tr>\n");
    }

    pub(super) fn code_cell(&mut self, list: List, own: &str) {
        let shown = self.label(list, own);
        self.cell(&shown);
    }

    /// Which victim of the case this person is; everybody when nobody is named.
    pub(super) fn victim_cell(&mut self, record: &CaseRecord, person: &str) {
        let place = record.victims.iter().position(|victim| victim.person_id == person);
        let shown = match place {
            _ if person.is_empty() => crate::pick(self.language, "সবার", "Everybody").to_owned(),
            Some(place) => {
                let number = self.digits(&(place + 1).to_string());
                format!("{} {number}", crate::pick(self.language, "ভুক্তভোগী", "Victim"))
            }
            None => NOTHING.to_owned(),
        };
        self.cell(&shown);
    }

    pub(super) fn value_cell(&mut self, list: Option<List>, value: &Value<String>) {
        let shown = match (list, value.clone()) {
            (Some(list), value) => value.map(|own| self.label(list, &own)),
            (None, value) => value.map(|text| format!("<bdi>{}</bdi>", escaped(&text))),
        };
        let shown = self.shown(&shown).unwrap_or_else(|| NOTHING.to_owned());
        self.cell(&shown);
    }

    pub(super) fn day_cell(&mut self, value: &Value<Date>) {
        let language = self.language;
        let shown =
            self.shown(&value.map(|day| day_text(day, language))).unwrap_or_else(|| NOTHING.to_owned());
        self.cell(&shown);
    }

    pub(super) fn said_cell(&mut self, bangla: &str, english: &str) {
        let shown = crate::pick(self.language, bangla, english).to_owned();
        self.cell(&shown);
    }

    fn cell(&mut self, shown: &str) {
        self.out.push_str(&format!("<td>{shown}</td>"));
    }

    fn line(&mut self, label: Both, value: &Value<String>) {
        if let Some(shown) = self.shown(value) {
            let label = crate::pick(self.language, label.0, label.1);
            self.out.push_str(&format!("<div><dt>{label}</dt><dd>{shown}</dd></div>\n"));
        }
    }

    /// What is written for a value; nothing when it was never asked.
    fn shown(&self, value: &Value<String>) -> Option<String> {
        let (bangla, english) = match value {
            Value::Known(shown) => return Some(shown.clone()),
            Value::NotAsked => return None,
            Value::Unknown => ("জানা নেই", "Not known"),
            Value::Declined => ("বলতে চায়নি", "Did not want to say"),
            Value::NotApplicable => ("প্রযোজ্য নয়", "Does not apply"),
        };
        Some(format!("<span class=\"none\">{}</span>", crate::pick(self.language, bangla, english)))
    }

    /// The label of a code; in English where there is none in Bangla, and the code itself where there is none at all.
    fn label(&self, list: List, own: &str) -> String {
        if let Some(label) = codes::label(list, own, self.language) {
            return escaped(label);
        }
        let english = codes::label(list, own, Language::English).unwrap_or(own);
        format!("<span lang=\"en\">{}</span>", escaped(english))
    }

    fn digits(&self, text: &str) -> String {
        crate::pick(self.language, bangla_digits(text), text.to_owned())
    }
}
