//! Services of the directory, on a terminal.

mod table;

use super::{Output, Printed, digits};
use crate::arguments::Lang;
use crate::codes;
use jonaki_core::reference::places::Place;
use jonaki_core::{ContactView, ServiceDetail, ServiceView};

/// A name, and what there is to say.
type Detail = (&'static str, Option<String>);

impl Output {
    pub(crate) fn services(&self, near: Option<Place>, found: &[ServiceView]) -> Printed {
        if self.json {
            return self.json(&found);
        }
        if let Some(place) = near {
            let path = place.path(self.lang.language());
            self.line(&format!("{}: {path}", self.t("যেখানে দরকার", "needed in")))?;
        }
        if found.is_empty() {
            return self.line(self.t(
                "কোনো সেবা পাওয়া যায়নি। কম শর্ত দিয়ে আবার খুঁজুন।",
                "No service found. Search again and ask for less.",
            ));
        }
        for (number, service) in (1..).zip(found) {
            self.found(Some(number), service)?;
        }
        Ok(())
    }

    /// A service with the reasons for its place in the list.
    fn found(&self, number: Option<usize>, service: &ServiceView) -> Printed {
        let number = number.map(|number| digits(self.lang, &format!("{number:2}  "))).unwrap_or_default();
        let kind = codes::SERVICE.label(self.lang, &service.service_type);
        self.line(&format!("{number}{}  [{}]  {kind}", self.names(&service.name), service.code))?;
        let owner = service.organisation_name.as_ref().map(|names| self.names(names));
        let kind = service.organisation_kind.as_deref().map(|kind| codes::KIND.label(self.lang, kind));
        let whose: Vec<&str> = [owner, kind.as_deref()].into_iter().flatten().collect();
        self.detail(whose.join(", "))?;
        let reasons =
            [self.near(service), Some(self.open(service)), self.free(service), self.answers(service)];
        for reason in reasons.into_iter().flatten() {
            self.detail(reason)?;
        }
        self.detail(self.verified(service))?;
        self.against(service)?;
        service.contacts.iter().try_for_each(|contact| self.detail(self.contact(contact)))
    }

    fn detail(&self, text: impl AsRef<str>) -> Printed {
        if text.as_ref().is_empty() { Ok(()) } else { self.line(&format!("      {}", text.as_ref())) }
    }

    fn names<'a>(&self, names: &'a (String, String)) -> &'a str {
        if self.lang == Lang::Bn { &names.0 } else { &names.1 }
    }

    /// How far it is.
    fn near(&self, service: &ServiceView) -> Option<String> {
        let near = self.label("service_nearness", service.nearness?);
        let covers = if service.covers {
            self.t("ওই জায়গার মানুষকে সেবা দেয়", "serves the place")
        } else {
            self.t("ওই জায়গার মানুষকে সেবা দেয় না", "does not serve the place")
        };
        Some(format!("{near}; {covers}"))
    }

    fn open(&self, service: &ServiceView) -> String {
        let span = service.changes_in.map(|minutes| self.span(u64::from(minutes)));
        match (service.open, span) {
            (None, _) => self.t("কখন খোলা তা জানা নেই", "hours are not known").to_owned(),
            (Some(true), None) => self.t("দিনরাত খোলা", "open day and night").to_owned(),
            (Some(true), Some(span)) => match self.lang {
                Lang::Bn => format!("খোলা, {span} পরে বন্ধ হবে"),
                Lang::En => format!("open, closes in {span}"),
            },
            (Some(false), None) => self.t("বন্ধ", "closed").to_owned(),
            (Some(false), Some(span)) => match self.lang {
                Lang::Bn => format!("বন্ধ, {span} পরে খুলবে"),
                Lang::En => format!("closed, opens in {span}"),
            },
        }
    }

    fn free(&self, service: &ServiceView) -> Option<String> {
        let free = service.free?;
        let day = service.free_as_of.as_deref().unwrap_or("-");
        let old = if service.free_is_old {
            self.t(", পুরোনো হিসাব", ", an old count")
        } else {
            ""
        };
        let text = match (self.lang, free) {
            (Lang::Bn, 0) => format!("খালি জায়গা নেই ({day}){old}"),
            (Lang::En, 0) => format!("no free place ({day}){old}"),
            (Lang::Bn, _) => format!("খালি জায়গা {free}টি ({day}){old}"),
            (Lang::En, 1) => format!("1 free place ({day}){old}"),
            (Lang::En, _) => format!("{free} free places ({day}){old}"),
        };
        Some(digits(self.lang, &text))
    }

    /// How it answered referrals.
    fn answers(&self, service: &ServiceView) -> Option<String> {
        let (answers, accepted, minutes) = service.quality?;
        let span = self.span(minutes);
        let text = match self.lang {
            Lang::Bn => format!("{answers}টি অনুরোধের {accepted}টি নিয়েছে; অর্ধেক উত্তর {span} বা তার কম সময়ে"),
            Lang::En => {
                format!("accepted {accepted} of {answers} referrals; half of the answers within {span}")
            }
        };
        Some(digits(self.lang, &text))
    }

    /// How sure the entry is: what is stale shows it.
    fn verified(&self, service: &ServiceView) -> String {
        let Some(days) = service.verified_days.filter(|_| service.freshness != "never") else {
            return self.t("! কখনো যাচাই হয়নি; আগে ফোন করুন", "! NEVER VERIFIED; telephone first").to_owned();
        };
        let text = match (self.lang, service.freshness) {
            (Lang::Bn, "stale") => format!("! পুরোনো তথ্য: {days} দিন আগে যাচাই হয়েছে; আগে ফোন করুন"),
            (Lang::En, "stale") => format!("! STALE: verified {days} days ago; telephone first"),
            (Lang::Bn, "ageing") => format!("যাচাই হয়েছে {days} দিন আগে; আবার যাচাই করার সময় হয়েছে"),
            (Lang::En, "ageing") => format!("verified {days} days ago; due to be verified again"),
            (Lang::Bn, _) => format!("যাচাই হয়েছে {days} দিন আগে"),
            (Lang::En, _) => format!("verified {days} days ago"),
        };
        digits(self.lang, &text)
    }

    /// What speaks against it.
    fn against(&self, service: &ServiceView) -> Printed {
        for (code, reporters) in &service.flags {
            let what = self.label("service_flags", code);
            let count = digits(self.lang, &reporters.to_string());
            self.detail(match self.lang {
                Lang::Bn => format!("! {count} জন জানিয়েছেন: {what}"),
                Lang::En => format!("! reported by {count}: {what}"),
            })?;
        }
        if service.mou_ended {
            self.detail(self.t("! চুক্তির মেয়াদ শেষ", "! the agreement with it has ended"))?;
        }
        if service.turns_away {
            self.detail(self.t(
                "! সম্ভবত ফিরিয়ে দেবে, তাই শেষে দেখানো হচ্ছে",
                "! likely to turn the child away, so it comes last",
            ))?;
        }
        Ok(())
    }

    fn contact(&self, contact: &ContactView) -> String {
        let kind = self.label("contact_kind", &contact.kind);
        match &contact.label {
            Some(label) => format!("{}  {label} ({kind})", contact.phone),
            None => format!("{}  {kind}", contact.phone),
        }
    }

    /// Minutes in words, rounded to what matters.
    fn span(&self, minutes: u64) -> String {
        let text = match minutes {
            0..=119 => format!("{minutes} {}", self.t("মিনিট", "minutes")),
            120..=2_879 => format!("{} {}", minutes / 60, self.t("ঘণ্টা", "hours")),
            _ => format!("{} {}", minutes / 1_440, self.t("দিন", "days")),
        };
        digits(self.lang, &text)
    }

    pub(crate) fn service(&self, service: &ServiceDetail) -> Printed {
        if self.json {
            return self.json(service);
        }
        self.found(None, &service.found)?;
        let rows = self.audience(service).into_iter().chain(self.terms_of(service));
        for (name, value) in rows.filter_map(|(name, value)| Some((name, value?))) {
            self.line(&format!("  {name}: {value}"))?;
        }
        self.line(&format!("  id: {}", service.found.id))
    }

    /// Whom it serves, where and when.
    fn audience(&self, service: &ServiceDetail) -> [Detail; 7] {
        let everybody = self.t("সবাই", "everybody").to_owned();
        let sexes = self.listed("sex", &service.sexes).unwrap_or(everybody);
        let ages = digits(self.lang, &format!("{}-{}", service.ages.0, service.ages.1));
        let coverage: Vec<String> = service.coverage.iter().map(|code| self.place(code)).collect();
        let coverage = match coverage.as_slice() {
            [] => self.t("সারা দেশ", "the whole country").to_owned(),
            places => places.join("; "),
        };
        let hidden = service.address_hidden.then(|| {
            let secret = self.t("গোপন, কাউকে বলবেন না", "secret, tell nobody");
            let told = [&service.hidden_address, &service.hidden_phone].into_iter().flatten();
            match told.cloned().collect::<Vec<_>>().as_slice() {
                [] => self.t("গোপন; সংস্থা নিজে জানায়", "hidden; its organisation tells it itself").to_owned(),
                told => format!("{} ({secret})", told.join(", ")),
            }
        });
        [
            (self.t("কাদের জন্য", "for"), Some(format!("{sexes}, {ages}"))),
            (self.t("যা সামলাতে পারে", "can meet"), self.listed("service_needs", &service.needs)),
            (self.t("কোথায়", "where"), service.place.as_deref().map(|code| self.place(code))),
            (self.t("ঠিকানা", "address"), hidden.or_else(|| service.address.clone())),
            (self.t("যেসব জায়গায় সেবা দেয়", "serves"), Some(coverage)),
            (self.t("সময়", "hours"), service.hours.as_deref().map(|hours| digits(self.lang, hours))),
            (self.t("ভাষা", "languages"), self.listed("languages", &service.languages)),
        ]
    }

    /// What it costs and asks for, and how sure the entry is.
    fn terms_of(&self, service: &ServiceDetail) -> [Detail; 7] {
        let verified = [
            service.verified_on.as_deref().map(|day| digits(self.lang, day)),
            service.verified_by.clone(),
            service.verified_source.as_deref().map(|code| self.label("verification_source", code)),
        ];
        let verified: Vec<String> = verified.into_iter().flatten().collect();
        let until = service.mou_until.as_deref().map(|day| digits(self.lang, day));
        [
            (self.t("খরচ", "fee"), Some(self.label("service_fee", service.fee))),
            (self.t("মোট জায়গা", "places"), service.places.map(|all| digits(self.lang, &all.to_string()))),
            (self.t("অনুরোধ পাঠানোর উপায়", "takes referrals by"), self.listed("accepts_via", &service.via)),
            (self.t("যে কাগজ চায়", "asks for"), self.listed("service_documents", &service.documents)),
            (self.t("যাচাই", "verified"), (!verified.is_empty()).then(|| verified.join(", "))),
            (self.t("অবস্থা", "status"), Some(self.label("provider_status", service.status))),
            (self.t("চুক্তির শেষ দিন", "agreement until"), until),
        ]
    }

    /// Codes of a list in words; nothing for none.
    fn listed(&self, list: &str, codes: &[String]) -> Option<String> {
        let labels: Vec<String> = codes.iter().map(|code| self.label(list, code)).collect();
        (!labels.is_empty()).then(|| labels.join(", "))
    }

    fn place(&self, code: &str) -> String {
        Place::by_code(code).map_or_else(|| code.to_owned(), |place| place.path(self.lang.language()))
    }
}
