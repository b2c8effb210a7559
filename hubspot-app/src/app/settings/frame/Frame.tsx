import { Flex, Tab, Tabs, useExtensionActions, useExtensionContext } from "@hubspot/ui-extensions";
import type { Api } from "@lockstep/api/client.ts";
import type { Overview } from "@lockstep/api/wire-account.ts";
import type { Access } from "@lockstep/api/wire-people.ts";
import { useFormat } from "@lockstep/ui/use-format.ts";
import { useMemo } from "react";
import type { ReactNode } from "react";
import { TAB_IDS } from "../tab-context.ts";
import type { TabContext } from "../tab-context.ts";
import { LeaveQuestion } from "./LeaveQuestion.tsx";
import { NextStep } from "./NextStep.tsx";
import { ReadOnlyNote } from "./ReadOnlyNote.tsx";
import { TabContent } from "./TabContent.tsx";
import { TAB_TITLES } from "./tab-words.ts";
import { useTabs } from "./use-tabs.ts";
import type { TabChoice } from "./use-tabs.ts";

/** What {@link Frame} is given. */
export interface FrameProps {
  api: Api;
  overview: Overview;
  access: Access;
  /** Reads overview and rights again. */
  reload: () => Promise<void>;
}

/** The tabs, and what they have in common. */
export function Frame(props: FrameProps): ReactNode {
  const tabs = useTabs();
  const context = useTabContext(props, tabs);
  const { selected, wanted, goTo, leave, stay } = tabs;
  const choose = (id: string | number): void => {
    const tab = TAB_IDS.find((one) => one === id);
    if (tab !== undefined) goTo(tab);
  };
  return (
    <Flex direction="column" gap="md">
      {context.rights.settings ? null : <ReadOnlyNote members={props.access.members} />}
      {wanted === null ? null : (
        <LeaveQuestion from={selected} to={wanted} onLeave={leave} onStay={stay} />
      )}
      <Tabs selected={selected} onSelectedChange={choose}>
        {TAB_IDS.map((tab) => (
          <Tab key={tab} tabId={tab} title={TAB_TITLES[tab]}>
            {/* HubSpot renders every tab; one that is not shown would read for nobody. */}
            {tab === selected ? (
              <Flex direction="column" gap="lg">
                <TabContent tab={tab} context={context} />
                <NextStep tab={tab} context={context} />
              </Flex>
            ) : null}
          </Tab>
        ))}
      </Tabs>
    </Flex>
  );
}

function useTabContext(
  { api, overview, access, reload }: FrameProps,
  { goTo, setUnsaved }: TabChoice,
): TabContext {
  const actions = useExtensionActions<"settings">();
  const { user } = useExtensionContext<"settings">();
  const format = useFormat();
  return useMemo(
    () => ({
      api,
      actions,
      locale: user.locale,
      format,
      userId: access.you.userId,
      rights: {
        settings: access.you.rights.includes("settings"),
        records: access.you.rights.includes("records"),
      },
      overview,
      reloadOverview: reload,
      goTo,
      setUnsaved,
    }),
    [api, actions, user, format, access, overview, reload, goTo, setUnsaved],
  );
}
