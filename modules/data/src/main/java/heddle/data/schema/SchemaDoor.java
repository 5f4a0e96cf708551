package heddle.data.schema;

import heddle.data.catalog.Catalogs;
import heddle.data.property.Values;
import heddle.data.type.TypeRoom;
import heddle.kernel.Kernel;
import heddle.kernel.http.Routes;
import java.util.List;

/** Object types and properties, wired. */
public final class SchemaDoor {
    private final ObjectTypeRoutes types;
    private final TypeDeletion deletion;

    /**
     * @param rooms the parts that keep something about a type
     */
    public SchemaDoor(Kernel kernel, Catalogs catalogs, Values values, List<TypeRoom> rooms) {
        Definitions definitions = new Definitions(values, kernel.ids());
        this.deletion = new TypeDeletion(kernel, catalogs, rooms);
        this.types = new ObjectTypeRoutes(new ObjectTypes(kernel, catalogs, definitions), deletion);
    }

    public void routes(Routes routes) {
        types.declare(routes);
    }

    public void work() {
        deletion.register();
    }
}
