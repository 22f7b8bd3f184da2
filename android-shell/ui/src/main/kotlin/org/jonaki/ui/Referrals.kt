package org.jonaki.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import org.jonaki.ffi.Coded
import org.jonaki.ffi.ReferralAnswer
import org.jonaki.ffi.ReferralPage
import org.jonaki.ffi.ReferralScreen
import org.jonaki.model.Shown

/** Referrals to us or from us. */
@Composable
fun ReferralsView(
    shown: Shown<ReferralPage>,
    sent: Boolean,
    padding: PaddingValues,
    onSide: (Boolean) -> Unit,
    onOpen: (String) -> Unit,
    onDismiss: () -> Unit,
) {
    LazyColumn(
        Modifier.padding(padding).fillMaxSize().testTag("referrals"),
        contentPadding = PaddingValues(16.dp),
        verticalArrangement = Arrangement.spacedBy(GAP),
    ) {
        item {
            val other = if (sent) R.string.referrals_received else R.string.referrals_sent
            Heading(stringResource(if (sent) R.string.referrals_sent else R.string.referrals_received))
            OtherButton(stringResource(other), "side") { onSide(!sent) }
        }
        item { ProblemCard(shown.problem, onDismiss) }
        val rows = shown.content?.rows
        if (rows == null) item { Waiting() }
        if (rows?.isEmpty() == true) item { Text(stringResource(R.string.referrals_empty)) }
        items(rows.orEmpty(), key = { it.id }) { row -> ReferralLine(row) { onOpen(row.id) } }
    }
}

/** One referral: what is asked, what was disclosed, and the answer in one step. */
@Composable
fun ReferralView(
    shown: Shown<ReferralScreen>,
    reasons: List<Coded>,
    onBack: () -> Unit,
    onAnswer: (ReferralAnswer) -> Unit,
    onDismiss: () -> Unit,
) {
    val referral = shown.content
    Frame(stringResource(R.string.referral_title, referral?.row?.shortCode.orEmpty()), onBack) { padding ->
        Page(padding) {
            ProblemCard(shown.problem, onDismiss)
            if (referral == null) {
                Waiting()
                return@Page
            }
            val row = referral.row
            Text(row.progress.said(), style = MaterialTheme.typography.titleLarge)
            Block("asked") {
                Text(row.service.said(), style = MaterialTheme.typography.titleMedium)
                Text("${row.from.said()} → ${row.to.said()}")
                Text(stringResource(R.string.referral_due, moment(row.due)))
                if (row.overdue) {
                    Text(
                        stringResource(R.string.referral_overdue),
                        color = MaterialTheme.colorScheme.error,
                    )
                }
                referral.message?.let { Text(it) }
            }
            if (row.toAnswer) Answers(reasons, onAnswer)
            if (row.progress.code == "accepted" && !referral.sent) {
                MainButton(
                    stringResource(R.string.referral_in_service),
                    "in-service",
                ) { onAnswer(ReferralAnswer.InService) }
            }
            if (row.progress.code == "in_service" && !referral.sent) {
                MainButton(stringResource(R.string.referral_completed), "completed") {
                    onAnswer(ReferralAnswer.Completed("full"))
                }
            }
            Heading(stringResource(R.string.referral_told))
            if (!referral.readable) Text(stringResource(R.string.referral_closed))
            if (referral.fields.isNotEmpty()) {
                Block("disclosed") { referral.fields.forEach { Fact(it.name.said(), it.value.said()) } }
            }
            referral.notes.forEach { note -> Block("note") { Text(note.text) } }
        }
    }
}

@Composable
private fun Answers(
    reasons: List<Coded>,
    onAnswer: (ReferralAnswer) -> Unit,
) {
    var declining by rememberSaveable { mutableStateOf(false) }
    MainButton(stringResource(R.string.referral_accept), "accept") { onAnswer(ReferralAnswer.Accept) }
    OtherButton(stringResource(R.string.referral_decline), "decline") { declining = !declining }
    if (declining) {
        Text(stringResource(R.string.referral_why))
        reasons.forEach { reason ->
            OtherButton(reason.said(), "why ${reason.code}") { onAnswer(ReferralAnswer.Decline(reason.code)) }
        }
    }
}
