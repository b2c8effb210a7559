import os from "node:os";

/** One line of a bench's table. */
export interface Figure {
  name: string;
  measured: string;
  /** What it must be; empty for what is only reported. */
  limit: string;
  isMet: boolean;
}

/** A figure that must not be above its limit. */
export function atMost(name: string, measured: number, limit: number, unit = ""): Figure {
  return {
    name,
    measured: show(measured, unit),
    limit: `<= ${show(limit, unit)}`,
    isMet: measured <= limit,
  };
}

/** A figure that must stay below its limit. */
export function below(name: string, measured: number, limit: number, unit = ""): Figure {
  return {
    name,
    measured: show(measured, unit),
    limit: `< ${show(limit, unit)}`,
    isMet: measured < limit,
  };
}

/** A figure that must not be below its limit. */
export function atLeast(name: string, measured: number, limit: number, unit = ""): Figure {
  return {
    name,
    measured: show(measured, unit),
    limit: `>= ${show(limit, unit)}`,
    isMet: measured >= limit,
  };
}

/** A figure without a limit, for the reader. */
export function reported(name: string, measured: number | string, unit = ""): Figure {
  return {
    name,
    measured: typeof measured === "number" ? show(measured, unit) : measured,
    limit: "",
    isMet: true,
  };
}

function show(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "never";
  const text = String(Math.round(value * 100) / 100);
  return unit === "" ? text : `${text} ${unit}`;
}

/** Words for the machine that a figure was measured on. */
export function describeMachine(): string {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  const load = os.loadavg()[0]?.toFixed(1) ?? "?";
  return `${cpus.length} x ${cpus[0]?.model.trim() ?? "unknown CPU"}, ${memory} GB, ${os.type()} ${os.release()}, Node ${process.version}, load ${load} at the start`;
}

/** Lays a bench's figures out as a table. */
export function drawTable(title: string, figures: readonly Figure[]): string {
  const rows = [
    ["figure", "measured", "must be", ""],
    ...figures.map(({ name, measured, limit, isMet }) => {
      const verdict = isMet ? "ok" : "NOT MET";
      return [name, measured, limit, limit === "" ? "" : verdict];
    }),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  return [title, ...lines.map((line) => `  ${line}`)].join("\n");
}
