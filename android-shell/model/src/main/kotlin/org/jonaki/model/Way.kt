package org.jonaki.model

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** Where in the app somebody can be. */
sealed interface Place {
    data object Enrol : Place

    data object Reports : Place

    data object Today : Place

    data object Referrals : Place

    data object Device : Place

    data object Help : Place

    data class Report(
        val id: String,
    ) : Place

    /** A form: a new one, or a draft. */
    data class Form(
        val draft: Long?,
    ) : Place

    data class Filed(
        val code: String,
    ) : Place

    data class Case(
        val id: String,
    ) : Place

    data class Referral(
        val id: String,
    ) : Place
}

/** How somebody came where he is. Written as text, which holds ids and no content, it outlives the process. */
class Way(
    first: List<Place>,
) {
    private val places = MutableStateFlow(first.ifEmpty { listOf(Place.Reports) })

    val state: StateFlow<List<Place>> = places.asStateFlow()

    val here: Place get() = places.value.last()

    fun go(place: Place) {
        places.value = places.value.filterNot { it == place } + place
    }

    /** To one of the places that are reached from everywhere: the way there is forgotten. */
    fun goHome(place: Place) {
        places.value = listOf(place)
    }

    /** In place of where he is now. */
    fun turn(place: Place) {
        places.value = places.value.dropLast(1) + place
    }

    /** One back; whether there was anywhere to go. */
    fun back(): Boolean {
        if (places.value.size < 2) return false
        places.value = places.value.dropLast(1)
        return true
    }

    fun write(): String = places.value.joinToString("\n", transform = ::text)

    companion object {
        fun read(text: String): Way = Way(text.lines().mapNotNull(::place))

        private fun text(place: Place): String =
            when (place) {
                Place.Enrol -> "enrol"
                Place.Reports -> "reports"
                Place.Today -> "today"
                Place.Referrals -> "referrals"
                Place.Device -> "device"
                Place.Help -> "help"
                is Place.Report -> "report ${place.id}"
                is Place.Form -> "form ${place.draft ?: ""}"
                is Place.Filed -> "filed ${place.code}"
                is Place.Case -> "case ${place.id}"
                is Place.Referral -> "referral ${place.id}"
            }

        private fun place(line: String): Place? {
            val about = line.substringAfter(' ', "")
            return when (line.substringBefore(' ')) {
                "enrol" -> Place.Enrol
                "reports" -> Place.Reports
                "today" -> Place.Today
                "referrals" -> Place.Referrals
                "device" -> Place.Device
                "help" -> Place.Help
                "report" -> Place.Report(about)
                "form" -> Place.Form(about.toLongOrNull())
                "filed" -> Place.Filed(about)
                "case" -> Place.Case(about)
                "referral" -> Place.Referral(about)
                else -> null
            }
        }
    }
}
