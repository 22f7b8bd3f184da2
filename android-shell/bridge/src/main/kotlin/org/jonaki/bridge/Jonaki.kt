package org.jonaki.bridge

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.withContext
import org.jonaki.ffi.Area
import org.jonaki.ffi.ChangeObserver
import org.jonaki.ffi.Connectivity
import org.jonaki.ffi.LogSink
import org.jonaki.ffi.SecretStore
import org.jonaki.ffi.Session

/**
 * The core for the rest of the app: every call leaves the calling thread, and what it throws comes back as a [Problem].
 *
 * The core takes one call at a time. They queue on one thread here, so that a slow one holds up no pool.
 */
class Jonaki private constructor(
    private val session: Session,
    private val connectivity: Connectivity?,
    private val thread: CoroutineDispatcher,
) : AutoCloseable {
    /** Asks the core for something, or tells it something. */
    suspend fun <T> ask(block: (Session) -> T): Outcome<T> = withContext(thread) { outcome { block(session) } }

    /** One sync. Whoever stops waiting stops it; what was written up to then stays, and is whole. */
    suspend fun sync(): Outcome<Synced> =
        outcomeOf {
            session.sync(connectivity).use { engine ->
                val done = engine.syncOnce()
                Synced(done.bytesUp.toLong(), done.bytesDown.toLong(), done.news.toLong())
            }
        }

    /** Which areas changed, after each change was kept. A reader that is slow misses how often, never that. */
    fun changes(): Flow<Set<Area>> =
        callbackFlow {
            val observer =
                object : ChangeObserver {
                    override fun changed(areas: List<Area>) {
                        trySend(areas.toSet())
                    }
                }
            val subscription = session.changes(observer)
            awaitClose {
                subscription.cancel()
                subscription.close()
            }
        }.buffer(PENDING, BufferOverflow.DROP_OLDEST)

    override fun close() = session.close()

    companion object {
        private const val PENDING = 64

        /** Opens the database of this folder with the keys that the platform keeps. */
        suspend fun open(
            folder: String,
            secrets: SecretStore,
            connectivity: Connectivity? = null,
            log: LogSink? = null,
        ): Outcome<Jonaki> {
            val thread = Dispatchers.IO.limitedParallelism(1)
            return withContext(thread) {
                outcome { Jonaki(Session.open(folder, secrets, log), connectivity, thread) }
            }
        }
    }
}

/** What a sync moved, bytes as they went over the link, and how much was new. */
data class Synced(
    val bytesUp: Long,
    val bytesDown: Long,
    val news: Long,
)
