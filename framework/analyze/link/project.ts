import { type Diagnostic, diagnose, type Finding, type Occurrence } from "../../diagnostics/diagnostic.ts";
import type { Kind } from "../../kinds/kind.ts";
import { compareText } from "../../model/json.ts";
import type { ClassFacts, DecoratorFacts, FileFacts, MemberFacts, Unit } from "../facts.ts";
import type { Resolver } from "../sources/resolve.ts";

/** The facts of all files, indexed, and the one list that every step of linking reports to. */
export interface Project {
  readonly kinds: readonly Kind[];
  /** Sorted by path. */
  readonly files: readonly FileFacts[];
  readonly classes: ReadonlyMap<string, ClassFacts>;
  /** The key of the class that declares a member, by the member's key. */
  readonly owners: ReadonlyMap<string, ClassFacts>;
  readonly members: ReadonlyMap<string, MemberFacts>;
  readonly units: ReadonlyMap<string, Unit>;
  readonly resolver: Resolver;
  report(finding: Finding, occurrence?: Occurrence): void;
  add(diagnostic: Diagnostic): void;
}

/** Indexes facts. What is found goes to the given list. */
export function openProject(
  files: Iterable<FileFacts>,
  kinds: readonly Kind[],
  sink: { readonly resolver: Resolver; readonly diagnostics: Diagnostic[] },
): Project {
  const sorted = [...files].sort((left, right) => compareText(left.path, right.path));
  const classes = sorted.flatMap((file) => file.classes);
  const members = classes.flatMap((owner) => owner.members.map((member) => ({ owner, member })));
  return {
    kinds,
    files: sorted,
    classes: new Map(classes.map((facts) => [facts.key, facts])),
    owners: new Map(members.map(({ owner, member }) => [member.key, owner])),
    members: new Map(members.map(({ member }) => [member.key, member])),
    units: new Map(sorted.flatMap((file) => file.units.map((unit) => [unit.key, unit]))),
    resolver: sink.resolver,
    report: (finding, occurrence) => void sink.diagnostics.push(diagnose(finding, occurrence)),
    add: (diagnostic) => void sink.diagnostics.push(diagnostic),
  };
}

/** The classes that a class extends, nearest first. */
export function ancestorsOf(facts: ClassFacts, project: Project): readonly ClassFacts[] {
  const found = new Set<ClassFacts>();
  for (let key = facts.extends; key !== undefined;) {
    const base = project.classes.get(key);
    if (!base || found.has(base) || base === facts) break;
    found.add(base);
    key = base.extends;
  }
  return [...found];
}

/** The file of a key. */
export function fileOf(key: string): string {
  return key.slice(0, Math.max(key.lastIndexOf("#"), key.lastIndexOf("@")));
}

/** The decorators that mark a class, by role. */
export const classDecorators = { Service: "service", Resources: "resources" } as const;

/** The decorator that says what a handler does where that cannot be followed. */
export const grantsDecorator = "Grants";

/** The first decorator that makes a class one of the program's. */
export function classDecoratorOf(facts: ClassFacts): DecoratorFacts | undefined {
  return facts.decorators.find(({ name }) => Object.hasOwn(classDecorators, name));
}
