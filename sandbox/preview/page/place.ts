import { useCallback, useSyncExternalStore } from "react";
import { objectTypes } from "./object-types.ts";
import type { ShownType } from "./object-types.ts";

/** What the address says is to be seen. */
export interface Place {
  page: "settings" | "list" | "record";
  type: ShownType;
  recordId: string | null;
  /** Key of the user who looks. */
  user: string;
  /** Width of the frame in pixels; null: as wide as the window. */
  frame: number | null;
  /** Inside such a frame, where the switches are not repeated. */
  isFramed: boolean;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

/** The address, followed as it changes. */
export function usePlace(): Place {
  const href = useSyncExternalStore(subscribe, () => location.href);
  return readPlace(new URL(href));
}

function readPlace(url: URL): Place {
  const [, section, , kind = "", typeId, id = ""] = url.pathname.split("/");
  const page = section === "contacts" ? (kind === "record" ? "record" : "list") : "settings";
  const frame = Number(url.searchParams.get("frame"));
  return {
    page,
    type: objectTypes.find((one) => one.id === typeId) ?? objectTypes[0],
    recordId: page === "record" ? id : null,
    user: url.searchParams.get("user") ?? "installer",
    frame: frame > 0 ? frame : null,
    isFramed: url.searchParams.has("framed"),
  };
}

/** Goes to an address of this page; what is asked for in the query stays, unless it is given anew. */
export function useGo(): (path: string, query?: Record<string, string | null>) => void {
  return useCallback((path, query = {}) => {
    const url = new URL(path, location.href);
    const kept = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(query)) {
      if (value === null) kept.delete(name);
      else kept.set(name, value);
    }
    url.search = kept.toString();
    history.pushState(null, "", url);
    for (const listener of listeners) listener();
  }, []);
}
