import type { Time } from "@lockstep/api/wire-common.ts";
import type { TabContext } from "../tab-context.ts";

/** Words the beginning of an hour, as `14:00`, in the user's language and the portal's zone. */
export function hourWords({
  locale,
  timeZone,
}: Pick<TabContext, "locale" | "timeZone">): (hour: Time) => string {
  const clock = clockOf(locale?.replaceAll("_", "-"), timeZone);
  return (hour) => clock.format(new Date(hour));
}

function clockOf(locale: string | undefined, timeZone: string | undefined): Intl.DateTimeFormat {
  const wanted = { hour: "2-digit", minute: "2-digit" } as const;
  try {
    return new Intl.DateTimeFormat(locale, { ...wanted, timeZone: timeZone ?? "UTC" });
  } catch {
    return new Intl.DateTimeFormat("en", { ...wanted, timeZone: "UTC" });
  }
}
