import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** HubSpot's one address, with a stand-in for each portal behind it. */
export interface HubspotFront {
  readonly url: string;
  /** From now on the calls of a portal that a stand-in plays arrive there. */
  add(standInUrl: string): void;
  close(): Promise<void>;
}

/** Starts it on a free port. As at HubSpot, the token says whose call it is. */
export async function startHubspotFront(): Promise<HubspotFront> {
  const standIns: string[] = [];
  const homeOf = new Map<string, string>();
  /** Who gave the token, or the code, that a call carries; without one any stand-in may know it. */
  const knownBy = ({ headers }: IncomingMessage, body: string): readonly string[] => {
    const form = new URLSearchParams(body);
    const tokens = [
      headers.authorization?.replace(/^Bearer /u, ""),
      form.get("token"),
      form.get("refresh_token"),
    ];
    const known = tokens.flatMap((token) => homeOf.get(token ?? "") ?? []);
    return known.length > 0 ? known : standIns;
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readAll(request);
      const { answer, text, home } = await firstAnswer(request, body, knownBy(request, body));
      for (const token of tokensIn(text)) homeOf.set(token, home);
      response.writeHead(answer.status, {
        "content-type": answer.headers.get("content-type") ?? "application/json",
      });
      response.end(text);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (url) => void standIns.push(url),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

/** A code is taken by the one stand-in that gave it; the others refuse it and change nothing. */
async function firstAnswer(
  { method = "GET", url = "/", headers }: IncomingMessage,
  body: string,
  homes: readonly string[],
): Promise<{ readonly answer: Response; readonly text: string; readonly home: string }> {
  for (const [index, home] of homes.entries()) {
    const answer = await fetch(`${home}${url}`, {
      method,
      headers: Object.fromEntries(
        ["authorization", "content-type"].flatMap((name) =>
          typeof headers[name] === "string" ? [[name, headers[name]]] : [],
        ),
      ),
      ...(body === "" ? {} : { body }),
    });
    const isLast = index === homes.length - 1;
    if (answer.ok || isLast) return { answer, text: await answer.text(), home };
  }
  throw new Error("no portal stands behind HubSpot's address yet");
}

function tokensIn(text: string): readonly string[] {
  if (!text.includes("access_token")) return [];
  const { access_token: access, refresh_token: refresh } = JSON.parse(text) as Record<
    string,
    unknown
  >;
  return [access, refresh].filter((token) => typeof token === "string");
}
