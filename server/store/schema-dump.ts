import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { withConnection } from "./migrate.ts";

const SCHEMA_FILE = path.resolve(import.meta.dirname, "../../migrations/schema.sql");

const HEADER = `-- The schema after all migrations, for reading and reviewing; nothing runs this file.
-- Written by \`npm run lockstep -- schema\`; a test fails when it is not up to date.
`;

const TABLES = `
SELECT c.relname AS name, obj_description(c.oid, 'pg_class') AS comment,
       c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
       coalesce(array_to_string(c.reloptions, ', '), '') AS options
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE 'knex%'
ORDER BY c.relname COLLATE "C"`;

/** The lines of each table, by section; \`seq\` orders them inside one. */
const LINES = `
SELECT c.relname AS table_name, 1 AS section, lpad(a.attnum::text, 4, '0') AS seq,
       '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || CASE WHEN col.collname IN ('C') THEN ' COLLATE "C"' ELSE '' END
       || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
       || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation col ON col.oid = a.attcollation
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r'
  AND c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT c.relname, 2, o.conname, '  CONSTRAINT ' || o.conname || ' ' || pg_get_constraintdef(o.oid)
FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
WHERE o.contype <> 'n' AND c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT c.relname, 3, i.relname, pg_get_indexdef(i.oid) || ';'
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.oid)
UNION ALL
SELECT p.tablename, 4, p.policyname,
       'CREATE POLICY ' || p.policyname || ' ON ' || p.tablename || ' FOR ' || p.cmd
       || ' TO ' || array_to_string(p.roles, ', ') || coalesce(' USING (' || p.qual || ')', '')
       || coalesce(' WITH CHECK (' || p.with_check || ')', '') || ';'
FROM pg_policies p WHERE p.schemaname = 'public'
UNION ALL
SELECT g.table_name, 5, g.grantee,
       'GRANT ' || string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type)
       || ' ON ' || g.table_name || ' TO ' || g.grantee || ';'
FROM information_schema.role_table_grants g
WHERE g.table_schema = 'public' AND g.grantee IN ('lockstep_app', 'lockstep_scheduler', 'PUBLIC')
GROUP BY g.table_name, g.grantee
UNION ALL
SELECT c.relname, 6, acl.grantee::regrole::text,
       'GRANT ' || acl.privilege_type || ' (' || string_agg(a.attname, ', ' ORDER BY a.attnum)
       || ') ON ' || c.relname || ' TO ' || acl.grantee::regrole || ';'
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid CROSS JOIN aclexplode(a.attacl) acl
WHERE c.relnamespace = 'public'::regnamespace
GROUP BY c.relname, acl.grantee, acl.privilege_type`;

const SEQUENCES = `
SELECT 'CREATE SEQUENCE ' || c.relname || ';'
       || coalesce(string_agg(chr(10) || 'GRANT ' || acl.privilege_type || ' ON SEQUENCE '
            || c.relname || ' TO ' || acl.grantee::regrole || ';', ''
            ORDER BY acl.grantee::regrole::text)
            FILTER (WHERE acl.grantee <> c.relowner), '') AS line
FROM pg_class c LEFT JOIN LATERAL aclexplode(c.relacl) acl ON true
WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'knex%'
GROUP BY c.relname, c.relowner ORDER BY c.relname COLLATE "C"`;

interface TableRow {
  name: string;
  comment: string | null;
  enabled: boolean;
  forced: boolean;
  options: string;
}
interface LineRow {
  table_name: string;
  section: number;
  line: string;
}

/** Describes tables, indexes, policies and grants as text that is equal for equal schemas. */
export async function dumpSchema(ownerUrl: string): Promise<string> {
  return withConnection(ownerUrl, 1, async (owner) => {
    const read = async <Row>(text: string): Promise<Row[]> =>
      (await owner.raw<{ rows: Row[] }>(text)).rows;
    const sequences = await read<{ line: string }>(SEQUENCES);
    const tables = await read<TableRow>(TABLES);
    const lines = await read<LineRow>(
      `SELECT * FROM (${LINES}) lines ORDER BY table_name COLLATE "C", section, seq COLLATE "C"`,
    );
    const parts = tables.map((table) =>
      describeTable(
        table,
        lines.filter((row) => row.table_name === table.name),
      ),
    );
    return [HEADER, sequences.map((row) => row.line).join("\n"), "\n", ...parts].join("");
  });
}

function describeTable(table: TableRow, lines: readonly LineRow[]): string {
  const body = lines.filter((row) => row.section <= 2).map((row) => row.line);
  const after = lines.filter((row) => row.section > 2).map((row) => row.line);
  const security = [
    ...(table.enabled ? [`ALTER TABLE ${table.name} ENABLE ROW LEVEL SECURITY;`] : []),
    ...(table.forced ? [`ALTER TABLE ${table.name} FORCE ROW LEVEL SECURITY;`] : []),
  ];
  const options = table.options === "" ? "" : ` WITH (${table.options})`;
  return [
    "",
    ...(table.comment === null ? [] : [`-- ${table.comment}`]),
    `CREATE TABLE ${table.name} (`,
    body.join(",\n"),
    `)${options};`,
    ...security,
    ...after,
    "",
  ].join("\n");
}

/** Returns the committed `migrations/schema.sql`. */
export function readSchemaFile(): Promise<string> {
  return readFile(SCHEMA_FILE, "utf8");
}

/** Writes `migrations/schema.sql` from a migrated database. */
export async function writeSchemaFile(ownerUrl: string): Promise<void> {
  await writeFile(SCHEMA_FILE, await dumpSchema(ownerUrl));
}
