plugins {
    alias(libs.plugins.kotlin.jvm)
}

kotlin {
    compilerOptions { jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_11 }
}

java {
    sourceCompatibility = JavaVersion.VERSION_11
    targetCompatibility = JavaVersion.VERSION_11
}

dependencies {
    api(project(":bridge"))
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.coroutines.test)
    testImplementation(testFixtures(project(":bridge")))
}

tasks.test {
    val built = rootDir.resolve("../target/debug")
    systemProperty("jna.library.path", built.path)
    systemProperty("jonaki.server", built.resolve("jonaki-server").path)
}
