//! Records to test with: one that is written out, and random ones from a seed that is printed.

use jonaki_exchange::codes::{List, own_codes};
use jonaki_exchange::htcds::{self, Limits, Options, Plan, export, export_referrals};
use jonaki_exchange::record::{
    Consent, Direction, Identity, Note, Organisation, Perpetrator, PlanItem, Referral, TraffickingEvent,
    Victim,
};
use jonaki_exchange::{CaseRecord, Date, Value};
use std::io::Empty;

pub(crate) const TODAY: &str = "2026-11-27";

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).expect("a day")
}

pub(crate) fn options() -> Options<'static> {
    Options::new(day(TODAY))
}

/// Everything that may be said.
pub(crate) fn open() -> Options<'static> {
    Options { with_identity: true, ..options() }
}

pub(crate) fn known(text: &str) -> Value<String> {
    text.into()
}

pub(crate) fn several(codes: &[&str]) -> Value<Vec<String>> {
    Value::Known(codes.iter().map(|code| (*code).to_owned()).collect())
}

pub(crate) fn csv(records: &[CaseRecord], options: &Options<'_>) -> String {
    let mut bytes = Vec::new();
    export(records, options, &mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}

pub(crate) fn referrals_csv(records: &[CaseRecord], options: &Options<'_>) -> String {
    let mut bytes = Vec::new();
    export_referrals(records, options, &mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}

pub(crate) fn read(text: &str) -> Plan {
    htcds::read(text.as_bytes(), None::<Empty>, Limits::default()).expect("a plan")
}

/// The cells of a file as another reader of CSV sees them, the header first.
pub(crate) fn table(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Result<Vec<_>, _> = reader.records().collect();
    rows.expect("csv").iter().map(|row| row.iter().map(str::to_owned).collect()).collect()
}

/// The cell of a column in a row of the data.
pub(crate) fn cell(text: &str, row: usize, column: &str) -> String {
    let rows = table(text);
    let at = rows[0].iter().position(|name| name == column).expect(column);
    rows[row][at].clone()
}

/// A girl from Khulna, as a coordinator may have written her case.
pub(crate) fn salma() -> CaseRecord {
    CaseRecord {
        case_id: "019310b6-7a3e-7c1d-9b1f-3f2d8a5e6c01".into(),
        short_code: "KH7M2P4X".into(),
        owning_org: Organisation {
            name: known("Rupsha Nari Kalyan"),
            kind: known("ngo"),
            city: known("Khulna Sadar"),
            country: known("BD"),
            state: known("Khulna"),
            phone: known("০২৪৭৭-৭২১০১১"),
            ..Organisation::default()
        },
        owner: known("Farida Yasmin"),
        opened_on: Value::Known(day("2026-03-09")),
        source_channel: known("helpline_1098"),
        status: known("closed"),
        closure_reason: known("referred_out"),
        closure_note: known("The shelter took over; =HYPERLINK(\"x\")"),
        victims: vec![victim()],
        perpetrators: vec![
            Perpetrator {
                roles: several(&["recruiter"]),
                role_details: known("A cousin"),
                ..Perpetrator::default()
            },
            Perpetrator { roles: several(&["sold", "transporter"]), ..Perpetrator::default() },
        ],
        referrals: referrals(),
        plan: vec![PlanItem {
            service_type: known("education"),
            goal: known("Back to class six"),
            actions: known("Talk to the school; buy books"),
            due: Value::Known(day("2027-01-10")),
            done_on: Value::NotApplicable,
        }],
        notes: vec![Note {
            text: known("প্রথম সাক্ষাৎ,\n\"ভালো আছে\"")
        }],
        consents: vec![Consent {
            purpose: "share_with_provider".into(),
            given: true,
            limited: false,
            giver: known("guardian"),
            given_on: Value::Known(day("2026-03-10")),
            expires_on: Value::Known(day("2027-03-10")),
            withdrawn_on: Value::NotApplicable,
            person_id: String::new(),
        }],
    }
}

fn victim() -> Victim {
    Victim {
        person_id: "019310b6-7a3e-7c1d-9b1f-3f2d8a5e6c02".into(),
        identity: Identity {
            name_given: known("সালমা"),
            name_family: known("Khatun"),
            birth_date: Value::Known(day("2013-05-02")),
            deceased: Value::Known(false),
            id_number: known("20134712345678901"),
            phone_mobile: known("০১৭১২-৩৪৫৬৭৮"),
            city: known("Dacope"),
            country: known("BD"),
            state: known("Khulna"),
            street: known("+Kamarkhola, house 3"),
            longitude: Value::Known(89.5033),
            latitude: Value::Known(-22.5722),
            ..Identity::default()
        },
        sex: known("female"),
        age_years: Value::Known(12),
        nationality: several(&["BD"]),
        language: known("bn"),
        second_language: Value::Unknown,
        marital_status: known("single"),
        children_count: Value::NotApplicable,
        education_level: known("primary"),
        trafficking_status: known("possible"),
        decided_by: known("ngo"),
        relation_to_trafficker: known("stranger"),
        age_when_trafficked: Value::Known(11),
        recruitment_apps: several(&["imo", "facebook"]),
        recruitment_methods: several(&["job_offer_abroad", "online_social_networks"]),
        location_of_recruitment: known("Tea stall at the ferry"),
        means_of_control: several(&["restricts_movement", "false_promises", "debt_bondage"]),
        exploitation_types: several(&["domestic_servitude", "child_labour", "online_sexual_exploitation"]),
        labour_sectors: several(&["household"]),
        events: vec![
            TraffickingEvent {
                kind: known("recruitment"),
                date: Value::Known(day("2025-06-01")),
                ..Default::default()
            },
            TraffickingEvent {
                kind: known("exploitation"),
                date: Value::Known(day("2025-06-14")),
                city: known("Jashore Sadar"),
                state: known("Jashore"),
                country: known("IN"),
                description: known("<b>She was locked in</b>"),
                ..Default::default()
            },
        ],
        ..Victim::default()
    }
}

fn referrals() -> Vec<Referral> {
    vec![
        Referral {
            referral_id: "r1".into(),
            kind: known("service_referral"),
            to_org: known("Legal Aid Khulna"),
            reason: known("legal_duty"),
            service_types: several(&["legal_assistance_service", "health_medical_service"]),
            made_on: Value::Known(day("2026-03-12")),
            progress: known("completed"),
            access: known("open"),
            ..Referral::default()
        },
        Referral {
            referral_id: "r2".into(),
            kind: known("transfer_of_case"),
            to_org: known("Safe Home, Jashore"),
            to_user: known("M. Rahman"),
            reason: known("relocation"),
            details: known("@night bus"),
            urgency: known("1_day"),
            made_on: Value::Known(day("2026-05-01")),
            progress: known("accepted"),
            access: known("open"),
            ..Referral::default()
        },
        Referral {
            referral_id: "r3".into(),
            direction: Direction::Incoming,
            from_org: known("Helpline 1098"),
            reason: known("additional_services"),
            made_on: Value::Known(day("2026-03-09")),
            ..Referral::default()
        },
    ]
}

/// A random source; `JONAKI_SEED` repeats a run.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(default: u64) -> Self {
        let seed = std::env::var("JONAKI_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(default);
        println!("JONAKI_SEED={seed}");
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).expect("small")
    }

    fn value<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Value<T> {
        match self.below(12) {
            0 => Value::Unknown,
            1 => Value::NotAsked,
            2 => Value::Declined,
            3 => Value::NotApplicable,
            _ => Value::Known(make(self)),
        }
    }

    /// A text of pieces that trouble files.
    pub(crate) fn text(&mut self) -> String {
        const PIECES: [&str; 26] = [
            "a",
            "Khulna",
            "ঢাকা",
            "১২",
            ",",
            ";",
            "\"",
            "\n",
            "\r\n",
            "\r",
            "\t",
            "'",
            "=1+1",
            "+88",
            "-5",
            "@x",
            " ",
            "<b>",
            "Goals met",
            ": ",
            "\u{feff}",
            "\u{85}",
            "\0",
            "＝",
            "🙂",
            "TRUE",
        ];
        (0..self.below(6)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn words(&mut self) -> Value<String> {
        self.value(Self::text)
    }

    fn day(&mut self) -> Value<Date> {
        self.value(|random| {
            let (year, month, of_month) =
                (1990 + random.below(40), 1 + random.below(12), 1 + random.below(28));
            Date::new(year as u16, month as u8, of_month as u8).expect("a day")
        })
    }

    fn code(&mut self, list: List) -> Value<String> {
        let all = own_codes(list);
        self.value(|random| all[random.below(all.len())].to_owned())
    }

    fn codes(&mut self, list: List) -> Value<Vec<String>> {
        let all = own_codes(list);
        self.value(|random| (0..random.below(5)).map(|_| all[random.below(all.len())].to_owned()).collect())
    }

    fn degrees(&mut self, most: f64) -> Value<f64> {
        self.value(|random| (random.next() as f64 / u64::MAX as f64 * 2.0 - 1.0) * most)
    }

    fn number(&mut self, below: usize) -> Value<u16> {
        self.value(|random| random.below(below) as u16)
    }

    fn flag(&mut self) -> Value<bool> {
        self.value(|random| random.below(2) == 0)
    }

    fn one_of(&mut self, all: &[&str]) -> Value<String> {
        self.value(|random| all[random.below(all.len())].to_owned())
    }

    fn country(&mut self) -> Value<String> {
        self.one_of(&["BD", "IN", "MM", "NP", "AE", "XX"])
    }

    fn phone(&mut self) -> Value<String> {
        self.one_of(&["+8801712345678", "01712-345678", "০১৭১২৩৪৫৬৭৮", "0091 33 1234 5678", "ask the aunt"])
    }

    /// A case of any shape.
    pub(crate) fn record(&mut self, number: usize) -> CaseRecord {
        let victims: Vec<Victim> = (0..1 + self.below(3)).map(|at| self.victim(number, at)).collect();
        let ids: Vec<String> = victims.iter().map(|victim| victim.person_id.clone()).collect();
        CaseRecord {
            case_id: format!("case-{number}"),
            short_code: format!("K{number}"),
            owning_org: Organisation { name: known("Rupsha"), ..self.organisation() },
            owner: self.words(),
            opened_on: self.day(),
            source_channel: known("app"),
            status: self.code(List::CaseStatus),
            closure_reason: self.code(List::Closure),
            closure_note: self.words(),
            perpetrators: (0..self.below(3)).map(|_| self.perpetrator()).collect(),
            referrals: (0..self.below(6)).map(|at| self.referral(at, &ids)).collect(),
            plan: (0..self.below(3)).map(|_| self.plan()).collect(),
            notes: (0..self.below(3)).map(|_| Note { text: self.words() }).collect(),
            consents: (0..self.below(4)).map(|_| self.consent(&ids)).collect(),
            victims,
        }
    }

    fn organisation(&mut self) -> Organisation {
        Organisation {
            name: Value::NotAsked,
            kind: self.code(List::OrganisationKind),
            city: self.words(),
            country: self.country(),
            state: self.words(),
            street: self.words(),
            postal_code: self.words(),
            longitude: self.degrees(180.0),
            latitude: self.degrees(90.0),
            phone: self.phone(),
        }
    }

    fn victim(&mut self, case: usize, at: usize) -> Victim {
        Victim {
            person_id: format!("person-{case}-{at}"),
            identity: self.identity(),
            sex: self.code(List::Sex),
            age_years: self.number(90),
            age_band: self.code(List::AgeBand),
            nationality: self
                .value(|random| (0..random.below(3)).map(|at| ["BD", "IN", "ZZ"][at].to_owned()).collect()),
            language: self.one_of(&["bn", "en", "rhg", "ctg", "my"]),
            second_language: self.one_of(&["bn", "hi"]),
            marital_status: self.code(List::MaritalStatus),
            children_count: self.number(12),
            education_level: self.code(List::Education),
            trafficking_status: self.code(List::TraffickingStatus),
            decided_by: self.code(List::DecidedBy),
            relation_to_trafficker: self.code(List::Relation),
            age_when_trafficked: self.number(200),
            recruitment_apps: self.codes(List::Apps),
            recruitment_methods: self.codes(List::Recruitment),
            location_of_recruitment: self.words(),
            means_of_control: self.codes(List::Control),
            exploitation_types: self.codes(List::Exploitation),
            labour_sectors: self.codes(List::LabourSector),
            sex_exploitation_types: self.codes(List::SexExploitation),
            location_of_exploitation: self.words(),
            exploitation_apps: self.codes(List::Apps),
            vulnerabilities: self.codes(List::Vulnerability),
            details_of_vulnerabilities: self.words(),
            agreed_to_data: self.flag(),
            events: (0..self.below(3)).map(|_| self.event()).collect(),
        }
    }

    fn identity(&mut self) -> Identity {
        Identity {
            salutation: self.words(),
            name_given: self.words(),
            name_middle: self.words(),
            name_family: self.words(),
            birth_date: self.day(),
            deceased: self.flag(),
            id_number: self.words(),
            title: self.words(),
            email: self.words(),
            phone_home: self.phone(),
            phone_mobile: self.phone(),
            city: self.words(),
            country: self.country(),
            state: self.words(),
            street: self.words(),
            postal_code: self.words(),
            longitude: self.degrees(180.0),
            latitude: self.degrees(90.0),
        }
    }

    fn event(&mut self) -> TraffickingEvent {
        TraffickingEvent {
            kind: self.code(List::EventKind),
            longitude: self.degrees(180.0),
            latitude: self.degrees(90.0),
            city: self.words(),
            country: self.country(),
            state: self.words(),
            street: self.words(),
            postal_code: self.words(),
            date: self.day(),
            description: self.words(),
        }
    }

    fn perpetrator(&mut self) -> Perpetrator {
        Perpetrator { roles: self.codes(List::Role), role_details: self.words(), organisation: self.words() }
    }

    fn plan(&mut self) -> PlanItem {
        PlanItem {
            service_type: self.code(List::PlanKind),
            goal: self.words(),
            actions: self.words(),
            due: self.day(),
            done_on: self.day(),
        }
    }

    fn referral(&mut self, at: usize, people: &[String]) -> Referral {
        let everybody = self.below(2) == 0;
        Referral {
            referral_id: format!("r{at}"),
            person_id: if everybody { String::new() } else { people[self.below(people.len())].clone() },
            direction: [Direction::Outgoing, Direction::Incoming][self.below(2)],
            kind: self.one_of(&["service_referral", "transfer_of_case"]),
            from_org: self.words(),
            from_user: self.words(),
            to_org: self.words(),
            to_user: self.words(),
            service_types: self.value(|_| vec!["legal_service".to_owned(), "other_service".to_owned()]),
            reason: self.code(List::ReferralReason),
            details: self.words(),
            urgency: self.one_of(&["1_hour", "1_day"]),
            made_on: self.day(),
            progress: self.code(List::ReferralStatus),
            access: self.code(List::ReferralStatus),
        }
    }

    fn consent(&mut self, people: &[String]) -> Consent {
        let everybody = self.below(2) == 0;
        Consent {
            person_id: if everybody { String::new() } else { people[self.below(people.len())].clone() },
            purpose: ["statistics", "share_with_provider", "media"][self.below(3)].to_owned(),
            given: self.below(3) > 0,
            limited: self.below(5) == 0,
            giver: known("guardian"),
            given_on: self.day(),
            expires_on: self.day(),
            withdrawn_on: if self.below(3) == 0 { self.day() } else { Value::NotApplicable },
        }
    }
}
