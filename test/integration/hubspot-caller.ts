import { HUBSPOT, type ServerRig } from "./server-rig.ts";

/** Calls HubSpot's API. @returns the parsed answer; null for an empty one @throws Error with the answer */
export type CallHubspot = (method: "POST" | "PUT", path: string, body: unknown) => Promise<unknown>;

const OBJECTS = ["companies", "contacts", "deals"];

/** More than Lockstep asks for: what a customer's admin does. */
const SCOPES = [
  "oauth",
  ...OBJECTS.flatMap((type) => [`crm.objects.${type}.read`, `crm.objects.${type}.write`]),
  ...OBJECTS.flatMap((type) => [`crm.schemas.${type}.read`, `crm.schemas.${type}.write`]),
  "crm.objects.owners.read",
  "crm.lists.read",
  "crm.lists.write",
];

/** Gives a token of its own to somebody who sets up a portal: ours may do less. */
export async function openHubspot({
  hubspotUrl,
  url,
}: Pick<ServerRig, "hubspotUrl" | "url">): Promise<CallHubspot> {
  const redirect_uri = `${url}/oauth/callback`;
  const { clientId: client_id, clientSecret: client_secret } = HUBSPOT;
  const allowed = await fetch(`${hubspotUrl}/oauth/authorize`, {
    method: "POST",
    body: new URLSearchParams({ client_id, redirect_uri, scope: SCOPES.join(" "), state: "s" }),
    redirect: "manual",
  });
  const code = new URL(String(allowed.headers.get("location"))).searchParams.get("code") ?? "";
  const given = { grant_type: "authorization_code", code, redirect_uri, client_id, client_secret };
  const token = await fetch(`${hubspotUrl}/oauth/2026-09/token`, {
    method: "POST",
    body: new URLSearchParams(given),
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const headers = { "content-type": "application/json", authorization: `Bearer ${access_token}` };
  return async (method, path, body) => {
    const sent = { method, headers, body: JSON.stringify(body) };
    const reply = await fetch(`${hubspotUrl}${path}`, sent);
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
}
