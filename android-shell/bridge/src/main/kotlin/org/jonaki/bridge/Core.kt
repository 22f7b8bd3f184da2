package org.jonaki.bridge

import org.jonaki.ffi.SecretName
import org.jonaki.ffi.SecretStore
import org.jonaki.ffi.Session
import java.io.File

/** Where the platform keeps secrets; the names are the core's. */
interface Secrets {
    /** Nothing where nothing was ever kept under this name. */
    fun read(name: String): ByteArray?

    fun write(
        name: String,
        secret: ByteArray,
    )
}

/** The core with its database open. */
class Core private constructor(
    private val session: Session,
) : AutoCloseable {
    val isOpen: Boolean get() = session.isOpen()

    override fun close() = session.close()

    companion object {
        fun open(
            folder: File,
            secrets: Secrets,
        ): Core = Core(Session.open(folder.path, Store(secrets), null))
    }
}

private class Store(
    private val secrets: Secrets,
) : SecretStore {
    override fun read(name: SecretName): ByteArray? = secrets.read(name.name)

    override fun write(
        name: SecretName,
        secret: ByteArray,
    ) = secrets.write(name.name, secret)
}
