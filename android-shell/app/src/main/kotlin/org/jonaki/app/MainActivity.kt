package org.jonaki.app

import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.lifecycleScope
import kotlinx.coroutines.launch
import org.jonaki.bridge.Jonaki
import org.jonaki.bridge.Outcome
import org.jonaki.ffi.Role
import org.jonaki.model.Place
import org.jonaki.model.Way
import org.jonaki.ui.JonakiTheme

/** The one activity. What is on the screen is in no screenshot, no list of recent apps and no backup. */
class MainActivity : ComponentActivity() {
    private var way: Way? by mutableStateOf(null)
    private var opened: Outcome<Jonaki>? by mutableStateOf(null)

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
        enableEdgeToEdge()
        val kept = savedInstanceState?.getString(WAY)
        setContent { JonakiTheme { Shell(opened, way, ::open, ::call) } }
        lifecycleScope.launch { open(kept) }
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        way?.let { outState.putString(WAY, it.write()) }
    }

    private fun open() {
        lifecycleScope.launch { open(null) }
    }

    private suspend fun open(kept: String?) {
        val jonaki = (application as JonakiApp).jonaki()
        if (jonaki is Outcome.Done) {
            val first = first(jonaki.value)
            if (first != Place.Enrol) SyncWorker.plan(applicationContext)
            way = if (kept != null && first != Place.Enrol) Way.read(kept) else Way(listOf(first))
        }
        opened = jonaki
    }

    private suspend fun first(jonaki: Jonaki): Place {
        val who = (jonaki.ask { it.whoAmI() } as? Outcome.Done)?.value
        return when (who?.role) {
            null -> Place.Enrol
            Role.REPORTER -> Place.Reports
            else -> Place.Today
        }
    }

    /** Opens the dialler with the number: the person presses call. */
    private fun call(number: String) {
        val dial = Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null))
        if (dial.resolveActivity(packageManager) != null) startActivity(dial)
    }

    private companion object {
        const val WAY = "way"
    }
}
