package heddle.data.sql;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which words a statement may hold, and where. */
final class SqlWords {
    /** Commands that change something. */
    static final Set<String> WRITES = words("""
            insert update delete merge truncate create alter drop copy grant revoke comment import refresh reindex
            cluster vacuum analyze reassign security
            """);

    /** Commands that change the session or reach out of it. */
    static final Set<String> COMMANDS = words("""
            set reset show discard begin start commit end rollback abort savepoint release prepare execute deallocate
            declare fetch move close listen notify unlisten load lock do call checkpoint table
            """);

    /** Words that make a part of a query a writing one. */
    static final Set<String> WRITING_PARTS = words("insert update delete merge into");

    /** Names that tell about the server, unquoted. */
    static final Set<String> SESSION =
            words("current_user session_user user current_role system_user current_catalog current_schema");

    /** Names of types that look up what they are given among everybody's, and of catalogs. */
    static final Set<String> FORBIDDEN = words("""
            information_schema regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc
            regprocedure regrole regtype aclitem
            """);

    /** Physical names of ours. */
    static final Pattern PHYSICAL = Pattern.compile("[tvo]_[0-9a-hjkmnp-tv-z]{26}");

    /** Key words that may stand before a parenthesis. */
    static final Set<String> KEYWORDS = words("""
            all analyze and any array as between by case cross cube distinct else escape except exists explain fetch
            filter first following for from full group grouping having ilike in inner intersect is isnull join lateral
            left like limit materialized next not notnull offset on or order ordinality over partition preceding
            recursive right rollup row rows select sets similar some symmetric then to union using values verbose when
            where window with within zone leading trailing both
            """);

    /** Types that take a modifier, or are called like a function to cast. */
    static final Set<String> TYPES = words("""
            numeric decimal dec varchar char character varying bpchar bit float timestamp timestamptz time timetz
            interval date text
            """);

    static final Set<String> FUNCTIONS = words("""
            abs acos age any_value array_agg array_append array_cat array_length array_lower array_ndims
            array_position array_positions array_prepend array_remove array_replace array_to_json array_to_string
            array_upper ascii asin atan atan2 avg bit_and bit_length bit_or bool_and bool_or btrim cardinality cast
            ceil ceiling char_length character_length chr clock_timestamp coalesce concat concat_ws corr cos cot count
            covar_pop covar_samp cume_dist date_add date_bin date_part date_subtract date_trunc daterange decode
            degrees dense_rank div encode every exp extract factorial first_value floor format gcd gen_random_uuid
            generate_series generate_subscripts greatest initcap int4range int8range isempty isfinite json_agg
            json_array json_array_elements json_array_elements_text json_array_length json_arrayagg json_build_array
            json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object
            json_object_agg json_object_keys json_objectagg json_strip_nulls json_to_record json_to_recordset
            json_typeof jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array
            jsonb_build_object jsonb_each jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any
            jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_keys
            jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first
            jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof justify_days
            justify_hours justify_interval lag last_value lcm lead least left length ln log log10 lower lower_inc
            lower_inf lpad ltrim make_date make_interval make_time make_timestamp make_timestamptz max md5 min mod mode
            normalize now nth_value ntile nullif num_nonnulls num_nulls numrange octet_length overlaps overlay
            percent_rank percentile_cont percentile_disc phraseto_tsquery pi plainto_tsquery point position power
            radians random range_agg rank regexp_count regexp_instr regexp_like regexp_match regexp_matches
            regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy regr_count
            regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse right round row_number
            row_to_json rpad rtrim sha256 sign sin split_part sqrt starts_with statement_timestamp stddev stddev_pop
            stddev_samp string_agg string_to_array string_to_table strpos substr substring sum tan timezone to_char
            to_date to_hex to_json to_jsonb to_number to_timestamp to_tsquery to_tsvector transaction_timestamp
            translate trim trunc ts_headline ts_rank ts_rank_cd tsrange tstzrange unnest upper upper_inc upper_inf
            uuidv4 uuidv7 var_pop var_samp variance websearch_to_tsquery width_bucket
            """);

    private SqlWords() {}

    private static Set<String> words(String text) {
        return Arrays.stream(text.trim().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    }
}
