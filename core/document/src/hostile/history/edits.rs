//! Edits that a layout takes, at random.

use super::HOUR;
use crate::document::Edit;
use crate::hostile::random::Random;
use crate::value::Scalar;
use jonaki_protocol::{Compartment, EntryId};

/// One to four edits that the layout of the compartment takes.
pub fn some_edits(random: &mut Random, compartment: Compartment) -> Vec<Edit> {
    let count = 1 + random.below(4);
    (0..count)
        .map(|_| match compartment {
            Compartment::Card => card_edit(random),
            Compartment::Account => account_edit(random),
            Compartment::Identity => identity_edit(random),
            Compartment::Safety => safety_edit(random),
            Compartment::Work => work_edit(random),
            Compartment::Referral => referral_edit(random),
            Compartment::Disclosure => disclosure_edit(random),
        })
        .collect()
}

pub(super) fn id(random: &mut Random) -> EntryId {
    let mut bytes = [0; EntryId::LEN];
    bytes.fill_with(|| random.byte());
    EntryId::from_bytes(bytes)
}

fn code(random: &mut Random, codes: &[&str]) -> Scalar {
    (*random.pick(codes)).into()
}

fn card_edit(random: &mut Random) -> Edit {
    match random.below(9) {
        0 => Edit::set("district", code(random, &["khulna", "dhaka", "feni", "unknown"])),
        1 => Edit::set("phase", code(random, &["rescued", "returned", "in_transit"])),
        2 => Edit::set("number_of_children", Scalar::Int(random.below(999) as i64)),
        3 => Edit::set("immediate_danger", Scalar::Bool(random.chance(50))),
        4 => Edit::set("when_noticed", code(random, &["2026-02-28", "2024-02-29", "not_asked"])),
        5 => Edit::clear(random.pick::<&str>(&["district", "phase"])),
        6 => Edit::add_member("concern_types", random.pick::<&str>(&["begging", "organ", "child_labour"])),
        7 => Edit::remove_member("concern_types", random.pick::<&str>(&["begging", "organ"])),
        _ => {
            let kind = code(random, &["opened", "closed", "addendum", "screening"]);
            Edit::add_entry("events", id(random), &[("kind", kind), ("at", Scalar::Int(HOUR))])
        }
    }
}

fn text(random: &mut Random) -> Scalar {
    let words = ["দেখা হয়েছে", "seen at the market", "ফোন করেছি", "x", ""];
    let text = format!("{} {}", random.pick(&words), random.below(1_000));
    text.into()
}

fn note(random: &mut Random) -> Edit {
    let text = text(random);
    Edit::add_entry("notes", id(random), &[("text", text), ("at", Scalar::Int(HOUR))])
}

fn answer(random: &mut Random) -> Edit {
    let question = format!("answers.q{}", random.below(4));
    let value = match random.below(3) {
        0 => Scalar::Int(random.bits() as i64),
        1 => Scalar::Bool(true),
        _ => text(random),
    };
    Edit::set(&question, value)
}

fn account_edit(random: &mut Random) -> Edit {
    match random.below(6) {
        0 => Edit::set("narrative", text(random)),
        1 => Edit::clear("narrative"),
        2 => Edit::set("village", text(random)),
        3 => Edit::set("safe_to_contact", Scalar::Bool(random.chance(50))),
        4 => answer(random),
        _ => note(random),
    }
}

fn identity_edit(random: &mut Random) -> Edit {
    match random.below(5) {
        0 => Edit::set("name_given", text(random)),
        1 => Edit::set("birth_date", code(random, &["2012-05-01", "unknown"])),
        2 => Edit::set("id_type", code(random, &["nid", "school"])),
        3 => Edit::clear("name_given"),
        _ => answer(random),
    }
}

fn safety_edit(random: &mut Random) -> Edit {
    match random.below(4) {
        0 => Edit::set("shelter", text(random)),
        1 => Edit::set("plan", text(random)),
        2 => answer(random),
        _ => note(random),
    }
}

fn work_edit(random: &mut Random) -> Edit {
    let at = ("at", Scalar::Int(HOUR));
    match random.below(5) {
        0 => Edit::set("trafficking_status", code(random, &["possible", "actual"])),
        1 => {
            let kind = ("kind", code(random, &["home_visit", "phone_call"]));
            Edit::add_entry("tasks", id(random), &[kind, at, ("due", "2026-12-01".into())])
        }
        2 => {
            let of = ("of", id(random).to_string().into());
            Edit::add_entry("steps", id(random), &[of, ("kind", code(random, &["done", "removed"])), at])
        }
        3 => answer(random),
        _ => note(random),
    }
}

fn referral_edit(random: &mut Random) -> Edit {
    let kind = code(
        random,
        &["accepted", "declined", "needs_info", "in_service", "completed", "recalled", "info_given"],
    );
    Edit::add_entry("events", id(random), &[("kind", kind), ("at", Scalar::Int(HOUR))])
}

fn disclosure_edit(random: &mut Random) -> Edit {
    match random.below(4) {
        0 => Edit::set("message", text(random)),
        1 => answer(random),
        _ => note(random),
    }
}
