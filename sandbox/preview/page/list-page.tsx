import { useState } from "react";
import type { ReactNode } from "react";
import { nameOf } from "./object-types.ts";
import type { ShownType } from "./object-types.ts";
import { RecordLink } from "./record-list.tsx";
import { useRecords } from "./use-records.ts";

const SHOWN = 100;

/** The index page of an object type. */
export function ListPage({ type, portalId }: { type: ShownType; portalId: string }): ReactNode {
  const { records } = useRecords(type);
  const [query, setQuery] = useState("");
  const found = (records ?? []).filter((record) =>
    nameOf(type, record).toLowerCase().includes(query.toLowerCase()),
  );
  return (
    <div className="list-page">
      <h1>{type.title}</h1>
      <p>{records === null ? "Loading" : `${found.length} records`}</p>
      <input
        type="search"
        aria-label={`Search ${type.plural}`}
        placeholder="Search"
        value={query}
        onChange={({ target }) => setQuery(target.value)}
      />
      <div className="list-scroll">
        <table className="hs-table hs-bordered">
          <thead>
            <tr>
              <th scope="col">Name</th>
              {type.about.slice(0, 4).map(([name, label]) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.slice(0, SHOWN).map((record) => (
              <tr key={record.id}>
                <td>
                  <RecordLink type={type} portalId={portalId} record={record} />
                </td>
                {type.about.slice(0, 4).map(([name]) => (
                  <td key={name}>{record.properties[name] ?? "--"}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
