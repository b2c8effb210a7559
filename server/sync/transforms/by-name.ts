import type { TransformName } from "../model.ts";
import { booleanTransform } from "./boolean.ts";
import { countryTransform } from "./country.ts";
import { dateTransform } from "./date.ts";
import { domainTransform } from "./domain.ts";
import { integerTransform, numberTransform } from "./number.ts";
import { phoneTransform } from "./phone.ts";
import { textTransform } from "./text.ts";
import type { Transform } from "./transform.ts";
import { valueMapTransform } from "./value-map.ts";

/** Every translation by its name in a mapping. */
export const TRANSFORMS: Readonly<Record<TransformName, Transform>> = {
  text: textTransform,
  domain: domainTransform,
  phone: phoneTransform,
  integer: integerTransform,
  number: numberTransform,
  boolean: booleanTransform,
  date: dateTransform,
  country: countryTransform,
  "value-map": valueMapTransform,
};
