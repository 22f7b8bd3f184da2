package org.jonaki.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.compositionLocalOf
import androidx.compose.ui.res.stringResource
import org.jonaki.bridge.Problem
import org.jonaki.ffi.Bilingual
import org.jonaki.ffi.Coded
import org.jonaki.ffi.Language
import org.jonaki.ffi.OrganisationName
import org.jonaki.ffi.Role
import java.text.SimpleDateFormat
import java.util.Date
import java.util.Locale

/** The language that the person chose; the core's words come in both. */
val LocalLanguage = compositionLocalOf { Language.BANGLA }

@Composable
fun Coded.said(): String = if (LocalLanguage.current == Language.BANGLA) bangla else english

@Composable
fun Bilingual.said(): String = if (LocalLanguage.current == Language.BANGLA) bangla else english

@Composable
fun Problem.said(): String = if (LocalLanguage.current == Language.BANGLA) bangla else english

@Composable
fun OrganisationName.said(): String = name?.said() ?: stringResource(R.string.enrol_unnamed)

@Composable
fun Role.said(): String =
    stringResource(
        when (this) {
            Role.REPORTER -> R.string.role_reporter
            Role.COORDINATOR -> R.string.role_coordinator
            Role.PROVIDER -> R.string.role_provider
            Role.ADMIN -> R.string.role_admin
        },
    )

/** A number or a text with numbers in the digits of the language. */
@Composable
fun digits(text: Any): String {
    val plain = text.toString()
    if (LocalLanguage.current != Language.BANGLA) return plain
    return plain.map { if (it in '0'..'9') BANGLA_ZERO + (it - '0') else it }.joinToString("")
}

/** A moment in seconds since 1970. */
@Composable
fun moment(seconds: Long): String {
    val pattern = SimpleDateFormat("d MMM yyyy, h:mm a", locale())
    return digits(pattern.format(Date(seconds * MILLIS)))
}

/** How much goes over the link. */
@Composable
fun bytes(count: Long): String = digits(if (count < KILO) "$count B" else "${(count + KILO - 1) / KILO} kB")

@Composable
private fun locale(): Locale = if (LocalLanguage.current == Language.BANGLA) Locale("bn", "BD") else Locale("en", "GB")

private const val BANGLA_ZERO = '\u09E6'
private const val MILLIS = 1000
private const val KILO = 1000
