//! Forms: a large one compiled, opened and answered; places searched; an answer saved.

use super::Failure;
use super::client::bare;
use super::figure::{Figures, median_ms};
use crate::reports::STANDARD;
use crate::world::World;
use jonaki_core::forms::definition::{Form, Kind};
use jonaki_core::forms::filling::{Answer, Context, Facts, Filling, NodePath};
use jonaki_core::forms::lists::BuiltIn;
use jonaki_core::protocol::frame;
use jonaki_reference::Language;
use jonaki_reference::places::{self, Level};
use jonaki_xlsform::{Input, Options, Source, compile};
use rust_xlsxwriter::Workbook;
use std::sync::Arc;

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    if figures.wants(&[
        "form_compile_time",
        "form_definition",
        "form_open_time",
        "form_answer_time",
        "form_answer_share",
    ]) {
        large(figures)?;
    }
    if figures.wants(&["form_answer_saved"]) {
        saved(figures)?;
    }
    if figures.wants(&["places_table", "places_search_time"]) {
        searched(figures);
    }
    Ok(())
}

/// 50 groups of ten questions: each names two others or more, in its relevance, constraint, calculation or label.
fn sheets() -> [(&'static str, Vec<Vec<String>>); 2] {
    let header = [
        "type",
        "name",
        "label::Bangla (bn)",
        "label::English (en)",
        "relevant",
        "constraint",
        "constraint_message::Bangla (bn)",
        "constraint_message::English (en)",
        "calculation",
    ];
    let mut survey = vec![header.map(str::to_owned).to_vec()];
    let words =
        ["শিশু", "কাজ", "গ্রাম", "স্কুল", "পরিবার", "মজুরি", "রাত", "বিপদ", "সাহায্য", "ফোন", "ঠিকানা", "বয়স", "পথ"];
    let mut row = |cells: [&str; 9]| survey.push(cells.map(str::to_owned).to_vec());
    for group in 0..50_usize {
        let before = group.saturating_sub(1);
        let relevant = if group == 0 { String::new() } else { format!("${{q{before}_0}} != 'no'") };
        row([
            "begin_group",
            &format!("g{group}"),
            &format!("অংশ {group}"),
            &format!("Part {group}"),
            &relevant,
            "",
            "",
            "",
            "",
        ]);
        for at in 0..10_usize {
            let name = format!("q{group}_{at}");
            let label: Vec<&str> =
                (0..6).map(|word| words[(group * 7 + at * 3 + word * 5) % words.len()]).collect();
            let (bangla, english) =
                (format!("{}?", label.join(" ")), format!("Question {at} of part {group}?"));
            match at {
                0 => row(["select_one yes_no", &name, &bangla, &english, "", "", "", "", ""]),
                9 => {
                    let sum = format!(
                        "coalesce(${{q{group}_7}}, 0) + coalesce(${{q{group}_8}}, 0) + coalesce(${{q{before}_3}}, 0)"
                    );
                    row(["calculate", &name, "", "", "", "", "", "", &sum]);
                }
                _ => {
                    let relevant =
                        format!("${{q{group}_0}} = 'yes' or ${{q{before}_{}}} > 3", (at + 5) % 8 + 1)
                            .replace(&format!("${{{name}}} > 3"), "true()");
                    let relevant =
                        if group == before { format!("${{q{group}_0}} = 'yes'") } else { relevant };
                    row([
                        "integer",
                        &name,
                        &bangla,
                        &english,
                        &relevant,
                        ". >= 0 and . <= 120",
                        "০ থেকে ১২০ লিখুন।",
                        "Write 0 to 120.",
                        "",
                    ]);
                }
            }
        }
        row(["end_group", "", "", "", "", "", "", "", ""]);
    }
    let choices = [
        ["list_name", "name", "label::Bangla (bn)", "label::English (en)"],
        ["yes_no", "yes", "হ্যাঁ", "Yes"],
        ["yes_no", "no", "না", "No"],
    ];
    [("survey", survey), ("choices", choices.map(|row| row.map(str::to_owned).to_vec()).to_vec())]
}

fn workbook() -> Result<Vec<u8>, Failure> {
    let mut book = Workbook::new();
    for (name, rows) in sheets() {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        for (row, cells) in (0..).zip(&rows) {
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell)?;
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

fn context() -> Context {
    Context {
        now_ms: 1_772_344_800_000,
        offset_minutes: 360,
        language: "bn".to_owned(),
        seed: [7; 32],
        facts: Facts::default(),
        lists: Arc::new(BuiltIn),
    }
}

fn large(figures: &mut Figures) -> Result<(), Failure> {
    let book = workbook()?;
    let source = Source { form: Input::Workbook(&book), attached: &[], file_name: "large" };
    let options = Options::default();
    let form = compile(&source, &options).map_err(|faults| faults[0].render())?.form;
    let compiling = median_ms(11, |_| drop(compile(&source, &options)));
    figures.at_most("form_compile_time (workbook of 600 rows)", (compiling, "ms"), 0.0, 500.0);
    let definition = form.encode()?;
    let packed = frame::pack(&definition).len();
    figures.at_most(
        "form_definition (500 questions, compressed)",
        (packed as f64, "bytes"),
        definition.len() as f64,
        30_000.0,
    );
    let opening = median_ms(21, |_| {
        if let Ok(form) = Form::decode(&definition) {
            drop(Filling::start(Arc::new(form), context()));
        }
    });
    figures.at_most("form_open_time (decode and start)", (opening, "ms"), 0.0, 20.0);
    let mut filling = Filling::start(Arc::new(form), context())?;
    let asked = |kind: &Kind| matches!(kind, Kind::Integer | Kind::SelectOne(_));
    let questions: Vec<NodePath> = (0..)
        .zip(&filling.form().nodes)
        .filter(|(_, node)| asked(&node.kind))
        .map(|(index, _)| NodePath::new(index, []))
        .collect();
    for path in &questions {
        let answer =
            if matches!(filling.form().nodes[path.node as usize].kind, Kind::Integer) { "4" } else { "yes" };
        filling.answer(path, Answer::from(answer))?;
    }
    let everything = median_ms(21, |_| drop(filling.evaluate_all()));
    // Each question once, to another value and back, in a form that is full.
    let mut times = Vec::new();
    for path in &questions {
        let number = matches!(filling.form().nodes[path.node as usize].kind, Kind::Integer);
        for answer in if number { ["5", "4"] } else { ["no", "yes"] } {
            times.push(median_ms(1, |_| drop(filling.answer(path, Answer::from(answer)))));
        }
    }
    times.sort_by(f64::total_cmp);
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    figures.at_most("form_answer_time (median)", (median, "ms"), everything, 1.0);
    figures.at_most("form_answer_time (the slowest of all)", (worst, "ms"), everything, 1.0);
    figures.times_floor("form_answer_share (one answer / everything)", median, everything, 0.05);
    Ok(())
}

/// What a person waits for after each answer.
fn saved(figures: &mut Figures) -> Result<(), Failure> {
    let world = World::new(15);
    let mut device = world.found(world.device("answers"));
    let forms = device.client().forms()?;
    let form = forms.into_iter().find(|form| form.form == STANDARD).ok_or("no standard form")?;
    let mut open = device.client().start_form(form.hash, "bn")?;
    let connection = bare(&world.folder.path().join("bare.db"))?;
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    let mut failed = None;
    for number in 0..200 {
        let answer = (number % 9 + 1).to_string();
        ours.push(median_ms(1, |_| {
            failed = device.client().answer(&mut open, "/data/where_who/number_of_children", &answer).err();
        }));
        floor.push(median_ms(1, |_| {
            let _ = connection.execute("INSERT INTO t (b) VALUES (?1)", [&[7_u8; 60][..]]);
        }));
        if let Some(error) = failed.take() {
            return Err(error.into());
        }
    }
    ours.sort_by(f64::total_cmp);
    floor.sort_by(f64::total_cmp);
    figures.times_floor("form_answer_saved / bare SQLCipher insert with fsync", ours[100], floor[100], 2.0);
    Ok(())
}

fn searched(figures: &mut Figures) {
    figures.at_most("places_table", (places::table_size() as f64, "bytes"), 0.0, 60_000.0);
    // Names as they are, with their second letter left out.
    let names: Vec<String> = places::all(Level::Upazila)
        .flat_map(|place| [place.name(Language::Bangla), place.name(Language::English)])
        .map(|name| name.chars().enumerate().filter(|(at, _)| *at != 1).map(|(_, letter)| letter).collect())
        .collect();
    let time = median_ms(names.len(), |at| drop(places::search(&names[at], 5)));
    figures.at_most("places_search_time (median of all upazilas)", (time, "ms"), 0.0, 2.0);
}
