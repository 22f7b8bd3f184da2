package org.jonaki.app

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.jonaki.ffi.Language
import org.jonaki.ffi.Triage
import org.jonaki.ffi.choices
import org.jonaki.ffi.helplines
import org.jonaki.model.CaseState
import org.jonaki.model.EnrolState
import org.jonaki.model.Place
import org.jonaki.model.ReferralState
import org.jonaki.model.ReferralsState
import org.jonaki.model.ReportFeedback
import org.jonaki.model.ReportsScreen
import org.jonaki.model.TodayState
import org.jonaki.ui.CaseDo
import org.jonaki.ui.CaseView
import org.jonaki.ui.DeviceView
import org.jonaki.ui.EnrolView
import org.jonaki.ui.FiledView
import org.jonaki.ui.HelpView
import org.jonaki.ui.Home
import org.jonaki.ui.LocalLanguage
import org.jonaki.ui.R
import org.jonaki.ui.ReferralView
import org.jonaki.ui.ReferralsView
import org.jonaki.ui.ReportView
import org.jonaki.ui.ReportsDo
import org.jonaki.ui.ReportsView
import org.jonaki.ui.SyncBar
import org.jonaki.ui.Tabs
import org.jonaki.ui.TodayView

/** The language's code, as forms name it. */
@Composable
internal fun language(): String = if (LocalLanguage.current == Language.BANGLA) "bn" else "en"

@Composable
internal fun At(
    place: Place,
    around: Around,
) {
    when (place) {
        Place.Enrol -> Enrol(around)
        Place.Reports -> HomeAt(place, R.string.reports_title, around) { Reports(around, it) }
        Place.Today -> HomeAt(place, R.string.tab_today, around) { Today(around, it) }
        Place.Referrals -> HomeAt(place, R.string.tab_referrals, around) { Referrals(around, it) }
        Place.Device -> HomeAt(place, R.string.settings_title, around) { Device(around, it) }
        Place.Help -> HelpView(remember { helplines() }, { around.way.back() }, around.call)
        is Place.Report -> Report(place.id, around)
        is Place.Form -> Form(place.draft, around)
        is Place.Filed -> FiledView(place.code) { around.way.goHome(Place.Reports) }
        is Place.Case -> Case(place.id, around)
        is Place.Referral -> Referral(place.id, around)
    }
}

/** A home screen: its content, what waits to be sent, and the other homes. */
@Composable
private fun HomeAt(
    place: Place,
    title: Int,
    around: Around,
    content: @Composable (PaddingValues) -> Unit,
) {
    val me by around.device.state.collectAsStateWithLifecycle()
    val status by around.sync.state.collectAsStateWithLifecycle()
    val attempt by around.sync.sending.collectAsStateWithLifecycle()
    Home(stringResource(title), {
        Column {
            SyncBar(status, attempt, around.sync::send)
            Tabs(homes(me.content?.who?.role), place, around.way::goHome)
        }
    }, content)
}

@Composable
private fun Enrol(around: Around) {
    val enrol = remember { EnrolState(around.jonaki) }
    val shown by enrol.state.collectAsStateWithLifecycle()
    val launch = rememberDo()
    val spoken = LocalLanguage.current
    EnrolView(
        shown,
        onRead = { link -> launch { enrol.read(link) } },
        onJoin = { link ->
            launch {
                if (enrol.join(link) != null) {
                    around.sync.send()
                    around.open()
                }
            }
        },
        onDismiss = enrol::dismissProblem,
        onLanguage = { launch { around.device.speak(other(spoken)) } },
    )
}

@Composable
private fun Reports(
    around: Around,
    padding: PaddingValues,
) {
    val reports = rememberScreen { ReportsScreen(around.jonaki, it) }
    val shown by reports.state.collectAsStateWithLifecycle()
    val launch = rememberDo()
    val todo =
        ReportsDo(
            begin = { around.way.go(Place.Form(null)) },
            resume = { around.way.go(Place.Form(it)) },
            discard = { launch { reports.discard(it) } },
            open = { around.way.go(Place.Report(it)) },
            more = { launch { reports.more() } },
            dismiss = reports::dismissProblem,
        )
    ReportsView(shown, padding, todo)
}

@Composable
private fun Report(
    id: String,
    around: Around,
) {
    val language = language()
    val report = rememberScreen(id, language) { ReportFeedback(around.jonaki, it, id, language) }
    val shown by report.state.collectAsStateWithLifecycle()
    val launch = rememberDo()
    ReportView(
        shown,
        onBack = { around.way.back() },
        onAnswer = { question, text -> launch { report.answer(question, text) } },
        onAdd = { text -> launch { report.add(text) } },
        onDismiss = report::dismissProblem,
    )
}

@Composable
private fun Today(
    around: Around,
    padding: PaddingValues,
) {
    val today = rememberScreen { TodayState(around.jonaki, it) }
    val shown by today.state.collectAsStateWithLifecycle()
    TodayView(shown, padding, around.way::go, today::dismissProblem)
}

@Composable
private fun Case(
    id: String,
    around: Around,
) {
    val language = language()
    val case = rememberScreen(id, language) { CaseState(around.jonaki, it, id, language) }
    val shown by case.state.collectAsStateWithLifecycle()
    val launch = rememberDo()
    val todo =
        CaseDo(
            back = { around.way.back() },
            settle = { field, version -> launch { case.settle(field, version) } },
            note = { text -> launch { case.note(text) } },
            accept = { launch { case.triage(Triage.Valid) } },
            ask = { text -> launch { case.triage(Triage.NeedsInformation(text)) } },
            outOfScope = { launch { case.triage(Triage.OutOfScope) } },
            referral = { around.way.go(Place.Referral(it)) },
            dismiss = case::dismissProblem,
        )
    CaseView(shown, todo)
}

@Composable
private fun Referrals(
    around: Around,
    padding: PaddingValues,
) {
    var sent by rememberSaveable { mutableStateOf(false) }
    val referrals = rememberScreen(sent) { ReferralsState(around.jonaki, it, sent) }
    val shown by referrals.state.collectAsStateWithLifecycle()
    ReferralsView(
        shown,
        sent,
        padding,
        onSide = { sent = it },
        onOpen = { around.way.go(Place.Referral(it)) },
        onDismiss = referrals::dismissProblem,
    )
}

@Composable
private fun Referral(
    id: String,
    around: Around,
) {
    val referral = rememberScreen(id) { ReferralState(around.jonaki, it, id) }
    val shown by referral.state.collectAsStateWithLifecycle()
    val launch = rememberDo()
    ReferralView(
        shown,
        reasons = remember { choices("reject_reasons") },
        onBack = { around.way.back() },
        onAnswer = { answer -> launch { referral.answer(answer) } },
        onDismiss = referral::dismissProblem,
    )
}

@Composable
private fun Device(
    around: Around,
    padding: PaddingValues,
) {
    val me by around.device.state.collectAsStateWithLifecycle()
    val status by around.sync.state.collectAsStateWithLifecycle()
    val attempt by around.sync.sending.collectAsStateWithLifecycle()
    val launch = rememberDo()
    val spoken = LocalLanguage.current
    LaunchedEffect(Unit) { around.device.refresh() }
    DeviceView(
        me,
        status,
        attempt,
        padding,
        onLanguage = { launch { around.device.speak(other(spoken)) } },
        onHelp = { around.way.go(Place.Help) },
    )
}

private fun other(language: Language) = if (language == Language.BANGLA) Language.ENGLISH else Language.BANGLA
