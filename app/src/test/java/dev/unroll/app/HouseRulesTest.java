package dev.unroll.app;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Imports run one way: app → viz → engine, and lesson → what lessons share. */
@AnalyzeClasses(packages = "dev.unroll", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    @ArchTest
    static final ArchRule ENGINE_HAS_NO_SCREEN = noClasses()
            .that()
            .resideInAPackage("dev.unroll.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javafx..", "java.awt..", "javax.swing..", "dev.unroll.viz..", "dev.unroll.app..")
            .because("the engine can be used alone as a library");

    @ArchTest
    static final ArchRule VIEWS_KNOW_DATA_NOT_MODELS = noClasses()
            .that()
            .resideInAPackage("dev.unroll.viz..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.unroll.app..",
                    "dev.unroll.engine.model..",
                    "dev.unroll.engine.nn..",
                    "dev.unroll.engine.train..",
                    "dev.unroll.engine.generate..")
            .because("a view draws what it is given, for any model and any lesson");

    @ArchTest
    static final ArchRule NO_INTERNALS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("sun..", "com.sun..", "jdk.internal..")
            .because("what is not public may be gone tomorrow");

    @ArchTest
    static final ArchRule NO_BINS = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..manager..", "..impl..")
            .because("a package is named for what lives in it");

    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching("dev.unroll.app.(**)")
            .should()
            .beFreeOfCycles()
            .because("what goes round in a circle cannot be understood one package at a time");

    @ArchTest
    static final ArchRule ONLY_THE_ROAD_NAMES_LESSONS = noClasses()
            .that()
            .resideOutsideOfPackages("dev.unroll.app.road..", "dev.unroll.app.lesson.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.unroll.app.lesson.*..")
            .because("a lesson is added by its own package and one line of the road");

    @ArchTest
    static final ArchRule LESSONS_DO_NOT_KNOW_EACH_OTHER = slices().matching("dev.unroll.app.lesson.(*)..")
            .should()
            .notDependOnEachOther()
            .because("what two lessons need belongs to what all of them share");
}
