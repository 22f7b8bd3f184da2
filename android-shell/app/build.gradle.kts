plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "org.jonaki.app"
    compileSdk = 37
    defaultConfig {
        applicationId = "org.jonaki.app"
        minSdk = 24
        targetSdk = 35
        // The kinds of phones that `cargo xtask android native` builds the core for.
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }
    buildFeatures { compose = true }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
    buildTypes {
        release {
            isMinifyEnabled = true
            proguardFiles("proguard-rules.pro")
        }
    }
    testOptions {
        unitTests {
            isIncludeAndroidResources = true
            all {
                val built = rootDir.resolve("../target/debug")
                val shots = rootDir.resolve("../target/android/shots").apply { mkdirs() }
                it.systemProperty("jna.library.path", built.path)
                it.systemProperty("jonaki.server", built.resolve("jonaki-server").path)
                it.systemProperty("jonaki.shots", shots.path)
            }
        }
    }
}

dependencies {
    implementation(project(":ui"))
    implementation(libs.activity.compose)
    implementation(libs.coroutines.android)
    implementation(libs.lifecycle.process)
    implementation(libs.work.runtime)
    implementation(libs.jna) { artifact { type = "aar" } }
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.compose.ui.test)
    testImplementation(libs.coroutines.test)
    testImplementation(libs.robolectric)
    testImplementation(libs.test.junit)
    testImplementation(testFixtures(project(":bridge")))
}
