package tv.headwater.contract;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** What holds in every module's main code. A module's {@code HouseRulesTest} calls {@link #check} with its root package. */
public final class HouseRules {

    private static final String OURS = "tv.headwater.";

    private HouseRules() {}

    /**
     * Checks all rules on the classes under {@code root}.
     *
     * @param pure packages of wire and format code, as ArchUnit package patterns, that may use only {@code java},
     *     JSpecify, the contract and each other
     * @throws AssertionError naming every violation
     */
    public static void check(String root, String... pure) {
        var classes =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(root);
        if (classes.isEmpty()) {
            throw new AssertionError("no classes under " + root);
        }
        for (var rule :
                List.of(
                        NAMES,
                        KAFKA,
                        HTTP,
                        NO_FIELD_INJECTION,
                        NO_SERIALIZATION,
                        NO_STANDARD_STREAMS)) {
            rule.allowEmptyShould(true).check(classes);
        }
        nullMarked(root).check(classes);
        acyclic(root).check(classes);
        independent(root, classes);
        if (pure.length > 0) {
            pure(pure).check(classes);
        }
    }

    private static final ArchRule NAMES =
            noClasses()
                    .should()
                    .haveNameMatching(
                            ".*(Impl|Utils?|Helper|Manager|Handler|Dto|DTO|Data|Info|Abstract|Base)")
                    .orShould()
                    .haveNameMatching(".*[.$](Abstract|Base|Default)[A-Z][^.]*")
                    .because("names say a thing's role");

    private static final ArchRule KAFKA =
            noClasses()
                    .that(topLevelNameMatches("(.*Topics?|KafkaSettings)", false))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..")
                    .because("Kafka appears only in …Topic classes");

    private static final ArchRule HTTP =
            noClasses()
                    .that(topLevelNameMatches(".*(Controller|Problems)", false))
                    .should()
                    .beAnnotatedWith("org.springframework.web.bind.annotation.RestController")
                    .orShould()
                    .beAnnotatedWith("org.springframework.stereotype.Controller")
                    .because("HTTP appears only in …Controller classes");

    private static final ArchRule NO_FIELD_INJECTION =
            noFields()
                    .should()
                    .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                    .orShould()
                    .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                    .because("dependencies come through the constructor");

    private static final ArchRule NO_SERIALIZATION =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.io.ObjectInputStream")
                    .because("nobody deserialises Java objects from a peer");

    private static final ArchRule NO_STANDARD_STREAMS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "tv.headwater.standalone..",
                            "tv.headwater.demo..",
                            "tv.headwater.bench..")
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .because("services log");

    private static ArchRule nullMarked(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(NullMarked.class)
                .allowEmptyShould(true);
    }

    private static ArchRule acyclic(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
    }

    private static ArchRule pure(String... packages) {
        return classes()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .onlyDependOnClassesThat(
                        are(resideInAPackage("java.."))
                                .or(resideInAPackage("javax.crypto.."))
                                .or(resideInAPackage("org.jspecify.."))
                                .or(resideInAPackage("tv.headwater.contract.."))
                                .or(JavaClass.Predicates.resideInAnyPackage(packages))
                                .or(JavaClass.Predicates.type(int[].class))
                                .or(isArrayOrPrimitive()))
                .because("wire and format code is pure");
    }

    private static DescribedPredicate<JavaClass> isArrayOrPrimitive() {
        return DescribedPredicate.describe(
                "array or primitive", c -> c.isArray() || c.isPrimitive());
    }

    /** Who starts all services, and who measures them, know them. */
    private static void independent(String root, JavaClasses classes) {
        if (root.startsWith(OURS + "standalone") || root.startsWith(OURS + "bench")) {
            return;
        }
        for (var service :
                List.of("ingest", "transcode", "packager", "edge", "metadata", "gateway")) {
            if (!root.startsWith(OURS + service)) {
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(OURS + service + "..")
                        .because("no module depends on a service")
                        .check(classes);
            }
        }
    }

    private static DescribedPredicate<JavaClass> topLevelNameMatches(
            String regex, boolean matches) {
        return DescribedPredicate.describe(
                "top-level name " + (matches ? "matches " : "does not match ") + regex,
                c -> topLevel(c).getSimpleName().matches(regex) == matches);
    }

    private static JavaClass topLevel(JavaClass c) {
        return c.getEnclosingClass().map(HouseRules::topLevel).orElse(c);
    }
}
