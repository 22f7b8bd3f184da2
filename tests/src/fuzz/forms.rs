//! Forms from a peer's directory, forms from an author's file, and rows from a partner's.

use super::Reached;
use super::input::Input;
use jonaki_core::forms::definition::{Form, Kind};
use jonaki_core::forms::filling::{Answer, Context, Facts, Filling, NodePath};
use jonaki_core::forms::lists::BuiltIn;
use jonaki_exchange::Date;
use jonaki_exchange::htcds::{self, Limits};
use jonaki_xlsform::{Input as Sheets, Options, Source, compile};
use std::sync::Arc;

/// Answers that one execution gives.
const ANSWERS: usize = 8;

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

/// A compiled definition, and answers to it: whatever an author signed, one encoding, and a filling that comes back from its
/// rows as it was.
pub fn form(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let definition = input.part();
    let Ok(form) = Form::decode(definition) else { return Reached::Refused };
    assert_eq!(form.encode().as_deref(), Ok(definition), "a form has one encoding");
    let form = Arc::new(form);
    let Ok(mut filling) = Filling::start(Arc::clone(&form), context()) else { return Reached::Refused };
    for _ in 0..ANSWERS {
        if input.is_empty() {
            break;
        }
        answer(&mut filling, &mut input);
    }
    let rows = filling.rows();
    let again = Filling::restore(form, context(), rows.clone());
    let again = again.expect("what was saved is opened again");
    for (path, value) in &rows {
        let node = NodePath::parse(again.form(), path).expect("a row names a node");
        let answered = again.form().nodes.get(node.node as usize);
        // Calculations may draw another random value.
        if answered.is_some_and(|node| node.calculation.is_none() && !node.kind.is_container()) {
            assert_eq!(again.value(&node), Some(value.as_str()), "an answer comes back different");
        }
    }
    Reached::Taken
}

fn answer(filling: &mut Filling, input: &mut Input<'_>) {
    let nodes = filling.nodes();
    let at = usize::from(u16::from_le_bytes(input.array())) % nodes.len().max(1);
    let Some(path) = nodes.get(at).cloned() else { return };
    let repeat = matches!(filling.form().nodes[path.node as usize].kind, Kind::Repeat(_));
    let before = filling.rows();
    let done = if repeat {
        if input.byte() & 1 == 0 { filling.add_repeat(&path) } else { filling.remove_repeat(&path) }
    } else {
        let choices = filling.choices(&path);
        let text = match choices.get(input.below(choices.len() + 1)) {
            Some(choice) => choice.value.clone(),
            None => String::from_utf8_lossy(input.part()).into_owned(),
        };
        filling.answer(&path, Answer::from(text.as_str()))
    };
    if done.is_err() {
        assert_eq!(filling.rows(), before, "what is refused changes nothing");
    }
    let _ = (filling.verdict(&path), filling.label(&path, "bn"), filling.is_read_only(&path));
}

/// An author's form: a workbook or a survey as CSV. Faults with a place each, or a form that every device reads.
pub fn xlsform(data: &[u8]) -> Reached {
    let Some((mode, bytes)) = data.split_first() else { return Reached::Refused };
    let sheets =
        [("survey", bytes), ("choices", &b"list_name,name,label\nyes_no,yes,Yes\nyes_no,no,No\n"[..])];
    let form = if mode & 1 == 0 { Sheets::Csv(&sheets) } else { Sheets::Workbook(bytes) };
    match compile(&Source { form, attached: &[], file_name: "fuzzed" }, &Options::default()) {
        Ok(compiled) => {
            let definition = compiled.form.encode().expect("a compiled form is encoded");
            assert_eq!(Form::decode(&definition).as_ref(), Ok(&compiled.form), "every device reads it");
            let _ = jonaki_xlsform::show(&compiled.form);
            Reached::Taken
        }
        Err(faults) => {
            assert!(faults.iter().any(jonaki_xlsform::Diagnostic::is_error), "nothing is wrong");
            assert!(faults.iter().all(|fault| !fault.render().is_empty()));
            Reached::Refused
        }
    }
}

/// A partner's rows: refused one by one with their places, and what is taken is written again as it was understood.
pub fn rows(data: &[u8]) -> Reached {
    let Ok(plan) = htcds::read(data, None::<&[u8]>, Limits::default()) else { return Reached::Refused };
    let records = plan.into_records();
    if records.is_empty() {
        return Reached::Refused;
    }
    let Some(today) = Date::new(2026, 3, 1) else { return Reached::Refused };
    let options = htcds::Options { with_identity: true, with_ids: true, ..htcds::Options::new(today) };
    let mut first = Vec::new();
    htcds::export(&records, &options, &mut first).expect("what was read is written");
    let again =
        htcds::read(first.as_slice(), None::<&[u8]>, Limits::default()).expect("what was written is read");
    let mut second = Vec::new();
    htcds::export(again.into_records(), &options, &mut second).expect("and written again");
    assert_eq!(first, second, "reading and writing changes rows");
    Reached::Taken
}
