//! The reasons of a hit, and which comes first.

use super::entry::Entry;
use super::query::{Freshness, Hit, Nearness, Query, Room};
use super::{AGEING_DAYS, ROOM_DAYS, STALE_DAYS};
use crate::{Day, Opening};
use jonaki_reference::places::{Level, Place};
use std::cmp::Reverse;

/// A service with its reasons.
pub(super) fn hit<'a>(entry: &'a Entry, query: &Query, around: Around, text_distance: u16) -> Hit<'a> {
    let service = &entry.service;
    let today = Day::of(query.now);
    // A day ahead is a clock that lags; more is a mistake, and no reason to trust the entry.
    let since = |day: Day| {
        let today = today?.days();
        (day.days() <= today + 1).then(|| today.saturating_sub(day.days()))
    };
    let verified_days = service.verified.as_ref().and_then(|verified| since(verified.on));
    let room = match service.capacity {
        Some(capacity) if capacity.free == Some(0) => Room::Full(capacity.as_of),
        Some(capacity) => capacity.free.map_or(Room::Unknown, |free| Room::Free(free, capacity.as_of)),
        None => Room::Unknown,
    };
    let counted = service.capacity.and_then(|capacity| since(capacity.as_of));
    Hit {
        service,
        organisation: entry.owner.as_ref(),
        nearness: query.place.map(|_| nearness(entry, around)),
        covers: query.place.is_none_or(|place| entry.covers(place)),
        opening: service.hours.at(query.open_at.unwrap_or(query.now)),
        freshness: freshness(verified_days),
        verified_days,
        room,
        room_is_old: room != Room::Unknown && counted.is_none_or(|days| days > ROOM_DAYS),
        flags: &entry.flags,
        quality: entry.quality,
        mou_ended: service.mou_until.zip(today).is_some_and(|(until, today)| until < today),
        text_distance,
    }
}

fn freshness(days: Option<u32>) -> Freshness {
    match days {
        None => Freshness::Never,
        Some(days) if days > STALE_DAYS => Freshness::Stale,
        Some(days) if days > AGEING_DAYS => Freshness::Ageing,
        Some(_) => Freshness::Fresh,
    }
}

/// The places around the one that is asked for, each with what it means to be in it; looked up once for a search.
pub(super) type Around = [Option<(Place, Nearness)>; 3];

/// The upazila, district and division of a place, as far as it is as small as that.
pub(super) fn around(place: Option<Place>) -> Around {
    let levels = [
        (Level::Upazila, Nearness::Upazila),
        (Level::District, Nearness::District),
        (Level::Division, Nearness::Division),
    ];
    levels.map(|(level, nearness)| Some((place?.around(level)?, nearness)))
}

/// By where it is; of a service that does not say where, such as a hidden one, by what it covers.
fn nearness(entry: &Entry, around: Around) -> Nearness {
    let nearest = |place: Place| {
        let same = around.iter().flatten().find(|(around, _)| place.is_in(*around));
        same.map_or(Nearness::Country, |(_, nearness)| *nearness)
    };
    match entry.place {
        Some(place) => nearest(place),
        None => entry.coverage.iter().map(|place| nearest(*place)).min().unwrap_or(Nearness::Country),
    }
}

/// What would turn the child away comes last. Then count, in this order: whether it serves the place, how close it is to
/// what was typed, how near it is, whether it is open, how sure the entry is, what is reported against it, room, its
/// agreement, how it answers; at the end code and id, so that every device shows the same.
pub(super) fn key<'a>(hit: &Hit<'a>, query: &Query) -> impl Ord + use<'a> {
    let service = hit.service;
    let usable = (hit.turns_away(), !hit.covers, hit.text_distance, hit.nearness);
    let sure = (opening(hit, query), hit.freshness, !hit.flags.is_empty(), room(hit), hit.mou_ended);
    (usable, sure, quality(hit), service.code.as_str(), service.id)
}

/// Only when a moment was asked for.
fn opening(hit: &Hit<'_>, query: &Query) -> u8 {
    match hit.opening {
        _ if query.open_at.is_none() => 0,
        Opening::Open { .. } => 0,
        Opening::Unknown => 1,
        Opening::Closed { .. } => 2,
    }
}

fn room(hit: &Hit<'_>) -> u8 {
    match hit.room {
        Room::Free(..) if !hit.room_is_old => 0,
        Room::Full(_) if !hit.room_is_old => 2,
        _ => 1,
    }
}

/// What is accepted of a hundred, in steps of ten, and then how fast. Who was never asked stands in the middle.
fn quality(hit: &Hit<'_>) -> (Reverse<u8>, u64) {
    hit.quality.map_or((Reverse(5), u64::MAX), |quality| {
        (Reverse(quality.acceptance_percent() / 10), quality.median_minutes)
    })
}
