package heddle.data.filter;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import java.util.List;
import net.jqwik.api.Example;

/** The planner must recognise the indexed expressions in what conditions compile to. */
class IndexUseTest {
    private static final Schema SCHEMA = Schema.of(
            Sample.type("ot_01jd2v6h8m0000000000000008", "indexed"),
            List.of(
                    Sample.property("name", DataType.STRING),
                    Sample.property("rank", DataType.INTEGER),
                    Sample.property("tags", DataType.ARRAY),
                    Sample.property(
                            "parent",
                            DataType.REFERENCE,
                            Json.object().put("object_type_id", "ot_01jd2v6h8m0000000000000008"))));

    @Example
    void equalityRangePrefixMembershipAndOwnershipUseTheirIndex() {
        Database database = Database.shared();
        database.run("create schema if not exists " + Schema.tenantSchema(Sample.TENANT));
        database.store(SCHEMA, List.of());
        for (Property p : SCHEMA.properties().values()) {
            String how = p.dataType() == DataType.ARRAY ? "using gin (%s jsonb_path_ops)" : "(%s, id)";
            database.run("create index by_" + p.name() + " on " + SCHEMA.table() + " "
                    + how.formatted(PropertySql.expression(p, "props")));
        }
        database.run("create index by_owner on " + SCHEMA.table() + " (created_by)");

        assertThat(plan(database, "{\"name\":\"a\"}")).contains("by_name");
        assertThat(plan(database, "{\"name\":{\"$in\":[\"a\",\"b\"]}}")).contains("by_name");
        assertThat(plan(database, "{\"name\":{\"$startsWith\":\"ab\"}}")).contains("by_name");
        assertThat(plan(database, "{\"rank\":{\"$between\":[1,2]}}")).contains("by_rank");
        assertThat(plan(database, "{\"rank\":{\"$in\":[1,2]}}")).contains("by_rank");
        assertThat(plan(database, "{\"tags\":{\"$any\":[\"a\",\"b\"]}}")).contains("by_tags");
        assertThat(plan(database, "{\"created_by\":\"$me\"}")).contains("by_owner");
        assertThat(plan(database, "{\"parent.name\":\"a\"}")).contains("_pkey");
    }

    private static String plan(Database database, String json) {
        Vocabulary words = Vocabulary.policy(SCHEMA, id -> SCHEMA);
        Bindings bindings = new Bindings(Mode.POLICY, Sample.NOW, "usr_1", name -> Json.parse("null"));
        SqlPredicate where = ConditionSql.of(ConditionJson.parseText(json, "c", words), bindings, "f", "o");
        database.run("set enable_seqscan = off");
        String plan = database.query(
                        "explain select o.id from " + SCHEMA.table() + " o where " + where.sql(), where.params())
                .toString();
        database.run("reset enable_seqscan");
        return plan;
    }
}
