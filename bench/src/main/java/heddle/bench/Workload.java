package heddle.bench;

/**
 * One kind of load with its floor.
 *
 * @param name e.g. {@code W1 get}
 * @param lua body of wrk's request function
 * @param floor pgbench script of the identical SQL
 * @param rows objects per request, for rates of rows
 * @param target least efficiency, or 0 where none is set
 */
record Workload(String name, String token, String lua, String floor, int rows, double target) {}
