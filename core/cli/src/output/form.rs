//! Forms on a terminal.

use super::{Output, Printed};
use jonaki_core::{
    AnsweredForm, ChoiceView, Error, FillingView, FoldedView, FormUpdate, FormView, Missing, PageKind,
    PageView, QuestionView, RepeatView, SummaryLine,
};

impl Output {
    pub(crate) fn forms(&self, forms: &[FormView]) -> Printed {
        if self.json {
            return self.json(&forms);
        }
        for form in forms {
            let whose = match (form.number, form.organisation) {
                (None, _) => self.t("অ্যাপের সঙ্গে আসে", "ships with the app").to_owned(),
                (Some(number), None) => format!("{} {number}", self.t("সবার, সংস্করণ", "everybody's, version")),
                (Some(number), Some(_)) => format!("{} {number}", self.t("সংস্থার, সংস্করণ", "ours, version")),
            };
            self.line(&format!("{}\t{}\t{whose}", form.form, form.title))?;
        }
        Ok(())
    }

    pub(crate) fn form_published(&self, form: &FormView) -> Printed {
        if self.json {
            return self.json(form);
        }
        let number = form.number.unwrap_or_default();
        self.line(&format!("{} {number} ({})", form.form, form.hash))?;
        self.done()
    }

    pub(crate) fn fillings(&self, fillings: &[FillingView]) -> Printed {
        if self.json {
            return self.json(&fillings);
        }
        for filling in fillings {
            let newer = if filling.newer.is_some() {
                self.t("নতুন সংস্করণ আছে", "a newer version is there")
            } else {
                ""
            };
            self.line(&format!(
                "{}\t{}\t{}\t{newer}",
                filling.id,
                self.time(filling.updated_at),
                filling.title
            ))?;
        }
        Ok(())
    }

    pub(crate) fn answered(&self, forms: &[AnsweredForm]) -> Printed {
        if self.json {
            return self.json(&forms);
        }
        for form in forms {
            self.line(&form.title)?;
            self.summary(&form.lines)?;
        }
        Ok(())
    }

    pub(crate) fn diagnostics(&self, texts: &[String]) -> Printed {
        texts.iter().try_for_each(|text| self.line(text))
    }

    pub(crate) fn form_update(&self, update: &FormUpdate) -> Printed {
        let changes = update.changes.len();
        self.line(&format!(
            "{} ({}: {changes})",
            self.t(
                "ফরমটির নতুন সংস্করণ আছে; এই খসড়া পুরোনোটিতেই থাকবে",
                "a newer version of this form is there; this draft stays with the old one"
            ),
            self.t("পরিবর্তন", "changes")
        ))
    }

    pub(crate) fn how_to_answer(&self) -> Printed {
        self.line(self.t(
            "উত্তর লিখে এন্টার চাপুন। খালি: যেমন আছে থাক। - : মুছুন। < : পেছনে। q : রেখে দিন, পরে শেষ করবেন।",
            "Type an answer and press Enter. Empty: keep it. - : clear it. < : back. q : leave it as a draft.",
        ))
    }

    pub(crate) fn page(&self, page: &PageView) -> Printed {
        let place = format!("[{}/{}]", page.position, page.of);
        self.line("")?;
        self.line(format!("{} {}", super::digits(self.lang, &place), page.title).trim_end())?;
        if !page.hint.is_empty() {
            self.line(&format!("  {}", page.hint))?;
        }
        if page.kind == PageKind::Questions && page.questions.is_empty() {
            self.line(self.t("এখানে কিছু নেই", "nothing here"))?;
        }
        Ok(())
    }

    pub(crate) fn question(&self, question: &QuestionView) -> Printed {
        let required = if question.required { " *" } else { "" };
        self.line(&format!("{}{required}", question.label))?;
        if !question.hint.is_empty() {
            self.line(&format!("  ({})", question.hint))?;
        }
        if let Some(error) = &question.error {
            self.line(&format!("  ! {error}"))?;
        }
        if question.searched {
            self.line(&format!("  {}", self.t("খুঁজতে লিখুন", "type to search")))?;
        }
        self.choices(&question.choices)?;
        if question.shown.is_empty() { Ok(()) } else { self.line(&format!("  = {}", question.shown)) }
    }

    pub(crate) fn choices(&self, choices: &[ChoiceView]) -> Printed {
        for (number, choice) in (1..).zip(choices) {
            let mark = if choice.chosen { "*" } else { " " };
            let number = super::digits(self.lang, &format!("{number:3}"));
            self.line(&format!("{mark}{number}  {}", choice.label))?;
        }
        Ok(())
    }

    pub(crate) fn summary(&self, lines: &[SummaryLine]) -> Printed {
        if self.json {
            return self.json(&lines);
        }
        lines.iter().try_for_each(|line| self.line(&format!("  {}\n    {}", line.label, line.shown)))
    }

    pub(crate) fn missing(&self, missing: &[Missing]) -> Printed {
        missing
            .iter()
            .try_for_each(|missing| self.line(&format!("  ! {}: {}", missing.label, missing.message)))
    }

    pub(crate) fn folded(&self, groups: &[FoldedView]) -> Printed {
        for (number, group) in (1..).zip(groups) {
            let answered = if group.answered > 0 { format!(" ({})", group.answered) } else { String::new() };
            let line = format!("{number:4}  {}{answered}", group.label);
            self.line(&super::digits(self.lang, &line))?;
        }
        Ok(())
    }

    pub(crate) fn ask_to_add(&self, repeat: &RepeatView) -> Printed {
        let count = super::digits(self.lang, &repeat.count.to_string());
        self.line(&format!(
            "  {}: {count}. {}",
            repeat.label,
            self.t("আরেকটি যোগ করতে + লিখুন", "type + to add another")
        ))
    }

    pub(crate) fn ask_to_file(&self) -> Printed {
        self.line(self.t("জমা দিতে + লিখুন", "type + to file it"))
    }

    pub(crate) fn try_again(&self) -> Printed {
        self.line(self.t("তালিকার একটি সংখ্যা লিখুন।", "Type a number of the list."))
    }

    pub(crate) fn says(&self, error: &Error) -> Printed {
        self.line(&format!(
            "  ! {}",
            match self.lang {
                crate::arguments::Lang::Bn => error.bangla(),
                crate::arguments::Lang::En => error.english(),
            }
        ))
    }

    pub(crate) fn left(&self, draft: i64) -> Printed {
        self.line(&format!("{} {draft}", self.t("খসড়া রাখা আছে, নম্বর", "kept as draft")))
    }
}
