package org.jonaki.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.jonaki.ffi.CaseField
import org.jonaki.ffi.CaseRow
import org.jonaki.ffi.CaseScreen
import org.jonaki.ffi.QueueRow
import org.jonaki.ffi.ReferralRow
import org.jonaki.ffi.Today
import org.jonaki.model.Place
import org.jonaki.model.Shown

/** Today: what waits, the most urgent first; nothing that does not. */
@Composable
fun TodayView(
    shown: Shown<Today>,
    padding: PaddingValues,
    onOpen: (Place) -> Unit,
    onDismiss: () -> Unit,
) {
    val parts =
        shown.content
            ?.parts
            .orEmpty()
            .filter { it.count > 0uL }
    LazyColumn(
        Modifier.padding(padding).fillMaxSize().testTag("today"),
        contentPadding = PaddingValues(16.dp),
        verticalArrangement = Arrangement.spacedBy(GAP),
    ) {
        item { ProblemCard(shown.problem, onDismiss) }
        if (shown.content == null) item { Waiting() }
        if (shown.content != null && parts.isEmpty()) item { Text(stringResource(R.string.today_empty)) }
        parts.forEach { part ->
            item { Heading("${part.name.said()} (${digits(part.count)})") }
            items(part.rows) { Waits(it, onOpen) }
        }
    }
}

@Composable
private fun Waits(
    row: QueueRow,
    onOpen: (Place) -> Unit,
) {
    when (row) {
        is QueueRow.Case -> {
            CaseLine(row.row) { onOpen(Place.Case(row.row.id)) }
        }

        is QueueRow.Referral -> {
            ReferralLine(row.row) { onOpen(Place.Referral(row.row.id)) }
        }

        is QueueRow.Question -> {
            Block("waits-question", { onOpen(Place.Case(row.row.case)) }) {
                Code(row.row.shortCode)
                Text(row.row.text)
            }
        }

        is QueueRow.Closing -> {
            Block("waits-closing", { onOpen(Place.Case(row.row.case)) }) {
                Code(row.row.shortCode)
                Text(row.row.reason.said())
            }
        }

        is QueueRow.Due -> {
            val due = row.row
            val place = due.referral?.let(Place::Referral) ?: due.case?.let(Place::Case)
            Block("waits-due", place?.let { { onOpen(it) } }) {
                Text(due.kind.said(), style = MaterialTheme.typography.titleMedium)
                Code(due.shortCode + " · " + digits(due.due))
            }
        }
    }
}

@Composable
private fun Code(text: String) {
    Text(text, style = MaterialTheme.typography.labelLarge, color = MaterialTheme.colorScheme.onSurfaceVariant)
}

@Composable
private fun CaseLine(
    row: CaseRow,
    onOpen: () -> Unit,
) {
    Block("case-line", onOpen) {
        val about = row.concerns.map { it.said() } + listOfNotNull(row.district?.said(), row.ageBand?.said())
        val weight = if (row.unread) FontWeight.Bold else FontWeight.Normal
        Text(about.joinToString(" · "), fontWeight = weight, style = MaterialTheme.typography.titleMedium)
        Text(listOfNotNull(row.status.said(), row.urgency?.said()).joinToString(" · "))
        Code(row.shortCode + " · " + moment(row.savedAt))
    }
}

@Composable
internal fun ReferralLine(
    row: ReferralRow,
    onOpen: () -> Unit,
) {
    Block("referral-line", onOpen) {
        val weight = if (row.unread) FontWeight.Bold else FontWeight.Normal
        Text(row.service.said(), fontWeight = weight, style = MaterialTheme.typography.titleMedium)
        Text(row.progress.said() + " · " + row.to.said())
        if (row.overdue) Text(stringResource(R.string.referral_overdue), color = MaterialTheme.colorScheme.error)
        Code(row.shortCode + " · " + stringResource(R.string.referral_due, moment(row.due)))
    }
}

/** What can be done with a case. */
class CaseDo(
    val back: () -> Unit,
    val settle: (String, UInt) -> Unit,
    val note: (String) -> Unit,
    val accept: () -> Unit,
    val ask: (String) -> Unit,
    val outOfScope: () -> Unit,
    val referral: (String) -> Unit,
    val dismiss: () -> Unit,
)

/** One case: what two people see differently first, then facts, what happened, notes, referrals. */
@Composable
fun CaseView(
    shown: Shown<CaseScreen>,
    todo: CaseDo,
) {
    val case = shown.content
    Frame(stringResource(R.string.case_title, case?.row?.shortCode.orEmpty()), todo.back) { padding ->
        Page(padding) {
            ProblemCard(shown.problem, todo.dismiss)
            if (case == null) {
                Waiting()
                return@Page
            }
            Text(case.row.status.said(), style = MaterialTheme.typography.titleLarge)
            if (case.row.status.code in setOf("new", "screening")) Decide(todo)
            case.fields.filter { it.others.isNotEmpty() }.forEach { TwoVersions(it, todo.settle) }
            Heading(stringResource(R.string.case_facts))
            Block("facts") { case.fields.forEach { Fact(it.name.said(), it.current.value.said()) } }
            case.answers.forEach { form ->
                Heading(form.title)
                Block("answers") { form.lines.forEach { Fact(it.label, it.shown) } }
            }
            Aside(case, todo)
        }
    }
}

@Composable
private fun Decide(todo: CaseDo) {
    MainButton(stringResource(R.string.case_accept), "case-accept", onClick = todo.accept)
    val ask = stringResource(R.string.case_ask)
    Say(ask, ask, "case-ask", todo.ask)
    OtherButton(stringResource(R.string.case_out_of_scope), "case-out", onClick = todo.outOfScope)
}

@Composable
private fun Aside(
    case: CaseScreen,
    todo: CaseDo,
) {
    if (case.referrals.isNotEmpty()) Heading(stringResource(R.string.case_referrals))
    case.referrals.forEach { row -> ReferralLine(row) { todo.referral(row.id) } }
    val tasks = case.work.tasks.filterNot { it.closed }
    if (tasks.isNotEmpty()) Heading(stringResource(R.string.case_tasks))
    tasks.forEach { task -> Block("task") { Fact(task.kind.said(), digits(task.due)) } }
    Heading(stringResource(R.string.case_timeline))
    Block("timeline") {
        case.timeline.forEach { event ->
            Text(
                listOfNotNull(
                    event.kind.said(),
                    event.reason?.said(),
                    event.time?.let { moment(it) },
                ).joinToString(" · "),
            )
        }
    }
    Heading(stringResource(R.string.case_notes))
    (case.notes + case.work.notes).forEach { note ->
        Block("note") {
            Text(note.text)
            note.time?.let { Code(moment(it)) }
        }
    }
    val write = stringResource(R.string.case_note_add)
    Say(write, write, "case-note", todo.note)
}

/** Two people wrote different things: both stand, until somebody chooses. */
@Composable
private fun TwoVersions(
    field: CaseField,
    onSettle: (String, UInt) -> Unit,
) {
    Block("two-versions") {
        Text(stringResource(R.string.case_two_versions), style = MaterialTheme.typography.titleMedium)
        Text(field.name.said(), style = MaterialTheme.typography.labelLarge)
        (listOf(field.current) + field.others).forEachIndexed { index, version ->
            Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
                Text(version.value.said(), style = MaterialTheme.typography.bodyLarge)
                val by = listOfNotNull(version.authorRole?.said(), version.time?.let { moment(it) })
                Code(by.joinToString(" · "))
                OtherButton(stringResource(R.string.case_choose), "choose-$index") {
                    onSettle(field.field, index.toUInt())
                }
            }
        }
    }
}
