import { useEffect, useState } from "react";

/** How often what is told of time is brought up to date. */
const EVERY_MS = 30_000;

/** The time in milliseconds, so that `a minute ago` does not stay that for ever. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
