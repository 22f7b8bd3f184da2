//! Workbooks: cells of every kind, limits, and how long it takes.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use jonaki_forms::definition::Preset;
use jonaki_xlsform::{Compiled, Diagnostic, Input, Options, Source, compile, limits};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::forms::rendered;

/// Rows of texts as a workbook.
pub(crate) fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row as u32, column as u16, *text).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

pub(crate) fn compiled(bytes: &[u8]) -> Result<Compiled, Vec<Diagnostic>> {
    compile(&Source { form: Input::Workbook(bytes), attached: &[], file_name: "book" }, &Options::default())
}

fn code(bytes: &[u8]) -> String {
    compiled(bytes).unwrap_err().first().unwrap().code.to_string()
}

/// A workbook with one part replaced.
pub(crate) fn with_part(bytes: &[u8], part: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut file = old.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        new.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(&if name.contains(part) { change(content) } else { content }).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[test]
fn cells_are_read_as_pyxform_reads_them() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Survey").unwrap();
    for (column, header) in ["type", "name", "  label ", "default", "relevant", "required"].iter().enumerate()
    {
        sheet.write_string(0, column as u16, *header).unwrap();
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let names = ["whole", "part", "yes", "day", "blank", "made"];
    for (row, name) in (1..).zip(names) {
        sheet.write_string(row, 0, " text ").unwrap();
        sheet.write_string(row, 1, name).unwrap();
        sheet.write_string(row, 2, "A\u{a0}label ‘so’").unwrap();
    }
    sheet.write_number(1, 3, 12.0).unwrap();
    sheet.write_number(2, 3, 0.25).unwrap();
    sheet.write_boolean(3, 3, true).unwrap();
    sheet.write_datetime_with_format(4, 3, ExcelDateTime::from_ymd(2026, 2, 9).unwrap(), &day).unwrap();
    sheet.write_string(5, 3, "   ").unwrap();
    sheet.write_string(5, 4, "‘a’   = “a”").unwrap();
    sheet.write_formula(6, 3, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_boolean(6, 5, true).unwrap();
    let compiled = compiled(&workbook.save_to_buffer().unwrap())
        .unwrap_or_else(|faults| panic!("{}", rendered(&faults)));
    let defaults: Vec<Option<Preset>> =
        compiled.form.nodes[1..7].iter().map(|node| node.default.clone()).collect();
    let fixed = |text: &str| Some(Preset::Static(text.to_owned()));
    assert_eq!(defaults, [fixed("12"), fixed("0.25"), fixed("TRUE"), fixed("2026-02-09"), None, fixed("2")]);
    assert!(compiled.form.nodes[5].relevant.is_some());
    assert!(compiled.form.nodes[6].required.is_some());
    assert!(jonaki_xlsform::show(&compiled.form).contains("und: A label ‘so’"));
}

#[test]
fn rows_and_columns_of_faults_are_those_of_the_spreadsheet() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("survey").unwrap();
    for (column, header) in [(0, "type"), (1, "name"), (30, "label")] {
        sheet.write_string(0, column, header).unwrap();
    }
    sheet.write_string(9, 0, "text").unwrap();
    sheet.write_string(9, 1, "a").unwrap();
    sheet.write_string(9, 30, "${b}").unwrap();
    let faults = compiled(&workbook.save_to_buffer().unwrap()).unwrap_err();
    let fault = faults.iter().find(|fault| fault.is_error()).unwrap();
    assert_eq!(
        (fault.place.row, fault.place.letters().as_str(), fault.place.header.as_str()),
        (10, "AE", "label")
    );
}

#[test]
fn a_formula_that_fails_is_a_fault() {
    let book = workbook(&[("survey", &[&["type", "name", "label"], &["text", "a", "A"]])]);
    let broken = with_part(&book, "sheet1.xml", |xml| {
        let text = String::from_utf8(xml).unwrap();
        let at = text.find(r#"<c r="C2""#).unwrap();
        let end = at + text[at..].find("</c>").unwrap();
        format!(r#"{}<c r="C2" t="e"><v>#N/A</v>{}"#, &text[..at], &text[end..]).into_bytes()
    });
    assert!(compiled(&broken).unwrap_err().iter().any(|fault| fault.code.as_str() == "cell_error"));
}

#[test]
fn what_is_no_workbook_has_a_code() {
    let book = workbook(&[("survey", &[&["type", "name", "label"], &["text", "a", "A"]])]);
    assert!(compiled(&book).is_ok());
    assert_eq!(code(b""), "workbook_unreadable");
    assert_eq!(code(b"type,name,label\n"), "workbook_unreadable");
    assert_eq!(code(&book[..book.len() / 2]), "workbook_unreadable");
    assert_eq!(code(&vec![0; limits::FILE_BYTES + 1]), "file_too_large");
    let empty = zip::ZipWriter::new(std::io::Cursor::new(Vec::new())).finish().unwrap().into_inner();
    assert_eq!(code(&empty), "workbook_unreadable");
    let other = workbook(&[("data", &[&["a"]]), ("more", &[&["b"]])]);
    assert_eq!(code(&other), "survey_missing");
}

#[test]
fn bombs_are_refused_before_the_memory_is_spent() {
    let book = workbook(&[("survey", &[&["type", "name", "label"], &["text", "a", "A"]])]);
    let bomb = with_part(&book, "sharedStrings.xml", |mut xml| {
        xml.resize(limits::UNPACKED_BYTES as usize + 1, b' ');
        xml
    });
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    assert_eq!(code(&bomb), "workbook_bomb");
    // A count of texts for which the reader would allot all memory.
    let counted = with_part(&book, "sharedStrings.xml", |xml| {
        let text = String::from_utf8(xml).unwrap();
        let at = text.find("uniqueCount=\"").unwrap() + 13;
        format!("{}99999999999{}", &text[..at], &text[at..]).into_bytes()
    });
    assert_eq!(code(&counted), "workbook_bomb");
    let mut many = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for part in 0..=limits::PARTS {
        many.start_file(format!("p{part}"), zip::write::SimpleFileOptions::default()).unwrap();
    }
    assert_eq!(code(&many.finish().unwrap().into_inner()), "workbook_bomb");
}

#[test]
fn a_text_that_is_in_very_many_cells_is_refused() {
    let text = "x".repeat(limits::CELL_BYTES);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("survey").unwrap();
    for row in 0..=(limits::SHEET_BYTES / limits::CELL_BYTES) as u32 {
        sheet.write_string(row, 0, &text).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    assert_eq!(code(&bytes), "file_too_large");
}

#[test]
fn too_many_rows_and_columns_and_letters_are_refused() {
    let header: &[&str] = &["type", "name", "label"];
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("survey").unwrap();
    for row in 0..100_000 {
        sheet.write_string(row, 0, "note").unwrap();
    }
    assert_eq!(code(&workbook.save_to_buffer().unwrap()), "rows_too_many");
    let far = |row: u32, column: u16, text: &str| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("survey").unwrap();
        header.iter().enumerate().for_each(|(at, header)| {
            sheet.write_string(0, at as u16, *header).unwrap();
        });
        sheet.write_string(row, column, text).unwrap();
        code(&workbook.save_to_buffer().unwrap())
    };
    assert_eq!(far(1_048_575, 0, "text"), "rows_too_many");
    assert_eq!(far(1, 16_383, "text"), "columns_too_many");
    assert_eq!(far(1, 0, &"x".repeat(limits::CELL_BYTES + 1)), "cell_too_long");
}

/// 500 questions in twelve groups, with formulas, filters and two languages.
fn large() -> Vec<u8> {
    let header = [
        "type",
        "name",
        "label::Bangla (bn)",
        "label::English (en)",
        "relevant",
        "constraint",
        "calculation",
        "choice_filter",
    ];
    let mut rows: Vec<Vec<String>> = vec![header.map(str::to_owned).to_vec()];
    for at in 0..500 {
        let before = if at > 0 { format!("${{q{}}}", at - 1) } else { "1".to_owned() };
        let (kind, relevant, constraint, calculation, filter) = match at % 4 {
            0 => (
                "integer",
                format!("{before} != ''"),
                ". >= 0 and . < 1000".to_owned(),
                String::new(),
                String::new(),
            ),
            1 => (
                "calculate",
                String::new(),
                String::new(),
                format!("if({before} > 3, concat({before}, 'x'), 0)"),
                String::new(),
            ),
            2 => (
                "select_one places",
                String::new(),
                String::new(),
                String::new(),
                format!("group = {before}"),
            ),
            _ => (
                "text",
                format!("string-length({before}) > 2"),
                "regex(., '[a-z]+')".to_owned(),
                String::new(),
                String::new(),
            ),
        };
        let label = |text: &str| if kind == "calculate" { String::new() } else { text.to_owned() };
        rows.push(vec![
            kind.into(),
            format!("q{at}"),
            label("প্রশ্ন"),
            label("Question"),
            relevant,
            constraint,
            calculation,
            filter,
        ]);
    }
    let mut choices: Vec<Vec<String>> = vec![
        ["list_name", "name", "label::Bangla (bn)", "label::English (en)", "group"]
            .map(str::to_owned)
            .to_vec(),
    ];
    choices.extend((0..300).map(|at| {
        vec!["places".into(), format!("p{at}"), "জায়গা".into(), "Place".into(), format!("{}", at % 9)]
    }));
    let slices = |rows: &[Vec<String>]| -> Vec<Vec<&'static str>> {
        rows.iter().map(|row| row.iter().map(|cell| &*cell.clone().leak()).collect()).collect()
    };
    let (rows, choices) = (slices(&rows), slices(&choices));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let choices: Vec<&[&str]> = choices.iter().map(Vec::as_slice).collect();
    workbook(&[
        ("survey", &rows),
        ("choices", &choices),
        ("settings", &[&["form_id", "version"], &["large", "1"]]),
    ])
}

#[test]
fn a_workbook_of_500_rows_compiles_in_half_a_second() {
    let bytes = large();
    let start = Instant::now();
    let compiled = compiled(&bytes).unwrap_or_else(|faults| panic!("{}", rendered(&faults)));
    let spent = start.elapsed();
    println!("{} bytes, {} nodes, {spent:?}", bytes.len(), compiled.form.nodes.len());
    assert!(compiled.form.nodes.len() > 500);
    // Other tests run beside this one on few cores, without optimisation.
    assert!(spent < Duration::from_secs(2), "{spent:?}");
}
