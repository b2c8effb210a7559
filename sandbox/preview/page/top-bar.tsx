import type { MouseEvent, ReactNode } from "react";
import type { ScreenData } from "../screen-data.ts";
import { objectTypes } from "./object-types.ts";
import { useGo } from "./place.ts";
import type { Place } from "./place.ts";

/** HubSpot's bar, with the preview's own switches at its right end. */
export function TopBar({ screen, place }: { screen: ScreenData; place: Place }): ReactNode {
  const go = useGo();
  const link = (path: string, words: string, isHere: boolean): ReactNode => (
    <a
      key={path}
      href={path + location.search}
      aria-current={isHere ? "page" : undefined}
      onClick={(event: MouseEvent) => {
        event.preventDefault();
        go(path);
      }}
    >
      {words}
    </a>
  );
  return (
    <header className="top-bar">
      <span className="logo" aria-hidden="true">
        ⚙
      </span>
      <nav aria-label="HubSpot">
        {objectTypes.map(({ id, title }) =>
          link(
            `/contacts/${screen.portalId}/objects/${id}`,
            title,
            place.page !== "settings" && place.type.id === id,
          ),
        )}
        {link(`/settings/${screen.portalId}`, "Settings", place.page === "settings")}
      </nav>
      <div className="switches">
        <label>
          <span className="hs-sr-only">Signed in as</span>
          <select
            value={place.user}
            onChange={({ target }) => go(location.pathname, { user: target.value })}
          >
            {screen.users.map(({ key, firstName, lastName }) => (
              <option key={key} value={key}>
                {firstName} {lastName} ({key})
              </option>
            ))}
          </select>
        </label>
        {place.isFramed ? null : (
          <button type="button" onClick={() => go(location.pathname, { frame: "400" })}>
            400 px
          </button>
        )}
      </div>
    </header>
  );
}
