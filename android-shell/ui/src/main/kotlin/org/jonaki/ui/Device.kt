package org.jonaki.ui

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.NavigationBar
import androidx.compose.material3.NavigationBarItem
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.jonaki.ffi.Helpline
import org.jonaki.ffi.SyncStatus
import org.jonaki.model.DeviceState
import org.jonaki.model.Place
import org.jonaki.model.Shown
import org.jonaki.model.SyncState

/** The places that are reached from everywhere, by who somebody is. */
@Composable
fun Tabs(
    places: List<Place>,
    here: Place,
    onGo: (Place) -> Unit,
) {
    NavigationBar(containerColor = MaterialTheme.colorScheme.surfaceVariant) {
        places.forEach { place ->
            val (sign, name) =
                when (place) {
                    Place.Today -> "◷" to R.string.tab_today
                    Place.Referrals -> "⇄" to R.string.tab_referrals
                    Place.Device -> "⚙" to R.string.tab_device
                    else -> "✎" to R.string.tab_reports
                }
            NavigationBarItem(
                selected = place == here,
                onClick = { onGo(place) },
                icon = { Text(sign, Modifier.clearAndSetSemantics {}, style = MaterialTheme.typography.titleLarge) },
                label = { Text(stringResource(name)) },
                modifier = Modifier.testTag("tab ${place::class.simpleName}"),
            )
        }
    }
}

/** The frame of the places that are reached from everywhere. */
@Composable
fun Home(
    title: String,
    bottom: @Composable () -> Unit,
    content: @Composable (PaddingValues) -> Unit,
) = Frame(title, bottom = bottom, content = content)

/** What waits to be sent, on every home screen: how much, and *send now*. No global tick. */
@Composable
fun SyncBar(
    shown: Shown<SyncStatus>,
    attempt: SyncState.Attempt,
    onSend: () -> Unit,
) {
    val status = shown.content ?: return
    Surface(color = MaterialTheme.colorScheme.secondaryContainer) {
        Column(Modifier.fillMaxWidth().padding(horizontal = 16.dp, vertical = 8.dp).testTag("sync")) {
            val said =
                when {
                    attempt.running -> {
                        stringResource(R.string.sync_running)
                    }

                    status.unsentReports > 0uL -> {
                        stringResource(R.string.sync_reports_waiting, digits(status.unsentReports))
                    }

                    status.unsentItems > 0uL -> {
                        stringResource(
                            R.string.sync_waiting,
                            digits(status.unsentItems),
                            bytes(status.unsentBytes.toLong()),
                        )
                    }

                    status.lastContact == null -> {
                        stringResource(R.string.sync_never)
                    }

                    else -> {
                        stringResource(R.string.sync_nothing)
                    }
                }
            Text(said, Modifier.semantics { liveRegion = LiveRegionMode.Polite })
            status.lastContact?.let {
                Text(stringResource(R.string.sync_last, moment(it)), style = MaterialTheme.typography.bodySmall)
            }
            attempt.problem?.let { Text(it.said(), Modifier.testTag("sync-problem")) }
            OtherButton(stringResource(R.string.sync_now), "send-now", !attempt.running, onSend)
        }
    }
}

/** This phone: who it is, its language, what went over the link, help. */
@Composable
fun DeviceView(
    shown: Shown<DeviceState.Me>,
    sync: Shown<SyncStatus>,
    attempt: SyncState.Attempt,
    padding: PaddingValues,
    onLanguage: () -> Unit,
    onHelp: () -> Unit,
) {
    Page(padding) {
        val me = shown.content
        if (me == null) {
            Waiting()
            return@Page
        }
        if (me.who.removed) Text(stringResource(R.string.settings_removed), color = MaterialTheme.colorScheme.error)
        Block("me") {
            val name = me.who.organisationName?.said() ?: stringResource(R.string.enrol_unnamed)
            Fact(stringResource(R.string.settings_organisation), name)
            me.who.role?.let { Fact(stringResource(R.string.settings_role), it.said()) }
            if (me.who.waitingForKey) Text(stringResource(R.string.settings_key))
        }
        Heading(stringResource(R.string.settings_language))
        OtherButton(stringResource(R.string.yes_no_language), "language", onClick = onLanguage)
        Heading(stringResource(R.string.sync_title))
        sync.content?.let { status ->
            status.counts.forEach { Fact(it.state.said(), digits(it.count)) }
            if (status.refused > 0uL) Text(stringResource(R.string.sync_refused, digits(status.refused)))
        }
        attempt.done?.let { Text(stringResource(R.string.sync_done, bytes(it.bytesUp), bytes(it.bytesDown))) }
        OtherButton(stringResource(R.string.help_title), "help", onClick = onHelp)
    }
}

/** How it works, and whom to call. */
@Composable
fun HelpView(
    lines: List<Helpline>,
    onBack: () -> Unit,
    onCall: (String) -> Unit,
) {
    Frame(stringResource(R.string.help_title), onBack) { padding ->
        Page(padding) {
            val steps =
                listOf(
                    R.string.help_how_1,
                    R.string.help_how_2,
                    R.string.help_how_3,
                    R.string.help_how_4,
                    R.string.help_how_5,
                )
            steps.forEach { step -> Block("how") { Text(stringResource(step)) } }
            Heading(stringResource(R.string.help_lines))
            Helplines(lines, onCall)
        }
    }
}

/** After filing: it is kept here, and was not sent yet. */
@Composable
fun FiledView(
    code: String,
    onList: () -> Unit,
) {
    Frame(stringResource(R.string.filed_title)) { padding ->
        Page(padding) {
            Text(stringResource(R.string.filed_code, code), style = MaterialTheme.typography.headlineSmall)
            Text(stringResource(R.string.filed_explain))
            MainButton(stringResource(R.string.filed_list), "filed-list", onClick = onList)
        }
    }
}
