package io.crosspoint.app.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which every supervisor has for "read your configuration again" and which would otherwise end the process. The JDK has no
 * supported way to hear of it but {@code sun.misc.Signal}, which is used by name, because the compiler warns of it.
 */
final class HangUp {

  private static final Logger LOG = LoggerFactory.getLogger("router");

  private HangUp() {}

  /** Has something done at every SIGHUP from now on, on a thread of the JVM's, which must not be held up. */
  static void handle(Runnable what) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy = Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
        if ("handle".equals(method.getName())) {
          what.run();
          return null;
        }
        // The JDK keeps handlers in tables.
        return switch (method.getName()) {
          case "hashCode" -> System.identityHashCode(self);
          case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
          default -> "SIGHUP";
        };
      });
      signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    } catch (ReflectiveOperationException e) {
      Throwable why = e instanceof InvocationTargetException ? e.getCause() : e;
      LOG.warn("SIGHUP does not reload the configuration here: {}", String.valueOf(why));
    }
  }
}
