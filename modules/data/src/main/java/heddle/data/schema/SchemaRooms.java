package heddle.data.schema;

import heddle.contracts.TenantRooms;
import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.type.Schema;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import java.util.ArrayList;
import java.util.List;

/** The PostgreSQL schema of each tenant, with the tables of its object types and what defines them. */
public final class SchemaRooms implements TenantRooms {
    private final Catalogs catalogs;
    private final ObjectTypeStore store = new ObjectTypeStore();

    public SchemaRooms(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    @Override
    public void prepare(Tx tx, String tenantId) {
        tx.define("create schema if not exists " + Schema.tenantSchema(tenantId));
    }

    @Override
    public List<Dependency> contents(Tx tx, String tenantId) {
        List<Schema> schemas = schemas(tx, tenantId);
        long objects = store.total(tx, schemas);
        List<Dependency> out = new ArrayList<>();
        if (!schemas.isEmpty()) {
            out.add(new Dependency("object_types", schemas.size(), "Object types"));
        }
        if (objects > 0) {
            out.add(new Dependency("objects", objects, "Objects"));
        }
        return out;
    }

    @Override
    public void clear(Tx tx, String tenantId) {
        tx.define("drop schema if exists " + Schema.tenantSchema(tenantId) + " cascade");
        for (String table : List.of("data.views", "data.policies", "data.properties", "data.object_types")) {
            tx.update("delete from " + table + " where tenant_id = :tenant").execute();
        }
        catalogs.changed(tx, tenantId);
    }

    @Override
    public Usage usage(Tx tx, String tenantId) {
        return new Usage(store.total(tx, schemas(tx, tenantId)), store.bytes(tx));
    }

    private List<Schema> schemas(Tx tx, String tenantId) {
        return catalogs.read(tx, tenantId).entries().stream()
                .map(Catalog.Entry::schema)
                .toList();
    }
}
