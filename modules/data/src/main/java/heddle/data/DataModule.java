package heddle.data;

import heddle.contracts.Existence;
import heddle.contracts.Governance;
import heddle.contracts.Notices;
import heddle.contracts.People;
import heddle.contracts.PersonalData;
import heddle.contracts.PlanLimits;
import heddle.contracts.RoleNames;
import heddle.contracts.TenantRooms;
import heddle.data.association.AssociationRooms;
import heddle.data.association.AssociationRoutes;
import heddle.data.association.Associations;
import heddle.data.audit.AuditRoutes;
import heddle.data.catalog.Catalogs;
import heddle.data.comment.CommentRooms;
import heddle.data.comment.CommentRoutes;
import heddle.data.comment.Comments;
import heddle.data.event.EventRooms;
import heddle.data.event.EventRoutes;
import heddle.data.object.BatchRoutes;
import heddle.data.object.Bulk;
import heddle.data.object.ObjectLists;
import heddle.data.object.ObjectRoutes;
import heddle.data.object.Objects;
import heddle.data.object.Purges;
import heddle.data.object.TrashRetention;
import heddle.data.person.PersonRecords;
import heddle.data.policies.PolicyRooms;
import heddle.data.policies.PolicyRoutes;
import heddle.data.property.Values;
import heddle.data.quota.ObjectQuota;
import heddle.data.report.ReportRoutes;
import heddle.data.report.Reports;
import heddle.data.schema.SchemaDoor;
import heddle.data.schema.SchemaRooms;
import heddle.data.sql.SqlQueries;
import heddle.data.sql.SqlRooms;
import heddle.data.sql.SqlRoutes;
import heddle.data.transfer.ExportRooms;
import heddle.data.transfer.ExportRoutes;
import heddle.data.transfer.Exports;
import heddle.data.transfer.ImportRoutes;
import heddle.data.transfer.Imports;
import heddle.data.type.TypeRoom;
import heddle.data.version.VersionRoutes;
import heddle.data.version.Versions;
import heddle.data.view.ViewRooms;
import heddle.data.view.ViewRoutes;
import heddle.data.view.Views;
import heddle.kernel.Kernel;
import heddle.kernel.http.Routes;
import java.util.List;

/** The door of the data module. */
public final class DataModule {
    private final Kernel kernel;
    private final Values values = new Values();
    private final Catalogs catalogs;
    private final SchemaDoor schema;
    private final List<TenantRooms> rooms;
    private final ObjectQuota quota;
    private final Objects objects;
    private final ObjectLists lists;
    private final TrashRetention retention;
    private final Associations associations;
    private final Versions versions;
    private final Views views;
    private final SqlQueries sql;
    private final Imports imports;
    private final Exports exports;
    private final EventRooms events;
    private final Comments comments;
    private final RoleNames roles;

    /** What this module asks of others. */
    public record Neighbours(
            Governance governance,
            RoleNames roles,
            Existence users,
            Existence files,
            People people,
            Notices notices,
            PlanLimits plans) {}

    public DataModule(Kernel kernel, Neighbours others) {
        Governance governance = others.governance();
        Existence users = others.users();
        Existence files = others.files();
        this.roles = others.roles();
        this.kernel = kernel;
        this.catalogs = new Catalogs(kernel.db(), governance, kernel.signals());

        this.quota = new ObjectQuota(kernel.db(), catalogs, others.plans(), kernel.time());
        this.objects = new Objects(kernel, catalogs, values, quota, users, files);
        this.lists = new ObjectLists(objects);
        this.retention = new TrashRetention(kernel, objects, governance);
        this.associations = new Associations(kernel, objects);
        this.versions = new Versions(kernel, objects);
        this.views = new Views(kernel, objects);
        this.comments = new Comments(kernel, objects, others.people(), others.notices());

        ExportRooms exportRooms = new ExportRooms();
        AssociationRooms associationRooms = new AssociationRooms();
        CommentRooms commentRooms = new CommentRooms();
        List<TypeRoom> typeRooms =
                List.of(associationRooms, commentRooms, new PolicyRooms(), new ViewRooms(), exportRooms);
        this.schema = new SchemaDoor(kernel, catalogs, values, typeRooms);

        SqlRooms sqlRooms = new SqlRooms(kernel, catalogs);
        this.sql = new SqlQueries(kernel, sqlRooms);

        Bulk bulk = new Bulk(kernel, values, quota, users, files);
        this.imports = new Imports(kernel, catalogs, values, bulk, schema::createProperty);
        this.exports = new Exports(kernel, objects, values);

        this.events = new EventRooms(kernel, governance);
        this.rooms = List.of(sqlRooms, new SchemaRooms(catalogs), associationRooms, commentRooms, exportRooms, events);
    }

    public void routes(Routes routes) {
        schema.routes(routes);
        new PolicyRoutes(kernel, catalogs, values, roles).declare(routes);
        new ViewRoutes(views).declare(routes);
        new ObjectRoutes(objects, lists, new Purges(objects), views::preset).declare(routes);
        new BatchRoutes(objects).declare(routes);
        new AssociationRoutes(associations, objects).declare(routes);
        new CommentRoutes(comments, objects).declare(routes);
        new VersionRoutes(versions, objects).declare(routes);
        new ReportRoutes(new Reports(kernel, objects)).declare(routes);
        new SqlRoutes(sql).declare(routes);
        new ImportRoutes(imports).declare(routes);
        new ExportRoutes(exports).declare(routes);
        new EventRoutes(kernel).declare(routes);
        new AuditRoutes(kernel).declare(routes);
    }

    /** Registers the module's background work. */
    public void work() {
        schema.work();
        exports.register();
        events.work();
        retention.work();
        quota.chores(kernel.ticker());
    }

    /** What the module keeps for each tenant. */
    public TenantRooms rooms() {
        return new AllRooms(rooms);
    }

    /** What the module keeps of people. */
    public PersonalData personalData() {
        return new PersonRecords(kernel.db(), catalogs);
    }

    public Catalogs catalogs() {
        return catalogs;
    }

    public Values values() {
        return values;
    }
}
