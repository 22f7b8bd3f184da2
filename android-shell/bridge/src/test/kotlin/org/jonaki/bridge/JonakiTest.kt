package org.jonaki.bridge

import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.jonaki.ffi.Area
import org.jonaki.ffi.Language
import org.jonaki.ffi.Role
import org.jonaki.fixtures.Phone
import org.jonaki.fixtures.Programme
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

class JonakiTest {
    @get:Rule
    val folder = TemporaryFolder()

    private lateinit var programme: Programme
    private lateinit var phone: Phone

    @Before
    fun begin() {
        programme = Programme(folder.newFolder())
        phone = Phone(folder.newFolder())
    }

    @After
    fun end() = programme.close()

    @Test
    fun `an invite is shown before it is used, and the device knows who it is after a restart`() {
        runBlocking {
            val link = programme.invite("reporter")
            phone.open().use { jonaki ->
                assertEquals(Role.REPORTER, jonaki.ask { it.invitation(link) }.orNull()?.role)
                assertEquals(null, jonaki.ask { it.whoAmI() }.orNull()?.role)
                assertEquals(Role.REPORTER, jonaki.ask { it.enrol(link) }.orNull()?.role)
                assertEquals(null, jonaki.sync().problem())
            }
            phone.open().use { jonaki -> assertEquals(Role.REPORTER, jonaki.ask { it.whoAmI() }.orNull()?.role) }
        }
    }

    @Test
    fun `what is not done says why in both languages`() {
        runBlocking {
            phone.open().use { jonaki ->
                val problem = checkNotNull(jonaki.ask { it.enrol("https://nowhere/#nothing") }.problem())
                assertTrue(problem.code.isNotBlank())
                assertTrue(problem.bangla.any { it in '\u0980'..'\u09FF' } && problem.english.isNotBlank())
                assertNotEquals(problem.bangla, problem.english)
            }
        }
    }

    @Test
    fun `a server that is away is a problem with the network, and nothing is lost`() {
        runBlocking {
            val link = programme.invite("reporter")
            phone.open().use { jonaki ->
                jonaki.ask { it.enrol(link) }
                programme.stop()
                assertTrue(jonaki.sync() is Outcome.Failed)
                programme.start()
                assertEquals(null, jonaki.sync().problem())
            }
        }
    }

    @Test
    fun `changes are told, and a reader that leaves is not called any more`() {
        runBlocking {
            phone.open().use { jonaki ->
                val heard = launch { assertTrue(Area.DEVICE in jonaki.changes().first { Area.DEVICE in it }) }
                while (heard.isActive) {
                    jonaki.ask { session -> session.settings().use { it.setLanguage(Language.ENGLISH) } }
                    jonaki.ask { session -> session.settings().use { it.setLanguage(Language.BANGLA) } }
                    kotlinx.coroutines.yield()
                }
                val left = launch { jonaki.changes().collect { } }
                left.cancelAndJoin()
                val spoken = jonaki.ask { session -> session.settings().use { it.language() } }
                assertEquals(Language.BANGLA, spoken.orNull())
            }
        }
    }

    @Test
    fun `every error has a sentence in both languages`() {
        val failed = problemOf(IllegalStateException("of the binding"))
        assertEquals("internal", failed.code)
        assertTrue(failed.bangla.isNotBlank() && failed.english.isNotBlank())
    }
}
