package org.jonaki.model

import org.junit.Assert.assertFalse
import org.junit.Test

class StartTest {
    @Test
    fun `nothing is open at first`() {
        assertFalse(Start().isOpen.value)
    }
}
