package org.jonaki.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import org.jonaki.bridge.Jonaki
import org.jonaki.bridge.orNull
import org.jonaki.ffi.PageKind
import org.jonaki.ffi.Question
import org.jonaki.ffi.QuestionKind
import org.jonaki.ffi.ReferralAnswer
import org.jonaki.ffi.ReportState
import org.jonaki.fixtures.Phone
import org.jonaki.fixtures.Programme
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** What people do, through the state behind the screens, with the real core and a real server. */
class JourneyTest {
    @get:Rule
    val folder = TemporaryFolder()

    private lateinit var programme: Programme
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    @Before
    fun begin() {
        programme = Programme(folder.newFolder())
    }

    @After
    fun end() {
        scope.cancel()
        programme.close()
    }

    private suspend fun enrolled(
        role: String,
        organisation: String? = null,
    ): Pair<Phone, Jonaki> {
        val phone = Phone(folder.newFolder())
        val jonaki = phone.open()
        val enrol = EnrolState(jonaki)
        val link = programme.invite(role, organisation)
        enrol.read(" $link\n")
        assertNotNull("the invite is shown", enrol.state.value.content)
        assertNotNull(enrol.join(link))
        SyncState(jonaki, scope).sendNow()
        return phone to jonaki
    }

    /** Something that this question takes. */
    private fun answer(question: Question): String =
        when (question.kind) {
            QuestionKind.SelectOne, QuestionKind.SelectMultiple -> {
                question.choices
                    .firstOrNull()
                    ?.value
                    .orEmpty()
            }

            QuestionKind.Integer, is QuestionKind.Range -> {
                "1"
            }

            QuestionKind.Date -> {
                "2026-03-09"
            }

            QuestionKind.Acknowledge -> {
                "OK"
            }

            else -> {
                "পরীক্ষামূলক উত্তর"
            }
        }

    /** Answers what is required and goes on, up to the last page. */
    private suspend fun fill(form: FormState) {
        repeat(PAGES) {
            val page = checkNotNull(form.state.value.content)
            if (page.kind == PageKind.SUMMARY) return
            for (question in page.questions.filter { it.required && it.value.isEmpty() }) {
                val found = if (question.searched) form.choices(question.path, "যশোর") else emptyList()
                form.answer(question.path, found.firstOrNull()?.value ?: answer(question))
            }
            form.next()
        }
    }

    @Test
    fun `a report is filed without a network, outlives the app, and is stored when there is one`() {
        runBlocking {
            val (phone, first) = enrolled("reporter")
            programme.stop()
            val begun = checkNotNull(FormState.begin(first, "bn").orNull())
            begun.next()
            // A dead battery in the middle.
            val draft = begun.draft
            begun.close()
            first.close()
            phone.open().use { jonaki ->
                val form = checkNotNull(FormState.resume(jonaki, draft).orNull())
                fill(form)
                val filed = checkNotNull(form.finish()) { "not filed: ${form.state.value}" }
                form.close()
                sent(jonaki, filed.shortCode)
            }
        }
    }

    /** Without a network it waits and says so; with one it is stored. */
    private suspend fun sent(
        jonaki: Jonaki,
        code: String,
    ) {
        val reports = ReportsScreen(jonaki, scope)
        reports.refresh()
        assertEquals(
            ReportState.SAVED,
            reports.state.value.content
                ?.rows
                ?.single()
                ?.row
                ?.state,
        )
        val sync = SyncState(jonaki, scope)
        sync.sendNow()
        assertNotNull("there is no network", sync.sending.value.problem)
        programme.start()
        sync.sendNow()
        assertNotNull(sync.sending.value.done)
        reports.refresh()
        assertEquals(
            ReportState.STORED,
            reports.state.value.content
                ?.rows
                ?.single()
                ?.row
                ?.state,
        )
        answered(jonaki, code, reports, sync)
    }

    private suspend fun answered(
        jonaki: Jonaki,
        code: String,
        reports: ReportsScreen,
        sync: SyncState,
    ) {
        // The office looks at it and asks back; the question reaches the phone.
        programme.office("sync")
        programme.office("triage", code, "needs-info", "কোথায় দেখেছেন?")
        programme.office("sync")
        sync.sendNow()
        reports.refresh()
        val question = checkNotNull(reports.state.value.content).questions.single()
        val report = ReportFeedback(jonaki, scope, question.case, "bn")
        assertTrue(report.answer(question.question, "বাজারে"))
        assertTrue(
            report.state.value.content
                ?.questions
                .orEmpty()
                .isEmpty(),
        )
        sync.sendNow()
        programme.office("sync")
        assertTrue(programme.office("show", code).contains("বাজারে"))
    }

    @Test
    fun `a referral is answered in one step, offline, and the office hears of it`() {
        runBlocking {
            val (shelter, jonaki) = provider()
            val sync = SyncState(jonaki, scope)
            refer(shelter)
            sync.sendNow()
            programme.stop()
            val list = ReferralsState(jonaki, scope, sent = false)
            list.refresh()
            val row = checkNotNull(list.state.value.content).rows.single()
            assertTrue(row.toAnswer)
            val referral = ReferralState(jonaki, scope, row.id)
            assertTrue(referral.answer(ReferralAnswer.Accept))
            assertEquals(
                "accepted",
                referral.state.value.content
                    ?.row
                    ?.progress
                    ?.code,
            )
            programme.start()
            sync.sendNow()
            programme.office("sync")
            assertTrue(programme.office("referrals", "--sent", "--json").contains("accepted"))
            jonaki.close()
        }
    }

    /** Another organisation with a provider's phone in it. */
    private suspend fun provider(): Pair<String, Jonaki> {
        val made =
            programme.office(
                "organisation",
                "new",
                "--kind",
                "shelter",
                "--name-bn",
                "আশ্রয়",
                "--name-en",
                "Shelter",
                "--json",
            )
        val shelter = programme.text(made, "id")
        programme.office("sync")
        programme.client("keeper", "enrol", programme.invite("admin", shelter))
        programme.client("keeper", "sync")
        val link = programme.text(programme.client("keeper", "invite", "--role", "provider", "--json"), "link")
        programme.client("keeper", "sync")
        val jonaki = Phone(folder.newFolder()).open()
        checkNotNull(EnrolState(jonaki).join(link))
        val sync = SyncState(jonaki, scope)
        sync.sendNow()
        programme.client("keeper", "sync")
        sync.sendNow()
        return shelter to jonaki
    }

    private fun refer(to: String) {
        val report = folder.newFile()
        report.writeText("""{"concern_types":["child_labour"],"district":"khulna","name_given":"রূপা পরীক্ষা"}""")
        val case = programme.text(programme.office("report", report.path, "--json"), "id")
        programme.office("triage", case, "valid")
        programme.office(
            "consent",
            "give",
            case,
            "--giver",
            "guardian",
            "--groups",
            "situation,name",
            "--purpose",
            "services",
        )
        programme.office("sync")
        programme.office("refer", case, "--to", to, "--service", "shelter_child")
        programme.office("sync")
    }

    private companion object {
        const val PAGES = 40
    }
}
