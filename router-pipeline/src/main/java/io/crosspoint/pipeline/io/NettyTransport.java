package io.crosspoint.pipeline.io;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One Netty event loop with one thread, on epoll where there is one and on NIO elsewhere, and the sockets that differ between the two. */
final class NettyTransport implements AutoCloseable {

  /** Datagrams that one {@code recvmmsg} of epoll takes. */
  private static final int RECEIVE_BATCH = 32;

  /** On epoll, Netty's own option of this name sets the TTL of unicast ({@code IP_TTL}) only. */
  private static final ChannelOption<Integer> IP_MULTICAST_TTL = new IntegerUnixChannelOption("CROSSPOINT_IP_MULTICAST_TTL", 0, 33);

  private final boolean epoll;
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private final MultiThreadIoEventLoopGroup loop;

  NettyTransport(String threadName, boolean epoll) {
    this.epoll = epoll;
    IoHandlerFactory handler = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(threadName, true), handler);
  }

  /** The better one of this host. */
  static NettyTransport ofThisHost(String threadName) {
    return new NettyTransport(threadName, Epoll.isAvailable());
  }

  /**
   * A socket that does not read until told to.
   *
   * @param datagramBytes a longer datagram is delivered cut off after this many bytes
   */
  DatagramChannel receiver(InetSocketAddress address, boolean multicast, int datagramBytes, ChannelHandler handler) throws IOException {
    Bootstrap bootstrap = bootstrap(handler).option(ChannelOption.AUTO_READ, false).option(ChannelOption.SO_REUSEADDR, multicast);
    if (epoll) {
      bootstrap
          .option(EpollChannelOption.IP_MULTICAST_ALL, false)
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, datagramBytes)
          .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(datagramBytes * RECEIVE_BATCH));
    } else {
      // The JDK sets IP_MULTICAST_ALL to 0 by itself on an IPv4 channel.
      bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(datagramBytes));
    }
    return open(bootstrap.bind(address));
  }

  /** A socket that never reads; its multicast comes back to this host only on the loopback device. */
  DatagramChannel sender(SendWay way, ChannelHandler handler) throws IOException {
    boolean loopBack = way.nic().address().isLoopbackAddress();
    Bootstrap bootstrap =
        bootstrap(handler)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.IP_TOS, way.dscp() << 2)
            .option(ChannelOption.IP_MULTICAST_TTL, way.ttl())
            .option(ChannelOption.IP_MULTICAST_IF, NetworkInterface.getByIndex(way.nic().index()));
    if (epoll) {
      bootstrap.option(ChannelOption.IP_MULTICAST_LOOP_DISABLED, !loopBack).option(IP_MULTICAST_TTL, way.ttl());
    } else {
      // Netty's own option hands its "disabled" to a JDK option that means "enabled".
      bootstrap.option(NioChannelOption.of(StandardSocketOptions.IP_MULTICAST_LOOP), loopBack);
    }
    return open(bootstrap.bind(new InetSocketAddress(way.nic().address(), way.sourcePort())));
  }

  private Bootstrap bootstrap(ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(
            () -> epoll ? new EpollDatagramChannel(SocketProtocolFamily.INET) : new NioDatagramChannel(SocketProtocolFamily.INET))
        .handler(handler);
  }

  private DatagramChannel open(ChannelFuture bound) throws IOException {
    DatagramChannel channel = (DatagramChannel) await(bound, "bind");
    channels.add(channel);
    return channel;
  }

  /** Waits for what the loop was asked to do; for set-up only. */
  static Channel await(ChannelFuture future, String what) throws IOException {
    if (!future.awaitUninterruptibly(5, TimeUnit.SECONDS)) {
      throw new IOException("cannot " + what + ": no answer from the event loop");
    }
    Throwable cause = future.cause();
    if (cause != null) {
      throw new IOException("cannot " + what + ": " + cause.getMessage(), cause);
    }
    return future.channel();
  }

  /** Runs on the loop's thread, after what was asked of it before. */
  void execute(Runnable task) {
    loop.next().execute(task);
  }

  /** Closes one socket: when this returns, nothing comes of it any more. */
  void close(Channel channel) {
    channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    channels.remove(channel);
  }

  @Override
  public void close() {
    // The loop's own shutdown closes channels too, but says that it is done before the ports are free.
    channels.forEach(channel -> channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
