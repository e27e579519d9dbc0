package io.tillgate.gateway.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports of loopback, found all at once so that none is given twice. They lie below those
 * that systems give to outgoing connections: a process that was killed must find its port again,
 * and whoever calls it meanwhile must not be given that very port to call from.
 */
final class Ports {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int MAX_TRIES = 5_000;

  private Ports() {}

  static List<Integer> free(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int tries = 0; held.size() < count; tries++) {
        if (tries == MAX_TRIES) {
          throw new IOException(
              "no %d free ports from %d to %d on this machine".formatted(count, LOWEST, HIGHEST));
        }
        hold(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST), held);
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) socket.close();
    }
  }

  private static void hold(int port, List<ServerSocket> held) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      held.add(socket);
    } catch (IOException e) {
      socket.close(); // somebody has it
    }
  }
}
