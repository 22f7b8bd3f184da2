//! Bodies in and out: counted, bounded in time, handed over in small pieces.

use super::App;
use super::buffers::Hold;
use super::connections::{Busy, Reading, Slot};
use super::limits::PIECE_BYTES;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::StreamExt as _;
use http_body::{Frame, SizeHint};
use jonaki_protocol::{Code, limits};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A body that came whole, and the place that it takes.
pub(super) struct Received {
    pub(super) bytes: Vec<u8>,
    pub(super) hold: Hold,
}

/// Why a body did not come.
pub(super) type Unread = (StatusCode, Code);

const TOO_LARGE: Unread = (StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge);
const TOO_SLOW: Unread = (StatusCode::REQUEST_TIMEOUT, Code::Unavailable);
const NO_PLACE: Unread = (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable);

/// Reads a body under the limit, within the time of a request.
pub(super) async fn read(app: &App, request: Request) -> Result<Received, Unread> {
    let slot = request.extensions().get::<Arc<Slot>>().cloned();
    let reading = slot.as_ref().map(Slot::read);
    let read = tokio::time::timeout(app.limits.request, collect(app, request.into_body(), reading));
    read.await.unwrap_or(Err(TOO_SLOW))
}

async fn collect(app: &App, body: Body, reading: Option<Reading>) -> Result<Received, Unread> {
    let expected = body.size_hint();
    if expected.lower() > limits::BODY_BYTES as u64 {
        return Err(TOO_LARGE);
    }
    let expected = expected.exact().and_then(|size| usize::try_from(size).ok()).unwrap_or(limits::BODY_BYTES);
    let (mut bytes, hold) = (Vec::new(), app.buffers.body());
    let mut pieces = body.into_data_stream();
    loop {
        let piece = tokio::select! {
            piece = pieces.next() => piece,
            () = hold.cut_off() => return Err(NO_PLACE),
        };
        let Some(piece) = piece else { break };
        let piece = piece.map_err(|_| (StatusCode::BAD_REQUEST, Code::Malformed))?;
        let needed = bytes.len() + piece.len();
        if needed > limits::BODY_BYTES {
            return Err(TOO_LARGE);
        }
        if needed > bytes.capacity() {
            // Doubled, as vectors are, but never beyond what was announced: what is counted is what is taken.
            let next = needed.max(expected.min(bytes.capacity() * 2));
            hold.grow(next - bytes.capacity()).await.map_err(|_| NO_PLACE)?;
            bytes.reserve_exact(next - bytes.len());
        }
        bytes.extend_from_slice(&piece);
    }
    hold.is_ours(bytes.capacity());
    drop(reading);
    Ok(Received { bytes, hold })
}

/// An answer that leaves in pieces, so that what a reader does not take stays counted.
struct Leaving {
    rest: Bytes,
    /// Given back with the last byte, or when the connection ends.
    _hold: Hold,
}

/// The bytes of an answer to the request that `hold` counted until now.
pub(super) fn leaving(bytes: Vec<u8>, hold: Hold, slot: Option<Arc<Slot>>) -> Body {
    hold.is_answer(bytes.len(), slot);
    Body::new(Leaving { rest: Bytes::from(bytes), _hold: hold })
}

impl HttpBody for Leaving {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let size = self.rest.len().min(PIECE_BYTES);
        let piece = self.rest.split_to(size);
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

/// Keeps a request under way until its answer left.
struct Kept {
    inner: Body,
    _busy: Busy,
}

/// Counts a request as under way until its answer left.
pub(super) fn keep(response: Response, busy: Option<Busy>) -> Response {
    match busy {
        Some(busy) => response.map(|inner| Body::new(Kept { inner, _busy: busy })),
        None => response,
    }
}

impl HttpBody for Kept {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
