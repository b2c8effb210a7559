import {
  Accordion,
  Button,
  ButtonRow,
  Checkbox,
  DateInput,
  Dropdown,
  Flex,
  Form,
  Input,
  Link,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  MultiSelect,
  NumberInput,
  Panel,
  PanelBody,
  PanelFooter,
  PanelSection,
  RadioButton,
  SearchInput,
  Select,
  StepIndicator,
  StepperInput,
  Tab,
  Table,
  TableBody,
  TableCell,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
  Tabs,
  Text,
  TextArea,
  Toggle,
  ToggleGroup,
  Tooltip,
  hubspot,
  useExtensionActions,
} from "@hubspot/ui-extensions";
import { useState } from "react";
import type { ReactNode } from "react";
import { Shown } from "./Shown.tsx";

/** Every component that the preview shows, each so that a test can find what came of it. */
function Gallery(): ReactNode {
  const [log, setLog] = useState<string[]>([]);
  const say = (words: string): void => setLog((all) => [...all, words]);
  return (
    <Flex direction="column" gap="md">
      <Text testId="log">{log.join("; ")}</Text>
      <Tabs defaultSelected="fields" onSelectedChange={(id: string | number) => say(`tab ${id}`)}>
        <Tab tabId="fields" title="Fields">
          <Fields say={say} />
        </Tab>
        <Tab tabId="acts" title="Acts">
          <Acts say={say} />
        </Tab>
        <Tab tabId="shown" title="Shown">
          <Shown />
        </Tab>
        <Tab tabId="closed" title="Closed" disabled>
          <Text>Nobody sees this.</Text>
        </Tab>
      </Tabs>
    </Flex>
  );
}

interface Saying {
  say: (words: string) => void;
}

const fruit = [
  { label: "Apple", value: "apple" },
  { label: "Pear", value: "pear" },
];

function Fields({ say }: Saying): ReactNode {
  const [site, setSite] = useState("");
  return (
    <Form onSubmit={({ targetValue }) => say(`sent ${JSON.stringify(targetValue)}`)}>
      <Flex direction="column" gap="sm">
        <Input
          label="Site"
          name="site"
          required
          description="Without https://"
          tooltip="As in your browser"
          value={site}
          error={site === "bad"}
          validationMessage={site === "bad" ? "No such site" : ""}
          onInput={setSite}
          onChange={(value) => say(`site ${value}`)}
        />
        <Input label="Key" name="key" type="password" />
        <TextArea label="Note" name="note" onChange={(value) => say(`note ${value}`)} />
        <NumberInput label="Days" name="days" min={1} onChange={(value) => say(`days ${value}`)} />
        <StepperInput label="Steps" name="steps" defaultValue={2} />
        <SearchInput label="Find" name="find" onInput={(value) => say(`find ${value}`)} />
        <DateInput
          label="Since"
          name="since"
          onChange={(value) => say(`since ${value.year} ${value.month} ${value.date}`)}
        />
        <Select label="One" name="one" options={fruit} onChange={(value) => say(`one ${value}`)} />
        <MultiSelect
          label="Many"
          name="many"
          options={fruit}
          onChange={(value) => say(`many ${value.join("+")}`)}
        />
        <Toggle label="Switch" name="switch" onChange={(isOn) => say(`switch ${isOn}`)} />
        <Checkbox name="box" value="b" onChange={(isOn, value) => say(`box ${isOn} ${value}`)}>
          Box
        </Checkbox>
        <RadioButton name="radio" value="r" onChange={(isOn) => say(`radio ${isOn}`)}>
          Radio
        </RadioButton>
        <ToggleGroup
          name="group"
          label="Group"
          toggleType="radioButtonList"
          options={fruit}
          onChange={(value: string) => say(`group ${value}`)}
        />
        <Button type="submit" variant="primary">
          Send
        </Button>
      </Flex>
    </Form>
  );
}

function Acts({ say }: Saying): ReactNode {
  const actions = useExtensionActions<"settings">();
  const [isLoading, setLoading] = useState(false);
  const [page, setPage] = useState(1);
  const [sort, setSort] = useState<"none" | "ascending" | "descending">("none");
  const modal = (
    <Modal
      id="question"
      title="Are you sure?"
      onOpen={() => say("opened")}
      onClose={() => say("closed")}
    >
      <ModalBody>
        <Input label="Reason" name="reason" />
      </ModalBody>
      <ModalFooter>
        <Button variant="destructive" onClick={() => actions.closeOverlay("question")}>
          Do it
        </Button>
      </ModalFooter>
    </Modal>
  );
  const panel = (
    <Panel id="side" title="Details">
      <PanelBody>
        <PanelSection>
          <Button overlay={modal}>Ask within</Button>
        </PanelSection>
      </PanelBody>
      <PanelFooter>
        <Text>Foot</Text>
      </PanelFooter>
    </Panel>
  );
  return (
    <Flex direction="column" gap="sm">
      <ButtonRow>
        <Button overlay={modal}>Ask</Button>
        <Button overlay={panel}>Details</Button>
        <Button onClick={() => actions.addAlert({ type: "success", message: "It was saved." })}>
          Toast
        </Button>
        <LoadingButton
          loading={isLoading}
          onClick={() => {
            setLoading(true);
            setTimeout(() => setLoading(false), 200);
          }}
        >
          Work
        </LoadingButton>
        <Button overlay={<Tooltip>More words</Tooltip>}>Hover</Button>
      </ButtonRow>
      <Dropdown buttonText="Menu">
        <Dropdown.ButtonItem onClick={() => say("menu first")}>First</Dropdown.ButtonItem>
        <Dropdown.ButtonItem overlay={modal}>Second</Dropdown.ButtonItem>
      </Dropdown>
      <Link href={{ url: "https://example.com/", external: true }}>Out</Link>
      <StepIndicator
        stepNames={["One", "Two"]}
        currentStep={1}
        onClick={(at) => say(`step ${at}`)}
      />
      <Accordion title="More">
        <Text>Within</Text>
      </Accordion>
      <Table
        paginated
        page={page}
        pageCount={3}
        onPageChange={(to) => {
          setPage(to);
          say(`page ${to}`);
        }}
      >
        <TableHead>
          <TableRow>
            <TableHeader
              sortDirection={sort}
              onSortChange={(direction) => {
                setSort(direction);
                say(`sort ${direction}`);
              }}
            >
              Name
            </TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          <TableRow>
            <TableCell>Aldridge</TableCell>
          </TableRow>
        </TableBody>
        <TableFooter>
          <TableRow>
            <TableCell>1 row</TableCell>
          </TableRow>
        </TableFooter>
      </Table>
    </Flex>
  );
}

hubspot.extend<"settings">(() => <Gallery />);
