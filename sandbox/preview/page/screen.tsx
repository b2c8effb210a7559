import { useMemo } from "react";
import type { ReactNode } from "react";
import type { ScreenData } from "../screen-data.ts";
import { useAlerts } from "./alerts.tsx";
import { ListPage } from "./list-page.tsx";
import { useGo, usePlace } from "./place.ts";
import type { Place } from "./place.ts";
import { RecordPage } from "./record-page.tsx";
import { SettingsPage } from "./settings-page.tsx";
import { TopBar } from "./top-bar.tsx";
import type { ViewerProps } from "./viewer.ts";

/** The preview as it is looked at: in the window, or in a frame of another width. */
export function Screen({ screen }: { screen: ScreenData }): ReactNode {
  const place = usePlace();
  if (place.frame !== null && !place.isFramed) return <Framed place={place} />;
  return <Page screen={screen} place={place} />;
}

/** A frame is a window of its own to everything that looks at the width. */
function Framed({ place }: { place: Place }): ReactNode {
  const go = useGo();
  const source = new URL(location.href);
  source.searchParams.delete("frame");
  source.searchParams.set("framed", "");
  return (
    <div className="frame-room">
      <p>
        {place.frame} pixels wide.{" "}
        <button type="button" onClick={() => go(location.pathname, { frame: null })}>
          Whole window
        </button>
      </p>
      {/* oxlint-disable-next-line react/iframe-missing-sandbox -- the same page, which may do what this one may */}
      <iframe title="The same page, narrower" src={source.href} width={place.frame ?? 400} />
    </div>
  );
}

function Page({ screen, place }: { screen: ScreenData; place: Place }): ReactNode {
  const { alerts, view } = useAlerts();
  const user = screen.users.find(({ key }) => key === place.user) ?? screen.users[0];
  const viewer = useMemo((): ViewerProps | null => {
    if (user === undefined) return null;
    const { appId, appName, portalId, timeZone, variables } = screen;
    const { email, firstName, lastName, userId } = user;
    return {
      screen,
      alerts,
      userKey: user.key,
      baseContext: {
        user: {
          id: Number(userId),
          email,
          emails: [email],
          firstName,
          lastName,
          roles: [],
          teams: [],
          locale: navigator.language,
          language: navigator.language.slice(0, 2),
          permissions: user.key === "installer" ? ["integrations-management-write"] : [],
        },
        portal: { id: Number(portalId), timezone: timeZone },
        variables,
        extension: { appId: Number(appId), appName },
      },
    };
  }, [screen, alerts, user]);
  if (viewer === null) return null;
  return (
    <>
      <TopBar screen={screen} place={place} />
      <main key={`${place.page} ${place.user}`}>
        <PlaceView place={place} viewer={viewer} />
      </main>
      {view}
    </>
  );
}

function PlaceView({ place, viewer }: { place: Place; viewer: ViewerProps }): ReactNode {
  switch (place.page) {
    case "settings":
      return <SettingsPage viewer={viewer} />;
    case "list":
      return <ListPage type={place.type} portalId={viewer.screen.portalId} />;
    case "record":
      return <RecordPage viewer={viewer} type={place.type} recordId={place.recordId ?? ""} />;
  }
}
