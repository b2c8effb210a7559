import type { ScreenData } from "../screen-data.ts";
import type { Alerts } from "./alerts.tsx";

/** Who looks at the page, and what every extension on it is told. */
export interface ViewerProps {
  screen: ScreenData;
  alerts: Alerts;
  userKey: string;
  /** The part of an extension's context that does not depend on where it stands. */
  baseContext: object;
}
