//! The work on a case, on a terminal.

use super::queue::short_entry;
use super::{Output, Printed, digits, short};
use crate::codes;
use jonaki_core::protocol::{CaseId, OrganisationId, Timestamp};
use jonaki_core::referral::Exclusion;
use jonaki_core::{
    Accessed, AimView, CaseWork, ClockView, ConsentView, OrganisationView, RiskView, StepView, TaskView,
};

impl Output {
    pub(crate) fn case_work(&self, case: CaseId, work: &CaseWork, known: &[OrganisationView]) -> Printed {
        if self.json {
            return self.json(work);
        }
        self.line(&case.short_code())?;
        self.people(work)?;
        self.heading(self.t("কাজ", "tasks"), work.tasks.len())?;
        self.task_rows(&work.tasks)?;
        self.heading(self.t("পরিকল্পনা", "plan"), work.plan.len())?;
        work.plan.iter().try_for_each(|aim| self.aim(aim))?;
        self.heading(self.t("ঝুঁকি", "risk"), work.risks.len())?;
        work.risks.iter().try_for_each(|risk| self.risk(risk))?;
        self.heading(self.t("যুক্ত কেস", "linked cases"), work.links.len())?;
        for link in &work.links {
            let relation = codes::RELATION.label(self.lang, &link.relation);
            self.line(&format!("  {}  {relation}  ({})", link.short_code, short_entry(&link.id)))?;
        }
        self.heading(self.t("সম্মতি", "consents"), work.consents.len())?;
        self.consent_rows(&work.consents, known)?;
        self.heading(self.t("যাদের জানানো মানা", "must not reach"), work.exclusions.len())?;
        self.exclusions(&work.exclusions, known)?;
        self.heading(self.t("উত্তর না পাওয়া প্রশ্ন", "questions without an answer"), work.questions.len())?;
        for (id, text) in &work.questions {
            self.line(&format!("  {text}  ({})", short_entry(id)))?;
        }
        self.heading(self.t("সমন্বয়কারীদের নোট", "notes among coordinators"), work.notes.len())?;
        for note in &work.notes {
            self.line(&format!("  * {} {}: {}", self.when(note.time), short(&note.author), note.text))?;
        }
        self.clocks(&work.clocks)
    }

    /// Owner, team, and what must not be overlooked.
    fn people(&self, work: &CaseWork) -> Printed {
        for owner in &work.owners {
            self.line(&format!("  {}: {}", self.t("দায়িত্বে", "owner"), short(owner)))?;
        }
        for member in &work.team {
            let part = codes::PART.label(self.lang, &member.part);
            self.line(&format!(
                "  {}: {}  {part}  ({})",
                self.t("দল", "team"),
                short(&member.device),
                short_entry(&member.id)
            ))?;
        }
        if let Some((reason, by)) = &work.closing {
            let asked = self.t("বন্ধ করতে বলেছেন", "closing was asked for by");
            self.line(&format!("  ! {asked} {}: {}", short(by), codes::CLOSING.label(self.lang, reason)))?;
        }
        for flag in &work.flags {
            let until = flag.until.as_deref().map(|day| digits(self.lang, day)).unwrap_or_default();
            self.line(&format!("  ! {}  {until}  ({})", flag.text, short_entry(&flag.id)))?;
        }
        Ok(())
    }

    fn exclusions(&self, exclusions: &[Exclusion], known: &[OrganisationView]) -> Printed {
        for exclusion in exclusions {
            let whom = match (exclusion.organisation, &exclusion.kind) {
                (Some(organisation), _) => self.organisation(known, organisation),
                (None, Some(kind)) => codes::KIND.label(self.lang, kind),
                (None, None) => String::new(),
            };
            self.line(&format!("  {whom}  ({})", short_entry(&exclusion.id)))?;
        }
        Ok(())
    }

    fn heading(&self, title: &str, rows: usize) -> Printed {
        if rows == 0 { Ok(()) } else { self.line(&format!("-- {title}")) }
    }

    pub(crate) fn tasks(&self, tasks: &[TaskView]) -> Printed {
        if self.json {
            return self.json(&tasks);
        }
        if tasks.is_empty() {
            return self.line(self.t("কোনো কাজ নেই।", "No tasks."));
        }
        self.task_rows(tasks)
    }

    fn task_rows(&self, tasks: &[TaskView]) -> Printed {
        for (number, task) in (1..).zip(tasks) {
            let mark = if task.closed { "x" } else { " " };
            let kind = codes::TASK.label(self.lang, &task.kind);
            let number = digits(self.lang, &format!("{number:2} [{mark}] {}", task.due));
            let mut line = format!("{number}  {kind}");
            if let Some(every) = &task.repeats {
                line.push_str(&format!(", {}", codes::REPEATS.label(self.lang, every)));
            }
            if let Some(device) = &task.assigned {
                line.push_str(&format!("  @{}", short(device)));
            }
            if let Some(text) = &task.text {
                line.push_str(&format!("  {text}"));
            }
            self.line(&format!("{line}  ({})", short_entry(&task.id)))?;
            self.steps(&task.steps)?;
        }
        Ok(())
    }

    fn steps(&self, steps: &[StepView]) -> Printed {
        for step in steps {
            let kind = codes::STEP.label(self.lang, &step.kind);
            let due = step.due.as_deref().map(|day| digits(self.lang, day)).unwrap_or_default();
            let text = step.text.as_deref().unwrap_or_default();
            let line = format!("      > {} {}: {kind} {due} {text}", self.time(step.at), short(&step.author));
            self.line(line.trim_end())?;
        }
        Ok(())
    }

    fn aim(&self, aim: &AimView) -> Printed {
        let mut line = format!("  {}", aim.goal);
        let service = aim.service.as_deref().map(|code| codes::SERVICE.label(self.lang, code));
        let due = aim.due.as_deref().map(|day| digits(self.lang, day));
        for more in [aim.need.clone(), service, aim.responsible.clone(), due].into_iter().flatten() {
            line.push_str(&format!("; {more}"));
        }
        self.line(&format!("{line}  ({})", short_entry(&aim.id)))?;
        self.steps(&aim.steps)
    }

    fn risk(&self, risk: &RiskView) -> Printed {
        let level = codes::RISK.label(self.lang, &risk.level);
        let until = digits(self.lang, &risk.until);
        let over = if risk.expired { self.t(" (মেয়াদ শেষ)", " (run out)") } else { "" };
        let factors: Vec<&str> = risk.factors.iter().flatten().map(String::as_str).collect();
        let line = format!("  {level}  {} {until}{over}  {}", self.t("পর্যন্ত", "until"), factors.join("; "));
        self.line(line.trim_end())
    }

    pub(crate) fn consents(&self, consents: &[ConsentView], known: &[OrganisationView]) -> Printed {
        if self.json {
            return self.json(&consents);
        }
        if consents.is_empty() {
            return self.line(self.t("কোনো সম্মতি নেই।", "No consents."));
        }
        self.consent_rows(consents, known)
    }

    fn consent_rows(&self, consents: &[ConsentView], known: &[OrganisationView]) -> Printed {
        for (number, view) in (1..).zip(consents) {
            let consent = &view.consent;
            let number = digits(self.lang, &format!("{number:2}"));
            let giver = match &consent.basis {
                Some(basis) => codes::BASIS.label(self.lang, basis),
                None => codes::GIVER.label(self.lang, &consent.giver),
            };
            let standing =
                match (view.stands, consent.withdrawn, consent.giver == "none" && !consent.approved) {
                    (true, ..) => self.t("আছে", "stands"),
                    (false, true, _) => self.t("ফিরিয়ে নেওয়া", "withdrawn"),
                    (false, false, true) => self.t("দ্বিতীয় জনের মত বাকি", "waits for a second person"),
                    (false, false, false) => self.t("মেয়াদ শেষ", "run out"),
                };
            let purpose = codes::PURPOSE.label(self.lang, &consent.purpose);
            let until = self.time(Timestamp(consent.until));
            self.line(&format!(
                "{number}  {}  [{standing}]  {giver}  {purpose}  {} {until}",
                short_entry(&consent.id),
                self.t("পর্যন্ত", "until")
            ))?;
            self.line(&format!("      {}", self.groups(consent.groups)))?;
            let only = consent.organisation.map(|organisation| self.organisation(known, organisation));
            let service = consent.service.as_deref().map(|code| codes::SERVICE.label(self.lang, code));
            for limit in [only, service].into_iter().flatten() {
                self.line(&format!("      {}: {limit}", self.t("শুধু", "only")))?;
            }
            if let Some(text) = &view.text {
                self.line(&format!("      {text}"))?;
            }
        }
        Ok(())
    }

    fn clocks(&self, clocks: &ClockView) -> Printed {
        let rows = [
            (self.t("দেখতে লেগেছে, মিনিট", "minutes until it was seen"), clocks.seen_minutes),
            (self.t("পাঠাতে লেগেছে, ঘণ্টা", "hours until it was referred"), clocks.referred_hours),
            (self.t("উত্তর পেতে লেগেছে, ঘণ্টা", "hours until a provider answered"), clocks.answered_hours),
            (self.t("সেবা পেতে লেগেছে, ঘণ্টা", "hours until there was help"), clocks.served_hours),
        ];
        for (text, value) in rows {
            if let Some(value) = value {
                self.line(&format!("  {text}: {}", digits(self.lang, &value.to_string())))?;
            }
        }
        Ok(())
    }

    pub(crate) fn who_saw(&self, seen: &Accessed, known: &[OrganisationView]) -> Printed {
        if self.json {
            return self.json(seen);
        }
        self.heading(self.t("দেখেছেন", "seen by"), seen.views.len())?;
        for view in &seen.views {
            self.line(&format!("  {} {}", short(&view.device), self.time(view.hour)))?;
        }
        self.heading(self.t("পড়তে পারে", "may read it"), seen.organisations.len())?;
        for (organisation, parts) in &seen.organisations {
            let parts: Vec<String> = parts.iter().map(|part| self.label("compartments", part)).collect();
            self.reader(*organisation, &parts.join(", "), known)?;
        }
        self.heading(self.t("প্রেরণে জানানো হয়েছে", "told in referrals"), seen.disclosed.len())?;
        for (organisation, groups, still) in &seen.disclosed {
            let groups: Vec<String> = groups.iter().map(|name| codes::group(self.lang, name)).collect();
            let now = if *still {
                self.t("এখনো পড়ে", "still reads it")
            } else {
                self.t("আর পড়ে না", "reads it no more")
            };
            self.reader(*organisation, &format!("{} ({now})", groups.join(", ")), known)?;
        }
        self.heading(self.t("এই যন্ত্র থেকে দেওয়া হয়েছে", "given out by this device"), seen.deeds.len())?;
        for deed in &seen.deeds {
            let count = digits(self.lang, &deed.count.to_string());
            self.line(&format!("  {} {} {count}", self.time(deed.at), self.label("exports", &deed.kind)))?;
        }
        Ok(())
    }

    fn reader(&self, organisation: OrganisationId, what: &str, known: &[OrganisationView]) -> Printed {
        self.line(&format!("  {}: {what}", self.organisation(known, organisation)))
    }
}
