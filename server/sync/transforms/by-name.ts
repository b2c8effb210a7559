import type { TransformName } from "../model.ts";
import { booleanTransform } from "./boolean.ts";
import { countryTransform } from "./country.ts";
import { dateTransform, datetimeDayTransform } from "./date.ts";
import { domainTransform } from "./domain.ts";
import { emailTransform } from "./email.ts";
import { integerTransform, numberTransform } from "./number.ts";
import { phoneTransform } from "./phone.ts";
import { referencesTransform, referenceTransform } from "./reference.ts";
import { stageTransform } from "./stage.ts";
import { textTransform } from "./text.ts";
import type { Transform } from "./transform.ts";
import { valueMapListTransform, valueMapTransform } from "./value-map.ts";

/** Every translation by its name in a mapping. */
export const TRANSFORMS: Readonly<Record<TransformName, Transform>> = {
  text: textTransform,
  email: emailTransform,
  domain: domainTransform,
  phone: phoneTransform,
  integer: integerTransform,
  number: numberTransform,
  boolean: booleanTransform,
  date: dateTransform,
  "datetime-day": datetimeDayTransform,
  country: countryTransform,
  "value-map": valueMapTransform,
  "value-map-list": valueMapListTransform,
  stage: stageTransform,
  reference: referenceTransform,
  references: referencesTransform,
};
