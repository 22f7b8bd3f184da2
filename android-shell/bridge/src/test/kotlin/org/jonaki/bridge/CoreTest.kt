package org.jonaki.bridge

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

class CoreTest {
    @get:Rule
    val folder = TemporaryFolder()

    private class Kept : Secrets {
        val secrets = mutableMapOf<String, ByteArray>()

        override fun read(name: String): ByteArray? = secrets[name]

        override fun write(
            name: String,
            secret: ByteArray,
        ) {
            secrets[name] = secret
        }
    }

    @Test
    fun `the database opens with a key that the platform keeps, and again with the same`() {
        val secrets = Kept()
        Core.open(folder.root, secrets).use { assertTrue(it.isOpen) }
        assertEquals(32, secrets.secrets.getValue("DATABASE_KEY").size)
        Core.open(folder.root, secrets).use { assertTrue(it.isOpen) }
    }
}
