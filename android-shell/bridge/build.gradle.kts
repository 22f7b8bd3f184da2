plugins {
    alias(libs.plugins.kotlin.jvm)
    `java-test-fixtures`
}

kotlin {
    compilerOptions { jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_11 }
    // What uniffi generated: `cargo xtask bindings`.
    sourceSets["main"].kotlin.srcDir("generated")
}

java {
    sourceCompatibility = JavaVersion.VERSION_11
    targetCompatibility = JavaVersion.VERSION_11
}

dependencies {
    api(libs.coroutines.core)
    // On phones the AAR: see app.
    compileOnly(libs.jna)
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.coroutines.test)
    testFixturesImplementation(libs.jna)
    testFixturesImplementation(libs.junit)
}

tasks.test {
    val built = rootDir.resolve("../target/debug")
    systemProperty("jna.library.path", built.path)
    systemProperty("jonaki.server", built.resolve("jonaki-server").path)
}
