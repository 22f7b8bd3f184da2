//! The reasons of a hit, and which comes first.

use super::entry::Entry;
use super::query::{Freshness, Hit, Nearness, Query, Room};
use super::{AGEING_DAYS, ROOM_DAYS, STALE_DAYS};
use crate::{Day, Opening};
use jonaki_reference::places::{Level, Place};
use std::cmp::{Ordering, Reverse};

/// A service with its reasons.
pub(super) fn hit<'a>(entry: &'a Entry, query: &Query, text_distance: u16) -> Hit<'a> {
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
        nearness: query.place.map(|place| nearness(entry, place)),
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

/// By where it is; of a service that does not say where, such as a hidden one, by what it covers.
fn nearness(entry: &Entry, asked: Place) -> Nearness {
    let nearest = |place: Place| {
        let same = |level: Level| asked.around(level).is_some_and(|around| place.is_in(around));
        if same(Level::Upazila) {
            Nearness::Upazila
        } else if same(Level::District) {
            Nearness::District
        } else if same(Level::Division) {
            Nearness::Division
        } else {
            Nearness::Country
        }
    };
    match entry.place {
        Some(place) => nearest(place),
        None => entry.coverage.iter().map(|place| nearest(*place)).min().unwrap_or(Nearness::Country),
    }
}

/// What would turn the child away comes last. Then count, in this order: whether it serves the place, how close it is to
/// what was typed, how near it is, whether it is open, how sure the entry is, what is reported against it, room, its
/// agreement, how it answers; at the end code and id, so that every device shows the same.
pub(super) fn order(left: &Hit<'_>, right: &Hit<'_>, query: &Query) -> Ordering {
    let key = |hit: &Hit<'_>| {
        (
            hit.turns_away(),
            !hit.covers,
            hit.text_distance,
            hit.nearness,
            opening(hit, query),
            hit.freshness,
            !hit.flags.is_empty(),
            room(hit),
            hit.mou_ended,
            quality(hit),
        )
    };
    key(left)
        .cmp(&key(right))
        .then_with(|| left.service.code.cmp(&right.service.code))
        .then_with(|| left.service.id.cmp(&right.service.id))
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
