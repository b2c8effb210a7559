import { useCallback, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";

/** A message that HubSpot shows over the page for a while. */
export interface Toast {
  type?: "info" | "warning" | "success" | "danger" | "tip";
  title?: string;
  message: string;
}

/** Where extensions' messages go. */
export interface Alerts {
  add(toast: Toast): void;
}

const SHOWN_MS = 8_000;

/** Keeps messages until they are read. @returns where to put them, and what shows them */
export function useAlerts(): { alerts: Alerts; view: ReactNode } {
  const [toasts, setToasts] = useState<(Toast & { id: number })[]>([]);
  const lastId = useRef(0);
  const remove = useCallback((id: number) => {
    setToasts((all) => all.filter((one) => one.id !== id));
  }, []);
  const add = useCallback(
    (toast: Toast) => {
      lastId.current += 1;
      const id = lastId.current;
      setToasts((all) => [...all, { ...toast, id }]);
      setTimeout(() => remove(id), SHOWN_MS);
    },
    [remove],
  );
  const alerts = useMemo(() => ({ add }), [add]);
  const view = (
    <div className="hs-toasts" role="status" aria-live="polite">
      {toasts.map(({ id, type = "info", title, message }) => (
        <div key={id} className={`hs-toast hs-toast-${type}`}>
          <div>
            {title === undefined ? null : <strong>{title}</strong>}
            <div>{message}</div>
          </div>
          <button type="button" aria-label="Dismiss" onClick={() => remove(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
  return { alerts, view };
}
