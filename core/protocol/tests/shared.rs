//! Requests that rest on what device and server know.

use crate::samples::request;
use crate::support::World;
use jonaki_protocol::sync::SignedRequest;
use jonaki_protocol::{ChainPosition, Code, Digest, LogId, RecordId, Seen, Shared, frame, limits};

#[test]
fn a_request_that_rests_on_what_is_shared_is_the_same_request_and_smaller() {
    let world = World::new();
    let device = world.admin.sign.public().device_id();
    let request = request();
    let shared = |n| {
        let chain = ChainPosition { n, hash: Digest::of("test", &[&[1]]) };
        let head = Seen { log: LogId::from_bytes([2; 16]), size: 9, head: Digest::of("test", &[&[2]]) };
        Shared::new(&world.programme(), &device, &request.cursor, &head, &chain)
    };
    let whole = request.to_body(&world.admin.sign).expect("a body");
    let resting = request.to_body_beside(&world.admin.sign, &shared(4)).expect("a body");
    assert!(resting.len() + 30 < whole.len(), "{} and {}", resting.len(), whole.len());
    let read = |body: &[u8], with: Option<Shared>| {
        let signed = SignedRequest::from_body_beside(body, |tag| with.filter(|known| known.tag() == *tag))?;
        signed.verify(&world.programme(), &world.admin.sign.public())?;
        Ok(signed.claims()?.claimed)
    };
    assert_eq!(read(&resting, Some(shared(4))), Ok(request.clone()));
    assert_eq!(read(&whole, None), Ok(request.clone()));
    for other in [None, Some(shared(5))] {
        assert_eq!(read(&resting, other), Err(Code::UnknownDictionary));
    }
    // A server that looks up something else by that name still compares.
    let lied = SignedRequest::from_body_beside(&resting, |_| Some(shared(5)));
    assert_eq!(lied.map(drop), Err(Code::UnknownDictionary));
    for length in 0..resting.len() {
        assert!(read(&resting[..length], Some(shared(4))).is_err());
    }
    for index in 9..resting.len() {
        let mut altered = resting.clone();
        altered[index] ^= 1;
        // Some bits of a frame mean nothing; what is inside is signed.
        let found = read(&altered, Some(shared(4)));
        assert!(found.is_err() || found == Ok(request.clone()), "byte {index}");
    }
    let mut large = request.clone();
    large.prove = vec![RecordId::DIRECTORY; limits::REQUEST_BYTES / 17];
    assert_eq!(large.to_body_beside(&world.admin.sign, &shared(4)), Err(Code::TooLarge));
}

#[test]
fn a_bomb_behind_a_name_that_is_shared_is_not_unpacked() {
    let world = World::new();
    let device = world.admin.sign.public().device_id();
    let head = Seen { log: LogId::from_bytes([2; 16]), size: 9, head: Digest::of("test", &[&[2]]) };
    let shared = Shared::new(&world.programme(), &device, &request().cursor, &head, &ChainPosition::START);
    let resting = request().to_body_beside(&world.admin.sign, &shared).expect("a body");
    let bomb = frame::pack(&vec![0; limits::REQUEST_BYTES + 1]);
    let body = [&resting[..9], &bomb[4..]].concat();
    let read = SignedRequest::from_body_beside(&body, |_| Some(shared));
    assert_eq!(read.map(drop), Err(Code::TooLarge));
}
