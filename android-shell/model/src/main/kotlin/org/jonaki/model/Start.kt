package org.jonaki.model

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import org.jonaki.bridge.Core

/** The first screen: whether the database is open. */
class Start {
    private val opened = MutableStateFlow(false)

    val isOpen: StateFlow<Boolean> = opened.asStateFlow()

    fun show(core: Core) {
        opened.value = core.isOpen
    }
}
