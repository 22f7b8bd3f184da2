package org.jonaki.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import org.jonaki.model.Start

/** The app's name, and whether its database is open. */
@Composable
fun StartScreen(start: Start) {
    val isOpen by start.isOpen.collectAsState()
    MaterialTheme {
        Scaffold { inside ->
            Column(
                Modifier.padding(inside).padding(24.dp).fillMaxSize(),
                verticalArrangement = Arrangement.spacedBy(12.dp),
            ) {
                Text(stringResource(R.string.name), style = MaterialTheme.typography.headlineLarge)
                Text(stringResource(if (isOpen) R.string.open else R.string.closed))
            }
        }
    }
}
