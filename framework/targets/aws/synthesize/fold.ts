import { isDeepStrictEqual } from "node:util";
import { logicalIdTwice } from "../../../diagnostics/catalogue/synthesize.ts";
import { failure } from "../../../diagnostics/failure.ts";
import type { CloudFormationResource, Fragment } from "../../../kinds/kind.ts";
import { formatLocation, type Location } from "../../../model/location.ts";
import type { Place } from "./stack.ts";

/** Who a cloud resource belongs to: something that the user declared. */
interface Owner {
  readonly id: string;
  readonly declaredAt: Location;
}

/** A fragment, its owner, and the stack that it goes to. */
export interface Contribution {
  readonly place: Place;
  readonly owner: Owner;
  readonly fragment: Fragment;
}

/** A stack whose references to others are still open. */
export interface Draft {
  readonly place: Place;
  readonly resources: ReadonlyMap<string, CloudFormationResource>;
  /** By logical id. */
  readonly owners: ReadonlyMap<string, Owner>;
}

/** Folds fragments into stacks, each resource marked with its owner. Throws where two ask for one logical id. */
export function foldFragments(contributions: readonly Contribution[]): readonly Draft[] {
  const groups = Map.groupBy(contributions, ({ place }) => place.name);
  return [...groups.values()].flatMap((group) => {
    const draft = foldStack(group);
    return draft.resources.size > 0 ? [draft] : [];
  });
}

function foldStack(contributions: readonly Contribution[]): Draft {
  const place = (contributions[0] as Contribution).place;
  const owned = new Map<string, { readonly resource: CloudFormationResource; readonly owner: Owner }>();
  for (const { owner, fragment } of contributions) {
    for (const [id, resource] of Object.entries(fragment.resources)) {
      const other = owned.get(id);
      if (other) throw refuseTwice(id, [other.owner, owner]);
      owned.set(id, { resource, owner });
    }
    for (const [id, resource] of Object.entries(fragment.shared ?? {})) {
      const other = owned.get(id);
      if (other && !isDeepStrictEqual(other.resource, resource)) throw refuseTwice(id, [other.owner, owner]);
      if (!other) owned.set(id, { resource, owner });
    }
  }
  return {
    place,
    resources: new Map([...owned].map(([id, { resource, owner }]) => [id, markOwner(resource, owner)])),
    owners: new Map([...owned].map(([id, { owner }]) => [id, owner])),
  };
}

/** Leads from a failure of the resource back to the line of code that asked for it. */
function markOwner(resource: CloudFormationResource, { id, declaredAt }: Owner): CloudFormationResource {
  return { ...resource, Metadata: { iffc: { id, source: formatLocation(declaredAt) } } };
}

function refuseTwice(logicalId: string, owners: readonly [Owner, Owner]): Error {
  const [first, second] = owners.map(({ id, declaredAt }) => `"${id}" (${formatLocation(declaredAt)})`);
  return failure(logicalIdTwice, {
    message: `${first} and ${second} would both be "${logicalId}" in CloudFormation.`,
  });
}
