/**
 * A process that uses the embedded PostgreSQL, for local-postgres.test.ts: starts it on the folder
 * given, says so in a line of JSON, and on `stop` from its parent ends its use.
 */
import { startPostgres } from "../../sandbox/shared/postgres.ts";

const [dataDir = "", database = ""] = process.argv.slice(2);
const postgres = await startPostgres({ dataDir, database });
process.stdout.write(`${JSON.stringify(postgres)}\n`);
process.stdin.once("data", () => {
  void postgres.stop().then(() => process.exit(0));
});
process.stdin.once("end", () => process.exit(1));
