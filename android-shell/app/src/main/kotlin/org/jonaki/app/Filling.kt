package org.jonaki.app

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.jonaki.bridge.Outcome
import org.jonaki.bridge.Problem
import org.jonaki.ffi.FormScreen
import org.jonaki.model.FormState
import org.jonaki.model.Place
import org.jonaki.model.Shown
import org.jonaki.ui.FormDo
import org.jonaki.ui.FormView

/** A form while it is filled. What it is found by again after the process died is its draft. */
@Composable
internal fun Form(
    draft: Long?,
    around: Around,
) {
    var form by remember { mutableStateOf<FormState?>(null) }
    var kept by rememberSaveable { mutableStateOf(draft) }
    var problem by remember { mutableStateOf<Problem?>(null) }
    val language = language()
    LaunchedEffect(Unit) {
        val known = kept
        val opened =
            if (known == null) FormState.begin(around.jonaki, language) else FormState.resume(around.jonaki, known)
        when (opened) {
            is Outcome.Done -> {
                form = opened.value
                kept = opened.value.draft
                // The way back leads to this draft, not to another new one.
                around.way.turn(Place.Form(opened.value.draft))
            }

            is Outcome.Failed -> {
                problem = opened.problem
            }
        }
    }
    val open = form
    // The one that was open, not the one that followed it.
    DisposableEffect(open) { onDispose { open?.close() } }
    if (open == null) {
        FormView(Shown<FormScreen>(problem = problem), idle(around))
    } else {
        Filling(open, around)
    }
}

@Composable
private fun Filling(
    form: FormState,
    around: Around,
) {
    val shown by form.state.collectAsStateWithLifecycle()
    val launch = rememberDo()
    val todo =
        FormDo(
            answer = { path, text -> launch { form.answer(path, text) } },
            next = { launch { form.next() } },
            back = { launch { form.back() } },
            goTo = { place -> launch { form.goTo(place) } },
            speak = { language -> launch { form.speak(language) } },
            addRepeat = { launch { form.addRepeat(it) } },
            removeRepeat = { launch { form.removeRepeat(it) } },
            choices = form::choices,
            finish = { launch { form.finish()?.let { around.way.turn(Place.Filed(it.shortCode)) } } },
            leave = { around.way.back() },
            call = around.call,
            dismiss = form::dismissProblem,
        )
    FormView(shown, todo)
}

private fun idle(around: Around) =
    FormDo({ _, _ -> }, {}, {}, {}, {}, {}, {}, { _, _ -> emptyList() }, {}, { around.way.back() }, around.call, {})
