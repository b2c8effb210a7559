const short: Readonly<Record<string, string>> = {
  "extra-small": "xs",
  small: "sm",
  medium: "md",
  large: "lg",
  "extra-large": "xl",
};

/** The short name of one of HubSpot's sizes: `extra-small` and `xs` are the same. */
export function size(name: string): string {
  return short[name] ?? name;
}

const distances: Readonly<Record<string, number>> = {
  flush: 0,
  xs: 4,
  sm: 8,
  md: 16,
  lg: 24,
  xl: 32,
};

/** Pixels of one of HubSpot's distances. */
export function distance(name: string): number {
  return distances[size(name)] ?? 0;
}
