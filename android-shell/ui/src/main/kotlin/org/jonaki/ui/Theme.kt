package org.jonaki.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.Color

// Contrast of text on each of these is 4.5 or more, of large signs 3 or more (WCAG 2.2, 1.4.3 and 1.4.11).
private val light =
    lightColorScheme(
        primary = Color(0xFF14532D),
        onPrimary = Color.White,
        primaryContainer = Color(0xFFD1F0DB),
        onPrimaryContainer = Color(0xFF06260F),
        secondary = Color(0xFF7A4A00),
        secondaryContainer = Color(0xFFFFE6B8),
        onSecondaryContainer = Color(0xFF2A1800),
        error = Color(0xFF9F1239),
        errorContainer = Color(0xFFFFE1E6),
        onErrorContainer = Color(0xFF4C0519),
        background = Color(0xFFFBFCFA),
        surface = Color(0xFFFBFCFA),
        surfaceVariant = Color(0xFFE9EEE9),
        onSurfaceVariant = Color(0xFF3D4A41),
        // Cards.
        surfaceContainerHighest = Color(0xFFE9EEE9),
    )

private val dark =
    darkColorScheme(
        primary = Color(0xFF8FDBA8),
        onPrimary = Color(0xFF06260F),
        primaryContainer = Color(0xFF1B4D2C),
        onPrimaryContainer = Color(0xFFD1F0DB),
        secondary = Color(0xFFFFCB6B),
        secondaryContainer = Color(0xFF553600),
        onSecondaryContainer = Color(0xFFFFE6B8),
        error = Color(0xFFFFB3C0),
        errorContainer = Color(0xFF6B1028),
        onErrorContainer = Color(0xFFFFE1E6),
        background = Color(0xFF101411),
        surface = Color(0xFF101411),
        surfaceVariant = Color(0xFF2A322C),
        onSurfaceVariant = Color(0xFFC3CDC5),
        surfaceContainerHighest = Color(0xFF222A24),
    )

@Composable
fun JonakiTheme(
    darkTheme: Boolean = isSystemInDarkTheme(),
    content: @Composable () -> Unit,
) {
    MaterialTheme(colorScheme = if (darkTheme) dark else light, content = content)
}
