package org.jonaki.model

import kotlinx.coroutines.CoroutineScope
import org.jonaki.bridge.Jonaki
import org.jonaki.ffi.Area
import org.jonaki.ffi.CaseScreen
import org.jonaki.ffi.ReferralAnswer
import org.jonaki.ffi.ReferralPage
import org.jonaki.ffi.ReferralQuery
import org.jonaki.ffi.ReferralScreen
import org.jonaki.ffi.Session
import org.jonaki.ffi.Today
import org.jonaki.ffi.Triage

private const val OF_EACH = 10u
private const val REFERRALS = 50u

/** Today: what waits for a coordinator or a provider, the most urgent first. */
class TodayState(
    jonaki: Jonaki,
    scope: CoroutineScope,
) : Screen<Today>(jonaki, scope, setOf(Area.CASES, Area.REFERRALS, Area.SYNC)) {
    override fun load(session: Session): Today = session.cases().use { it.today(OF_EACH) }
}

/** One case. */
class CaseState(
    jonaki: Jonaki,
    scope: CoroutineScope,
    private val case: String,
    private val language: String,
) : Screen<CaseScreen>(jonaki, scope, setOf(Area.CASES, Area.REFERRALS, Area.SYNC)) {
    override fun load(session: Session): CaseScreen = session.cases().use { it.one(case, language) }

    /** Chooses one of two versions of a field. */
    suspend fun settle(
        field: String,
        version: UInt,
    ): Boolean = act { session -> session.cases().use { it.settle(case, field, version) } }

    suspend fun note(text: String): Boolean = act { session -> session.cases().use { it.addNote(case, text) } }

    suspend fun triage(decision: Triage): Boolean = act { session -> session.work().use { it.triage(case, decision) } }
}

/** Referrals in both directions. */
class ReferralsState(
    jonaki: Jonaki,
    scope: CoroutineScope,
    private val sent: Boolean,
) : Screen<ReferralPage>(jonaki, scope, setOf(Area.REFERRALS, Area.SYNC)) {
    override fun load(session: Session): ReferralPage {
        val query = ReferralQuery(sent = sent, open = false, case = null, after = null, limit = REFERRALS)
        return session.referrals().use { it.list(query) }
    }
}

/** One referral, answered in one step. */
class ReferralState(
    jonaki: Jonaki,
    scope: CoroutineScope,
    private val referral: String,
) : Screen<ReferralScreen>(jonaki, scope, setOf(Area.REFERRALS, Area.SYNC)) {
    override fun load(session: Session): ReferralScreen = session.referrals().use { it.one(referral) }

    suspend fun answer(
        answer: ReferralAnswer,
        note: String? = null,
    ): Boolean = act { session -> session.referrals().use { it.answer(referral, answer, note) } }

    suspend fun note(text: String): Boolean = act { session -> session.referrals().use { it.note(referral, text) } }
}
