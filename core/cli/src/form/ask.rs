//! Answering a form in a terminal, page by page. What is typed is saved line by line: whoever leaves goes on later.

use crate::commands::Failure;
use crate::output::Output;
use jonaki_core::text::ascii_digits;
use jonaki_core::{Client, Error, FormSession, Move, PageKind, PageView, QuestionKind, QuestionView};
use std::io::BufRead as _;

/// Choices that a search shows.
const FOUND: usize = 8;

/// What a person wants beside answering.
enum Line {
    Answer(String),
    Keep,
    Clear,
    Back,
    Leave,
}

fn line() -> Result<Line, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_line(&mut text).map_err(|_| Failure::File("stdin".to_owned()))?;
    Ok(match text.trim() {
        _ if read == 0 => Line::Leave,
        "" => Line::Keep,
        "-" => Line::Clear,
        "<" => Line::Back,
        "q" => Line::Leave,
        answer => Line::Answer(answer.to_owned()),
    })
}

/// Asks until the form is filed, or left as a draft.
pub(super) fn ask(client: &mut Client, open: &mut FormSession, out: &Output) -> Result<(), Failure> {
    out.how_to_answer()?;
    loop {
        let page = open.page();
        out.page(&page)?;
        let step = match page.kind {
            PageKind::Questions => questions(client, open, &page, out)?,
            PageKind::Repeat => repeat(client, open, &page, out)?,
            PageKind::More => more(&page, out)?,
            PageKind::Summary => {
                out.summary(&open.summary())?;
                out.missing(&open.missing())?;
                out.ask_to_file()?;
                match line()? {
                    Line::Answer(_) => return out.id(&client.file_form(open)?.to_string()),
                    Line::Leave => None,
                    _ => Some(Move::Back),
                }
            }
        };
        match step {
            Some(step) => {
                client.go(open, &step)?;
            }
            None => return out.left(open.id()),
        }
    }
}

/// The questions of a page in turn; where to go then, or nothing to leave.
fn questions(
    client: &mut Client,
    open: &mut FormSession,
    page: &PageView,
    out: &Output,
) -> Result<Option<Move>, Failure> {
    let mut asked: Vec<String> = Vec::new();
    // An answer may bring another question to the page, or take one away.
    while let Some(question) = next(open, &page.key, &asked) {
        asked.push(question.path.clone());
        out.question(&question)?;
        if question.kind == QuestionKind::Note || question.read_only {
            continue;
        }
        match line()? {
            Line::Keep => {}
            Line::Clear => client.answer(open, &question.path, "")?,
            Line::Back => return Ok(Some(Move::Back)),
            Line::Leave => return Ok(None),
            Line::Answer(typed) => {
                if !take(client, open, &question, &typed, out)? {
                    asked.pop();
                }
            }
        }
    }
    Ok(Some(Move::Next))
}

fn next(open: &FormSession, key: &str, asked: &[String]) -> Option<QuestionView> {
    let page = open.page();
    let questions = page.questions.into_iter().filter(|_| page.key == key);
    let mut left = questions.filter(|question| !asked.contains(&question.path));
    left.next()
}

/// Gives an answer; whether the question took it.
fn take(
    client: &mut Client,
    open: &mut FormSession,
    question: &QuestionView,
    typed: &str,
    out: &Output,
) -> Result<bool, Failure> {
    let answer = if question.searched {
        let found = open.search_choices(&question.path, typed, FOUND)?;
        out.choices(&found)?;
        match line()? {
            Line::Answer(number) => choice(&number, found.iter().map(|choice| choice.value.as_str())),
            _ => None,
        }
    } else if question.choices.is_empty() {
        Some(typed.to_owned())
    } else {
        let values = || question.choices.iter().map(|choice| choice.value.as_str());
        let words = typed.split([' ', ',']).filter(|word| !word.is_empty());
        words.map(|word| choice(word, values())).collect::<Option<Vec<_>>>().map(|values| values.join(" "))
    };
    let Some(answer) = answer else {
        out.try_again()?;
        return Ok(false);
    };
    match client.answer(open, &question.path, &answer) {
        Ok(()) => Ok(true),
        Err(error @ Error::Answer(_)) => {
            out.says(&error)?;
            Ok(false)
        }
        Err(other) => Err(other.into()),
    }
}

/// A choice by its number, in any digits.
fn choice<'a>(number: &str, mut values: impl Iterator<Item = &'a str>) -> Option<String> {
    let number: usize = ascii_digits(number).parse().ok()?;
    values.nth(number.checked_sub(1)?).map(str::to_owned)
}

fn repeat(
    client: &mut Client,
    open: &mut FormSession,
    page: &PageView,
    out: &Output,
) -> Result<Option<Move>, Failure> {
    let Some(repeat) = &page.repeat else { return Ok(Some(Move::Next)) };
    out.ask_to_add(repeat)?;
    Ok(match line()? {
        Line::Answer(_) => {
            client.add_repeat(open, &repeat.path)?;
            Some(Move::To(format!("{}[{}]", repeat.path, repeat.count + 1)))
        }
        Line::Back => Some(Move::Back),
        Line::Leave => None,
        Line::Keep | Line::Clear => Some(Move::Next),
    })
}

fn more(page: &PageView, out: &Output) -> Result<Option<Move>, Failure> {
    out.folded(&page.folded)?;
    Ok(match line()? {
        Line::Answer(number) => {
            let paths = page.folded.iter().map(|group| group.path.as_str());
            choice(&number, paths).map_or(Some(Move::To(page.key.clone())), |path| Some(Move::To(path)))
        }
        Line::Back => Some(Move::Back),
        Line::Leave => None,
        Line::Keep | Line::Clear => Some(Move::Next),
    })
}
