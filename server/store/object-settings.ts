import { z } from "zod";
import { AppError } from "../sync/errors.ts";
import type { MappingVersion, ObjectPolicy, ObjectType } from "../sync/model.ts";
import type {
  FieldIssue,
  MappingRevision,
  ObjectSettings,
  SettingsChange,
  StoredSettings,
  StoredVersion,
} from "../sync/settings-ports.ts";
import { readFieldIssues, replaceFieldIssues } from "./definitions.ts";
import { removeDryRun } from "./mapping-dry-runs.ts";
import { readPosition } from "./positions.ts";
import { beginRollout } from "./rollouts.ts";
import type { StoreScope } from "./rows.ts";

interface SettingsRow {
  object_type: string;
  is_on: boolean;
  policy: ObjectPolicy;
  mapping: MappingVersion;
  inactive_status_ids: string[];
  excluded_ids: string[];
  version: number;
}

/** Reads the settings of all object types. */
export async function readObjectSettings({ query }: StoreScope): Promise<StoredSettings[]> {
  const rows = await query<SettingsRow>(`${SETTINGS} ORDER BY s.object_type`);
  return rows.map(toSettings);
}

const SETTINGS = `
  SELECT s.object_type, s.is_on, s.policy, m.mapping, s.inactive_status_ids, s.excluded_ids,
         s.version
  FROM object_settings s
  JOIN mapping_versions m ON m.object_type = s.object_type AND m.version = s.mapping_version`;

function toSettings(row: SettingsRow): StoredSettings {
  return {
    objectType: row.object_type,
    isOn: row.is_on,
    policy: row.policy,
    mapping: row.mapping,
    inactiveStatusIds: row.inactive_status_ids,
    excludedIds: row.excluded_ids,
    version: row.version,
  };
}

/**
 * Changes the settings of an object type from what is stored now; others who do the same wait.
 *
 * @returns the settings as they are now; null when there are none
 */
export async function changeObjectSettings(
  scope: StoreScope,
  objectType: ObjectType,
  change: (settings: ObjectSettings, fieldIssues: readonly FieldIssue[]) => SettingsChange | null,
): Promise<ObjectSettings | null> {
  const [row] = await scope.query<SettingsRow>(
    `${SETTINGS} WHERE s.object_type = ? FOR UPDATE OF s`,
    [objectType],
  );
  if (row === undefined) return null;
  const before = toSettings(row);
  const changed = change(before, await readFieldIssues(scope, objectType));
  if (changed === null) return before;
  const { settings, revision, fieldIssues, rollout, expected = null } = changed;
  const version = await replaceObjectSettings(scope, settings, revision);
  if (revision !== undefined) await removeDryRun(scope, objectType);
  if (fieldIssues !== undefined) await replaceFieldIssues(scope, objectType, fieldIssues);
  if (rollout !== undefined) {
    await beginRollout(scope, { settings: { ...settings, version }, of: rollout, expected });
  }
  return settings;
}

interface VersionRow {
  mapping: MappingVersion;
  made_ms: number;
  revision: MappingRevision | null;
}

/** A version number. */
const VersionPosition = z.string().regex(/^\d{1,9}$/u);

/** Reads versions of an object type's mapping, the newest first, after a position. */
export async function readMappingVersions(
  { query }: StoreScope,
  objectType: ObjectType,
  after: string | null,
  limit: number,
): Promise<{ readonly items: readonly StoredVersion[]; readonly next: string | null }> {
  const before = after === null ? null : readPosition(after, VersionPosition);
  const rows = await query<VersionRow>(
    `SELECT mapping, (extract(epoch FROM created_at) * 1000)::float8 AS made_ms, revision
     FROM mapping_versions WHERE object_type = ? AND version < coalesce(?::int, 2147483647)
     ORDER BY version DESC LIMIT ?`,
    [objectType, before, limit],
  );
  const last = rows.at(-1);
  return {
    items: rows.map(({ mapping, made_ms, revision }) => ({ mapping, madeAt: made_ms, revision })),
    next: rows.length < limit || last === undefined ? null : String(last.mapping.version),
  };
}

/**
 * Stores the settings of one object type, with its mapping as a version of its own.
 *
 * @returns the version of the settings as a whole
 * @throws AppError `mapping_version_taken` (internal) when the version exists with other content
 */
export async function replaceObjectSettings(
  { query }: StoreScope,
  settings: ObjectSettings,
  revision: MappingRevision | null = null,
): Promise<number> {
  const { objectType, mapping } = settings;
  const text = JSON.stringify(mapping);
  await query(
    `INSERT INTO mapping_versions (object_type, version, mapping, revision)
     VALUES (?, ?, ?::jsonb, ?::jsonb)
     ON CONFLICT (portal_id, object_type, version) DO NOTHING`,
    [objectType, mapping.version, text, revision === null ? null : JSON.stringify(revision)],
  );
  const [stored] = await query<{ is_equal: boolean }>(
    `SELECT mapping = ?::jsonb AS is_equal FROM mapping_versions
     WHERE object_type = ? AND version = ?`,
    [text, objectType, mapping.version],
  );
  if (stored?.is_equal !== true) {
    throw new AppError(`version ${mapping.version} of the ${objectType} mapping is taken`, {
      code: "mapping_version_taken",
      errorClass: "internal",
    });
  }
  const [row] = await query<{ version: number }>(
    `INSERT INTO object_settings AS s (object_type, is_on, policy, mapping_version,
       inactive_status_ids, excluded_ids)
     VALUES (?, ?, ?::jsonb, ?, ?, ?)
     ON CONFLICT (portal_id, object_type) DO UPDATE
     SET is_on = excluded.is_on, policy = excluded.policy,
         mapping_version = excluded.mapping_version,
         inactive_status_ids = excluded.inactive_status_ids, excluded_ids = excluded.excluded_ids,
         version = s.version + CASE WHEN
           (s.is_on, s.policy, s.mapping_version, s.inactive_status_ids, s.excluded_ids)
           IS DISTINCT FROM (excluded.is_on, excluded.policy, excluded.mapping_version,
                             excluded.inactive_status_ids, excluded.excluded_ids)
           THEN 1 ELSE 0 END
     RETURNING version`,
    [
      objectType,
      settings.isOn,
      JSON.stringify(settings.policy),
      mapping.version,
      [...settings.inactiveStatusIds],
      [...settings.excludedIds],
    ],
  );
  if (row === undefined) throw new Error("stored settings have no version");
  return row.version;
}
