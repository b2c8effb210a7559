import {
  Alert,
  AutoGrid,
  BarChart,
  Box,
  Card,
  DescriptionList,
  DescriptionListItem,
  Divider,
  EmptyState,
  ErrorState,
  Flex,
  Heading,
  Icon,
  Image,
  Inline,
  LineChart,
  Link,
  List,
  LoadingSpinner,
  ProgressBar,
  Spacer,
  Statistics,
  StatisticsItem,
  StatisticsTrend,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableRow,
  Tag,
  Text,
  Tile,
} from "@hubspot/ui-extensions";
import type { ReactNode } from "react";

const hours = [
  { hour: "08", count: 3, way: "webhook" },
  { hour: "09", count: 5, way: "webhook" },
  { hour: "09", count: 2, way: "poll" },
];
const axes = {
  x: { field: "hour", fieldType: "category" as const },
  y: { field: "count", fieldType: "linear" as const },
  options: { groupFieldByColor: "way", stacking: true },
};

const RECORD = {
  hubspot: "https://app-eu1.hubspot.com/contacts/1/record/0-2/7",
  connectwise: "https://na.myconnectwise.example/contacts/7",
};

/** What only shows something. */
export function Shown(): ReactNode {
  return (
    <Flex direction="column" gap="md">
      <Heading>Heading</Heading>
      <Alert title="Alert" variant="warning">
        Words
      </Alert>
      <AutoGrid columnWidth={200} flexible gap="sm">
        <Tile compact>
          <Text format={{ fontWeight: "bold" }}>Tile</Text>
        </Tile>
        <Card>
          <Text variant="microcopy">Card</Text>
        </Card>
      </AutoGrid>
      <Inline>
        <Tag variant="success">Tag</Tag>
        <StatusTag variant="danger">Status</StatusTag>
        <Icon name="success" screenReaderText="Done" />
      </Inline>
      <Flex>
        <Box flex={1}>
          <Text>Box</Text>
        </Box>
      </Flex>
      <Link href={{ url: `${RECORD.hubspot}?x=1`, external: true }}>HubSpot&apos;s record</Link>
      <Link href={{ url: RECORD.connectwise, external: true }}>ConnectWise&apos;s record</Link>
      <Divider />
      <Spacer size="md" />
      <Statistics>
        <StatisticsItem label="In sync" number={12}>
          <StatisticsTrend value="5 %" direction="increase" />
        </StatisticsItem>
      </Statistics>
      <ProgressBar title="First sync" value={30} maxValue={60} showPercentage />
      <BarChart data={hours} axes={axes} options={{ showLegend: true, title: "Changes" }} />
      <LineChart data={hours} axes={axes} options={{}} />
      <DescriptionList direction="row">
        <DescriptionListItem label="Label">
          <Text>Value</Text>
        </DescriptionListItem>
      </DescriptionList>
      <List variant="unordered-styled">
        <Text>Item</Text>
      </List>
      <Heading>Companies</Heading>
      <Rows />
      <Text format={{ fontWeight: "demibold" }}>Outside the filter</Text>
      <Rows />
      <Rows />
      <EmptyState title="Nothing" layout="vertical">
        <Text>That is fine.</Text>
      </EmptyState>
      <ErrorState title="Broken">
        <Text>Try again.</Text>
      </ErrorState>
      <LoadingSpinner label="Loading it" showLabel />
      <Image
        alt="A dot"
        src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
        width={8}
      />
    </Flex>
  );
}

function Rows(): ReactNode {
  return (
    <Table>
      <TableBody>
        <TableRow>
          <TableCell>
            <Text format={{ fontWeight: "bold" }}>Aldridge Dental</Text>
          </TableCell>
        </TableRow>
      </TableBody>
    </Table>
  );
}
