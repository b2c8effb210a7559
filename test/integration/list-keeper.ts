import { HUBSPOT, type ServerRig } from "./server-rig.ts";

/** A person who keeps HubSpot's lists. */
export interface ListKeeper {
  /** @param typeId - `0-2` for companies @returns the list's id */
  create(name: string, typeId: string): Promise<string>;
  /** Puts records into a list, or takes them out. */
  change(listId: string, verb: "add" | "remove", ids: readonly string[]): Promise<void>;
}

/** Makes a keeper with a token of its own: ours may only read lists. */
export async function openLists({ hubspotUrl, url }: ServerRig): Promise<ListKeeper> {
  const redirect_uri = `${url}/oauth/callback`;
  const { clientId: client_id, clientSecret: client_secret } = HUBSPOT;
  const scope = [
    "oauth",
    ...["companies", "contacts", "deals"].flatMap((type) => [
      `crm.objects.${type}.read`,
      `crm.objects.${type}.write`,
      `crm.schemas.${type}.read`,
      `crm.schemas.${type}.write`,
    ]),
    "crm.objects.owners.read",
    "crm.lists.read",
    "crm.lists.write",
  ].join(" ");
  const allowed = await fetch(`${hubspotUrl}/oauth/authorize`, {
    method: "POST",
    body: new URLSearchParams({ client_id, redirect_uri, scope, state: "s" }),
    redirect: "manual",
  });
  const code = new URL(String(allowed.headers.get("location"))).searchParams.get("code") ?? "";
  const given = { grant_type: "authorization_code", code, redirect_uri, client_id, client_secret };
  const token = await fetch(`${hubspotUrl}/oauth/2026-09/token`, {
    method: "POST",
    body: new URLSearchParams(given),
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const call = async (method: string, path: string, body: unknown): Promise<Response> => {
    const reply = await fetch(`${hubspotUrl}/crm/lists/2026-09${path}`, {
      method,
      headers: { "content-type": "application/json", authorization: `Bearer ${access_token}` },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${await reply.text()}`);
    return reply;
  };
  return {
    create: async (name, objectTypeId) => {
      const reply = await call("POST", "", { name, objectTypeId, processingType: "MANUAL" });
      const { list } = (await reply.json()) as { list: { listId: string } };
      return list.listId;
    },
    change: async (listId, verb, ids) => {
      await call("PUT", `/${listId}/memberships/${verb}`, ids);
    },
  };
}
