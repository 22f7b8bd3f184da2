//! The same child in two organisations, on a terminal.

use super::{Output, Printed};
use jonaki_core::{AlikeView, LikenessView, MatchingView, OrganisationView};

impl Output {
    pub(crate) fn matching(&self, view: &MatchingView, known: &[OrganisationView]) -> Printed {
        if self.json {
            return self.json(view);
        }
        let Some(organisation) = view.organisation else {
            return self.line(self.t(
                "কোনো সংস্থা মিল খুঁজছে না। কর্মসূচির প্রশাসক ঠিক করতে পারেন: jonaki matching by সংস্থা।",
                "No organisation compares. The programme's administrator can choose one: jonaki matching by ORGANISATION.",
            ));
        };
        let name = self.organisation(known, organisation);
        self.line(&format!(
            "{}: {name} ({} {})",
            self.t("মিল খোঁজে", "compares"),
            self.t("চাবি", "key"),
            view.number
        ))?;
        if view.compares {
            return self.line(&format!("{}: {}", self.t("এখানে আসা ছাপ", "fingerprints here"), view.prints));
        }
        self.line(if view.has_key {
            self.t(
                "এই যন্ত্রে চাবি আছে; খোলা কেসের ছাপ সিঙ্কের সময় যায়।",
                "This device has the key; fingerprints of open cases go with each sync.",
            )
        } else {
            self.t("এই যন্ত্রে চাবি এখনো আসেনি।", "The key has not come to this device yet.")
        })
    }

    pub(crate) fn likenesses(&self, pairs: &[LikenessView], known: &[OrganisationView]) -> Printed {
        if self.json {
            return self.json(&pairs);
        }
        if pairs.is_empty() {
            return self.line(self.t("মিল পাওয়া যায়নি।", "Nothing alike was found."));
        }
        for pair in pairs {
            let side = |side: &jonaki_core::LikenessSide| {
                let mark = if side.told_of_other {
                    ""
                } else {
                    self.t(" (জানানো হবে না)", " (not to be told)")
                };
                format!("{} {}{mark}", side.short_code, self.organisation(known, side.organisation))
            };
            let told =
                if pair.told { self.t("  জানানো হয়েছে", "  told") } else { "" };
            self.line(&format!(
                "{}  {} = {}  [{}]{told}",
                self.certainty(pair.certainty),
                side(&pair.one),
                side(&pair.other),
                self.fields_alike(&pair.agreed)
            ))?;
        }
        Ok(())
    }

    pub(crate) fn told(&self, organisations: usize) -> Printed {
        if self.json {
            return self.json(&serde_json::json!({ "told": organisations }));
        }
        self.line(&match organisations {
            0 => self
                .t(
                    "কাউকে জানানো যায় না: দুটি কেসই একে অন্যের সংস্থার জন্য নয়।",
                    "Nobody may be told: neither case is for the other's organisation.",
                )
                .to_owned(),
            count => format!("{}: {count}", self.t("যত সংস্থাকে জানানো হলো", "organisations told")),
        })
    }

    pub(crate) fn alike(&self, found: &[AlikeView], known: &[OrganisationView]) -> Printed {
        if self.json {
            return self.json(&found);
        }
        if found.is_empty() {
            return self.line(
                self.t("এই শিশুর অন্য কোনো কেসের কথা জানা নেই।", "No other case of this child is known of."),
            );
        }
        for one in found {
            let what = if one.link.is_some() {
                self.t("যুক্ত করা আছে", "linked")
            } else if one.ask {
                self.t("সেই সংস্থাকে জিজ্ঞাসা করুন", "ask its keeper")
            } else {
                self.t("জিজ্ঞাসা করবেন না: কেসটি তাদের জন্য নয়", "do not ask: the case is not for them")
            };
            self.line(&format!(
                "{}  {} {}  [{}]  {what}",
                self.certainty(one.certainty),
                one.other_short_code,
                self.organisation(known, one.organisation),
                self.fields_alike(&one.agreed)
            ))?;
        }
        Ok(())
    }

    fn certainty(&self, code: &str) -> String {
        self.label("likeness", code)
    }

    fn fields_alike(&self, fields: &[&str]) -> String {
        let labels: Vec<String> = fields.iter().map(|field| self.label("likeness_fields", field)).collect();
        labels.join(", ")
    }
}
