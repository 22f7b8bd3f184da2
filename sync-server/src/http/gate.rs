//! Where connections come in: each gets a place in [`Connections`], under its TLS, and loses it when its time is over.

use super::connections::{Connections, Slot, Ticket};
use axum::http::Request;
use axum_server::accept::Accept;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tower_service::Service;

/// Accepts through `inner`, which does the TLS.
#[derive(Debug, Clone)]
pub(super) struct Gate<A> {
    inner: A,
    connections: Arc<Connections>,
}

impl<A> Gate<A> {
    pub(super) fn new(inner: A, connections: Arc<Connections>) -> Self {
        Self { inner, connections }
    }
}

type Accepted<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

impl<A, S> Accept<TcpStream, S> for Gate<A>
where
    A: Accept<TcpStream, S>,
    A::Future: Send + 'static,
    A::Stream: Send + 'static,
    A::Service: Send + 'static,
    S: Send + 'static,
{
    type Stream = Guarded<A::Stream>;
    type Service = Placed<A::Service>;
    type Future = Accepted<(Self::Stream, Self::Service)>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let ticket = self.connections.admit();
        // Answers are written whole; waiting for more to write only delays them.
        let ready = stream.set_nodelay(true);
        let inner = self.inner.accept(stream, service);
        Box::pin(async move {
            let ticket = ticket.ok_or_else(|| io::Error::from(io::ErrorKind::ConnectionRefused))?;
            ready?;
            let mut inner = Box::pin(inner);
            let slot = Arc::clone(&ticket.slot);
            // A handshake ends with its connection's time.
            let accepted = std::future::poll_fn(|context| {
                slot.check(context)?;
                inner.as_mut().poll(context)
            });
            let (stream, service) = accepted.await?;
            Ok((Guarded { inner: stream, ticket }, Placed { inner: service, slot }))
        })
    }
}

/// A connection's bytes, watched.
#[derive(Debug)]
pub(super) struct Guarded<I> {
    inner: I,
    ticket: Ticket,
}

impl<I: AsyncRead + Unpin> AsyncRead for Guarded<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.ticket.slot.check(context)?;
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(context, buffer);
        if let Some(bytes) = buffer.filled().get(before..).filter(|bytes| !bytes.is_empty()) {
            self.ticket.slot.heard(bytes);
        }
        polled
    }
}

impl<I: AsyncWrite + Unpin> Guarded<I> {
    fn writing<T>(
        &mut self,
        context: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut I>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        self.ticket.slot.check(context)?;
        let polled = write(Pin::new(&mut self.inner), context);
        self.ticket.slot.wrote(polled.is_ready());
        polled
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Guarded<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.writing(context, |inner, context| inner.poll_write(context, bytes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writing(context, |inner, context| inner.poll_flush(context))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writing(context, |inner, context| inner.poll_shutdown(context))
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.writing(context, |inner, context| inner.poll_write_vectored(context, bytes))
    }
}

/// Tells each request which connection it came over.
#[derive(Debug, Clone)]
pub(super) struct Placed<S> {
    inner: S,
    slot: Arc<Slot>,
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for Placed<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        request.extensions_mut().insert(Arc::clone(&self.slot));
        self.inner.call(request)
    }
}
