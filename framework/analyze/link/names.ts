import { duplicateIdentity, invalidName } from "../../diagnostics/catalogue/values.ts";
import type { Location } from "../../model/location.ts";
import { quote } from "../read/quote.ts";
import type { Project } from "./project.ts";

const allowed = /^[A-Za-z][A-Za-z0-9_]{0,63}$/u;

/** Reports a class, field or method whose name could not be part of cloud names. */
export function checkName(name: string, at: Location, project: Project): void {
  if (name === "default") project.report(invalidName, { at, message: "A class that iffc constructs needs a name." });
  else if (!allowed.test(name)) {
    project.report(invalidName, { at, message: `\`${quote(name)}\` cannot be used in the names of cloud resources.` });
  }
}

/** Something with an identity. */
export interface Identified {
  readonly id: string;
  readonly declaredAt: Location;
}

/** Reports things that have the same id, or ids that differ in case only. `what` names them: "classes". */
export function checkIdentities(things: readonly Identified[], what: string, project: Project): void {
  const byId = Map.groupBy(things, ({ id }) => id.toLowerCase());
  for (const [first, ...others] of byId.values()) {
    if (!first) continue;
    for (const other of others) {
      const same = first.id === other.id;
      const message = same
        ? `Two ${what} have the id \`${other.id}\`.`
        : `The ids \`${first.id}\` and \`${other.id}\` of two ${what} differ in case only.`;
      const related = [{ message: "the other one", at: first.declaredAt }];
      project.report(duplicateIdentity, { at: other.declaredAt, message, related });
    }
  }
}
