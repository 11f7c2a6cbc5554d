package io.ledgerlink.nexus.cache;

import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Data goes down once and comes back once: a package knows only those further down. */
class ArchitectureTests {

    private static final String ROOT = "io.ledgerlink.nexus.cache";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(NexusCache.class.getProtectionDomain().getCodeSource().getLocation());

    /** Each package, and the packages of ours that it may know; the root stands for what users touch. */
    private static final Map<String, List<String>> MAY_KNOW = mayKnow();

    private static Map<String, List<String>> mayKnow() {
        Map<String, List<String>> rooms = new LinkedHashMap<>();
        rooms.put(
                ".assembly",
                List.of(
                        "",
                        ".wiring",
                        ".load",
                        ".tier",
                        ".bus",
                        ".remote.redis",
                        ".remote.memory",
                        ".remote",
                        ".stamp",
                        ".codec",
                        ".value",
                        ".journal",
                        ".transaction",
                        ".context.micrometer",
                        ".context",
                        ".settings",
                        ".key"));
        rooms.put(
                ".wiring",
                List.of(
                        ".engine",
                        ".load",
                        ".evict",
                        ".tier",
                        ".bus",
                        ".remote",
                        ".stamp",
                        ".metrics",
                        ".journal",
                        ".transaction",
                        ".context",
                        ".settings",
                        ".key"));
        rooms.put(".eviction", List.of("", ".aspect", ".method", ".key"));
        rooms.put(".aspect", List.of("", ".method", ".entry", ".context", ".key"));
        rooms.put(".method", List.of("", ".key"));
        rooms.put(".spring", List.of(""));
        rooms.put(".event", List.of(""));
        rooms.put(".tenant", List.of(""));
        rooms.put(".micrometer", List.of(""));
        rooms.put(".transaction.spring", List.of("", ".transaction"));
        rooms.put(
                ".engine",
                List.of(
                        "",
                        ".load",
                        ".evict",
                        ".tier",
                        ".bus",
                        ".local",
                        ".stamp",
                        ".remote",
                        ".entry",
                        ".codec",
                        ".metrics",
                        ".journal",
                        ".transaction",
                        ".context",
                        ".settings",
                        ".key"));
        rooms.put(
                ".load",
                List.of(
                        "",
                        ".evict",
                        ".tier",
                        ".bus",
                        ".local",
                        ".stamp",
                        ".remote",
                        ".entry",
                        ".metrics",
                        ".context",
                        ".settings",
                        ".key"));
        rooms.put(
                ".evict",
                List.of(
                        "",
                        ".tier",
                        ".bus",
                        ".local",
                        ".stamp",
                        ".remote",
                        ".metrics",
                        ".journal",
                        ".transaction",
                        ".key"));
        rooms.put(
                ".tier",
                List.of("", ".bus", ".local", ".stamp", ".remote", ".entry", ".codec", ".value", ".metrics", ".key"));
        rooms.put(".bus", List.of("", ".remote", ".stamp", ".metrics", ".settings"));
        rooms.put(".local", List.of("", ".stamp"));
        rooms.put(".stamp", List.of("", ".key"));
        rooms.put(".journal.jdbc", List.of(".journal"));
        rooms.put(".journal", List.of(""));
        rooms.put(".remote.redis", List.of(".remote", ".entry"));
        rooms.put(".remote.memory", List.of(".remote", ".entry"));
        rooms.put(".remote", List.of(".settings"));
        rooms.put(".entry", List.of("", ".codec", ".value"));
        rooms.put(".codec", List.of("", ".value"));
        rooms.put(".value", List.of(""));
        rooms.put(".metrics", List.of("", ".key"));
        rooms.put(".transaction", List.of(""));
        rooms.put(".context.micrometer", List.of(".context"));
        rooms.put(".context", List.of());
        rooms.put(".settings", List.of());
        rooms.put(".support", List.of());
        rooms.put(".warmup", List.of(""));
        rooms.put("", List.of(".context", ".key"));
        rooms.put(".key", List.of());
        return rooms;
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        assertThat(packages().map(JavaPackage::getName).map(name -> name.substring(ROOT.length())))
                .containsExactlyInAnyOrderElementsOf(MAY_KNOW.keySet());
    }

    @Test
    void aPackageKnowsOnlyThoseFurtherDown() {
        MAY_KNOW.forEach((room, below) -> {
            String[] allowed = Stream.concat(Stream.of(room, ".support"), below.stream())
                    .map(ROOT::concat)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + room)
                    .should()
                    .dependOnClassesThat(resideInAPackage(ROOT + "..").and(doNot(resideInAnyPackage(allowed))))
                    .check(CLASSES);
        });
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingKnowsSpringBoot() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot..")
                .check(CLASSES);
    }

    @Test
    void theEngineAndWhatItStandsOnKnowNothingOfSpring() {
        noClasses()
                .that()
                .resideInAnyPackage(inRoot(
                        ".engine",
                        ".load",
                        ".evict",
                        ".tier",
                        ".stamp",
                        ".bus",
                        ".local",
                        ".remote",
                        ".metrics",
                        ".remote.memory",
                        ".transaction",
                        ".settings",
                        ".entry",
                        ".journal",
                        ".context"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    @Test
    void onlyTheRoomForItKnowsContextPropagation() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".context.micrometer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer.context..")
                .check(CLASSES);
    }

    @Test
    void onlyTheRedisTierKnowsLettuce() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".remote.redis")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .check(CLASSES);
    }

    @Test
    void onlyTheRedisTierKnowsSpringDataRedisAndTheAssemblyItsFactory() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".remote.redis", ROOT + ".assembly")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.data.redis..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".assembly")
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.data.redis..")
                        .and(doNot(JavaClass.Predicates.simpleName("RedisConnectionFactory"))))
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(packages())
                .isNotEmpty()
                .allSatisfy(room -> assertThat(room.isAnnotatedWith(NullMarked.class))
                        .as(room.getName())
                        .isTrue());
    }

    @Test
    void classesAreNamedForWhatTheyAre() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotStartingWith("Abstract")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .check(CLASSES);
        classes()
                .that()
                .doNotHaveSimpleName("NexusCacheManager")
                .should()
                .haveSimpleNameNotEndingWith("Manager")
                .check(CLASSES);
    }

    private static String[] inRoot(String... rooms) {
        return Arrays.stream(rooms).map(ROOT::concat).toArray(String[]::new);
    }

    /** The packages that hold classes of ours. */
    private static Stream<JavaPackage> packages() {
        return CLASSES.stream()
                .map(JavaClass::getPackage)
                .collect(Collectors.toMap(JavaPackage::getName, room -> room, (one, same) -> one))
                .values()
                .stream();
    }
}
