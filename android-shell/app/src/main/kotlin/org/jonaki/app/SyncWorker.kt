package org.jonaki.app

import android.content.Context
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.NetworkType
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import org.jonaki.bridge.Outcome
import org.jonaki.bridge.orNull
import java.util.concurrent.TimeUnit

/** Sends and fetches while nobody looks, when there is a network. A helper: the promise is *send now*. */
class SyncWorker(
    context: Context,
    parameters: WorkerParameters,
) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val jonaki = (applicationContext as JonakiApp).jonaki().orNull() ?: return Result.retry()
        return if (jonaki.sync() is Outcome.Done) Result.success() else Result.retry()
    }

    companion object {
        private const val NAME = "sync"
        private const val HOURS = 4L

        /** A few times a day; nothing new costs one small request. */
        fun plan(context: Context) {
            val constraints = Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build()
            val work =
                PeriodicWorkRequestBuilder<SyncWorker>(HOURS, TimeUnit.HOURS).setConstraints(constraints).build()
            WorkManager
                .getInstance(context)
                .enqueueUniquePeriodicWork(NAME, ExistingPeriodicWorkPolicy.KEEP, work)
        }
    }
}
