package io.tillgate.loadtests.card;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISORequestListener;
import org.jpos.iso.ISOResponseListener;
import org.jpos.iso.ISOSource;
import org.jpos.q2.Q2;
import org.jpos.q2.iso.QMUX;
import org.jpos.util.NameRegistrar;

/**
 * jPOS between terminals and acquirer, as its guide puts it together: a QServer whose listener asks
 * a QMUX over two channels, and sends the answer back. Nothing is recorded and nothing is logged.
 */
public final class JposRelay implements ISORequestListener, ISOResponseListener {
  private static final long TIMEOUT_MILLIS = 30_000;
  private static final String CHANNEL =
      """
      <channel class="org.jpos.iso.channel.PostChannel" packager="org.jpos.iso.packager.ISO87APackager">
        %s
      </channel>
      """;

  public static void main(String[] ports) throws IOException {
    Path deploy = Files.createDirectories(Path.of("deploy"));
    String link =
        CHANNEL.formatted(
            "<property name=\"host\" value=\"127.0.0.1\"/><property name=\"port\" value=\"%s\"/>"
                .formatted(ports[1]));
    for (int i = 1; i <= 2; i++) {
      Files.writeString(
          deploy.resolve("10_link%d.xml".formatted(i)),
          """
          <channel-adaptor name="link%d" class="org.jpos.q2.iso.ChannelAdaptor" logger="none">
            %s
            <in>send</in>
            <out>receive</out>
            <reconnect-delay>1000</reconnect-delay>
          </channel-adaptor>
          """
              .formatted(i, link));
    }
    Files.writeString(
        deploy.resolve("20_mux.xml"),
        """
        <mux name="acquirer" class="org.jpos.q2.iso.QMUX" logger="none">
          <in>receive</in>
          <out>send</out>
        </mux>
        """);
    Files.writeString(
        deploy.resolve("30_server.xml"),
        """
        <server name="terminals" class="org.jpos.q2.iso.QServer" logger="none">
          <attr name="port" type="java.lang.Integer">%s</attr>
          <attr name="maxSessions" type="java.lang.Integer">4096</attr>
          %s
          <request-listener class="%s" logger="none"/>
        </server>
        """
            .formatted(ports[0], CHANNEL.formatted(""), JposRelay.class.getName()));
    new Q2(new String[] {"--deploydir", deploy.toString()}).start();
  }

  private record Asked(ISOSource terminal, ISOMsg request) {}

  @Override
  public boolean process(ISOSource terminal, ISOMsg request) {
    try {
      QMUX mux = NameRegistrar.get("mux.acquirer");
      mux.request(request, TIMEOUT_MILLIS, this, new Asked(terminal, request));
    } catch (ISOException | NameRegistrar.NotFoundException e) {
      throw new IllegalStateException(e);
    }
    return true;
  }

  @Override
  public void responseReceived(ISOMsg answer, Object handBack) {
    try {
      ((Asked) handBack).terminal.send(answer);
    } catch (IOException | ISOException e) {
      System.err.println(e);
    }
  }

  @Override
  public void expired(Object handBack) {
    System.err.println("no answer to " + ((Asked) handBack).request);
  }
}
