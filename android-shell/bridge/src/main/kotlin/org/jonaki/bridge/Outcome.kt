package org.jonaki.bridge

import kotlinx.coroutines.CancellationException
import org.jonaki.ffi.CaseException
import org.jonaki.ffi.DirectoryException
import org.jonaki.ffi.FormException
import org.jonaki.ffi.Language
import org.jonaki.ffi.ReferralException
import org.jonaki.ffi.SessionException
import org.jonaki.ffi.SyncException

/** What came of asking the core. */
sealed interface Outcome<out T> {
    /** It was done. */
    data class Done<T>(
        val value: T,
    ) : Outcome<T>

    /** It was not, and nothing was changed. */
    data class Failed(
        val problem: Problem,
    ) : Outcome<Nothing>
}

/** Why something was not done, in words for the person, with what to do next. */
data class Problem(
    /** The stable code. */
    val code: String,
    val bangla: String,
    val english: String,
    /** The field that it is about. */
    val about: String? = null,
)

/** The value, or `null`. */
fun <T> Outcome<T>.orNull(): T? = (this as? Outcome.Done)?.value

/** Why not, or `null`. */
fun Outcome<*>.problem(): Problem? = (this as? Outcome.Failed)?.problem

internal inline fun <T> outcome(block: () -> T): Outcome<T> =
    try {
        Outcome.Done(block())
    } catch (stopped: CancellationException) {
        throw stopped
    } catch (
        @Suppress("TooGenericExceptionCaught") failed: Exception,
    ) {
        Outcome.Failed(problemOf(failed))
    }

internal suspend fun <T> outcomeOf(block: suspend () -> T): Outcome<T> = outcome { block() }

/** The sentence for each error of the core; a fault of the binding itself has one too. */
fun problemOf(failed: Exception): Problem =
    when (failed) {
        is CaseException -> {
            said(failed.code(), failed::text, failed.about())
        }

        is DirectoryException -> {
            said(failed.code(), failed::text, failed.about())
        }

        is FormException -> {
            said(failed.code(), failed::text, failed.about())
        }

        is ReferralException -> {
            said(failed.code(), failed::text, failed.about())
        }

        is SessionException -> {
            said(failed.code(), failed::text, failed.about())
        }

        is SyncException -> {
            said(failed.code(), failed::text, failed.about())
        }

        else -> {
            Problem(
                "internal",
                "অ্যাপে একটি ত্রুটি হয়েছে। যা সংরক্ষণ করা হয়েছে তা আছে। অ্যাপটি বন্ধ করে আবার খুলুন।",
                "Something in the app went wrong. What was saved is still there. Close the app and open it again.",
            )
        }
    }

private fun said(
    code: String,
    text: (Language) -> String,
    about: String?,
) = Problem(code, text(Language.BANGLA), text(Language.ENGLISH), about)
