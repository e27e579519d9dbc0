package io.tillgate.gateway.role;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries every port that a process will listen on before anything is opened, so that a refusal names
 * the setting and nothing is left half-started.
 */
final class Ports {
  private Ports() {}

  /**
   * A port to listen on.
   *
   * @param setting path of the port's setting
   */
  record Door(String setting, String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port + " (" + setting + ")";
    }
  }

  /** Refuses the first door that cannot be opened. All are held at once, to find doubles. */
  static void tryAll(List<Door> doors) throws StartRefused {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (Door door : doors) held.add(open(door, doors));
    } finally {
      for (ServerSocket socket : held) close(socket);
    }
  }

  private static ServerSocket open(Door door, List<Door> doors) throws StartRefused {
    try {
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(new InetSocketAddress(InetAddress.getByName(door.host), door.port));
        return socket;
      } catch (IOException e) {
        close(socket);
        throw e;
      }
    } catch (UnknownHostException e) {
      throw new StartRefused(
          "%s is no address of this machine: correct the host beside that port".formatted(door), e);
    } catch (BindException e) {
      throw refused(door, doors, e);
    } catch (IOException e) {
      throw new StartRefused("%s cannot be listened on: %s".formatted(door, e.getMessage()), e);
    }
  }

  private static StartRefused refused(Door door, List<Door> doors, BindException e) {
    String why = String.valueOf(e.getMessage());
    if (why.contains("Permission denied")) {
      return new StartRefused(
          "%s: this user may not listen on a port below 1024; choose a higher one".formatted(door));
    }
    if (!why.contains("in use")) {
      return new StartRefused(
          "%s is no address of this machine: correct the host beside that port (%s)"
              .formatted(door, why));
    }
    for (Door other : doors) {
      if (other != door && other.port == door.port) {
        return new StartRefused(
            "%s and %s ask for the same port: change one of them".formatted(door, other));
      }
    }
    return new StartRefused(
        "%s is in use by another process: stop that one, or set another port".formatted(door));
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that was tried cannot be closed", e);
    }
  }
}
