package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CentralStartTest {
  private static Exception wrapped(Exception cause) {
    return new IllegalStateException("the schema cannot be brought up to date", cause);
  }

  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006", "57P01", "57P03"})
  void aDatabaseThatIsAwayOrStartsIsWaitedFor(String state) {
    assertTrue(CentralStart.isAway(wrapped(new SQLException("away", state))));
  }

  @Test
  void aDoorThatIsClosedIsWaitedFor() {
    assertTrue(CentralStart.isAway(wrapped(new ConnectException("refused"))));
  }

  /** A wrong password, no such database, a schema that does not fit. */
  @ParameterizedTest
  @ValueSource(strings = {"28P01", "3D000", "42P07"})
  void whatAPersonMustMendIsNotWaitedFor(String state) {
    assertFalse(CentralStart.isAway(wrapped(new SQLException("no", state))));
    assertFalse(CentralStart.isAway(wrapped(new SQLException("no"))));
  }
}
