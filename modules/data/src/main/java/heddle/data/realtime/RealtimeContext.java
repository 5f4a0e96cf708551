package heddle.data.realtime;

import heddle.data.catalog.Catalogs;
import heddle.kernel.Kernel;

/**
 * What connections and streams work with.
 *
 * @param limited whether limits of number and speed hold
 */
record RealtimeContext(Kernel kernel, Catalogs catalogs, Rooms rooms, boolean limited) {}
