package io.crosspoint.app.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that mean something to a router and would otherwise end the process. The JDK has no supported way to hear of one but
 * {@code sun.misc.Signal}, which is used by name, because the compiler warns of it.
 */
final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger("router");

  private Signals() {}

  /**
   * Has something done at every such signal from now on, on a thread of the JVM's, which must not be held up.
   *
   * @param name without SIG
   */
  static void handle(String name, Runnable what) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
        if ("handle".equals(method.getName())) {
          what.run();
          return null;
        }
        // The JDK keeps handlers in tables.
        return switch (method.getName()) {
          case "hashCode" -> System.identityHashCode(self);
          case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
          default -> "SIG" + name;
        };
      });
      signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      Throwable why = e instanceof InvocationTargetException ? e.getCause() : e;
      LOG.warn("SIG{} cannot be heard here: {}", name, String.valueOf(why));
    }
  }
}
