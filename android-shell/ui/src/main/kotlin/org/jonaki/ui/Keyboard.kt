package org.jonaki.ui

import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputConnection
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.runtime.Composable
import androidx.compose.ui.ExperimentalComposeUiApi
import androidx.compose.ui.platform.InterceptPlatformTextInput
import androidx.compose.ui.platform.PlatformTextInputMethodRequest
import androidx.compose.ui.text.input.KeyboardType

internal fun quietKeyboard(type: KeyboardType = KeyboardType.Text): KeyboardOptions =
    KeyboardOptions(keyboardType = type, autoCorrectEnabled = false)

/** Keyboards learn what is typed, and some send it home: every field in here asks them not to. */
@OptIn(ExperimentalComposeUiApi::class)
@Composable
fun WithoutLearning(content: @Composable () -> Unit) {
    InterceptPlatformTextInput(
        interceptor = { request, next ->
            next.startInputMethod(
                object : PlatformTextInputMethodRequest {
                    override fun createInputConnection(outAttributes: EditorInfo): InputConnection {
                        val connection = request.createInputConnection(outAttributes)
                        val quiet = EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
                        outAttributes.imeOptions = outAttributes.imeOptions or quiet
                        return connection
                    }
                },
            )
        },
        content = content,
    )
}
