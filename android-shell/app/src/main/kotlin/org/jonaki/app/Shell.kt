package org.jonaki.app

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalConfiguration
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import kotlinx.coroutines.launch
import org.jonaki.bridge.Jonaki
import org.jonaki.bridge.Outcome
import org.jonaki.ffi.Language
import org.jonaki.model.DeviceState
import org.jonaki.model.Place
import org.jonaki.model.Screen
import org.jonaki.model.SyncState
import org.jonaki.model.Way
import org.jonaki.ui.LocalLanguage
import org.jonaki.ui.WithoutLearning
import java.util.Locale

/** What every place needs. */
internal class Around(
    val jonaki: Jonaki,
    val way: Way,
    val device: DeviceState,
    val sync: SyncState,
    val open: () -> Unit,
    val call: (String) -> Unit,
)

/** The app, once the core is open; before that, why it is not. */
@Composable
internal fun Shell(
    opened: Outcome<Jonaki>?,
    way: Way?,
    onOpen: () -> Unit,
    onCall: (String) -> Unit,
) {
    when {
        opened is Outcome.Failed -> {
            Column(Modifier.padding(24.dp)) {
                // The language is in the database that does not open: both.
                Text(opened.problem.bangla)
                Text(opened.problem.english)
                Button(onOpen) { Text("↻") }
            }
        }

        opened is Outcome.Done && way != null -> {
            Opened(opened.value, way, onOpen, onCall)
        }
    }
}

@Composable
private fun Opened(
    jonaki: Jonaki,
    way: Way,
    onOpen: () -> Unit,
    onCall: (String) -> Unit,
) {
    val device = rememberScreen(jonaki) { DeviceState(jonaki, it) }
    val sync = rememberScreen(jonaki) { SyncState(jonaki, it) }
    val me by device.state.collectAsStateWithLifecycle()
    val places by way.state.collectAsStateWithLifecycle()
    val around = remember(jonaki, way) { Around(jonaki, way, device, sync, onOpen, onCall) }
    BackHandler(places.size > 1) { way.back() }
    InLanguage(me.content?.language ?: Language.BANGLA) {
        WithoutLearning { At(places.last(), around) }
    }
}

/** The texts of the app in the language that the person chose, whatever the phone's is. */
@Composable
private fun InLanguage(
    language: Language,
    content: @Composable () -> Unit,
) {
    val context = LocalContext.current
    val configuration = LocalConfiguration.current
    val spoken =
        remember(configuration, language) {
            val locale = if (language == Language.BANGLA) Locale("bn", "BD") else Locale("en", "GB")
            android.content.res
                .Configuration(configuration)
                .apply { setLocale(locale) }
        }
    val translated = remember(context, spoken) { Translated(context, spoken) }
    CompositionLocalProvider(
        LocalContext provides translated,
        LocalConfiguration provides spoken,
        LocalLanguage provides language,
        content = content,
    )
}

/** The same context with resources of another language: the activity stays to be found in it. */
private class Translated(
    base: android.content.Context,
    configuration: android.content.res.Configuration,
) : android.content.ContextWrapper(base) {
    private val spoken = base.createConfigurationContext(configuration).resources

    override fun getResources(): android.content.res.Resources = spoken
}

/** A screen's state for as long as it is shown. */
@Composable
internal fun <S : Screen<*>> rememberScreen(
    vararg keys: Any?,
    make: (kotlinx.coroutines.CoroutineScope) -> S,
): S {
    val scope = rememberCoroutineScope()
    val screen = remember(*keys) { make(scope) }
    DisposableEffect(screen) {
        screen.start()
        onDispose { screen.stop() }
    }
    return screen
}

/** Something to do without waiting for it. */
@Composable
internal fun rememberDo(): (suspend () -> Unit) -> Unit {
    val scope = rememberCoroutineScope()
    return remember(scope) { { block -> scope.launch { block() } } }
}

/** The places that are reached from everywhere, by who somebody is. */
internal fun homes(role: org.jonaki.ffi.Role?): List<Place> =
    if (role == org.jonaki.ffi.Role.REPORTER) {
        listOf(Place.Reports, Place.Device)
    } else {
        listOf(Place.Today, Place.Referrals, Place.Reports, Place.Device)
    }
