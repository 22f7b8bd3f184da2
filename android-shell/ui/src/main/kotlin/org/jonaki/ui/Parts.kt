package org.jonaki.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.Card
import androidx.compose.material3.CardDefaults
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.material3.TopAppBar
import androidx.compose.material3.TopAppBarDefaults
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import org.jonaki.bridge.Problem

/** No target is lower than a thumb is wide. */
internal val TARGET = 56.dp
internal val GAP = 12.dp
private const val MOST_LINES = 6

/** A screen with its title, a way back, and what stands at the bottom. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
internal fun Frame(
    title: String,
    back: (() -> Unit)? = null,
    bottom: @Composable () -> Unit = {},
    content: @Composable (PaddingValues) -> Unit,
) {
    Scaffold(
        topBar = {
            TopAppBar(
                title = {
                    Text(
                        title,
                        modifier = Modifier.semantics { heading() },
                        maxLines = 2,
                        overflow = TextOverflow.Ellipsis,
                        style = MaterialTheme.typography.titleMedium,
                    )
                },
                navigationIcon = {
                    if (back != null) {
                        TextButton(back, Modifier.heightIn(min = TARGET).testTag("back")) {
                            Text("‹ " + stringResource(R.string.back))
                        }
                    }
                },
                colors =
                    TopAppBarDefaults.topAppBarColors(
                        containerColor = MaterialTheme.colorScheme.primaryContainer,
                        titleContentColor = MaterialTheme.colorScheme.onPrimaryContainer,
                    ),
            )
        },
        bottomBar = bottom,
        content = content,
    )
}

/** A page that scrolls as a whole. */
@Composable
internal fun Page(
    padding: PaddingValues,
    content: @Composable ColumnScope.() -> Unit,
) {
    Column(
        Modifier
            .padding(padding)
            .fillMaxSize()
            .verticalScroll(rememberScrollState())
            .padding(16.dp),
        verticalArrangement = Arrangement.spacedBy(GAP),
        content = content,
    )
}

@Composable
internal fun Heading(text: String) {
    Text(text, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleMedium)
}

/** The one thing to do here. */
@Composable
internal fun MainButton(
    text: String,
    tag: String,
    enabled: Boolean = true,
    onClick: () -> Unit,
) {
    Button(onClick, Modifier.fillMaxWidth().heightIn(min = TARGET).testTag(tag), enabled = enabled) {
        Text(text, style = MaterialTheme.typography.titleMedium)
    }
}

/** Something else that can be done. */
@Composable
internal fun OtherButton(
    text: String,
    tag: String,
    enabled: Boolean = true,
    onClick: () -> Unit,
) {
    OutlinedButton(onClick, Modifier.fillMaxWidth().heightIn(min = TARGET).testTag(tag), enabled = enabled) {
        Text(text, style = MaterialTheme.typography.bodyLarge)
    }
}

/** Why something was not done, and what to do; read out at once. */
@Composable
internal fun ProblemCard(
    problem: Problem?,
    onDismiss: () -> Unit,
) {
    if (problem == null) return
    Card(
        Modifier
            .fillMaxWidth()
            .semantics { liveRegion = LiveRegionMode.Assertive }
            .testTag("problem"),
        colors =
            CardDefaults.cardColors(
                containerColor = MaterialTheme.colorScheme.errorContainer,
                contentColor = MaterialTheme.colorScheme.onErrorContainer,
            ),
    ) {
        Column(Modifier.padding(16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            Text(stringResource(R.string.error_title), style = MaterialTheme.typography.titleMedium)
            Text(problem.said())
            TextButton(
                onDismiss,
                Modifier.heightIn(min = TARGET),
                colors = ButtonDefaults.textButtonColors(contentColor = MaterialTheme.colorScheme.onErrorContainer),
            ) { Text(stringResource(R.string.close)) }
        }
    }
}

/** A block that belongs together; one that can be opened is a button as a whole. */
@Composable
internal fun Block(
    tag: String,
    onClick: (() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) {
    val inside: @Composable ColumnScope.() -> Unit = {
        Column(Modifier.padding(16.dp), verticalArrangement = Arrangement.spacedBy(6.dp), content = content)
    }
    val modifier = Modifier.fillMaxWidth().heightIn(min = TARGET).testTag(tag)
    if (onClick == null) Card(modifier, content = inside) else Card(onClick, modifier, content = inside)
}

/** A label over what it says. */
@Composable
internal fun Fact(
    label: String,
    value: String,
) {
    Column {
        Text(label, style = MaterialTheme.typography.labelLarge, color = MaterialTheme.colorScheme.onSurfaceVariant)
        Text(value, style = MaterialTheme.typography.bodyLarge)
    }
}

/** Where something is written. */
@Composable
internal fun Writing(
    label: String,
    value: String,
    tag: String,
    lines: Int = 1,
    onChange: (String) -> Unit,
) {
    OutlinedTextField(
        value,
        onChange,
        Modifier.fillMaxWidth().testTag(tag),
        label = { Text(label) },
        minLines = lines,
        maxLines = MOST_LINES,
        keyboardOptions = quietKeyboard(),
    )
}

@Composable
internal fun Waiting() {
    Text(stringResource(R.string.loading), Modifier.padding(16.dp))
}
