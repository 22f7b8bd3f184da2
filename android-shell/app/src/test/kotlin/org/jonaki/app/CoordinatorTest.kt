package org.jonaki.app

import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.onAllNodesWithTag
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

/** A coordinator's and a provider's day on a phone. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], application = StagedApp::class, qualifiers = "w360dp-h640dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class CoordinatorTest : DrivenApp() {
    private fun reported(): String {
        val report = folder.newFile()
        val text = """{"concern_types":["child_labour"],"district":"khulna","name_given":"রূপা পরীক্ষা"}"""
        report.writeText(text)
        return programme.text(programme.office("report", report.path, "--json"), "id")
    }

    private fun sync() {
        rule.onNodeWithTag("send-now").performClick()
        rule.waitForIdle()
    }

    @Test
    fun `a coordinator opens what is new, takes it as a case and writes a note`() {
        val case = reported()
        enrol(programme.invite("coordinator"))
        programme.office("sync")
        await("case-line")
        shot("today-bn")
        await("case-line").performClick()
        await("case-accept")
        shot("case-new-bn")
        rule.onNodeWithTag("case-accept").performClick()
        awaitNone("case-accept")
        rule.onNodeWithTag("case-note-text").performScrollTo().performTextInput("মায়ের সঙ্গে কথা হয়েছে")
        rule.onNodeWithTag("case-note-send").performScrollTo().performClick()
        await("note").performScrollTo().assertIsDisplayed()
        shot("case-note-bn")
        rule.onNodeWithTag("back").performClick()
        await("today")
        sync()
        rule.waitUntil(PATIENCE) {
            programme.office("sync")
            programme.office("show", case).contains("মায়ের সঙ্গে কথা হয়েছে")
        }
    }

    @Test
    fun `a provider says yes to a referral in one step without a network`() {
        val names = arrayOf("--name-bn", "আশ্রয়", "--name-en", "Shelter")
        val made = programme.office("organisation", "new", "--kind", "shelter", *names, "--json")
        val shelter = programme.text(made, "id")
        programme.office("sync")
        programme.client("keeper", "enrol", programme.invite("admin", shelter))
        programme.client("keeper", "sync")
        val link = programme.text(programme.client("keeper", "invite", "--role", "provider", "--json"), "link")
        programme.client("keeper", "sync")
        enrol(link)
        programme.client("keeper", "sync")
        refer(shelter)
        await("tab Referrals").performClick()
        await("side")
        // The first sync brings the organisation's key, a later one what is sealed with it.
        rule.waitUntil(PATIENCE) {
            sync()
            rule.onAllNodesWithTag("referral-line").fetchSemanticsNodes().isNotEmpty()
        }
        shot("referrals-bn")
        programme.stop()
        rule.onNodeWithTag("referral-line").performClick()
        await("accept")
        shot("referral-bn")
        rule.onNodeWithTag("decline").performClick()
        await("why no_capacity")
        shot("referral-decline-bn")
        rule.onNodeWithTag("accept").performClick()
        await("in-service")
        shot("referral-accepted-bn")
        rule.onNodeWithTag("back").performClick()
        programme.start()
        await("send-now")
        sync()
        rule.waitUntil(PATIENCE) {
            programme.office("sync")
            programme.office("referrals", "--sent", "--json").contains("accepted")
        }
        assertTrue(programme.office("referrals", "--sent", "--json").contains("accepted"))
    }

    private fun refer(to: String) {
        val case = reported()
        programme.office("triage", case, "valid")
        programme.office("consent", "give", case, "--giver", "guardian", "--groups", "situation,name")
        programme.office("sync")
        programme.office("refer", case, "--to", to, "--service", "shelter_child")
        programme.office("sync")
    }
}
