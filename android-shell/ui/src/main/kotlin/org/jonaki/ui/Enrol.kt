package org.jonaki.ui

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.res.stringResource
import org.jonaki.ffi.Invitation
import org.jonaki.model.Shown

/** Joining: paste the link, see who invites, say yes. */
@Composable
fun EnrolView(
    shown: Shown<Invitation>,
    onRead: (String) -> Unit,
    onJoin: (String) -> Unit,
    onDismiss: () -> Unit,
    onLanguage: () -> Unit,
) {
    var link by rememberSaveable { mutableStateOf("") }
    Frame(stringResource(R.string.enrol_title)) { padding ->
        Page(padding) {
            Text(stringResource(R.string.enrol_explain))
            Writing(stringResource(R.string.enrol_link), link, "enrol-link", lines = 3) { link = it }
            ProblemCard(shown.problem, onDismiss)
            val invitation = shown.content
            if (invitation == null) {
                MainButton(stringResource(R.string.enrol_read), "enrol-read", link.isNotBlank()) { onRead(link) }
            } else {
                Block("enrol-invitation") {
                    val name = invitation.organisationName?.said() ?: stringResource(R.string.enrol_unnamed)
                    Fact(stringResource(R.string.enrol_organisation), name)
                    Fact(stringResource(R.string.enrol_role), invitation.role.said())
                }
                MainButton(stringResource(R.string.enrol_join), "enrol-join") { onJoin(link) }
            }
            OtherButton(stringResource(R.string.yes_no_language), "language", onClick = onLanguage)
        }
    }
}
