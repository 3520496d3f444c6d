package io.crosspoint.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Runs test code inside a network namespace of this process ({@code setns(2)}), without a subprocess.
 *
 * <p>A namespace is an attribute of a thread: sockets opened inside stay in it for ever, from whichever thread they are used later,
 * and platform threads that are started inside are born in it.
 */
public final class Netns {

  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final MethodHandle OPEN =
      bind("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS = bind("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Netns() {}

  /** Calls on a fresh platform thread inside the namespace and waits for the result; what the callable throws is thrown here. */
  public static <T> T run(String namespace, Callable<T> callable) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("in " + namespace)
        .daemon()
        .start(
            () -> {
              try {
                enter(namespace);
                result.complete(callable.call());
              } catch (Throwable t) {
                result.completeExceptionally(t);
              }
            });
    try {
      return result.get();
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw new AssertionError("in namespace " + namespace, e.getCause());
    }
  }

  private static void enter(String namespace) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom("/run/netns/" + namespace);
      int fd = (int) OPEN.invokeExact(path, O_RDONLY_CLOEXEC);
      if (fd < 0) {
        throw new IllegalStateException("no network namespace " + namespace);
      }
      int entered = (int) SETNS.invokeExact(fd, CLONE_NEWNET);
      int _ = (int) CLOSE.invokeExact(fd);
      if (entered != 0) {
        throw new IllegalStateException("setns refused for " + namespace + ": needs CAP_SYS_ADMIN");
      }
    }
  }

  private static MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }
}
