package heddle.kernel.work;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandleProxies;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a thread step back behind the others: the operating system gives it the processor only when nobody else wants it.
 * Java's own priorities have no effect on Linux.
 */
public final class Niceness {
    private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);
    private static final int PROCESS = 0;
    private static final int THIS_THREAD = 0;

    /** {@code setpriority(2)}. */
    @FunctionalInterface
    public interface SetPriority {
        int set(int which, int who, int nice);
    }

    private Niceness() {}

    /**
     * Lowers the calling thread, which must be a platform thread; without effect elsewhere than on Linux, where the
     * call means the thread and not its process.
     *
     * @param nice 1 to 19, the higher the more patient
     */
    public static void lower(int nice) {
        if (!System.getProperty("os.name").equals("Linux")
                || Thread.currentThread().isVirtual()) {
            return;
        }
        setPriority().ifPresent(call -> {
            if (call.set(PROCESS, THIS_THREAD, nice) != 0) {
                LOG.debug("The thread keeps its priority");
            }
        });
    }

    @SuppressWarnings("restricted")
    private static Optional<SetPriority> setPriority() {
        Linker linker = Linker.nativeLinker();
        ValueLayout.OfInt number = ValueLayout.JAVA_INT;
        return linker.defaultLookup()
                .find("setpriority")
                .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(number, number, number, number)))
                .map(handle -> MethodHandleProxies.asInterfaceInstance(SetPriority.class, handle));
    }
}
