import type { Api } from "@lockstep/api/client.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";

/** What belongs to another record is no field of its own in either system. */
const PARENTS: Readonly<Record<string, string>> = {
  associatedcompanyid: "Company",
  "associations/company": "Company",
  "associations/contacts": "Contact",
  company: "Company",
  "company/id": "Company",
  contact: "Contact",
  "contact/id": "Contact",
};

/** What a field of an object type is called; its path where that is not known. */
export type FieldLabels = (objectType: string, path: string) => string;

/**
 * Reads what fields are called.
 *
 * @param objectTypes - sorted; none: nothing is read
 */
export function useFieldLabels(api: Api, objectTypes: readonly string[]): FieldLabels {
  const { loaded } = useLoad(objectTypes.join(" "), async () => {
    const labels = await Promise.all(objectTypes.map((objectType) => readLabels(api, objectType)));
    return new Map(labels.flat());
  });
  // Labels only make the page nicer: without them it shows paths.
  const known = loaded.status === "ready" ? loaded.value : new Map<string, string>();
  return (objectType, path) => known.get(`${objectType} ${path}`) ?? PARENTS[path] ?? path;
}

async function readLabels(
  api: Api,
  objectType: string,
): Promise<(readonly [key: string, label: string])[]> {
  const fields = await api.call("get /objects/:objectType/fields", { path: { objectType } });
  if (!("pairings" in fields)) return [];
  return [...fields.connectwise, ...fields.hubspot].map(({ path, label }) => [
    `${objectType} ${path}`,
    label,
  ]);
}
