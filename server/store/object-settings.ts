import { AppError } from "../sync/errors.ts";
import type { MappingVersion, ObjectPolicy } from "../sync/model.ts";
import type { ObjectSettings } from "../sync/portal-ports.ts";
import type { StoreScope } from "./rows.ts";

interface SettingsRow {
  object_type: string;
  is_on: boolean;
  policy: ObjectPolicy;
  mapping: MappingVersion;
  inactive_status_ids: string[];
  excluded_ids: string[];
}

/** Reads the settings of all object types. */
export async function readObjectSettings({ query }: StoreScope): Promise<ObjectSettings[]> {
  const rows = await query<SettingsRow>(
    `SELECT s.object_type, s.is_on, s.policy, m.mapping, s.inactive_status_ids, s.excluded_ids
     FROM object_settings s
     JOIN mapping_versions m ON m.object_type = s.object_type AND m.version = s.mapping_version
     ORDER BY s.object_type`,
  );
  return rows.map((row) => ({
    objectType: row.object_type,
    isOn: row.is_on,
    policy: row.policy,
    mapping: row.mapping,
    inactiveStatusIds: row.inactive_status_ids,
    excludedIds: row.excluded_ids,
  }));
}

/**
 * Stores the settings of one object type, with its mapping as a version of its own.
 *
 * @throws AppError `mapping_version_taken` (internal) when the version exists with other content
 */
export async function replaceObjectSettings(
  { query }: StoreScope,
  settings: ObjectSettings,
): Promise<void> {
  const { objectType, mapping } = settings;
  const text = JSON.stringify(mapping);
  await query(
    `INSERT INTO mapping_versions (object_type, version, mapping) VALUES (?, ?, ?::jsonb)
     ON CONFLICT (portal_id, object_type, version) DO NOTHING`,
    [objectType, mapping.version, text],
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
  await query(
    `INSERT INTO object_settings (object_type, is_on, policy, mapping_version,
       inactive_status_ids, excluded_ids)
     VALUES (?, ?, ?::jsonb, ?, ?, ?)
     ON CONFLICT (portal_id, object_type) DO UPDATE
     SET is_on = excluded.is_on, policy = excluded.policy,
         mapping_version = excluded.mapping_version,
         inactive_status_ids = excluded.inactive_status_ids, excluded_ids = excluded.excluded_ids`,
    [
      objectType,
      settings.isOn,
      JSON.stringify(settings.policy),
      mapping.version,
      [...settings.inactiveStatusIds],
      [...settings.excludedIds],
    ],
  );
}
