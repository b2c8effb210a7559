import { useId, useState } from "react";
import type { ReactNode } from "react";
import type { ShownRecord } from "../screen-data.ts";
import type { CrmSource } from "./extension-host.tsx";
import type { ShownType } from "./object-types.ts";

/** What {@link PropertyEditor} is given. */
export interface PropertyEditorProps {
  type: ShownType;
  record: ShownRecord;
  name: string;
  label: string;
  crm: CrmSource;
}

/** A property that is edited in place, as a person does in HubSpot. */
export function PropertyEditor({ type, record, name, label, crm }: PropertyEditorProps): ReactNode {
  const stored = record.properties[name] ?? "";
  const [typed, setTyped] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const id = useId();
  const save = async (): Promise<void> => {
    if (typed === null || typed === stored) return setTyped(null);
    const response = await fetch("/preview/edit", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type: type.control, id: record.id, fields: { [name]: typed } }),
    });
    setRefusal(response.ok ? null : `HubSpot refused this value (${response.status}).`);
    if (!response.ok) return undefined;
    setTyped(null);
    return crm.refresh();
  };
  return (
    <div className="property">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={typed ?? stored}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={() => void save()}
        onKeyDown={({ key }) => {
          if (key === "Enter") void save();
        }}
      />
      {refusal === null ? null : <span role="alert">{refusal}</span>}
    </div>
  );
}
