import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

import type { Endpoint } from "../../server/http/endpoints/endpoint.ts";
import { ENDPOINTS } from "../../server/http/endpoints/index.ts";
import { describeApi, statusesOf } from "../../server/http/openapi.ts";

/** Validates as OpenAPI 3.1 does. */
export function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv;
}

const ajv = createAjv();
ajv.addSchema({ $id: "api", ...describeApi() });
const validators = new Map<string, ValidateFunction>();

/** The row of the table that a call goes to. @param path - below `/api/v1`, with its query */
export function endpointOf(method: string, path: string): Endpoint | undefined {
  const [address = ""] = path.split("?", 1);
  return ENDPOINTS.find(
    (one) =>
      one.method === method.toLowerCase() &&
      new RegExp(`^${one.path.replaceAll(/:\w+/gu, "[^/]+")}$`, "u").test(address),
  );
}

/**
 * Throws when an answer is not what docs/openapi.json says. Tests that call the API hand over all
 * they see; addresses that are no endpoints are left alone.
 */
export function checkAnswer(
  method: string,
  path: string,
  answer: { readonly status: number; readonly body: unknown },
): void {
  const endpoint = endpointOf(method, path);
  if (endpoint === undefined) return;
  const { status, body } = answer;
  const wanted = statusesOf(endpoint);
  if (status < 400 && !wanted.includes(status)) {
    throw new Error(`${method} ${path} answered ${status}, its row says ${wanted.join(" or ")}`);
  }
  const validate = validatorOf(endpoint, status < 400 ? String(status) : "default");
  if (validate(body)) return;
  throw new Error(
    `the answer to ${method} ${path} is not as described: ${ajv.errorsText(validate.errors)}`,
  );
}

function validatorOf({ method, path }: Endpoint, status: string): ValidateFunction {
  const place = path.replaceAll(/:(\w+)/gu, "{$1}").replaceAll("/", "~1");
  const pointer = `/paths/${place}/${method}/responses/${status}/content/application~1json/schema`;
  const known = validators.get(pointer);
  if (known !== undefined) return known;
  const made = ajv.compile({ $ref: `api#${encodeURI(pointer)}` });
  validators.set(pointer, made);
  return made;
}
