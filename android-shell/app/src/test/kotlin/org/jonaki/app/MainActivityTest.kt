package org.jonaki.app

import android.graphics.Bitmap
import android.graphics.Canvas
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithText
import org.jonaki.bridge.Core
import org.jonaki.bridge.Secrets
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import java.io.File

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "bn-w360dp-h640dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class MainActivityTest {
    @get:Rule
    val rule = createAndroidComposeRule<MainActivity>()

    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `the name is shown in Bangla`() {
        assertEquals("জোনাকি", rule.activity.getString(R.string.label))
        rule.onNodeWithText("জোনাকি").assertIsDisplayed()
        rule.onNodeWithText("তথ্যভাণ্ডার খোলা নেই।").assertIsDisplayed()
        shoot("start-bn")
    }

    @Test
    fun `the core answers inside the sandbox`() {
        val secrets =
            object : Secrets {
                override fun read(name: String): ByteArray? = null

                override fun write(
                    name: String,
                    secret: ByteArray,
                ) = Unit
            }
        Core.open(folder.root, secrets).use { assertTrue(it.isOpen) }
    }

    private fun shoot(name: String) {
        val view = rule.activity.window.decorView
        val picture = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(picture))
        val file = File(checkNotNull(System.getProperty("jonaki.shots")), "$name.png")
        file.outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }
}
