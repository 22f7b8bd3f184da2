package org.jonaki.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import org.jonaki.bridge.Jonaki
import org.jonaki.bridge.Outcome
import org.jonaki.bridge.Problem
import org.jonaki.bridge.Synced
import org.jonaki.bridge.orNull
import org.jonaki.ffi.Area
import org.jonaki.ffi.Invitation
import org.jonaki.ffi.Language
import org.jonaki.ffi.Session
import org.jonaki.ffi.SyncStatus
import org.jonaki.ffi.WhoAmI

/** Joining: the invite is read and shown before anything is done with it. */
class EnrolState(
    private val jonaki: Jonaki,
) {
    private val shown = MutableStateFlow(Shown<Invitation>())

    val state: StateFlow<Shown<Invitation>> = shown.asStateFlow()

    /** Reads an invite, without a network. */
    suspend fun read(link: String) {
        shown.value =
            when (val found = jonaki.ask { it.invitation(link.trim()) }) {
                is Outcome.Done -> Shown(found.value)
                is Outcome.Failed -> Shown(problem = found.problem)
            }
    }

    /** The person has read why not. */
    fun dismissProblem() {
        shown.value = shown.value.copy(problem = null)
    }

    /** Joins; who this device is then. */
    suspend fun join(link: String): WhoAmI? {
        val joined = jonaki.ask { it.enrol(link.trim()) }
        if (joined is Outcome.Failed) shown.value = shown.value.copy(problem = joined.problem)
        return joined.orNull()
    }
}

/** What waits to be sent, and sending it. */
class SyncState(
    jonaki: Jonaki,
    scope: CoroutineScope,
) : Screen<SyncStatus>(jonaki, scope, setOf(Area.REPORTS, Area.CASES, Area.REFERRALS, Area.SYNC, Area.DEVICE)) {
    private val attempt = MutableStateFlow(Attempt())

    /** The last *send now*. */
    val sending: StateFlow<Attempt> = attempt.asStateFlow()

    override fun load(session: Session): SyncStatus = session.sync(null).use { it.status() }

    /** Sends and fetches now. What it says afterwards is what happened; who stops waiting stops it. */
    suspend fun sendNow() {
        if (attempt.value.running) return
        attempt.value = Attempt(running = true)
        var ended = Attempt()
        try {
            ended =
                when (val done = jonaki.sync()) {
                    is Outcome.Done -> Attempt(done = done.value)
                    is Outcome.Failed -> Attempt(problem = done.problem)
                }
        } finally {
            attempt.value = ended
        }
        refresh()
    }

    /** [sendNow] for whoever does not wait: it goes on when the screen that asked is left. */
    fun send() {
        scope.launch { sendNow() }
    }

    /** One attempt to sync. */
    data class Attempt(
        val running: Boolean = false,
        val done: Synced? = null,
        val problem: Problem? = null,
    )
}

/** Who this device is, and in which language it speaks. */
class DeviceState(
    jonaki: Jonaki,
    scope: CoroutineScope,
) : Screen<DeviceState.Me>(jonaki, scope, setOf(Area.DEVICE, Area.DIRECTORY)) {
    override fun load(session: Session): Me {
        val language = session.settings().use { it.language() }
        return Me(session.whoAmI(), language ?: Language.BANGLA)
    }

    suspend fun speak(language: Language): Boolean =
        act { session -> session.settings().use { it.setLanguage(language) } }

    /** Who, and how it speaks. */
    data class Me(
        val who: WhoAmI,
        val language: Language,
    )
}
