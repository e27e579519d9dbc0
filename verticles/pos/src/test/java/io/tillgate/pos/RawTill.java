package io.tillgate.pos;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A till that writes its bytes itself, so that it can stop in the middle. */
final class RawTill implements AutoCloseable {
  private static final int WAIT_MILLIS = 20_000;

  private final Socket socket;
  private String body = "";

  RawTill(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(WAIT_MILLIS);
  }

  RawTill write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return this;
  }

  static String head(String path, int contentLength) {
    return "POST "
        + path
        + " HTTP/1.1\r\nhost: edge\r\ncontent-type: application/json\r\ncontent-length: "
        + contentLength
        + "\r\n\r\n";
  }

  /** The status of the next answer, whose body is read too; -1 where the connection ended. */
  int status() throws IOException {
    String head = head();
    if (head.isEmpty()) return -1;
    int length = 0;
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase().startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    }
    byte[] bytes = socket.getInputStream().readNBytes(length);
    body = new String(bytes, StandardCharsets.UTF_8);
    return Integer.parseInt(head.substring(9, 12));
  }

  /** What came with the last {@link #status}. */
  String body() {
    return body;
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) return "";
      head.append((char) next);
    }
    return head.toString();
  }

  /** Whether the edge ends the connection. */
  boolean isClosedByEdge() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
