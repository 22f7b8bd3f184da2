//! Items, Merkle trees, batches, receipts, checkpoints, the chain of the log, digests of records.

use super::{Inputs, Suite, hex, small, unhex};
use crate::support::{World, digest};
use coset::{CborSerializable as _, CoseSign1, SignatureContext};
use jonaki_protocol::cose::Purpose;
use jonaki_protocol::sync::digest_part;
use jonaki_protocol::{
    BatchHeader, ChainPosition, Checkpoint, Code, Digest, Item, LogId, Receipt, Seen, SignedBatch, Timestamp,
    encode, merkle, next_head,
};
use serde_json::{Value, json};

pub(super) fn suites() -> Vec<Suite> {
    vec![
        Suite {
            file: "item-hash",
            about: "The hash of an item: its name, and the leaf in its batch's Merkle tree.",
            inputs: || {
                vec![
                    json!({ "kind": 0, "body": "" }),
                    json!({ "kind": 11, "body": format!("8150{}", "5a".repeat(16)) }),
                    json!({ "kind": 1, "body": "00".repeat(300) }),
                ]
            },
            compute: |inputs| {
                let item = Item { kind: small(inputs.number("kind")), body: inputs.bytes("body") };
                json!({ "hash": item.hash().to_string() })
            },
        },
        Suite {
            file: "merkle",
            about: "The root over leaves, and the hashes of the largest subtrees that hold no shown leaf. The leaf hash \
                    (prefix 0) and node hash (prefix 1) are RFC 9162's.",
            inputs: merkle_inputs,
            compute: merkle_tree,
        },
        Suite {
            file: "batch",
            about: "A signed batch. `saved` is when each item was saved.",
            inputs: batch_inputs,
            compute: batch,
        },
        Suite {
            file: "statement",
            about: "A server's receipt and checkpoint, signed with its identity key. Refused: index and code.",
            inputs: statement_inputs,
            compute: statement,
        },
        Suite {
            file: "log-chain",
            about: "The head of the log after an entry that admits these items of a batch.",
            inputs: || {
                vec![
                    json!({ "head": "00".repeat(32), "batch": digest(1).to_string(), "admitted": [0, 1, 2] }),
                    json!({ "head": digest(2).to_string(), "batch": digest(1).to_string(), "admitted": [] }),
                    json!({ "head": digest(3).to_string(), "batch": digest(4).to_string(), "admitted": [23, 24, 255] }),
                ]
            },
            compute: |inputs| {
                let admitted: Vec<u16> =
                    inputs.list("admitted").iter().map(|at| small(at.as_u64().expect("a number"))).collect();
                let [head, batch] = ["head", "batch"].map(|name| Digest::from_bytes(inputs.array(name)));
                json!({ "next_head": next_head(&head, &batch, &admitted).to_string() })
            },
        },
        Suite {
            file: "record-digest",
            about: "The digest of what a device holds of a record, as 16 hexadecimal digits (big-endian).",
            inputs: || {
                let hashes =
                    |count: u8| (0..count).map(|number| digest(number).to_string()).collect::<Vec<_>>();
                vec![
                    json!({ "hashes": hashes(0) }),
                    json!({ "hashes": hashes(1) }),
                    json!({ "hashes": hashes(5) }),
                ]
            },
            compute: |inputs| {
                let hashes = inputs.list("hashes").iter();
                let parts =
                    hashes.map(|hash| digest_part(&Digest::from_slice(&unhex(hash)).expect("32 bytes")));
                json!({ "digest": format!("{:016x}", parts.fold(0, |digest, part| digest ^ part)) })
            },
        },
    ]
}

fn merkle_inputs() -> Vec<Value> {
    let case = |count: u8, shown: &[u8]| {
        let leaves: Vec<String> = (0..count).map(|number| digest(number).to_string()).collect();
        json!({ "leaves": leaves, "shown": shown })
    };
    vec![
        case(1, &[0]),
        case(1, &[]),
        case(2, &[1]),
        case(5, &[4]),
        case(7, &[0, 5]),
        case(8, &[]),
        case(8, &[0, 1, 2, 3, 4, 5, 6, 7]),
        case(200, &[3, 100]),
    ]
}

fn merkle_tree(inputs: &Inputs<'_>) -> Value {
    let leaves: Vec<Digest> = inputs
        .list("leaves")
        .iter()
        .map(|leaf| Digest::from_slice(&unhex(leaf)).expect("32 bytes"))
        .collect();
    let shown: Vec<u64> = inputs.list("shown").iter().filter_map(Value::as_u64).collect();
    let visible = |index: usize| shown.contains(&(index as u64));
    let (root, hidden) = (merkle::root(&leaves), merkle::hidden(&leaves, &visible));
    let parts: Vec<_> = leaves.iter().enumerate().map(|(at, leaf)| visible(at).then_some(*leaf)).collect();
    assert_eq!(merkle::root_from_parts(&parts, &hidden), Ok(root));
    let hidden: Vec<String> = hidden.iter().map(Digest::to_string).collect();
    json!({ "root": root.to_string(), "hidden": hidden })
}

fn seen_value() -> Value {
    json!({ "log": hex([7; 16]), "size": 9, "head": digest(9).to_string() })
}

fn seen(value: &Value) -> Option<Seen> {
    let inputs = Inputs(value);
    let found = || Seen {
        log: LogId::from_bytes(inputs.array("log")),
        size: inputs.number("size"),
        head: Digest::from_bytes(inputs.array("head")),
    };
    (!value.is_null()).then(found)
}

fn batch_inputs() -> Vec<Value> {
    let time = 1_764_000_000_i64;
    let item = |kind: u8, body: &str, saved: i64| json!({ "kind": kind, "body": body, "saved": saved });
    let erase = format!("8150{}", "5a".repeat(16));
    let case = |n: u64, prev: String, seen: Value, items: Vec<Value>| {
        json!({
            "programme": World::new().programme().to_string(),
            "device_seed": hex([4; 32]),
            "n_before": n,
            "prev": prev,
            "time": time,
            "checkpoint_seen": seen,
            "items": items,
        })
    };
    vec![
        case(0, "00".repeat(32), Value::Null, vec![item(11, &erase, time)]),
        case(
            41,
            digest(41).to_string(),
            seen_value(),
            vec![
                item(11, &erase, time - 86_400),
                item(0, "80", time - 86_400),
                item(0, "81", time - 30),
                item(0, "82", time),
            ],
        ),
    ]
}

fn sig_structure(message: &[u8], aad: &[u8]) -> Vec<u8> {
    let cose = CoseSign1::from_slice(message).expect("COSE");
    let payload = cose.payload.as_deref().expect("a payload");
    coset::sig_structure_data(SignatureContext::CoseSign1, cose.protected.clone(), None, aad, payload)
}

fn batch(inputs: &Inputs<'_>) -> Value {
    let (programme, key) = (inputs.programme(), inputs.sign("device_seed"));
    let chain =
        ChainPosition { n: inputs.number("n_before"), hash: Digest::from_bytes(inputs.array("prev")) };
    let items: Vec<(Item, Timestamp)> = inputs
        .list("items")
        .iter()
        .map(|given| {
            let given = Inputs(given);
            let item = Item { kind: small(given.number("kind")), body: given.bytes("body") };
            (item, given.time("saved"))
        })
        .collect();
    let seen = seen(&inputs.0["checkpoint_seen"]);
    let signed = SignedBatch::sign(&programme, &key, &chain, inputs.time("time"), seen, items.clone())
        .expect("signed");
    let header: BatchHeader = signed.verify(&programme, &key.public()).expect("verified");
    for (index, (_, saved)) in items.iter().enumerate() {
        assert_eq!(header.time_of(index), *saved);
    }
    let aad = Purpose::Batch.aad(&programme);
    json!({
        "device_id": key.public().device_id().to_string(),
        "root": header.root.to_string(),
        "payload": hex(encode(&header)),
        "external_aad": hex(&aad),
        "sig_structure": hex(sig_structure(&signed.header, &aad)),
        "header": hex(&signed.header),
        "hash": signed.hash().to_string(),
        "message": hex(encode(&signed)),
    })
}

fn statement_inputs() -> Vec<Value> {
    let case = |refused: Value| {
        json!({
            "programme": World::new().programme().to_string(),
            "server_seed": hex([2; 32]),
            "time": 1_764_000_000_i64,
            "batch": digest(8).to_string(),
            "refused": refused,
            "head": seen_value(),
        })
    };
    vec![case(json!([])), case(json!([[2, 145], [3, 65]]))]
}

fn statement(inputs: &Inputs<'_>) -> Value {
    let (programme, key) = (inputs.programme(), inputs.sign("server_seed"));
    let head = seen(&inputs.0["head"]).expect("a head");
    let refused = inputs
        .list("refused")
        .iter()
        .map(|pair| {
            let number = |at: usize| small(pair[at].as_u64().expect("a number"));
            (number(0), Code::from_number(number(1)).expect("a code"))
        })
        .collect();
    let batch = Digest::from_bytes(inputs.array("batch"));
    let receipt = Receipt { log: head.log, entry: head.size, batch, time: inputs.time("time"), refused };
    let checkpoint = Checkpoint { head, time: inputs.time("time") };
    let signed = [receipt.sign(&programme, &key), checkpoint.sign(&programme, &key)];
    assert_eq!(Receipt::verify(&signed[0], &programme, &key.public()), Ok(receipt.clone()));
    assert_eq!(Checkpoint::verify(&signed[1], &programme, &key.public()), Ok(checkpoint.clone()));
    json!({
        "server_public": hex(key.public().as_bytes()),
        "receipt_payload": hex(encode(&receipt)),
        "receipt_aad": hex(Purpose::Receipt.aad(&programme)),
        "receipt": hex(&signed[0]),
        "checkpoint_payload": hex(encode(&checkpoint)),
        "checkpoint_aad": hex(Purpose::Checkpoint.aad(&programme)),
        "checkpoint": hex(&signed[1]),
    })
}
