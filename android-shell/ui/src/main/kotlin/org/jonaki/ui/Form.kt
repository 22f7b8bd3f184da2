package org.jonaki.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.navigationBarsPadding
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import org.jonaki.ffi.Choice
import org.jonaki.ffi.FormScreen
import org.jonaki.ffi.Helpline
import org.jonaki.ffi.PageKind
import org.jonaki.model.Shown

/** What can be done on a page of a form. */
class FormDo(
    val answer: (String, String) -> Unit,
    val next: () -> Unit,
    val back: () -> Unit,
    val goTo: (String) -> Unit,
    val speak: (String) -> Unit,
    val addRepeat: (String) -> Unit,
    val removeRepeat: (String) -> Unit,
    val choices: suspend (String, String) -> List<Choice>,
    val finish: () -> Unit,
    val leave: () -> Unit,
    val call: (String) -> Unit,
    val dismiss: () -> Unit,
)

/** One page of a form: one question or a short group, large targets, back never loses. */
@Composable
fun FormView(
    shown: Shown<FormScreen>,
    todo: FormDo,
) {
    val page = shown.content
    Frame(page?.title.orEmpty().ifEmpty { stringResource(R.string.reports_new) }, todo.leave, {
        if (page != null) Steps(page, todo)
    }) { padding ->
        Page(padding) {
            if (page == null) {
                Waiting()
                return@Page
            }
            Progress(page, todo.speak)
            // The number of whoever can help now stands before anything else.
            if (page.danger) Helplines(page.helplines.filter { it.emergency }, todo.call)
            if (page.hint.isNotBlank()) Text(page.hint)
            ProblemCard(shown.problem, todo.dismiss)
            page.questions.forEach { QuestionView(it, page.key, todo) }
            when (page.kind) {
                PageKind.QUESTIONS -> {}

                PageKind.REPEAT -> {
                    RepeatPage(page, todo)
                }

                PageKind.MORE -> {
                    MorePage(page, todo)
                }

                PageKind.SUMMARY -> {
                    SummaryPage(page, todo)
                }
            }
            page.instance?.let { instance ->
                OtherButton(stringResource(R.string.form_remove), "remove-repeat") { todo.removeRepeat(instance) }
            }
            Text(
                stringResource(R.string.form_saved),
                style = MaterialTheme.typography.bodySmall,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
            )
        }
    }
}

@Composable
private fun Progress(
    page: FormScreen,
    onSpeak: (String) -> Unit,
) {
    val of = page.of.toInt().coerceAtLeast(1)
    Text(
        stringResource(R.string.form_page, digits(page.position), digits(page.of)),
        style = MaterialTheme.typography.labelLarge,
    )
    LinearProgressIndicator({ page.position.toFloat() / of }, Modifier.fillMaxWidth())
    val other = page.languages.firstOrNull { it != page.language }
    if (other != null && page.position <= 1u) {
        OtherButton(stringResource(R.string.yes_no_language), "form-language") { onSpeak(other) }
    }
}

@Composable
private fun RepeatPage(
    page: FormScreen,
    todo: FormDo,
) {
    val repeat = page.repeat ?: return
    Heading(repeat.label)
    OtherButton(stringResource(R.string.form_add_another), "add-repeat") { todo.addRepeat(repeat.path) }
}

@Composable
private fun MorePage(
    page: FormScreen,
    todo: FormDo,
) {
    Heading(stringResource(R.string.form_more))
    page.folded.forEach { part ->
        Block("folded", { todo.goTo(part.path) }) {
            Text(part.label, style = MaterialTheme.typography.titleMedium)
            if (part.hint.isNotBlank()) Text(part.hint)
            if (part.wants) {
                Text(stringResource(R.string.form_required), color = MaterialTheme.colorScheme.error)
            }
        }
    }
}

@Composable
private fun SummaryPage(
    page: FormScreen,
    todo: FormDo,
) {
    Heading(stringResource(R.string.form_summary))
    if (page.missing.isNotEmpty()) {
        Text(stringResource(R.string.form_missing), color = MaterialTheme.colorScheme.error)
        page.missing.forEach { missing ->
            Block("missing", { todo.goTo(missing.path) }) {
                Text(missing.label)
                Text(missing.message, color = MaterialTheme.colorScheme.error)
            }
        }
    }
    page.summary.forEach { line ->
        Block("summary", { todo.goTo(line.path) }) { Fact(line.label, line.shown) }
    }
}

/** Back and on, always at the same place under the thumb. */
@Composable
private fun Steps(
    page: FormScreen,
    todo: FormDo,
) {
    Surface(shadowElevation = 6.dp) {
        Row(
            Modifier.fillMaxWidth().navigationBarsPadding().padding(12.dp),
            horizontalArrangement = Arrangement.spacedBy(GAP),
        ) {
            OutlinedButton(
                todo.back,
                Modifier.weight(1f).heightIn(min = TARGET).testTag("form-back"),
                enabled = page.canGoBack,
            ) { Text(stringResource(R.string.back)) }
            val last = page.kind == PageKind.SUMMARY
            Button(
                if (last) todo.finish else todo.next,
                Modifier.weight(2f).heightIn(min = TARGET).testTag(if (last) "form-finish" else "form-next"),
                enabled = if (last) page.missing.isEmpty() else page.canGoOn,
            ) { Text(stringResource(if (last) R.string.form_finish else R.string.next)) }
        }
    }
}

/** Numbers to call. */
@Composable
internal fun Helplines(
    lines: List<Helpline>,
    onCall: (String) -> Unit,
) {
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Heading(stringResource(R.string.form_danger))
        lines.forEach { line ->
            MainButton(stringResource(R.string.form_call, digits(line.number)), "call-${line.number}") {
                onCall(line.number)
            }
            Text(line.label.said() + " · " + line.hours.said(), style = MaterialTheme.typography.bodyMedium)
        }
    }
}
