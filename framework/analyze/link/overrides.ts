import { ancestorsOf, type Project } from "./project.ts";

/** A member that stands for another one in the objects of a subclass. */
export interface Override {
  readonly owner: string;
  readonly key: string;
}

/** Who overrides what. */
export interface Overrides {
  /** The members of subclasses that override a member. */
  overriders(key: string): readonly Override[];
  /** The members of base classes that a member overrides. */
  overridden(key: string): readonly string[];
}

/** Opens the overrides of a project. */
export function openOverrides(project: Project): Overrides {
  const { overriders, overridden } = findOverrides(project);
  return { overriders: (key) => overriders.get(key) ?? none, overridden: (key) => overridden.get(key) ?? none };
}

const none: readonly never[] = [];

function findOverrides(project: Project) {
  const overriders = new Map<string, Override[]>();
  const overridden = new Map<string, string[]>();
  for (const facts of project.classes.values()) {
    const inherited = ancestorsOf(facts, project).flatMap(({ members }) => members);
    if (inherited.length === 0) continue;
    for (const { name, key, form, static: isStatic } of facts.members) {
      if (isStatic || form === "constructor") continue;
      for (const base of inherited.filter((member) => member.name === name && !member.static)) {
        overriders.set(base.key, [...(overriders.get(base.key) ?? []), { owner: facts.key, key }]);
        overridden.set(key, [...(overridden.get(key) ?? []), base.key]);
      }
    }
  }
  return { overriders, overridden };
}
