import { Flex, Form, Input, LoadingButton, Text } from "@hubspot/ui-extensions";
import type { Connection } from "@lockstep/api/wire-account.ts";
import { FailureAlert, Loading } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import type { TabContext } from "../tab-context.ts";
import { FIELD_NAMES } from "./connection-fields.ts";
import type { FieldName } from "./connection-fields.ts";
import { useConnect } from "./use-connect.ts";
import type { ConnectForm } from "./use-connect.ts";

const FIELDS: Readonly<Record<FieldName, { label: string; description: string }>> = {
  site: {
    label: "ConnectWise site",
    description:
      "The address at which you open ConnectWise, such as na.myconnectwise.net or psa.example.com, without https://.",
  },
  companyId: {
    label: "Company id",
    description: "What you type under Company when you log in to ConnectWise.",
  },
  publicKey: {
    label: "Public key",
    description:
      "In ConnectWise: System > Members > API Members, open or make a member for Lockstep, then API Keys.",
  },
  privateKey: {
    label: "Private key",
    description: "ConnectWise shows it once, when the key is made. It is stored encrypted.",
  },
};

/** What {@link ConnectionForm} is given. */
export interface ConnectionFormProps {
  context: TabContext;
  onConnected: (connection: Connection) => void;
}

/** Takes the address and keys of ConnectWise, tests them and connects. */
export function ConnectionForm({ context, onConnected }: ConnectionFormProps): ReactNode {
  const form = useConnect(context, onConnected);
  if (!form.isReady) return <Loading what="what you entered before" />;
  return (
    <Form
      preventDefault
      autoComplete="off"
      onSubmit={() => {
        if (!form.isOther && form.check()) form.connect();
      }}
    >
      <Flex direction="column" gap="md">
        {FIELD_NAMES.map((name) => (
          <Field key={name} form={form} name={name} />
        ))}
        <FailureAlert failure={form.failure} />
        <Flex>
          <ConnectButton context={context} form={form} />
        </Flex>
        <Text variant="microcopy">
          Lockstep tests the keys first. Nothing is stored when ConnectWise does not accept them.
        </Text>
      </Flex>
    </Form>
  );
}

function Field({ form, name }: { form: ConnectForm; name: FieldName }): ReactNode {
  const { label, description } = FIELDS[name];
  const problem = form.errors[name];
  return (
    <Input
      label={label}
      name={name}
      description={description}
      type={name === "privateKey" ? "password" : "text"}
      required
      readOnly={form.isRunning}
      value={form.input[name]}
      onInput={(value) => form.change(name, value)}
      error={problem !== undefined}
      {...(problem === undefined ? {} : { validationMessage: problem })}
    />
  );
}

function ConnectButton({ context, form }: { context: TabContext; form: ConnectForm }): ReactNode {
  if (!form.isOther) {
    return (
      <LoadingButton type="submit" variant="primary" loading={form.isRunning}>
        Test and connect
      </LoadingButton>
    );
  }
  return (
    <ConfirmButton
      context={context}
      id="connect-other"
      label="Test and connect"
      title="Connect another ConnectWise company?"
      consequences={[
        "Another company starts empty: mappings, value maps and filters go back to their defaults.",
        "The links to the records of the present company are put away, and the sync stands still until a new first sync.",
      ]}
      variant="destructive"
      isRunning={form.isRunning}
      onConfirm={() => {
        if (form.check()) form.connect();
      }}
    />
  );
}
