package heddle.data;

import heddle.contracts.Existence;
import heddle.contracts.Governance;
import heddle.contracts.TenantRooms;
import heddle.data.catalog.Catalogs;
import heddle.data.property.Values;
import heddle.data.schema.SchemaDoor;
import heddle.data.schema.SchemaRooms;
import heddle.data.type.TypeRoom;
import heddle.kernel.Kernel;
import heddle.kernel.http.Routes;
import java.util.List;

/** The door of the data module. */
public final class DataModule {
    private final Values values = new Values();
    private final Catalogs catalogs;
    private final SchemaDoor schema;
    private final List<TenantRooms> rooms;

    /**
     * @param users tells which accounts exist
     * @param files tells which files exist
     */
    @SuppressWarnings("unused")
    public DataModule(Kernel kernel, Governance governance, Existence users, Existence files) {
        this.catalogs = new Catalogs(kernel.db(), governance, kernel.signals());

        List<TypeRoom> typeRooms = List.of();
        this.schema = new SchemaDoor(kernel, catalogs, values, typeRooms);

        this.rooms = List.of(new SchemaRooms(catalogs));
    }

    public void routes(Routes routes) {
        schema.routes(routes);
    }

    /** Registers the module's background work. */
    public void work() {
        schema.work();
    }

    /** What the module keeps for each tenant. */
    public TenantRooms rooms() {
        return new AllRooms(rooms);
    }

    public Catalogs catalogs() {
        return catalogs;
    }

    public Values values() {
        return values;
    }
}
