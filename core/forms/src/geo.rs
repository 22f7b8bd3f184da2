//! Points on Earth: `area`, `distance`, `geofence`.

use std::f64::consts::PI;

use crate::value::parse_point_number;

/// Points of one trace or shape.
pub(crate) const MOST_POINTS: usize = 5_000;
/// Equatorial radius in metres, as the ODK tools take it.
const RADIUS: f64 = 6_378_100.0;

/// Latitude and longitude in degrees.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Point {
    latitude: f64,
    longitude: f64,
}

/// `latitude longitude [altitude [accuracy]]`
fn parse_parts(text: &str) -> Option<[f64; 4]> {
    let mut parts = [0.0; 4];
    for (at, part) in text.split(' ').filter(|part| !part.is_empty()).enumerate() {
        *parts.get_mut(at)? = parse_point_number(part)?;
    }
    Some(parts)
}

/// Points of a text, divided by `;`. `None` if it is none.
pub(crate) fn parse_points(text: &str) -> Option<Vec<Point>> {
    let point = |part: &str| {
        let [latitude, longitude, ..] = parse_parts(part.trim())?;
        Some(Point { latitude, longitude })
    };
    text.trim_end_matches(';').split(';').take(MOST_POINTS + 1).map(point).collect()
}

/// The text as it is stored: four numbers a point. A point of zeros is no point.
pub(crate) fn normal_points(text: &str, most: usize) -> Option<String> {
    let parts: Vec<&str> = text.trim_end_matches(';').split(';').collect();
    if parts.len() > most {
        return None;
    }
    let shown = |part: &&str| {
        let numbers = parse_parts(part.trim())?;
        if numbers == [0.0; 4] {
            return Some(String::new());
        }
        Some(numbers.map(crate::value::double_text).join(" "))
    };
    parts.iter().map(shown).collect::<Option<Vec<_>>>().map(|points| points.join(";"))
}

/// Area in square metres of the polygon that the points enclose.
pub(crate) fn area(points: &[Point]) -> f64 {
    if points.len() < 3 {
        return 0.0;
    }
    let scale = 2.0 * RADIUS * PI / 360.0;
    let origin = points[0];
    let flat: Vec<(f64, f64)> = points[1..]
        .iter()
        .map(|point| {
            let x = (point.longitude - origin.longitude)
                * (2.0 * RADIUS * PI)
                * point.latitude.to_radians().cos();
            (x / 360.0, (point.latitude - origin.latitude) * scale)
        })
        .collect();
    flat.windows(2).map(|pair| (pair[0].1 * pair[1].0 - pair[0].0 * pair[1].1) / 2.0).sum::<f64>().abs()
}

/// Length in metres of the way along the points.
pub(crate) fn distance(points: &[Point]) -> f64 {
    // The sum of nothing is -0.
    points.windows(2).map(|pair| between(pair[0], pair[1])).sum::<f64>() + 0.0
}

/// By the spherical law of cosines.
fn between(from: Point, to: Point) -> f64 {
    let turn = (from.longitude - to.longitude).to_radians();
    let (first, second) = (from.latitude.to_radians(), to.latitude.to_radians());
    (first.sin() * second.sin() + first.cos() * second.cos() * turn.cos()).acos() * RADIUS
}

/// Whether the point lies in the closed shape.
pub(crate) fn is_inside(point: Point, shape: &[Point]) -> bool {
    shape.windows(2).fold(false, |inside, pair| {
        let (from, to) = (pair[0], pair[1]);
        let crosses = (to.latitude > point.latitude) != (from.latitude > point.latitude)
            && point.longitude
                < (from.longitude - to.longitude) * (point.latitude - to.latitude)
                    / (from.latitude - to.latitude)
                    + to.longitude;
        inside != crosses
    })
}

/// Whether two sides of the line cross that do not follow each other (a closed shape's last side follows its first).
pub(crate) fn crosses_itself(points: &[Point]) -> bool {
    let sides = points.len().saturating_sub(1);
    let closed = sides > 2 && points.first() == points.last();
    (0..sides).any(|first| {
        (first + 2..sides).any(|second| {
            let neighbours = closed && first == 0 && second == sides - 1;
            !neighbours
                && sides_cross([points[first], points[first + 1]], [points[second], points[second + 1]])
        })
    })
}

fn sides_cross(first: [Point; 2], second: [Point; 2]) -> bool {
    let turn = |a: Point, b: Point, c: Point| {
        (b.longitude - a.longitude) * (c.latitude - a.latitude)
            - (b.latitude - a.latitude) * (c.longitude - a.longitude)
    };
    let apart = |line: [Point; 2], ends: [Point; 2]| {
        let (one, other) = (turn(line[0], line[1], ends[0]), turn(line[0], line[1], ends[1]));
        one == 0.0 && other == 0.0 || one * other > 0.0
    };
    !apart(first, second) && !apart(second, first)
}
