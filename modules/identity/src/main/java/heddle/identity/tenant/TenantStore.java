package heddle.identity.tenant;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import tools.jackson.databind.node.ObjectNode;

/** All SQL of tenants. They are the operator's, so every transaction here is a system one or the operator's own. */
final class TenantStore {
    List<Tenant> list(Tx tx, int limit, int offset) {
        return tx.query("select * from identity.tenants order by created_at desc, id desc limit :limit offset :offset")
                .bind("limit", limit)
                .bind("offset", offset)
                .map(TenantStore::tenant)
                .list();
    }

    List<Tenant> all(Tx tx) {
        return tx.query("select * from identity.tenants")
                .map(TenantStore::tenant)
                .list();
    }

    long count(Tx tx) {
        return tx.query("select count(*) from identity.tenants")
                .mapTo(Long.class)
                .one();
    }

    Optional<Tenant> byId(Tx tx, String id) {
        return tx.query("select * from identity.tenants where id = :id")
                .bind("id", id)
                .map(TenantStore::tenant)
                .findOne();
    }

    Optional<Tenant> lock(Tx tx, String id) {
        return tx.query("select * from identity.tenants where id = :id for update")
                .bind("id", id)
                .map(TenantStore::tenant)
                .findOne();
    }

    Optional<Tenant> bySlug(Tx tx, String slug) {
        return tx.query("select * from identity.tenants where slug = :slug")
                .bind("slug", slug)
                .map(TenantStore::tenant)
                .findOne();
    }

    List<Tenant> byContact(Tx tx, String email) {
        return tx.query("""
                        select * from identity.tenants
                        where lower(contact_email) = lower(:email) and status = 'active'
                        order by created_at limit 20
                        """).bind("email", email).map(TenantStore::tenant).list();
    }

    /** False when the slug is taken. */
    boolean insert(Tx tx, Tenant t) {
        return tx.update("""
                        insert into identity.tenants (id, slug, name, plan_tier, status, region, contact_email,
                            governance, created_at, updated_at)
                        values (:id, :slug, :name, :plan, :status, :region, :contact, :governance::jsonb, :at, :at)
                        on conflict (slug) do nothing
                        """)
                        .bind("id", t.id())
                        .bind("slug", t.slug())
                        .bind("name", t.name())
                        .bind("plan", t.planTier())
                        .bind("status", t.status())
                        .bind("region", t.region())
                        .bind("contact", t.contactEmail())
                        .bind("governance", t.governance().toString())
                        .bind("at", utc(t.createdAt()))
                        .execute()
                == 1;
    }

    void update(Tx tx, Tenant t) {
        tx.update("""
                        update identity.tenants set name = :name, plan_tier = :plan, status = :status,
                            contact_email = :contact, governance = :governance::jsonb, updated_at = :at
                        where id = :id
                        """)
                .bind("id", t.id())
                .bind("name", t.name())
                .bind("plan", t.planTier())
                .bind("status", t.status())
                .bind("contact", t.contactEmail())
                .bind("governance", t.governance().toString())
                .bind("at", utc(t.updatedAt()))
                .execute();
    }

    void delete(Tx tx, String id) {
        tx.update("delete from identity.api_keys where tenant_id = :id")
                .bind("id", id)
                .execute();
        tx.update("delete from identity.tenants where id = :id").bind("id", id).execute();
    }

    private static Tenant tenant(ResultSet row, StatementContext context) throws SQLException {
        return new Tenant(
                row.getString("id"),
                row.getString("slug"),
                row.getString("name"),
                row.getString("plan_tier"),
                row.getString("status"),
                row.getString("region"),
                row.getString("contact_email"),
                (ObjectNode) Json.trusted(row.getString("governance")),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }
}
