package dev.unroll.engine;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Imports between packages run one way. */
@AnalyzeClasses(packages = "dev.unroll.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {
    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching("dev.unroll.engine.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a package is understood from those below it alone");
}
