package org.jonaki.app

import android.app.Application
import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.jonaki.bridge.Jonaki
import org.jonaki.bridge.Outcome
import org.jonaki.bridge.orNull
import org.jonaki.ffi.Connectivity
import org.jonaki.ffi.NetworkLink
import java.io.File

/** Holds the core for as long as the process lives: activity and worker share it. */
open class JonakiApp : Application() {
    private val opening = Mutex()
    private var opened: Jonaki? = null

    val scope = CoroutineScope(SupervisorJob())

    /** What wraps the database's key. */
    protected open fun wrapper(): Wrapper = PlatformWrapper()

    /** How the phone is connected; `null` where only trying tells. */
    protected open fun connectivity(): Connectivity? = Network(this)

    /** The core; opened by whoever asks first, and asked again where that failed. */
    suspend fun jonaki(): Outcome<Jonaki> =
        opening.withLock {
            opened?.let { return Outcome.Done(it) }
            val secrets = Secrets(File(noBackupFilesDir, "secrets"), wrapper())
            Jonaki.open(File(noBackupFilesDir, "jonaki").path, secrets, connectivity()).also { opened = it.orNull() }
        }
}

/** How this phone is connected now. */
private class Network(
    private val context: Context,
) : Connectivity {
    override fun link(): NetworkLink {
        val manager = context.getSystemService(Context.CONNECTIVITY_SERVICE) as ConnectivityManager
        val can = manager.activeNetwork?.let(manager::getNetworkCapabilities)
        return when {
            can?.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) != true -> NetworkLink.OFFLINE
            can.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> NetworkLink.UNMETERED
            else -> NetworkLink.METERED
        }
    }
}
