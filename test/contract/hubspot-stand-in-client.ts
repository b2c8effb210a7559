import { Client } from "@hubspot/api-client";
import axios from "axios";
import type { AxiosInstance, AxiosResponse } from "axios";
import { createHubSpotStandIn } from "../../sandbox/hubspot/server.ts";
import type { HubSpotStandInOptions } from "../../sandbox/hubspot/server.ts";

/** What every test of the HubSpot stand-in uses. */
export const app = {
  clientId: "client-1",
  clientSecret: "secret-1",
  appId: 4242,
  redirectUrls: ["http://localhost:3000/oauth/callback"],
};

const types = ["companies", "contacts", "deals"];

/** Scopes of an app for companies, contacts and deals. */
export const scopes = [
  "oauth",
  ...types.flatMap((type) => [
    `crm.objects.${type}.read`,
    `crm.objects.${type}.write`,
    `crm.schemas.${type}.read`,
    `crm.schemas.${type}.write`,
  ]),
  "crm.objects.owners.read",
  "crm.lists.read",
  "crm.lists.write",
].join(" ");

/** A running stand-in with an installed app. */
export interface InstalledStandIn {
  url: string;
  /** Calls with the app's access token; never throws for a status. */
  api: AxiosInstance;
  /** Calls without a token. */
  plain: AxiosInstance;
  /** HubSpot's own client with the access token. */
  official: Client;
  tokens: { access_token: string; refresh_token: string };
  /** Calls a control route. */
  control(path: string, body: unknown): Promise<AxiosResponse>;
  close(): Promise<void>;
}

/** Presses Allow on the consent page and exchanges the code. @returns the token answer */
export async function install(plain: AxiosInstance, scope = scopes): Promise<AxiosResponse> {
  const redirect_uri = app.redirectUrls[0] ?? "";
  const form = { client_id: app.clientId, redirect_uri, scope, state: "s-1" };
  const allowed = await plain.post("/oauth/authorize", new URLSearchParams(form), {
    maxRedirects: 0,
  });
  const code = new URL(String(allowed.headers["location"])).searchParams.get("code") ?? "";
  return exchange(plain, { grant_type: "authorization_code", code, redirect_uri });
}

/** Posts to the token route as the app. */
export function exchange(
  plain: AxiosInstance,
  fields: Record<string, string>,
): Promise<AxiosResponse> {
  const secret = { client_id: app.clientId, client_secret: app.clientSecret };
  return plain.post("/oauth/2026-09/token", new URLSearchParams({ ...secret, ...fields }));
}

/** Starts a stand-in on a free port and installs the app. */
export async function startInstalled(
  options: Partial<HubSpotStandInOptions> = {},
): Promise<InstalledStandIn> {
  const { url, close } = await createHubSpotStandIn({ ...app, ...options });
  const plain = axios.create({ baseURL: url, validateStatus: () => true });
  const { data: tokens } = await install(plain);
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  return {
    url,
    plain,
    tokens,
    api: axios.create({ baseURL: url, headers, validateStatus: () => true }),
    official: new Client({
      accessToken: tokens.access_token,
      basePath: url,
      numberOfApiCallRetries: 0,
    }),
    control: (path, body) => plain.post(`/_control/${path}`, body),
    close,
  };
}
