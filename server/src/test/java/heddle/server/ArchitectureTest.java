package heddle.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house that the compiler does not hold. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("heddle");
    private static final Path ROOT = Path.of("..");

    private static final List<String> MODULES = List.of("identity", "data", "ledger", "market", "studio");

    private static void holds(ArchRule rule) {
        rule.check(MAIN);
    }

    @Test
    void modulesKnowNoOtherModule() {
        for (String module : MODULES) {
            String[] others = MODULES.stream()
                    .filter(other -> !other.equals(module))
                    .map(ArchitectureTest::within)
                    .toArray(String[]::new);
            holds(noClasses()
                    .that()
                    .resideInAPackage(within(module))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .allowEmptyShould(true));
        }
        holds(noClasses()
                .that()
                .resideInAPackage("heddle.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(modulesAnd("heddle.contracts..", "heddle.server..")));
        holds(noClasses()
                .that()
                .resideInAPackage("heddle.contracts..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(modulesAnd("heddle.server..")));
    }

    private static String within(String module) {
        return "heddle." + module + "..";
    }

    private static String[] modulesAnd(String... packages) {
        return Stream.concat(MODULES.stream().map(ArchitectureTest::within), Stream.of(packages))
                .toArray(String[]::new);
    }

    @Test
    void modulesReachTheWebServerOnlyThroughTheKernel() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(modulesAnd("heddle.contracts.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.helidon..", "com.zaxxer..", "org.flywaydb.."));
    }

    @Test
    void packagesHaveNoCycles() {
        for (String module : MODULES) {
            holds(slices().matching("heddle." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true));
        }
    }

    @Test
    void storesStayInTheirPackage() {
        holds(classes()
                .that()
                .haveSimpleNameEndingWith("Store")
                .and()
                .areTopLevelClasses()
                .and()
                .resideInAnyPackage(modulesAnd())
                .should()
                .bePackagePrivate());
    }

    @Test
    void namesSayWhatThingsAre() {
        holds(noClasses()
                .that()
                .resideInAPackage("heddle..")
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Dto")
                .orShould()
                .haveSimpleNameEndingWith("Service"));
    }

    @Test
    void timeAndChanceComeFromTheKernel() {
        ArchRule rule = noClasses()
                .that()
                .resideInAnyPackage(modulesAnd())
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random");
        holds(rule);
    }

    @Test
    void nothingMutableIsStatic() {
        holds(fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("heddle..")
                .should()
                .beFinal());
    }

    @Test
    void onlyTheRouterAndTheWorkRunnerCatchEverything() throws IOException {
        assertThat(lines(
                        "src/main",
                        Pattern.compile("catch \\((final )?(Exception|Throwable)\\b"),
                        List.of("Router.java")))
                .isEmpty();
    }

    @Test
    void testsDoNotSleep() throws IOException {
        assertThat(lines(
                        "src/test",
                        Pattern.compile("Thread\\.sleep|TimeUnit\\.[A-Z]+\\.sleep"),
                        List.of("ArchitectureTest.java")))
                .isEmpty();
    }

    @Test
    void filesAreSmall() throws IOException {
        List<String> large = new ArrayList<>();
        for (Path file : sources("src/main")) {
            long lines = Files.readAllLines(file).size();
            if (lines > 600) {
                large.add(file + " " + lines);
            }
        }
        assertThat(large).isEmpty();
    }

    private static List<String> lines(String folder, Pattern pattern, List<String> allowed) throws IOException {
        List<String> out = new ArrayList<>();
        for (Path file : sources(folder)) {
            if (allowed.contains(file.getFileName().toString())) {
                continue;
            }
            int at = 0;
            for (String line : Files.readAllLines(file)) {
                at++;
                if (pattern.matcher(line).find()) {
                    out.add(file + ":" + at + " " + line.trim());
                }
            }
        }
        return out;
    }

    private static List<Path> sources(String folder) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(p -> p.toString().endsWith(".java"))
                    .filter(p -> p.toString().contains("/" + folder + "/"))
                    .toList();
        }
    }
}
