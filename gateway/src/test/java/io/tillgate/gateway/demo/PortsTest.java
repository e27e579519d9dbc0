package io.tillgate.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void noPortIsGivenTwiceAndEachCanBeListenedOn() throws IOException {
    List<Integer> ports = Ports.free(30);
    assertEquals(30, new HashSet<>(ports).size());
    for (int port : ports) {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  @Test
  void noneIsOneThatAConnectionMayBeGivenToCallFrom() throws IOException {
    for (int port : Ports.free(50)) assertTrue(port >= 20_000 && port < 32_768, "port " + port);
  }
}
