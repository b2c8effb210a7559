import type { Desk } from "./people-desk.ts";
import { CLOSED_STAGES, CLOSED_STATUSES } from "./opportunity.ts";
import type { ForecastLine, VendorRecord } from "./vendor-record.ts";

/** Wins, loses or reopens a deal; HubSpot's people often enter the day along with it. */
export function closeOrReopen(desk: Desk, record: VendorRecord, now: number): string | null {
  const { dice, records } = desk;
  if (record.objectType !== "deal") return null;
  if (record.side === "connectwise") {
    const isClosed = CLOSED_STATUSES.has(String(record.fields["status/id"]));
    const status = isClosed ? "1" : dice.pick(["2", "3"]);
    records.update(record, { "status/id": status }, "person");
    return `status deal ${record.id} ${status}`;
  }
  const isClosed = CLOSED_STAGES.has(String(record.fields["dealstage"]));
  const isSecond = record.fields["pipeline"] === "second";
  const closed = isSecond ? ["won2", "lost2"] : ["won", "lost"];
  const stage = isClosed ? (isSecond ? "start" : dice.pick(["new", "demo"])) : dice.pick(closed);
  const day = dice.chance(0.5) && !isClosed ? { closedate: new Date(now).toISOString() } : {};
  records.update(record, { dealstage: stage, ...day }, "person");
  return `stage deal ${record.id} ${stage}`;
}

/** Changes the lines of an opportunity's forecast; without sweeps nobody would see it. */
export function editForecast(desk: Desk, record: VendorRecord): string | null {
  const { dice, records, typing, world } = desk;
  if (record.objectType !== "deal" || record.side === "hubspot" || !world.hasSweep) return null;
  const lines = [...record.lines];
  const lot = dice.below(5);
  const index = lines.length === 0 ? -1 : dice.below(lines.length);
  const line = lines[index];
  if (line === undefined || lot < 2) lines.push(newLine(desk));
  else if (lot === 2) lines.splice(index, 1);
  else if (lot === 3) lines[index] = { ...line, isIncluded: !line.isIncluded };
  else lines[index] = { ...line, revenue: typing.amount() };
  records.setLines(record, lines, "person");
  return `forecast ${record.id} ${lines.map(({ revenue }) => revenue).join()}`;
}

function newLine({ dice, typing }: Desk): ForecastLine {
  return {
    isOurs: false,
    revenue: typing.amount(),
    recurring: dice.chance(0.3) ? typing.number() : 0,
    isIncluded: dice.chance(0.8),
  };
}
