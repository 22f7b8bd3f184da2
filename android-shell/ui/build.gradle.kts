plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "org.jonaki.ui"
    compileSdk = 37
    defaultConfig { minSdk = 24 }
    buildFeatures { compose = true }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
}

// Gradle shows ui the bindings too, through model: `cargo xtask android build` is what holds them apart.
dependencies {
    api(project(":model"))
    api(libs.compose.foundation)
    api(libs.compose.material3)
    api(libs.compose.ui)
    implementation(libs.lifecycle.runtime.compose)
}
