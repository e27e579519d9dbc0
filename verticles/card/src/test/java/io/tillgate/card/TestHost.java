package io.tillgate.card;

import io.tillgate.card.Iso.Message;
import io.tillgate.wire.Mti;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** An acquirer over real sockets that does with each message what the test says. */
public final class TestHost implements AutoCloseable {
  private static final int WAIT_SECONDS = 20;

  private final Iso iso;
  private final int port;
  private ServerSocket server;
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final List<Message> all = new CopyOnWriteArrayList<>();
  private final List<Message> network = new CopyOnWriteArrayList<>();
  private volatile boolean ignoresNetwork;
  private volatile Behaviour behaviour = TestHost::approve;
  private volatile Behaviour onNetwork = TestHost::approve;

  /** What to do with one message. */
  public interface Behaviour {
    void take(Received received) throws IOException;
  }

  /** A message and the connection that it came over. */
  public record Received(TestHost host, Peer peer, Message message) {
    public void answer(String code, Map<Integer, String> more) throws IOException {
      peer.send(host.iso.answer(message, code, more));
    }
  }

  public TestHost(Iso iso) throws IOException {
    this.iso = iso;
    this.server = listen(0);
    this.port = server.getLocalPort();
    accept();
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return server;
  }

  public int port() {
    return port;
  }

  public static void approve(Received received) throws IOException {
    String code = received.host.iso.accepted(received.message.mti());
    boolean pays = received.message.mti() / 100 % 10 <= 2;
    Map<Integer, String> more = new HashMap<>();
    if (pays) more.put(38, "A1B2C3");
    if (pays && received.message.field(37) == null) more.put(37, "RRN000000001");
    received.answer(code, more);
  }

  public static void stayStill(Received received) {}

  public void behave(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  private void accept() {
    ServerSocket mine = server;
    thread(
        () -> {
          while (true) {
            Socket socket = mine.accept();
            socket.setTcpNoDelay(true);
            Peer peer = new Peer(socket);
            peers.add(peer);
            thread(() -> read(peer));
          }
        });
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void thread(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException closed) {
                // the test or the edge closed it
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void read(Peer peer) throws IOException {
    try {
      DataInputStream in = new DataInputStream(peer.socket.getInputStream());
      while (true) {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        Received arrived = new Received(this, peer, iso.read(bytes));
        boolean edgesOwn =
            Mti.isNetwork(arrived.message.mti()) && arrived.message.field(41) == null;
        if (edgesOwn) {
          network.add(arrived.message);
          if (!ignoresNetwork && arrived.message.field(39) == null) onNetwork.take(arrived);
          continue;
        }
        all.add(arrived.message);
        received.add(arrived);
        behaviour.take(arrived);
      }
    } finally {
      peers.remove(peer);
    }
  }

  /** The next message that arrived. */
  public Received next() throws InterruptedException {
    Received next = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (next == null) throw new AssertionError("nothing arrived at the acquirer");
    return next;
  }

  /** The next message of this type that arrived; others are passed over. */
  public Received next(int mti) throws InterruptedException {
    return next(message -> message.mti() == mti);
  }

  public Received next(Predicate<Message> wanted) throws InterruptedException {
    while (true) {
      Received next = next();
      if (wanted.test(next.message)) return next;
    }
  }

  /** All that arrived, the edge's own network messages aside. */
  public List<Message> all() {
    return all;
  }

  /** Sign-ons and echoes of the edge's own. */
  public List<Message> network() {
    return network;
  }

  /** What to do with the edge's own network messages. */
  public void onNetwork(Behaviour behaviour) {
    onNetwork = behaviour;
  }

  public void ignoreNetwork(boolean ignores) {
    ignoresNetwork = ignores;
  }

  /** Sends a message of the host's own over one connection. */
  public void tell(byte[] message) throws IOException {
    peers.get(0).send(message);
  }

  public int connections() {
    return peers.size();
  }

  /** Cuts all connections; new ones are accepted. */
  public void cut() throws IOException {
    for (Peer peer : peers) peer.socket.close();
  }

  /** Cuts all, and refuses new ones until {@link #open}. */
  public void shut() throws IOException {
    server.close();
    cut();
  }

  public void open() throws IOException {
    server = listenAgain();
    accept();
  }

  /** Whoever tries to connect meanwhile may be given this very port for its own end. */
  private ServerSocket listenAgain() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (true) {
      try {
        return listen(port);
      } catch (java.net.BindException taken) {
        if (System.nanoTime() > deadline) throw taken;
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      }
    }
  }

  @Override
  public void close() throws IOException {
    shut();
  }

  /** One connection of the edge's. */
  public static final class Peer {
    private final Socket socket;
    private final DataOutputStream out;

    Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.out = new DataOutputStream(socket.getOutputStream());
    }

    public synchronized void send(byte[] message) throws IOException {
      byte[] frame = new byte[message.length + 2];
      frame[0] = (byte) (message.length >> 8);
      frame[1] = (byte) message.length;
      System.arraycopy(message, 0, frame, 2, message.length);
      out.write(frame);
    }

    public void close() throws IOException {
      socket.close();
    }
  }
}
