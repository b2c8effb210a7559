import { RemoteRenderer, createController, createRemoteReceiver } from "@remote-ui/react/host";
import { createEndpoint, fromWebWorker, retain } from "@remote-ui/rpc";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { ShownExtension } from "../screen-data.ts";
import type { CrmAssociations, CrmProperties, PageSide, WorkerSide } from "../worker/protocol.ts";
import { components } from "./components/index.ts";
import { OverlayProvider, useOverlayState } from "./components/overlay-state.tsx";
import type { OverlayState } from "./components/overlay-state.tsx";
import type { Alerts } from "./alerts.tsx";

/** What the page can tell of the record that an extension stands on. */
export interface CrmSource {
  read(names: string[] | "*"): Promise<CrmProperties>;
  associations(toObjectType: string, properties: readonly string[]): Promise<CrmAssociations>;
  /** @returns what ends it */
  subscribe(onChange: () => void): () => void;
  /** Reads the record anew, for everybody who shows it. */
  refresh(): Promise<void>;
}

/** What {@link ExtensionHost} is given. */
export interface ExtensionHostProps {
  extension: ShownExtension;
  /** What `useExtensionContext` returns; another one starts the extension anew. */
  context: unknown;
  user: string;
  alerts: Alerts;
  /** Null where there is no record. */
  crm: CrmSource | null;
}

interface Around extends Pick<ExtensionHostProps, "user" | "alerts" | "crm"> {
  overlays: OverlayState;
  onFailed: (message: string) => void;
}

/** Runs an extension's production bundle in a worker of its own and renders what it asks for. */
export function ExtensionHost(props: ExtensionHostProps): ReactNode {
  // Another context is another start, with nothing left of the one before.
  return <Runner key={JSON.stringify([props.extension.uid, props.context])} {...props} />;
}

const controller = createController(components);

function Runner(props: ExtensionHostProps): ReactNode {
  const { extension, context } = props;
  const [failure, setFailure] = useState<string | null>(null);
  const overlays = useOverlayState();
  const [receiver] = useState(createRemoteReceiver);
  const aroundRef = useRef<Around>({ ...props, overlays, onFailed: setFailure });
  useLayoutEffect(() => {
    aroundRef.current = { ...props, overlays, onFailed: setFailure };
  }, [props, overlays]);
  // The same start has the same context, though perhaps as another object.
  const [start] = useState({ bundleUrl: extension.bundleUrl, name: extension.uid, context });

  useEffect(() => {
    const ends: (() => void)[] = [];
    const worker = new Worker("/assets/worker.js", { name: start.name });
    const endpoint = createEndpoint<WorkerSide>(fromWebWorker(worker), { callable: ["render"] });
    endpoint.expose(
      pageSide(aroundRef, ends) as unknown as Record<string, (...args: unknown[]) => unknown>,
    );
    void endpoint.call.render(start.bundleUrl, receiver.receive, start.context);
    return () => {
      for (const end of ends) end();
      endpoint.terminate();
      worker.terminate();
    };
  }, [start, receiver]);

  if (failure !== null) {
    return (
      <p role="alert" className="hs-extension-failure">
        This extension failed: {failure}
      </p>
    );
  }
  return (
    <OverlayProvider state={overlays}>
      <RemoteRenderer receiver={receiver} controller={controller} />
    </OverlayProvider>
  );
}

function pageSide(around: { readonly current: Around }, ends: (() => void)[]): PageSide {
  const crm = (): CrmSource => {
    const source = around.current.crm;
    if (source === null) throw new Error("There is no record here.");
    return source;
  };
  return {
    async fetch(request) {
      const response = await fetch("/preview/fetch", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ user: around.current.user, request }),
      });
      if (!response.ok) throw new Error(`hubspot.fetch: ${await response.text()}`);
      return (await response.json()) as { status: number; text: string };
    },
    act: (name, args) => act(around.current, name, args),
    async crmProperties(names, onUpdate) {
      const source = crm();
      if (onUpdate !== null) {
        retain(onUpdate);
        ends.push(source.subscribe(() => void source.read(names).then(onUpdate)));
      }
      return source.read(names);
    },
    crmAssociations: ({ toObjectType, properties = [] }) =>
      crm().associations(toObjectType, properties),
    failed: (message) => around.current.onFailed(message),
  };
}

/** Does what an extension asks HubSpot to do. */
function act(around: Around, name: string, [first]: readonly unknown[]): unknown {
  switch (name) {
    case "addAlert":
      around.alerts.add(first as Parameters<Alerts["add"]>[0]);
      return undefined;
    case "closeOverlay":
      around.overlays.close(String(first));
      return undefined;
    case "copyTextToClipboard":
      return navigator.clipboard.writeText(String(first));
    case "refreshObjectProperties":
      return around.crm?.refresh();
    case "reloadPage":
      location.reload();
      return undefined;
    default:
      around.alerts.add({ type: "warning", message: `The preview cannot do ${name}.` });
      return undefined;
  }
}
