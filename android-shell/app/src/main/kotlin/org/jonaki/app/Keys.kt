package org.jonaki.app

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import org.jonaki.ffi.HostException
import org.jonaki.ffi.SecretName
import org.jonaki.ffi.SecretStore
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** Wraps the database's key with one that never leaves the platform's key store. */
interface Wrapper {
    /** @throws GeneralSecurityException where the key store does not answer. */
    fun wrap(secret: ByteArray): ByteArray

    /** @throws GeneralSecurityException where the key store does not answer, or it was wrapped by another key. */
    fun unwrap(wrapped: ByteArray): ByteArray
}

/** Android's key store: an AES key in the hardware, where the phone has such. */
class PlatformWrapper : Wrapper {
    override fun wrap(secret: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, key()) }
        return cipher.iv + cipher.doFinal(secret)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray {
        if (wrapped.size <= NONCE) throw GeneralSecurityException("too short")
        val nonce = GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE)
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.DECRYPT_MODE, key(), nonce) }
        return cipher.doFinal(wrapped, NONCE, wrapped.size - NONCE)
    }

    private fun key(): SecretKey {
        val store = KeyStore.getInstance(STORE).apply { load(null) }
        (store.getKey(ALIAS, null) as? SecretKey)?.let { return it }
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec =
            KeyGenParameterSpec
                .Builder(ALIAS, purposes)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setKeySize(KEY_BITS)
                .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE).run {
            init(spec)
            generateKey()
        }
    }

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val ALIAS = "database"
        const val CIPHER = "AES/GCM/NoPadding"
        const val NONCE = 12
        const val TAG_BITS = 128
        const val KEY_BITS = 256
    }
}

/**
 * The secrets of this installation, in a folder that no backup reads. A store that does not answer is never taken for
 * an empty one: the core would make a new key, and everything unsent would be gone.
 */
class Secrets(
    private val folder: File,
    private val wrapper: Wrapper,
) : SecretStore {
    override fun read(name: SecretName): ByteArray? {
        val file = file(name)
        return if (file.exists()) answered { open(name, file.readBytes()) } else null
    }

    override fun write(
        name: SecretName,
        secret: ByteArray,
    ) = answered {
        folder.mkdirs()
        val file = file(name)
        val next = File(folder, file.name + ".new")
        next.outputStream().use { out ->
            out.write(if (name == SecretName.DATABASE_KEY) wrapper.wrap(secret) else secret)
            out.fd.sync()
        }
        if (!next.renameTo(file)) throw IOException("not renamed")
    }

    private fun open(
        name: SecretName,
        kept: ByteArray,
    ): ByteArray = if (name == SecretName.DATABASE_KEY) wrapper.unwrap(kept) else kept

    private fun file(name: SecretName) = File(folder, name.name.lowercase())

    private fun <T> answered(block: () -> T): T =
        try {
            block()
        } catch (_: IOException) {
            throw HostException.Failed()
        } catch (_: GeneralSecurityException) {
            throw HostException.Failed()
        }
}
