package org.jonaki.app

import android.view.WindowManager
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** A reporter's way through the real activity, with the real core and a real server. */
@OptIn(ExperimentalTestApi::class)
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], application = StagedApp::class, qualifiers = "w360dp-h640dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class ReporterTest : DrivenApp() {
    @Test
    fun `a teacher joins, files a report without a network, and sends it`() {
        enrol(programme.invite("reporter"))
        await("new-report")
        shot("reports-empty-bn")
        programme.stop()
        fill()
        file()
        send()
        lookAround()
    }

    private fun fill() {
        rule.onNodeWithTag("new-report").performClick()
        await("form-next")
        shot("form-1-bn")
        var page = 1
        while (rule.onAllNodesWithTag("form-finish").fetchSemanticsNodes().isEmpty() && page < PAGES) {
            answerPage()
            if (page == 1) shot("form-answered-bn")
            rule.onNodeWithTag("form-next").performClick()
            rule.waitForIdle()
            page += 1
            shot("form-$page-bn")
        }
    }

    private fun file() {
        // The process dies at the last page: the way and the draft are still there.
        rule.activityRule.scenario.recreate()
        await("form-finish")
        shot("form-summary-bn")
        rule.onNodeWithTag("form-finish").performClick()
        await("filed-list")
        shot("filed-bn")
        rule.onNodeWithTag("filed-list").performScrollTo().performClick()
        await("report").assertIsDisplayed()
        shot("reports-bn")
    }

    private fun send() {
        rule.onNodeWithTag("send-now").performClick()
        await("sync-problem")
        shot("offline-bn")
        programme.start()
        rule.onNodeWithTag("send-now").performClick()
        rule.waitUntil(PATIENCE) { rule.onAllNodesWithTag("sync-problem").fetchSemanticsNodes().isEmpty() }
        await("report").performClick()
        await("state")
        shot("report-bn")
    }

    private fun lookAround() {
        rule.onNodeWithTag("back").performClick()
        await("tab Device").performClick()
        await("language").performScrollTo()
        shot("device-bn")
        rule.onNodeWithTag("language").performClick()
        rule.waitUntilAtLeastOneExists(hasText("This phone"), PATIENCE)
        shot("device-en")
        rule.onNodeWithTag("tab Reports").performClick()
        await("report")
        shot("reports-en")
        rule.waitUntilAtLeastOneExists(hasText("Everything is sent"), PATIENCE)
    }

    /** Answers the page: a place by its name, the first choice of each question, something in each field. */
    private fun answerPage() {
        val searches = rule.onAllNodes(hasTestTagThatBegins("search "))
        if (searches.fetchSemanticsNodes().isNotEmpty()) {
            searches.onFirst().performScrollTo().performTextInput("যশোর")
            rule.waitUntilAtLeastOneExists(hasTestTagThatBegins("choice "), PATIENCE)
        }
        val questions = rule.onAllNodes(hasTestTagThatBegins("question "))
        for (index in questions.fetchSemanticsNodes().indices) {
            val inside = hasAnyAncestor(hasTestTag(tagOf(questions[index])))
            val choices = rule.onAllNodes(hasTestTagThatBegins("choice ").and(inside))
            val texts = rule.onAllNodes(hasTestTagThatBegins("text ").and(inside))
            when {
                choices.fetchSemanticsNodes().isNotEmpty() -> choices.onFirst().performScrollTo().performClick()
                texts.fetchSemanticsNodes().isNotEmpty() -> texts.onFirst().performScrollTo().performTextInput("2")
            }
            rule.waitForIdle()
        }
    }

    private fun tagOf(node: SemanticsNodeInteraction): String =
        node.fetchSemanticsNode().config[SemanticsProperties.TestTag]

    @Test
    fun `nothing of the screen is in screenshots or in the list of recent apps`() {
        await("enrol-link")
        val flags = rule.activity.window.attributes.flags
        assertTrue(flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
    }

    private companion object {
        const val PAGES = 40
    }
}
