package org.jonaki.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import org.jonaki.bridge.Jonaki
import org.jonaki.bridge.Outcome
import org.jonaki.bridge.Problem
import org.jonaki.ffi.Area
import org.jonaki.ffi.Session

/** What a screen shows: its content once there is one, that it works, and why something was not done. */
data class Shown<T>(
    val content: T? = null,
    val busy: Boolean = false,
    val problem: Problem? = null,
)

/**
 * The state behind one screen. It asks the core for everything that the screen shows in one call, again whenever one of
 * [areas] changed, and never loses what is on the screen because something failed.
 */
abstract class Screen<T>(
    protected val jonaki: Jonaki,
    protected val scope: CoroutineScope,
    private val areas: Set<Area>,
) {
    private val shown = MutableStateFlow(Shown<T>(busy = true))
    private var following: Job? = null

    val state: StateFlow<Shown<T>> = shown.asStateFlow()

    /** Everything that the screen shows. */
    protected abstract fun load(session: Session): T

    /** Begins to show, and goes on until [stop]. */
    fun start() {
        if (following != null) return
        following =
            scope.launch {
                refresh()
                jonaki.changes().collect { changed -> if (changed.any(areas::contains)) refresh() }
            }
    }

    fun stop() {
        following?.cancel()
        following = null
    }

    suspend fun refresh() = take(jonaki.ask(::load))

    /** Does something and shows what is there after it; whether it was done. */
    protected suspend fun act(block: (Session) -> Unit): Boolean {
        shown.value = shown.value.copy(busy = true, problem = null)
        val done =
            jonaki.ask { session ->
                block(session)
                load(session)
            }
        take(done)
        return done is Outcome.Done
    }

    protected fun take(outcome: Outcome<T>) {
        shown.value =
            when (outcome) {
                is Outcome.Done -> Shown(outcome.value)
                is Outcome.Failed -> shown.value.copy(busy = false, problem = outcome.problem)
            }
    }

    /** The person has read it. */
    fun dismissProblem() {
        shown.value = shown.value.copy(problem = null)
    }
}
