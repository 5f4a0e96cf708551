package heddle.kernel.script;

import io.roastedroot.quickjs4j.core.JavyPluginModule;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.ValType;

/**
 * One QuickJS in a memory of its own. It is WebAssembly: it can touch that memory and call what is handed to it here, which
 * is a way to say its result, a clock that stands and two outputs that nobody reads. Used once and thrown away.
 */
final class Guest {
    /** The script's last word, thrown through the engine so that nothing runs after it. */
    private static final class Said extends RuntimeException {
        private final String text;

        Said(String text) {
            super(null, null, false, false);
            this.text = text;
        }
    }

    private static final int PAGE = 65_536;
    /** 32 MiB; growing it takes the old and the new copy for a moment, which is the 64 MiB of the promise. */
    private static final int MOST_PAGES = 512;

    private static final int MAX_RESULT = 256 * 1024;
    private static final int REALLOC_ALIGN = 1;
    /** The same for every run: whoever judges again must get the same. */
    private static final long SEED = 0;

    private static final String CLOCK = "clock_time_get";

    private static final List<ValType> SIX_NUMBERS = Collections.nCopies(6, ValType.I32);

    private final Instance instance;

    private Guest(Instance instance) {
        this.instance = instance;
    }

    /** The memory of an engine that has just been made ready; every later guest starts from a copy of it. */
    static byte[] image() {
        Instance instance = instance(Instant.EPOCH);
        instance.export("initialize_runtime").apply();
        return instance.memory().readBytes(0, instance.memory().pages() * PAGE);
    }

    static Guest of(byte[] image, Instant now) {
        Instance instance = instance(now);
        Memory memory = instance.memory();
        memory.grow(image.length / PAGE - memory.pages());
        memory.write(0, image);
        return new Guest(instance);
    }

    /** What the script says by {@code java_invoke}, or null when it ends without. */
    @Nullable
    String run(String source) {
        byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
        Memory memory = instance.memory();
        try {
            int at = (int) instance.export("cabi_realloc").apply(0, 0, REALLOC_ALIGN, bytes.length)[0];
            memory.write(at, bytes);
            int code = (int) instance.export("compileSrc").apply(at, bytes.length)[0];
            instance.export("eval").apply(memory.readInt(code), memory.readInt(code + 4), 0, 0);
            return null;
        } catch (Said last) {
            return last.text;
        }
    }

    private static Instance instance(Instant now) {
        WasiOptions options = WasiOptions.builder()
                .withStdout(OutputStream.nullOutputStream())
                .withStderr(OutputStream.nullOutputStream())
                .withRandom(new Random(SEED))
                .build();
        HostFunction[] system =
                WasiPreview1.builder().withOptions(options).build().toHostFunctions();
        int least = JavyPluginModule.load()
                .memorySection()
                .orElseThrow()
                .getMemory(0)
                .limits()
                .initialPages();
        return Instance.builder(JavyPluginModule.load())
                .withMemoryLimits(new MemoryLimits(least, MOST_PAGES))
                .withMemoryFactory(ByteArrayMemory::new)
                .withMachineFactory(JavyPluginModule::create)
                .withImportValues(ImportValues.builder()
                        .addFunction(Arrays.stream(system)
                                .filter(function -> !function.name().equals(CLOCK))
                                .toArray(HostFunction[]::new))
                        .addFunction(clock(now))
                        .addFunction(new HostFunction(
                                "endive", "invoke", FunctionType.of(SIX_NUMBERS, List.of(ValType.I32)), Guest::say))
                        .build())
                .build();
    }

    /** Every clock stands, the one that only measures too: chance would be seeded by it. */
    private static HostFunction clock(Instant now) {
        long nanos = now.getEpochSecond() * 1_000_000_000 + now.getNano();
        return new HostFunction(
                "wasi_snapshot_preview1",
                CLOCK,
                FunctionType.of(List.of(ValType.I32, ValType.I64, ValType.I32), List.of(ValType.I32)),
                (instance, given) -> {
                    instance.memory().writeLong((int) given[2], nanos);
                    return new long[] {0};
                });
    }

    private static long[] say(Instance instance, long... given) {
        int length = (int) given[5];
        if (length < 0 || length > MAX_RESULT) {
            throw new ScriptFailed(
                    ScriptFailed.Reason.RESULT, "The result is longer than " + MAX_RESULT + " bytes of JSON");
        }
        throw new Said(instance.memory().readString((int) given[4], length, StandardCharsets.UTF_8));
    }
}
