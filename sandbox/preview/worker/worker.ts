/**
 * HubSpot's side of an extension's Web Worker: puts up the globals that a production bundle expects, runs
 * the bundle, and renders what it extends.
 */
import { createRemoteRoot } from "@remote-ui/core";
import * as RemoteUI from "@remote-ui/react";
import { createEndpoint, retain } from "@remote-ui/rpc";
import * as React from "react";
import { ErrorCatcher } from "./error-catcher.ts";
import type { CrmProperties, PageSide, PlainFetch, WorkerSide } from "./protocol.ts";

type Render = (api: unknown) => React.ReactElement;

const page = createEndpoint<PageSide>(self, {
  callable: ["fetch", "act", "crmProperties", "crmAssociations", "failed"],
});

let render: Render | undefined;

/** Data without functions and undefined members, as it crosses to HubSpot's servers. */
function plain<Value>(value: Value): Value {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
}

async function hsFetch(url: string | URL, options: Partial<PlainFetch> = {}): Promise<Response> {
  const headers =
    options.headers === undefined ? {} : Object.fromEntries(new Headers(options.headers));
  const request = plain({ ...options, url: String(url), headers });
  const { status, text } = await page.call.fetch(request);
  // A response of these has no body, and the constructor takes none.
  const isBare = status === 204 || status === 304;
  return new Response(isBare ? null : text, {
    status,
    headers: { "content-type": "application/json" },
  });
}

const actionNames = [
  "addAlert",
  "closeOverlay",
  "copyTextToClipboard",
  "navigateToPage",
  "openIframeModal",
  "refreshObjectProperties",
  "reloadPage",
];

/** Everything an extension may do; a name that HubSpot has not is undefined here as well. */
function makeActions(location: string): Record<string, unknown> {
  const plainActions = Object.fromEntries(
    actionNames.map((name) => [name, (...args: unknown[]) => page.call.act(name, plain(args))]),
  );
  if (!location.startsWith("crm.")) return plainActions;
  return {
    ...plainActions,
    fetchCrmObjectProperties: (names: string[] | "*") => page.call.crmProperties(names, null),
    onCrmPropertiesUpdate: (names: string[] | "*", callback: (found: CrmProperties) => void) =>
      void page.call.crmProperties(names, callback),
  };
}

function answer(data: unknown): { json: () => Promise<unknown> } {
  return { json: () => Promise.resolve({ data }) };
}

function notHere(): Promise<never> {
  return Promise.reject(new Error("The preview cannot do this; try it in HubSpot."));
}

function makeWorkerApi(context: unknown, actions: unknown): Record<string, unknown> {
  return {
    useExtensionContext: () => context,
    useExtensionActions: () => actions,
    useExtensionApi: () => ({ context, actions }),
    useAppPageLocation: () => ({ path: "/", params: {} }),
    fetchCrmProperties: async (names: string[], onUpdate: (found: CrmProperties) => void) =>
      answer(await page.call.crmProperties(names, onUpdate)),
    fetchAssociations: async (request: { toObjectType: string; properties?: string[] }) =>
      answer(await page.call.crmAssociations(plain(request))),
    fetchCrmSearch: notHere,
    fetchHubSpotApi: notHere,
    formatCrmProperties: notHere,
  };
}

const workerSide: WorkerSide = {
  async render(bundleUrl, channel, context) {
    retain(channel);
    const { location } = context as { location: string };
    const actions = makeActions(location);
    Object.assign(self, {
      React,
      RemoteUI,
      __HUBSPOT_EXTENSION_WORKER__: true,
      logger: console,
      hsFetch,
      hsWorkerAPI: makeWorkerApi(context, actions),
      extend_V2: (callback: Render) => {
        render = callback;
      },
    });
    try {
      const response = await fetch(bundleUrl);
      if (!response.ok) throw new Error(`${bundleUrl} answered ${response.status}`);
      // oxlint-disable-next-line no-eval -- a bundle is text that wants this very scope, as in HubSpot
      (0, eval)(await response.text());
      if (render === undefined) throw new Error("The bundle calls no hubspot.extend().");
      const root = createRemoteRoot(channel, { strict: false });
      const extension = React.createElement(() => render?.({ context, actions }) ?? null);
      const onError = (message: string): void => void page.call.failed(message);
      RemoteUI.createRoot(root).render(React.createElement(ErrorCatcher, { onError }, extension));
      await root.mount();
    } catch (error) {
      await page.call.failed(String(error));
    }
  },
};

page.expose(workerSide as unknown as Record<string, (...args: unknown[]) => unknown>);
self.addEventListener("unhandledrejection", ({ reason }) => {
  void page.call.failed(`Unhandled: ${String(reason)}`);
});
