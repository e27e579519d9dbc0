package io.tillgate.card;

import io.tillgate.card.Iso.Message;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;

/** A card terminal over a real socket: asks, and waits for the answer. */
public final class TestTerminal implements AutoCloseable {
  private static final int WAIT_MILLIS = 20_000;

  private final Iso iso;
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  public TestTerminal(Iso iso, int port) throws IOException {
    this(iso, new Socket(InetAddress.getLoopbackAddress(), port));
  }

  public TestTerminal(Iso iso, Socket socket) throws IOException {
    this.iso = iso;
    this.socket = socket;
    socket.setSoTimeout(WAIT_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  public Message ask(int mti, Map<Integer, String> fields) throws IOException {
    send(mti, fields);
    return answer();
  }

  public void send(int mti, Map<Integer, String> fields) throws IOException {
    send(iso.write(mti, fields));
  }

  /** A message with its length in front. */
  public void send(byte[] message) throws IOException {
    byte[] frame = new byte[message.length + 2];
    frame[0] = (byte) (message.length >> 8);
    frame[1] = (byte) message.length;
    System.arraycopy(message, 0, frame, 2, message.length);
    raw(frame);
  }

  /** Bytes as they are. */
  public void raw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  public Message answer() throws IOException {
    return iso.read(answerBytes());
  }

  public byte[] answerBytes() throws IOException {
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return message;
  }

  /** Whether the edge closes the connection, rather than answering. */
  public boolean isCutOff() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  /** Breaks the connection without a goodbye. */
  public void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
