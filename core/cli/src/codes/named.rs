//! What people name in their own words: organisations, devices, entries, days, places.

use crate::arguments::Lang;
use crate::commands::Failure;
use jonaki_core::protocol::{DeviceId, EntryId, OrganisationId, Principal};
use jonaki_core::reference::places::{self, Level, Match, Place};
use jonaki_core::{Client, Date};

/// How far off what was typed may be from the name of a place: one slip.
const SLIP: u16 = 16;
/// Places that are offered where it is not clear which is meant.
const OFFERED: usize = 8;

/// The organisation that a person names: by id, by an unambiguous beginning of it, or by its Bangla or English name.
pub(crate) fn organisation(client: &Client, typed: &str) -> Result<OrganisationId, Failure> {
    if let Some(id) = OrganisationId::from_hex(typed.trim()) {
        return Ok(id);
    }
    let known = client.organisations()?;
    let wanted = typed.trim().to_lowercase();
    let named: Vec<_> = known
        .iter()
        .filter(|known| known.name_bn == typed.trim() || known.name_en.to_lowercase() == wanted)
        .collect();
    let begins: Vec<_> =
        known.iter().filter(|known| wanted.len() >= 4 && known.id.to_string().starts_with(&wanted)).collect();
    let names: Vec<_> = known
        .iter()
        .filter(|known| {
            known.name_bn.starts_with(typed.trim()) || known.name_en.to_lowercase().starts_with(&wanted)
        })
        .filter(|_| wanted.chars().count() >= 3)
        .collect();
    for found in [named, begins, names] {
        if let [one] = found.as_slice() {
            return Ok(one.id);
        }
    }
    let choice = |known: &jonaki_core::OrganisationView| {
        (known.id.to_string(), [known.name_bn.clone(), known.name_en.clone()])
    };
    let choices = known.iter().map(choice).collect();
    Err(Failure::Choice { what: ["সংস্থা", "organisation"], choices })
}

/// The device that a person names: `me`, by id, or by an unambiguous beginning of it.
pub(crate) fn device(client: &Client, typed: &str) -> Result<DeviceId, Failure> {
    if typed == "me" {
        return Ok(client.device()?);
    }
    if let Some(id) = DeviceId::from_hex(typed.trim()) {
        return Ok(id);
    }
    let wanted = typed.trim().to_lowercase();
    let known = client.members()?;
    let mut found =
        known.iter().filter(|known| wanted.len() >= 4 && known.device.to_string().starts_with(&wanted));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.device),
        _ => {
            Err(Failure::Usage("device: expected an id of `jonaki members`, its beginning, or me".to_owned()))
        }
    }
}

/// The organisation or device that a person names: `organisation:` or `device:` and how it is named, or an organisation's name
/// alone.
pub(crate) fn principal(client: &Client, typed: &str) -> Result<Principal, Failure> {
    match typed.split_once(':') {
        Some(("device", typed)) => device(client, typed).map(Principal::Device),
        Some(("organisation", typed)) => organisation(client, typed).map(Principal::Organisation),
        _ => organisation(client, typed).map(Principal::Organisation),
    }
}

/// The entry that a person names among those that were listed: by its number there, by id, or by an unambiguous beginning.
pub(crate) fn entry(listed: &[EntryId], typed: &str) -> Result<EntryId, Failure> {
    let wanted = jonaki_core::text::ascii_digits(typed.trim()).to_lowercase();
    if let Ok(number) = wanted.parse::<usize>()
        && wanted.len() < 4
    {
        return listed
            .get(number.wrapping_sub(1))
            .copied()
            .ok_or(Failure::Core(jonaki_core::Error::NotFound));
    }
    let mut found = listed.iter().filter(|id| wanted.len() >= 4 && id.to_string().starts_with(&wanted));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(*one),
        _ => Err(Failure::Core(jonaki_core::Error::NotFound)),
    }
}

/// The day that was typed: `YYYY-MM-DD`, or `+7` for in so many days.
pub(crate) fn day(client: &mut Client, typed: &str) -> Result<String, Failure> {
    let text = jonaki_core::text::ascii_digits(typed.trim());
    let later = text.strip_prefix('+').and_then(|days| days.parse::<u16>().ok());
    let day = match later {
        Some(days) => Date::from_unix_days(client.today()?.unix_days() + i64::from(days)),
        None => Date::parse(&text),
    };
    let day =
        day.ok_or_else(|| Failure::Usage("day: expected YYYY-MM-DD, or +7 for in 7 days".to_owned()))?;
    Ok(day.to_string())
}

/// The day that was typed, if one was.
pub(crate) fn optional_day(client: &mut Client, typed: Option<&str>) -> Result<Option<String>, Failure> {
    typed.map(|typed| day(client, typed)).transpose()
}

/// The place that a person names: by code, by the code of a card (`coxs_bazar`), or by its name in either script, with a slip
/// and with what is around it (`Dumuria, Khulna`). A name that a district has too is the district's.
pub(crate) fn place(typed: &str) -> Result<Place, Failure> {
    let text = typed.trim();
    let coded = Place::by_code(text)
        .or_else(|| Place::by_card_code(Level::District, text))
        .or_else(|| Place::by_card_code(Level::Division, text));
    if let Some(place) = coded {
        return Ok(place);
    }
    let found = places::search(text, OFFERED);
    let meant = |one: &&Match| {
        let best = found.first();
        best.is_some_and(|best| (one.distance, one.place.level()) == (best.distance, best.place.level()))
    };
    match found.iter().filter(meant).collect::<Vec<_>>().as_slice() {
        [one] if one.distance <= SLIP => Ok(one.place),
        _ => {
            let names = |place: Place| [Lang::Bn, Lang::En].map(|lang| place.path(lang.language()));
            let choice = |found: &Match| (found.place.code().to_owned(), names(found.place));
            Err(Failure::Choice {
                what: ["স্থান", "place"], choices: found.iter().map(choice).collect()
            })
        }
    }
}
