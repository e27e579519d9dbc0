package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.role.Ports.Door;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
  private static String refusal(Door... doors) {
    return assertThrows(StartRefused.class, () -> Ports.tryAll(List.of(doors))).getMessage();
  }

  @Test
  void aPortInUseIsRefusedByTheNameOfItsSetting() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertEquals(
          "127.0.0.1:%d (pos.port) is in use by another process: stop that one, or set another port"
              .formatted(port),
          refusal(new Door("a.port", "127.0.0.1", 0), new Door("pos.port", "127.0.0.1", port)));
    }
  }

  @Test
  void twoSettingsWithOnePortAreBothNamed() throws IOException {
    int free = freePort();
    String refusal =
        refusal(new Door("a.port", "127.0.0.1", free), new Door("b.port", "0.0.0.0", free));
    assertTrue(refusal.contains("(a.port)") && refusal.contains("(b.port)"), refusal);
    assertTrue(refusal.contains("ask for the same port"), refusal);
  }

  @Test
  void anAddressOfAnotherMachineIsRefused() {
    String refusal = refusal(new Door("pos.port", "192.0.2.1", 0));
    assertTrue(refusal.contains("(pos.port) is no address of this machine"), refusal);
  }

  @Test
  void portsThatWereTriedAreFreeAgain() throws Exception {
    Door door = new Door("a.port", "127.0.0.1", 0);
    Ports.tryAll(List.of(door, door));
    Door again = new Door("b.port", "0.0.0.0", freePort());
    Ports.tryAll(List.of(again));
    Ports.tryAll(List.of(again));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
