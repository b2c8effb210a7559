import { useState } from "react";
import type { ReactNode } from "react";
import type { ShownRecord } from "../screen-data.ts";
import { nameOf } from "./object-types.ts";
import type { ShownType } from "./object-types.ts";
import { useGo } from "./place.ts";

/** A link to a record's page. */
export function RecordLink({
  type,
  portalId,
  record,
  isHere = false,
}: {
  type: ShownType;
  portalId: string;
  record: ShownRecord;
  isHere?: boolean;
}): ReactNode {
  const go = useGo();
  const path = `/contacts/${portalId}/record/${type.id}/${record.id}`;
  return (
    <a
      href={path + location.search}
      aria-current={isHere ? "page" : undefined}
      onClick={(event) => {
        event.preventDefault();
        go(path);
      }}
    >
      {nameOf(type, record)}
    </a>
  );
}

const SHOWN = 60;

/** The records of the type beside the one that is open, to walk through them. */
export function RecordList({
  type,
  portalId,
  records,
  recordId,
}: {
  type: ShownType;
  portalId: string;
  records: readonly ShownRecord[];
  recordId: string;
}): ReactNode {
  const [query, setQuery] = useState("");
  const found = records.filter((record) =>
    `${nameOf(type, record)} ${record.id}`.toLowerCase().includes(query.toLowerCase()),
  );
  return (
    <nav className="record-list" aria-label={type.title}>
      <input
        type="search"
        aria-label={`Find ${type.plural}`}
        placeholder={`Find ${type.plural}`}
        value={query}
        onChange={({ target }) => setQuery(target.value)}
      />
      <ul>
        {found.slice(0, SHOWN).map((record) => (
          <li key={record.id}>
            <RecordLink {...{ type, portalId, record }} isHere={record.id === recordId} />
          </li>
        ))}
      </ul>
    </nav>
  );
}
