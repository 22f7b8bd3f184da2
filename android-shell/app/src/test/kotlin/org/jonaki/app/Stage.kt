package org.jonaki.app

import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.work.Configuration
import org.jonaki.ffi.Connectivity
import java.io.File

/** The app without the phone's key store, which is the one thing of the platform that there is no copy of here. */
class StagedApp :
    JonakiApp(),
    Configuration.Provider {
    override fun wrapper(): Wrapper = Unwrapped

    override fun connectivity(): Connectivity? = null

    override val workManagerConfiguration: Configuration = Configuration.Builder().build()
}

/** Stands for the key store: what it wraps is not what it was given. */
private object Unwrapped : Wrapper {
    override fun wrap(secret: ByteArray): ByteArray = ByteArray(secret.size) { (secret[it].toInt() xor MASK).toByte() }

    override fun unwrap(wrapped: ByteArray): ByteArray = wrap(wrapped)

    private const val MASK = 0x5a
}

/** Draws what is on the screen into a picture. */
fun shoot(
    view: View,
    name: String,
) {
    val picture = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    view.draw(Canvas(picture))
    val file = File(checkNotNull(System.getProperty("jonaki.shots")), "$name.png")
    file.outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
}

/** Nodes of which the tag begins so. */
fun hasTestTagThatBegins(start: String): SemanticsMatcher =
    SemanticsMatcher("has a tag that begins with $start") { node ->
        node.config.getOrNull(SemanticsProperties.TestTag)?.startsWith(start) == true
    }
