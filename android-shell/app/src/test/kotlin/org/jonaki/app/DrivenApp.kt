package org.jonaki.app

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import org.jonaki.fixtures.Programme
import org.junit.After
import org.junit.Before
import org.junit.Rule
import org.junit.rules.TemporaryFolder

/** The real activity, the real core, a real server. */
@OptIn(ExperimentalTestApi::class)
abstract class DrivenApp {
    @get:Rule
    val rule = createAndroidComposeRule<MainActivity>()

    @get:Rule
    val folder = TemporaryFolder()

    protected lateinit var programme: Programme

    @Before
    fun begin() {
        programme = Programme(folder.newFolder())
    }

    @After
    fun end() = programme.close()

    /** The first node of this tag, once there is one. */
    protected fun await(tag: String): SemanticsNodeInteraction {
        rule.waitUntilAtLeastOneExists(hasTestTag(tag), PATIENCE)
        return rule.onAllNodesWithTag(tag).onFirst()
    }

    /** Waits until no node has this tag any more. */
    protected fun awaitNone(tag: String) {
        rule.waitUntil(PATIENCE) { rule.onAllNodesWithTag(tag).fetchSemanticsNodes().isEmpty() }
    }

    protected fun shot(name: String) {
        rule.waitForIdle()
        shoot(rule.activity.window.decorView, name)
    }

    /** Joins with a link. */
    protected fun enrol(link: String) {
        await("enrol-link").performTextInput(link)
        shot("enrol-bn")
        await("enrol-read").performScrollTo().performClick()
        await("enrol-invitation")
        shot("enrol-invitation-bn")
        await("enrol-join").performScrollTo().performClick()
        rule.waitUntilAtLeastOneExists(hasText(ALL_SENT), PATIENCE)
    }

    protected companion object {
        const val PATIENCE = 30_000L

        /** What stands there when nothing waits to be sent. */
        const val ALL_SENT = "সব পাঠানো হয়েছে"
    }
}
