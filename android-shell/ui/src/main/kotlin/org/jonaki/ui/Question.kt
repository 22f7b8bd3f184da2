package org.jonaki.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.Checkbox
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.jonaki.ffi.Choice
import org.jonaki.ffi.Question
import org.jonaki.ffi.QuestionKind

/** One question with where it is answered. */
@Composable
internal fun QuestionView(
    question: Question,
    page: String,
    todo: FormDo,
) {
    Column(Modifier.testTag("question ${question.path}"), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        val asked = if (question.required) question.label + " *" else question.label
        Text(asked, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleMedium)
        if (question.hint.isNotBlank()) Text(question.hint, style = MaterialTheme.typography.bodyMedium)
        val answer = { text: String -> todo.answer(question.path, text) }
        when (question.kind) {
            QuestionKind.SelectOne, QuestionKind.Acknowledge -> {
                One(question, todo, answer)
            }

            QuestionKind.SelectMultiple, QuestionKind.Rank -> {
                Many(question, answer)
            }

            QuestionKind.Text, QuestionKind.Barcode -> {
                Typed(question, page, KeyboardType.Text, answer)
            }

            QuestionKind.Integer -> {
                Typed(question, page, KeyboardType.Number, answer)
            }

            QuestionKind.Decimal, is QuestionKind.Range -> {
                Typed(question, page, KeyboardType.Decimal, answer)
            }

            QuestionKind.Date, QuestionKind.Time, QuestionKind.DateTime -> {
                Day(question, page, answer)
            }

            QuestionKind.Note -> {}

            else -> {
                Text(stringResource(R.string.form_unsupported))
            }
        }
        question.error?.let {
            Text(it, Modifier.semantics { error(it) }.testTag("error"), color = MaterialTheme.colorScheme.error)
        }
    }
}

@Composable
private fun One(
    question: Question,
    todo: FormDo,
    answer: (String) -> Unit,
) {
    if (!question.searched) {
        question.choices.forEach { choice -> Pick(choice, Role.RadioButton) { answer(choice.value) } }
        return
    }
    var text by rememberSaveable(question.path) { mutableStateOf("") }
    var found by remember(question.path) { mutableStateOf(question.choices) }
    LaunchedEffect(question.path, text, question.value) { found = todo.choices(question.path, text) }
    Writing(stringResource(R.string.form_search), text, "search ${question.path}") { text = it }
    found.forEach { choice -> Pick(choice, Role.RadioButton) { answer(choice.value) } }
}

@Composable
private fun Many(
    question: Question,
    answer: (String) -> Unit,
) {
    val chosen = question.choices.filter { it.chosen }.map { it.value }
    question.choices.forEach { choice ->
        Pick(choice, Role.Checkbox) {
            val now = if (choice.chosen) chosen - choice.value else chosen + choice.value
            answer(now.joinToString(" "))
        }
    }
}

/** A whole line is the target, not the little circle. */
@Composable
private fun Pick(
    choice: Choice,
    role: Role,
    onPick: () -> Unit,
) {
    val many = role == Role.Checkbox
    val picked =
        if (many) {
            Modifier.toggleable(choice.chosen, role = role) { onPick() }
        } else {
            Modifier.selectable(choice.chosen, role = role, onClick = onPick)
        }
    val scheme = MaterialTheme.colorScheme
    Surface(
        color = if (choice.chosen) scheme.primaryContainer else scheme.surfaceVariant,
        contentColor = if (choice.chosen) scheme.onPrimaryContainer else scheme.onSurfaceVariant,
        shape = MaterialTheme.shapes.medium,
    ) {
        Row(
            Modifier
                .fillMaxWidth()
                .then(picked)
                .heightIn(min = TARGET)
                .testTag("choice ${choice.value}")
                .padding(horizontal = 12.dp, vertical = 8.dp),
            verticalAlignment = Alignment.CenterVertically,
            horizontalArrangement = Arrangement.spacedBy(GAP),
        ) {
            if (many) Checkbox(choice.chosen, null) else RadioButton(choice.chosen, null)
            Text(choice.label, style = MaterialTheme.typography.bodyLarge)
        }
    }
}

/** What is typed is kept with every letter: a call in between loses nothing. */
@Composable
private fun Typed(
    question: Question,
    page: String,
    keyboard: KeyboardType,
    answer: (String) -> Unit,
) {
    var text by rememberSaveable(page, question.path) { mutableStateOf(question.value) }
    OutlinedTextField(
        text,
        {
            text = it
            answer(it)
        },
        Modifier.fillMaxWidth().testTag("text ${question.path}"),
        label = { Text(question.label) },
        isError = question.error != null,
        readOnly = question.readOnly,
        minLines = if ("multiline" in question.appearance) LINES else 1,
        keyboardOptions = quietKeyboard(keyboard),
    )
}

@Composable
private fun Day(
    question: Question,
    page: String,
    answer: (String) -> Unit,
) {
    Text(stringResource(R.string.form_date_hint), style = MaterialTheme.typography.bodyMedium)
    Typed(question, page, KeyboardType.Text, answer)
}

private const val LINES = 4
