package heddle.data.schema;

import heddle.data.catalog.Catalogs;
import heddle.data.object.Rewrites;
import heddle.data.policies.PolicyHealth;
import heddle.data.property.PropertyJson;
import heddle.data.property.Values;
import heddle.data.type.TypeRoom;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.http.Routes;
import java.util.List;

/** Object types and properties, wired. */
public final class SchemaDoor {
    private final ObjectTypeRoutes types;
    private final Properties properties;
    private final PropertyRoutes propertyRoutes;
    private final TypeDeletion deletion;
    private final Indexes indexes;
    private final Rewriting rewriting;

    /**
     * @param rooms the parts that keep something about a type
     */
    public SchemaDoor(Kernel kernel, Catalogs catalogs, Values values, List<TypeRoom> rooms) {
        Definitions definitions = new Definitions(values, kernel.ids());
        PolicyHealth policies = new PolicyHealth(kernel.ids());
        this.indexes = new Indexes(kernel, catalogs);
        Rewrites rewrites = new Rewrites(kernel, values);
        this.rewriting = new Rewriting(kernel, catalogs, rewrites);
        this.deletion = new TypeDeletion(kernel, catalogs, policies, rewrites, rooms);
        this.types = new ObjectTypeRoutes(new ObjectTypes(kernel, catalogs, definitions, indexes), deletion);
        this.properties = new Properties(kernel, catalogs, definitions, indexes, rewriting, policies);
        this.propertyRoutes = new PropertyRoutes(properties);
    }

    public void routes(Routes routes) {
        types.declare(routes);
        propertyRoutes.declare(routes);
    }

    /** Makes a property for another part of the module; joins the transaction it is in. */
    public void createProperty(Caller caller, String objectTypeId, PropertyJson.Create property) {
        properties.create(caller, objectTypeId, property);
    }

    public void work() {
        deletion.register();
        indexes.register();
        rewriting.register();
    }
}
