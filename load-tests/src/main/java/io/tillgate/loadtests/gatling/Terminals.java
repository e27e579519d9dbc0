package io.tillgate.loadtests.gatling;

import io.tillgate.loadtests.PaymentTemplate;
import io.tillgate.wire.AnswerCodes;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.FrameReader;
import io.tillgate.wire.MessageView;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The terminals of a simulation, one a virtual user, each with a connection that it keeps. */
final class Terminals {
  private static final int ANSWER_TIMEOUT_MILLIS = 60_000;

  /**
   * What a terminal heard.
   *
   * @param responseCode DE39, or null where there was no answer
   * @param failure why it is none that a till could use, or null
   */
  record Answer(String responseCode, String failure) {
    boolean approved() {
      return failure == null;
    }
  }

  private final Dialect dialect;
  private final InetSocketAddress edge;
  private final Map<Long, Terminal> byUser = new ConcurrentHashMap<>();

  Terminals(Dialect dialect, InetSocketAddress edge) {
    this.dialect = dialect;
    this.edge = edge;
  }

  Terminal of(long user) {
    return byUser.computeIfAbsent(user, Terminal::new);
  }

  void close() {
    byUser.values().forEach(Terminal::disconnect);
  }

  /** One terminal; used by one thread at a time. */
  final class Terminal implements FrameReader.Sink {
    private final PaymentTemplate template;
    private final MessageView view = new MessageView(dialect);
    private final byte[] in = new byte[8192];
    private Socket socket;
    private FrameReader reader;
    private int stan = (int) (System.nanoTime() / 1000 % 900_000);
    private String heard;

    Terminal(long user) {
      template = new PaymentTemplate(dialect, "G%07d".formatted(user % 10_000_000));
    }

    Answer pay() {
      stan = stan % 999_999 + 1;
      heard = null;
      try {
        if (socket == null) connect();
        socket.getOutputStream().write(template.with(stan));
        InputStream stream = socket.getInputStream();
        while (heard == null) {
          int bytes = stream.read(in);
          if (bytes < 0) throw new IOException("the edge hung up");
          reader.feed(in, 0, bytes);
        }
        boolean isApproved = dialect.answers().meaning(heard) == AnswerCodes.Meaning.APPROVED;
        return new Answer(heard, isApproved ? null : "response code " + heard);
      } catch (IOException e) {
        disconnect();
        return new Answer(null, e.getMessage());
      }
    }

    private void connect() throws IOException {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
      socket.connect(edge, ANSWER_TIMEOUT_MILLIS);
      reader = new FrameReader(dialect.framing(), this);
    }

    @Override
    public void message(byte[] bytes, int offset, int length) {
      heard = view.index(bytes, offset, length).text(39);
    }

    void disconnect() {
      if (socket == null) return;
      try {
        socket.close();
      } catch (IOException e) {
        // It is being given up anyway.
      }
      socket = null;
    }
  }
}
