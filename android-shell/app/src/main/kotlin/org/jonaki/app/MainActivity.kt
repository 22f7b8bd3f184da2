package org.jonaki.app

import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import org.jonaki.model.Start
import org.jonaki.ui.StartScreen

/** The only activity. */
class MainActivity : ComponentActivity() {
    private val start = Start()

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContent { StartScreen(start) }
    }
}
