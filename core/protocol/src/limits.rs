//! Every bound on what a peer may send, in one place. Each is tested at its edge.

/// A request or response body after decompression, bytes.
pub const REQUEST_BYTES: usize = 1024 * 1024;
/// A compressed body, bytes: nothing larger is read from the network.
pub const BODY_BYTES: usize = REQUEST_BYTES;
/// What a phone puts into one request at first, bytes of items before compression.
pub const FRAME_BYTES_MIN: usize = 8 * 1024;
/// The most that a phone's frame grows to, bytes.
pub const FRAME_BYTES_MAX: usize = 256 * 1024;
/// Items in one batch.
pub const BATCH_ITEMS: usize = 256;
/// Batches in one request.
pub const REQUEST_BATCHES: usize = 256;
/// One item's body, bytes: a change of the largest size, sealed and padded.
pub const ITEM_BYTES: usize = CHANGE_BYTES + 1024;
/// One Automerge change, bytes before compression.
pub const CHANGE_BYTES: usize = 64 * 1024;
/// Operations in one change.
pub const CHANGE_OPS: usize = 2_000;
/// Dependencies of one change.
pub const CHANGE_DEPS: usize = 64;
/// Other actors that one change may name.
pub const CHANGE_ACTORS: usize = 64;
/// An open document as saved without compression, bytes.
pub const OPEN_DOCUMENT_BYTES: usize = 64 * 1024;
/// Actors that may write to one document over its life.
pub const DOCUMENT_ACTORS: usize = 256;
/// Changes of one document.
pub const DOCUMENT_CHANGES: usize = 4_096;
/// Items of one record: all changes of its documents, and as much again for keys and grants. Beyond it no key set and no grant
/// is taken, because each of them is worked through against all of them.
pub const RECORD_ITEMS: usize = 8 * DOCUMENT_CHANGES;
/// A sealed document as saved on a device, bytes.
pub const SEALED_DOCUMENT_BYTES: usize = 4 * 1024 * 1024;
/// A note or a narrative, Unicode scalar values.
pub const NOTE_CHARS: usize = 20_000;
/// A short sealed text such as a name, Unicode scalar values.
pub const TEXT_CHARS: usize = 500;
/// A coded value or key in an open document, bytes of ASCII.
pub const CODE_BYTES: usize = 48;
/// Changes that wait for dependencies, per device and document.
pub const PENDING_CHANGES: usize = 64;
/// How far a request's time may be from the server's, seconds.
pub const CLOCK_SKEW_SECONDS: i64 = 15 * 60;
/// How long an invite can be used, seconds.
pub const INVITE_SECONDS: i64 = 72 * 3600;
/// An invite in its binary form, bytes: what one QR code of a usable size carries.
pub const INVITE_BYTES: usize = 1_800;
/// A certificate chain from a device up to the root.
pub const CHAIN_DEPTH: usize = 8;
/// Digests of records in one request.
pub const REQUEST_DIGESTS: usize = 8_192;
/// Principals that one device may act for.
pub const CURSOR_PRINCIPALS: usize = 32;
/// Nesting of a CBOR value.
pub const CBOR_DEPTH: usize = 16;
/// Sealed plaintext is padded to the next length on a grid of this step, bytes.
pub const PADDING_STEP: usize = 64;
/// The shortest length on that grid, bytes: of all grids this one fits edits of a few fields with the least zeros.
pub const PADDING_FIRST: usize = 40;
/// An open document with more changes than this is long: one that was once sent as a snapshot first.
pub const SNAPSHOT_AFTER_CHANGES: usize = 16;
/// An organisation's name, Unicode scalar values.
pub const NAME_CHARS: usize = 120;
/// A form's definition, bytes before compression.
pub const FORM_BYTES: usize = 512 * 1024;
/// A form's definition as it travels, bytes: one item holds it.
pub const FORM_PACKED_BYTES: usize = CHANGE_BYTES;
/// Forms of one organisation, and as many of the programme itself.
pub const FORMS: usize = 32;
/// Versions of one form.
pub const FORM_VERSIONS: usize = 64;
/// A service's entry in the directory, bytes.
pub const LISTING_BYTES: usize = 8 * 1024;
/// Services of one organisation.
pub const LISTINGS: usize = 256;
/// Kinds of things that can be noticed about a service.
pub const LISTING_FLAGS: u8 = 16;
/// How often one device may say something of one service.
pub const LISTING_FLAGS_MAX: u32 = 10_000;
/// A letter's padded message, bytes.
pub const LETTER_BYTES: usize = 4 * 1024;
/// Lengths of letters lie on this grid, bytes.
pub const LETTER_STEP: usize = 256;
/// Feed bytes in one response before compression, unless the request asks for less.
pub const RESPONSE_BYTES: usize = 768 * 1024;
