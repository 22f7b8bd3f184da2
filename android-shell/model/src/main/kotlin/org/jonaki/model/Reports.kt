package org.jonaki.model

import kotlinx.coroutines.CoroutineScope
import org.jonaki.bridge.Jonaki
import org.jonaki.ffi.Area
import org.jonaki.ffi.ReportPage
import org.jonaki.ffi.ReportScreen
import org.jonaki.ffi.Session

private const val PAGE = 30u

/** My reports: drafts, questions from the coordinator, each report with its proven state. */
class ReportsScreen(
    jonaki: Jonaki,
    scope: CoroutineScope,
) : Screen<ReportPage>(jonaki, scope, setOf(Area.REPORTS, Area.CASES, Area.SYNC)) {
    private var pages = 1u

    override fun load(session: Session): ReportPage = session.reports().use { it.list(null, PAGE * pages) }

    /** Shows more of them. */
    suspend fun more() {
        pages += 1u
        refresh()
    }

    /** Throws a draft away. */
    suspend fun discard(draft: Long): Boolean = act { session -> session.reports().use { it.discard(draft) } }
}

/** One report and its feedback. */
class ReportFeedback(
    jonaki: Jonaki,
    scope: CoroutineScope,
    private val report: String,
    private val language: String,
) : Screen<ReportScreen>(jonaki, scope, setOf(Area.REPORTS, Area.CASES, Area.SYNC)) {
    override fun load(session: Session): ReportScreen = session.reports().use { it.one(report, language) }

    /** Answers a question of the coordinator. */
    suspend fun answer(
        question: String,
        text: String,
    ): Boolean = act { session -> session.reports().use { it.answerQuestion(report, question, text) } }

    /** Adds what was learnt later. */
    suspend fun add(text: String): Boolean = act { session -> session.reports().use { it.addNote(report, text) } }
}
