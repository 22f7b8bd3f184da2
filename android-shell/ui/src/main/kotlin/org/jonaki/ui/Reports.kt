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
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import org.jonaki.ffi.FormDraft
import org.jonaki.ffi.ReportPage
import org.jonaki.ffi.ReportRow
import org.jonaki.ffi.ReportScreen
import org.jonaki.model.Shown

/** What can be done from the list of reports. */
class ReportsDo(
    val begin: () -> Unit,
    val resume: (Long) -> Unit,
    val discard: (Long) -> Unit,
    val open: (String) -> Unit,
    val more: () -> Unit,
    val dismiss: () -> Unit,
)

/** My reports: what is unfinished, what is asked, each report with its proven state. */
@Composable
fun ReportsView(
    shown: Shown<ReportPage>,
    padding: PaddingValues,
    todo: ReportsDo,
) {
    LazyColumn(
        Modifier.padding(padding).fillMaxSize().testTag("reports"),
        contentPadding = PaddingValues(16.dp),
        verticalArrangement = Arrangement.spacedBy(GAP),
    ) {
        item { MainButton(stringResource(R.string.reports_new), "new-report", onClick = todo.begin) }
        item { ProblemCard(shown.problem, todo.dismiss) }
        val page = shown.content
        if (page == null) {
            item { Waiting() }
            return@LazyColumn
        }
        if (page.questions.isNotEmpty()) {
            item { Heading(stringResource(R.string.reports_questions)) }
            items(page.questions, key = { "question ${it.question}" }) { question ->
                Block("question", { todo.open(question.case) }) {
                    Text(digits(question.shortCode), style = MaterialTheme.typography.labelLarge)
                    Text(question.text)
                }
            }
        }
        if (page.drafts.isNotEmpty()) {
            item { Heading(stringResource(R.string.reports_drafts)) }
            items(page.drafts, key = { "draft ${it.id}" }) { Draft(it, todo) }
        }
        item { Heading(stringResource(R.string.reports_title)) }
        if (page.rows.isEmpty()) item { Text(stringResource(R.string.reports_empty)) }
        items(page.rows, key = { it.row.id }) { Report(it) { todo.open(it.row.id) } }
        if (page.more) item { OtherButton(stringResource(R.string.more), "more", onClick = todo.more) }
    }
}

@Composable
private fun Draft(
    draft: FormDraft,
    todo: ReportsDo,
) {
    Block("draft") {
        Text(draft.title, style = MaterialTheme.typography.titleMedium)
        Text(moment(draft.updatedAt), style = MaterialTheme.typography.bodyMedium)
        MainButton(stringResource(R.string.reports_draft_go_on), "resume") { todo.resume(draft.id) }
        OtherButton(stringResource(R.string.reports_draft_discard), "discard") { todo.discard(draft.id) }
    }
}

/** The code, the state in words, and what it waits for: never a tick alone. */
@Composable
private fun Report(
    report: ReportRow,
    onOpen: () -> Unit,
) {
    Block("report", onOpen) {
        val row = report.row
        Text(report.row.stateName.said(), style = MaterialTheme.typography.titleMedium)
        val about = row.concerns.map { it.said() } + listOfNotNull(row.district?.said())
        if (about.isNotEmpty()) Text(about.joinToString(" · "))
        Text(report.waitsFor.text.said(), color = MaterialTheme.colorScheme.onSurfaceVariant)
        Text(
            row.shortCode + " · " + moment(row.savedAt),
            style = MaterialTheme.typography.bodyMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
    }
}

/** One report and its feedback. */
@Composable
fun ReportView(
    shown: Shown<ReportScreen>,
    onBack: () -> Unit,
    onAnswer: (String, String) -> Unit,
    onAdd: (String) -> Unit,
    onDismiss: () -> Unit,
) {
    val report = shown.content
    Frame(
        stringResource(
            R.string.report_title,
            report
                ?.report
                ?.row
                ?.shortCode
                .orEmpty(),
        ),
        onBack,
    ) { padding ->
        Page(padding) {
            ProblemCard(shown.problem, onDismiss)
            if (report == null) {
                Waiting()
                return@Page
            }
            State(report)
            report.questions.forEach { question -> Question(question.text) { onAnswer(question.id, it) } }
            Heading(stringResource(R.string.report_told))
            report.answers.forEach { form ->
                Block("told") { form.lines.forEach { Fact(it.label, it.shown) } }
            }
            report.notes.forEach { note ->
                Block("note") {
                    Text(note.text)
                    note.time?.let { Text(moment(it), style = MaterialTheme.typography.bodySmall) }
                }
            }
            Say(stringResource(R.string.report_add), stringResource(R.string.report_add_send), "add", onAdd)
        }
    }
}

@Composable
private fun State(report: ReportScreen) {
    Block("state") {
        Text(stringResource(R.string.report_state), style = MaterialTheme.typography.labelLarge)
        Text(
            report.report.row.stateName
                .said(),
            style = MaterialTheme.typography.titleLarge,
        )
        Text(
            report.report.waitsFor.text
                .said(),
        )
        report.receipt?.let { Text(stringResource(R.string.report_receipt, digits(it))) }
        report.timeline.forEach { event ->
            val time = event.time?.let { moment(it) }
            Text(
                listOfNotNull(event.kind.said(), time).joinToString(" · "),
                style = MaterialTheme.typography.bodyMedium,
            )
        }
    }
}

@Composable
private fun Question(
    text: String,
    onAnswer: (String) -> Unit,
) {
    Column(verticalArrangement = Arrangement.spacedBy(GAP)) {
        Block("question") { Text(text, style = MaterialTheme.typography.titleMedium) }
        Say(stringResource(R.string.report_answer), stringResource(R.string.report_answer_send), "answer", onAnswer)
    }
}

/** A text to write and to send off; it stays there when the screen is turned. */
@Composable
internal fun Say(
    label: String,
    send: String,
    tag: String,
    onSend: (String) -> Unit,
) {
    var text by rememberSaveable { mutableStateOf("") }
    Writing(label, text, "$tag-text", lines = 2) { text = it }
    OtherButton(send, "$tag-send", text.isNotBlank()) {
        onSend(text)
        text = ""
    }
}
