import { useMemo } from "react";
import type { ReactNode } from "react";
import type { ShownExtension, ShownRecord } from "../screen-data.ts";
import { createCrmSource } from "./crm-source.ts";
import { ExtensionHost } from "./extension-host.tsx";
import type { CrmSource } from "./extension-host.tsx";
import { nameOf } from "./object-types.ts";
import type { ShownType } from "./object-types.ts";
import { PageTabs } from "./page-tabs.tsx";
import { PropertyEditor } from "./property-editor.tsx";
import { RecordList } from "./record-list.tsx";
import { useRecords } from "./use-records.ts";
import type { ViewerProps } from "./viewer.ts";

/** What {@link RecordPage} is given. */
export interface RecordPageProps {
  viewer: ViewerProps;
  type: ShownType;
  recordId: string;
}

/** A record: what it is at the left, tabs in the middle, cards at the right. */
export function RecordPage({ viewer, type, recordId }: RecordPageProps): ReactNode {
  const { records, reload } = useRecords(type);
  const crm = useMemo(() => createCrmSource(type, recordId, reload), [type, recordId, reload]);
  const record = records?.find(({ id }) => id === recordId);
  if (records === null) return <p className="page-note">Loading</p>;
  if (record === undefined) return <p className="page-note">There is no such record.</p>;
  const { portalId } = viewer.screen;
  const extensions = viewer.screen.extensions.filter(({ objectTypes }) =>
    objectTypes.includes(type.plural),
  );
  const host = (extension: ShownExtension): ReactNode => (
    <CardHost
      key={`${extension.uid} ${recordId}`}
      {...{ viewer, type, recordId, extension, crm }}
    />
  );
  const tabs = extensions.filter(({ location }) => location === "crm.record.tab");
  const cards = extensions.filter(({ location }) => location === "crm.record.sidebar");
  return (
    <div className="record-page">
      <RecordList {...{ type, portalId, records, recordId }} />
      <About {...{ type, record, crm }} />
      <section className="record-middle" aria-label="Tabs">
        <PageTabs
          tabs={[
            ...tabs.map((tab) => ({ id: tab.uid, title: tab.title, content: host(tab) })),
            { id: "activities", title: "Activities", content: <p>No activities.</p> },
          ]}
        />
      </section>
      <aside className="record-right" aria-label="Cards">
        {cards.map((card) => (
          <section key={card.uid} className="side-card" aria-label={card.title}>
            <h2>{card.title}</h2>
            {host(card)}
          </section>
        ))}
      </aside>
    </div>
  );
}

function About({
  type,
  record,
  crm,
}: {
  type: ShownType;
  record: ShownRecord;
  crm: CrmSource;
}): ReactNode {
  return (
    <section className="record-about" aria-label="About">
      <h1>{nameOf(type, record)}</h1>
      <p className="record-id">Record ID {record.id}</p>
      <h2>About this {type.control}</h2>
      {type.about.map(([name, label]) => (
        <PropertyEditor key={`${record.id} ${name}`} {...{ type, record, name, label, crm }} />
      ))}
    </section>
  );
}

function CardHost({
  viewer,
  type,
  recordId,
  extension,
  crm,
}: RecordPageProps & { extension: ShownExtension; crm: CrmSource }): ReactNode {
  const { alerts, userKey, baseContext } = viewer;
  const context = useMemo(
    () => ({
      ...baseContext,
      location: extension.location,
      crm: { objectId: Number(recordId), objectTypeId: type.id },
    }),
    [baseContext, extension, recordId, type],
  );
  return <ExtensionHost {...{ extension, context, alerts, crm }} user={userKey} />;
}
