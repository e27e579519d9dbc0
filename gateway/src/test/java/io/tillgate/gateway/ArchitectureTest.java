package io.tillgate.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.netty.handler.logging.LoggingHandler;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the compiler cannot keep of verticles/README.md: who may know whom, and who may name a card.
 */
class ArchitectureTest {
  private static final String ROOT = "io.tillgate";

  /** A row of the room table: name, what it holds, whom it may know. */
  private static final Pattern ROW =
      Pattern.compile("\\| `(?:\\.\\./)?(\\w+)` \\|.*\\| ([^|]+) \\|");

  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  /** Methods of a verticle; one with more has begun to decide. */
  private static final int THIN_METHODS = 16;

  private static JavaClasses production;

  @BeforeAll
  static void read() {
    production =
        new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);
    assertTrue(production.size() > 100, "only " + production.size() + " classes seen");
  }

  /** Whom each room may know, as the map of the house says. */
  private static Map<String, Set<String>> rooms() throws IOException {
    Path map = Path.of(System.getProperty("project.root", ".."), "verticles/README.md");
    Map<String, Set<String>> rooms = new TreeMap<>();
    for (String line : Files.readAllLines(map)) {
      Matcher row = ROW.matcher(line);
      if (!row.matches()) continue;
      Set<String> known = new TreeSet<>();
      Matcher name = NAME.matcher(row.group(2));
      while (name.find()) known.add(name.group(1));
      rooms.put(row.group(1), known);
    }
    Set<String> all = Set.copyOf(rooms.keySet());
    rooms.put("gateway", all);
    return rooms;
  }

  private static String[] packages(Set<String> rooms) {
    return rooms.stream().map(room -> ROOT + "." + room + "..").toArray(String[]::new);
  }

  @Test
  void theMapNamesEveryRoomThereIs() throws IOException {
    Set<String> there = new TreeSet<>();
    for (JavaClass type : production) there.add(type.getPackageName().split("\\.")[2]);
    assertEquals(there, rooms().keySet());
  }

  @Test
  void eachRoomKnowsOnlyWhomTheMapAllows() throws IOException {
    Map<String, Set<String>> rooms = rooms();
    for (String room : rooms.keySet()) {
      Set<String> strangers = new TreeSet<>(rooms.keySet());
      strangers.removeAll(rooms.get(room));
      strangers.remove(room);
      if (strangers.isEmpty()) continue;
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + room + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(strangers))
          .because("verticles/README.md says whom " + room + " may know")
          .allowEmptyShould(true)
          .check(production);
    }
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(production);
  }

  @Test
  void onlyTheCardRoomAndItsBytesCanNameACard() {
    DescribedPredicate<JavaClass> cardData =
        describe(
            "card data",
            type ->
                type.getPackageName().startsWith(ROOT + ".")
                    && Set.of("Pan", "TrackData", "PinBlock", "SealedPan", "SealedCard")
                        .contains(type.getSimpleName()));
    noClasses()
        .that()
        .resideOutsideOfPackages(packages(Set.of("wire", "card", "sandbox")))
        .and()
        .resideOutsideOfPackages(ROOT + ".gateway.role..", ROOT + ".gateway.cli..")
        .should()
        .dependOnClassesThat(cardData)
        .because("PCI DSS 4.0.1, 3: what no other room can name, none can leak")
        .check(production);
  }

  @Test
  void cardDataIsNeverAString() {
    fields()
        .that()
        .haveNameMatching(
            "(?i).*(\\bpan|pan(number|text|digits)?|track(1|2)(data)?|pin(block)?|cvc2?|cvv2?|cardnumber)")
        .and(
            new DescribedPredicate<JavaField>("are not constants of an enum") {
              @Override
              public boolean test(JavaField field) {
                return !field.getOwner().isEnum() && !field.getName().matches("(?i).*(span|japan)");
              }
            })
        .should()
        .notHaveRawType(assignableTo(CharSequence.class))
        .because("a String cannot be zeroed")
        .allowEmptyShould(true)
        .check(production);
  }

  @Test
  void bytesAndTheJournalKnowNothingOfVertx() {
    noClasses()
        .that()
        .resideInAnyPackage(packages(Set.of("wire", "journal")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..")
        .check(production);
  }

  @Test
  void verticlesAreThin() {
    classes()
        .that(assignableTo(VerticleBase.class).or(assignableTo(AbstractVerticle.class)))
        .should(
            new ArchCondition<JavaClass>("have at most " + THIN_METHODS + " methods") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                long methods =
                    type.getMethods().stream().filter(m -> !m.getName().contains("$")).count();
                events.add(
                    new SimpleConditionEvent(
                        type,
                        methods <= THIN_METHODS,
                        type.getName() + " has " + methods + " methods: a verticle only wires"));
              }
            })
        .check(production);
  }

  @Test
  void onlyCommandsPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".gateway.cli..", ROOT + ".gateway.demo..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .dependOnClassesThat(assignableTo(Logger.class))
        .because("a room logs through SLF4J, where card numbers are masked")
        .check(production);
  }

  @Test
  void nobodyLogsTheBytesOfAConnection() {
    noClasses()
        .should()
        .dependOnClassesThat(assignableTo(LoggingHandler.class))
        .orShould()
        .callMethodWhere(
            describe(
                "a call of setLogActivity",
                call -> call.getTarget().getName().equals("setLogActivity")))
        .because("wire logs hold card data (PCI DSS 4.0.1, 3.3.1)")
        .check(production);
  }

  @Test
  void namesSayWhatAThingIs() {
    String vague = "(Manager|Helper|Helpers|Util|Utils|Impl|Base|Abstract\\w+)";
    noClasses()
        .that(resideInAnyPackage(ROOT + ".."))
        .should()
        .haveNameMatching(".*\\b(" + vague + "|\\w+(Manager|Helper|Helpers|Util|Utils|Impl))")
        .because("a name says what a thing is or does")
        .check(production);
  }
}
