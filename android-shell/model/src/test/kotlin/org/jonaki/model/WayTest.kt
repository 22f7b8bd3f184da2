package org.jonaki.model

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class WayTest {
    @Test
    fun `a way is the same after the process died`() {
        val way = Way(listOf(Place.Reports))
        val places =
            listOf(
                Place.Enrol,
                Place.Today,
                Place.Referrals,
                Place.Device,
                Place.Help,
                Place.Report("ab12"),
                Place.Form(null),
                Place.Form(7),
                Place.Filed("K7M2-9"),
                Place.Case("cd34"),
                Place.Referral("ef56"),
            )
        places.forEach(way::go)
        assertEquals(way.state.value, Way.read(way.write()).state.value)
    }

    @Test
    fun `what is no way leads home`() {
        assertEquals(listOf(Place.Reports), Way.read("").state.value)
        assertEquals(listOf(Place.Reports), Way.read("elsewhere 1\n\u0000").state.value)
    }

    @Test
    fun `back leads where somebody came from, and stops at home`() {
        val way = Way(listOf(Place.Reports))
        way.go(Place.Report("a"))
        assertTrue(way.back())
        assertEquals(Place.Reports, way.here)
        assertFalse(way.back())
        way.go(Place.Form(null))
        way.turn(Place.Filed("K"))
        way.goHome(Place.Today)
        assertFalse(way.back())
    }
}
