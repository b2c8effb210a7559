import { useMemo } from "react";
import type { ReactNode } from "react";
import { ExtensionHost } from "./extension-host.tsx";
import type { ViewerProps } from "./viewer.ts";

const menu = ["General", "Notifications", "Users & Teams", "Integrations", "Properties", "Objects"];

/** Settings > Integrations > Connected apps > Lockstep. */
export function SettingsPage({ viewer }: { viewer: ViewerProps }): ReactNode {
  const { screen, alerts, userKey, baseContext } = viewer;
  const extension = screen.extensions.find(({ location }) => location === "settings");
  const context = useMemo(() => ({ ...baseContext, location: "settings" }), [baseContext]);
  return (
    <div className="settings-page">
      <nav aria-label="Settings">
        <h2>Settings</h2>
        <ul>
          {menu.map((entry) => (
            <li key={entry} aria-current={entry === "Integrations" ? "true" : undefined}>
              {entry}
            </li>
          ))}
        </ul>
      </nav>
      <div className="settings-content">
        <p className="crumbs">Integrations / Connected apps</p>
        <h1>{screen.appName}</h1>
        {extension === undefined ? (
          <p>The app has no settings page.</p>
        ) : (
          <ExtensionHost {...{ extension, context, alerts }} user={userKey} crm={null} />
        )}
      </div>
    </div>
  );
}
