package org.jonaki.model

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import org.jonaki.bridge.Jonaki
import org.jonaki.bridge.Outcome
import org.jonaki.bridge.orNull
import org.jonaki.ffi.Choice
import org.jonaki.ffi.Filed
import org.jonaki.ffi.FormScreen
import org.jonaki.ffi.FormSession

/**
 * A form that is being filled, page by page. Each answer is kept before the call returns, so going back, a call or a
 * dead battery lose nothing.
 */
class FormState private constructor(
    private val jonaki: Jonaki,
    private val form: FormSession,
    first: FormScreen,
) : AutoCloseable {
    private val shown = MutableStateFlow(Shown(first))

    val state: StateFlow<Shown<FormScreen>> = shown.asStateFlow()

    /** What the draft is found by after the process died. */
    val draft: Long = form.draft()

    suspend fun answer(
        path: String,
        answer: String,
    ) = take(jonaki.ask { form.answer(path, answer) })

    suspend fun next() = take(jonaki.ask { form.next() })

    suspend fun back() = take(jonaki.ask { form.back() })

    suspend fun goTo(place: String) = take(jonaki.ask { form.goTo(place) })

    suspend fun speak(language: String) = take(jonaki.ask { form.speak(language) })

    suspend fun addRepeat(repeat: String) = take(jonaki.ask { form.addRepeat(repeat) })

    suspend fun removeRepeat(instance: String) = take(jonaki.ask { form.removeRepeat(instance) })

    /** Choices of a long list that are written or spoken like this. */
    suspend fun choices(
        path: String,
        text: String,
    ): List<Choice> = jonaki.ask { form.searchChoices(path, text, FOUND) }.orNull().orEmpty()

    /** Files it. From here on it is a report in this phone's database. */
    suspend fun finish(): Filed? {
        val filed = jonaki.ask { form.finish() }
        if (filed is Outcome.Failed) shown.value = shown.value.copy(problem = filed.problem)
        return filed.orNull()
    }

    fun dismissProblem() {
        shown.value = shown.value.copy(problem = null)
    }

    override fun close() = form.close()

    private fun take(outcome: Outcome<FormScreen>) {
        shown.value =
            when (outcome) {
                is Outcome.Done -> Shown(outcome.value)
                is Outcome.Failed -> shown.value.copy(problem = outcome.problem)
            }
    }

    companion object {
        private const val FOUND = 12u

        /** A new report in this language. */
        suspend fun begin(
            jonaki: Jonaki,
            language: String,
        ): Outcome<FormState> = of(jonaki) { it.beginReport(language) }

        /** Goes on where a draft was left. */
        suspend fun resume(
            jonaki: Jonaki,
            draft: Long,
        ): Outcome<FormState> = of(jonaki) { it.resume(draft) }

        private suspend fun of(
            jonaki: Jonaki,
            open: (org.jonaki.ffi.Reports) -> FormSession,
        ): Outcome<FormState> =
            jonaki.ask { session ->
                val form = session.reports().use(open)
                FormState(jonaki, form, form.screen())
            }
    }
}
