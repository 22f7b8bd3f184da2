//! What waits, and what is due.

use super::{Output, Printed, digits};
use crate::codes::{self, label};
use jonaki_core::protocol::EntryId;
use jonaki_core::{
    CaseRow, DueView, Queue, QueuePart, QueueSection, ReferralRow, WaitingClosing, WaitingQuestion,
};

impl Output {
    pub(crate) fn queue(&self, queue: &Queue) -> Printed {
        if self.json {
            return self.json(queue);
        }
        let referral = |row: &ReferralRow| self.waiting_referral(row);
        let case = |row: &CaseRow| self.cases(std::slice::from_ref(row));
        let question = |row: &WaitingQuestion| {
            self.line(&format!("{}  {}  {}", row.short_code, short_entry(&row.question), row.text))
        };
        let closing = |row: &WaitingClosing| {
            self.line(&format!("{}  {}", row.short_code, codes::CLOSING.label(self.lang, &row.reason)))
        };
        self.section(QueueSection::Overdue, &queue.overdue, referral)?;
        self.section(QueueSection::Urgent, &queue.urgent, case)?;
        self.section(QueueSection::ToAnswer, &queue.to_answer, referral)?;
        self.section(QueueSection::Asked, &queue.asked, referral)?;
        self.section(QueueSection::WithoutHelp, &queue.without_help, referral)?;
        self.section(QueueSection::Questions, &queue.questions, question)?;
        self.section(QueueSection::Closings, &queue.closings, closing)?;
        self.section(QueueSection::New, &queue.new, case)?;
        self.section(QueueSection::Tasks, &queue.tasks, |row| self.due_row(row))?;
        if queue.is_empty() {
            self.line(self.t("কিছুই অপেক্ষায় নেই।", "Nothing waits."))
        } else {
            Ok(())
        }
    }

    fn section<T>(&self, name: QueueSection, section: &QueuePart<T>, row: impl Fn(&T) -> Printed) -> Printed {
        if section.count == 0 {
            return Ok(());
        }
        let title = self.label("queue_sections", name.name());
        self.line(&format!("== {title}: {}", digits(self.lang, &section.count.to_string())))?;
        section.rows.iter().try_for_each(row)?;
        if section.rows.len() < section.count {
            self.line("…")?;
        }
        Ok(())
    }

    fn waiting_referral(&self, row: &ReferralRow) -> Printed {
        let service = codes::SERVICE.label(self.lang, &row.header.service);
        let case = row.case.as_deref().unwrap_or("-");
        let status = self.referral_status(&row.status);
        let due = self.time(jonaki_core::protocol::Timestamp(row.header.due));
        self.line(&format!("{}  {case}  {service}  {status}  {} {due}", row.short_code, self.t("সময়", "due")))
    }

    pub(crate) fn due(&self, due: &[DueView]) -> Printed {
        if self.json {
            return self.json(&due);
        }
        if due.is_empty() {
            return self.line(self.t("কিছুর সময় হয়নি।", "Nothing is due."));
        }
        due.iter().try_for_each(|row| self.due_row(row))
    }

    fn due_row(&self, row: &DueView) -> Printed {
        let what = match row.kind.as_str() {
            "referral" => self.label("queue_sections", QueueSection::Overdue.name()),
            kind => codes::TASK.label(self.lang, kind),
        };
        let task = row.task.map(|task| short_entry(&task)).unwrap_or_default();
        let due = digits(self.lang, &row.due);
        self.line(format!("{}  {due}  {what}  {task}", row.short_code).trim_end())
    }

    pub(crate) fn questions(&self, questions: &[(EntryId, String)]) -> Printed {
        if self.json {
            let row = |(id, text): &(EntryId, String)| serde_json::json!({ "id": id, "text": text });
            return self.json(&questions.iter().map(row).collect::<Vec<_>>());
        }
        if questions.is_empty() {
            return self.line(self.t("কোনো প্রশ্ন নেই।", "No questions."));
        }
        for (number, (id, text)) in (1..).zip(questions) {
            let number = digits(self.lang, &format!("{number:2}"));
            self.line(&format!("{number}  {}  {text}", short_entry(id)))?;
        }
        Ok(())
    }

    pub(crate) fn closing(&self, closed: bool) -> Printed {
        if self.json {
            return self.json(&serde_json::json!({ "closed": closed }));
        }
        if closed {
            return self.line(
                self.t(
                    "কেসটি বন্ধ। পরের সিঙ্কে পাঠানো হবে।",
                    "The case is closed. It leaves with the next sync.",
                ),
            );
        }
        self.line(self.t(
            "বন্ধ করতে বলা হয়েছে। আরেকজন সমন্বয়কারী একই আদেশ দিলে বন্ধ হবে।",
            "Asked to close. It is closed once another coordinator closes it the same way.",
        ))
    }

    pub(crate) fn rules(&self, looked_at: usize) -> Printed {
        if self.json {
            return self.json(&serde_json::json!({ "referrals": looked_at }));
        }
        let count = digits(self.lang, &looked_at.to_string());
        self.line(&format!("{}: {count}", self.t("যতগুলো প্রেরণ দেখা হয়েছে", "referrals looked at")))
    }

    /// What a code of a list means.
    pub(super) fn label(&self, list: &str, code: &str) -> String {
        label(self.lang, list, code)
    }
}

/// Enough of an entry's id to name it.
pub(super) fn short_entry(id: &EntryId) -> String {
    id.to_string().chars().take(8).collect()
}
