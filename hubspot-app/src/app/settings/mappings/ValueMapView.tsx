import { Alert, Button, Flex, Heading, Text } from "@hubspot/ui-extensions";
import type { ValueMap, ValueMapEditor } from "@lockstep/api/wire-mapping.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import { BackLink } from "./BackLink.tsx";
import { fieldLabel } from "./field-words.ts";
import { countSuggested, withSuggestion } from "./map-entries.ts";
import type { MappingEditor } from "./use-mapping.ts";
import { ValueMapFields } from "./ValueMapFields.tsx";

/** What {@link ValueMapView} is given. */
export interface ValueMapViewProps {
  editor: MappingEditor;
  name: string;
  /** What the server said of the map when it was to be saved; null: nothing. */
  refusal: string | null;
  onBack: () => void;
}

/** Which option of one system is which of the other; changes go into the draft of the mapping. */
export function ValueMapView({ editor, name, refusal, onBack }: ValueMapViewProps): ReactNode {
  const { context, mapping } = editor;
  const path = { objectType: mapping.objectType, name };
  const load = useLoad(`${mapping.objectType} ${name} ${mapping.version}`, () =>
    context.api.call("get /objects/:objectType/value-maps/:name", { path }),
  );
  return (
    <Flex direction="column" gap="md">
      <BackLink onBack={onBack} />
      {refusal === null ? null : <Alert title={refusal} variant="danger" />}
      <LoadedView what="the value map" load={load}>
        {(stored) => <MapView editor={editor} stored={stored} onBack={onBack} />}
      </LoadedView>
    </Flex>
  );
}

function MapView({
  editor,
  stored,
  onBack,
}: Pick<ValueMapViewProps, "editor" | "onBack"> & { stored: ValueMapEditor }): ReactNode {
  const { name, rows, suggestion } = stored;
  const map = current(stored.map, editor.draft.valueMaps[name]);
  const users = rows.map(({ hubspot, connectwise }) => pairWords(editor, hubspot, connectwise));
  const used = editor.rows.filter((row) => row.mapName === name && row.state !== "removed");
  const directions = [...new Set(used.map(({ direction }) => direction))];
  const [only = "both"] = directions;
  const suggested = countSuggested(map, suggestion);
  return (
    <>
      <Heading>
        {name === "owner" ? "Owners and members" : `Value map of ${users.join(", ")}`}
      </Heading>
      <Text>{introduction(name)}</Text>
      {suggested === 0 || editor.isReadOnly ? null : (
        <Flex direction="row" gap="sm" align="center" wrap="wrap">
          <Button
            size="sm"
            onClick={() => editor.setValueMap(name, withSuggestion(map, suggestion))}
          >
            {`Fill in ${suggested} suggestions`}
          </Button>
          <Text variant="microcopy">
            {name === "owner"
              ? "People with the same e-mail address. What you chose stays."
              : "Options of the same name. What you chose stays."}
          </Text>
        </Flex>
      )}
      <ValueMapFields
        ends={stored}
        map={map}
        direction={directions.length > 1 ? "both" : only}
        isReadOnly={editor.isReadOnly}
        locale={editor.context.locale}
        onChange={(next) => editor.setValueMap(name, next)}
      />
      <Flex direction="row" gap="sm" align="center" wrap="wrap">
        <Button variant="primary" onClick={onBack}>
          Done
        </Button>
        <Text variant="microcopy">Changes count once you save the mapping.</Text>
      </Flex>
    </>
  );
}

/** What was entered stands above what is stored. */
function current(
  stored: ValueMap,
  entered: MappingEditor["draft"]["valueMaps"][string] | undefined,
): ValueMap {
  if (entered === undefined) return stored;
  return { ...entered, unmapped: entered.unmapped ?? "problem" };
}

function pairWords({ fields }: MappingEditor, hubspot: string, connectwise: string): string {
  const left = fieldLabel(fields, "hubspot", hubspot);
  const right = fieldLabel(fields, "connectwise", connectwise);
  return left === right ? left : `${left} and ${right}`;
}

function introduction(name: string): string {
  if (name === "owner") {
    return "Say which HubSpot owner is which ConnectWise member. A fallback gets the records of everybody else.";
  }
  if (name === "country") {
    return "HubSpot holds a country as text, ConnectWise as a choice. Spellings and codes are recognised; here you say which choice a country is.";
  }
  return "Say which option of one system is which option of the other. Each direction stands by itself, because two options may become one.";
}
