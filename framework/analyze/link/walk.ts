import type { ClassFacts, MemberFacts, Unit } from "../facts.ts";
import type { Overrides } from "./overrides.ts";
import { ancestorsOf, type Project } from "./project.ts";

/** A walk from unit to unit, and what it has come to so far. */
export interface Walk {
  readonly project: Project;
  readonly overrides: Overrides;
  /** Keys of units. */
  readonly units: Set<string>;
  /** The classes that there are objects of, by key: each with those that it extends. */
  readonly instances: Map<string, readonly ClassFacts[]>;
  /** Keys of classes with objects whose methods may be called unseen. */
  readonly away: Set<string>;
  /** The same, where a type of the project's still names the methods. */
  readonly viewed: Set<string>;
  readonly pending: string[];
}

/** Opens a walk that has come nowhere yet. */
export function openWalk(project: Project, overrides: Overrides): Walk {
  const nowhere = {
    units: new Set<string>(),
    instances: new Map(),
    away: new Set<string>(),
    viewed: new Set<string>(),
  };
  return { project, overrides, ...nowhere, pending: [] };
}

/** Comes to a unit, or to a name that stands for several. */
export function enter(key: string, { units, pending }: Walk): void {
  if (units.has(key)) return;
  units.add(key);
  pending.push(key);
}

/** Notes that there are objects of a class. */
export function instantiate(facts: ClassFacts, walk: Walk): void {
  if (walk.instances.has(facts.key)) return;
  const line = [facts, ...ancestorsOf(facts, walk.project)];
  walk.instances.set(facts.key, line);
  for (const { key } of line) enter(key, walk);
  enterMembers(line, walk);
}

/** Notes that an object of a class is where its methods may be called unseen: `away`, or `viewed` if they are named. */
export function giveAway(key: string, to: "away" | "viewed", walk: Walk): void {
  if (walk[to].has(key)) return;
  walk[to].add(key);
  for (const line of walk.instances.values()) if (line.some((facts) => facts.key === key)) enterMembers(line, walk);
}

/** The next unit that was entered; nothing at the end. */
export function nextUnit(walk: Walk): Unit | undefined {
  for (let key = walk.pending.pop(); key !== undefined; key = walk.pending.pop()) {
    const unit = walk.project.units.get(key);
    for (const reference of unit?.references ?? []) enter(reference, walk);
    for (const { owner, key: other } of walk.overrides.overriders(key))
      if (walk.instances.has(owner)) enter(other, walk);
    if (isName(key)) for (const line of walk.instances.values()) enterMembers(line, walk);
    if (unit) return unit;
  }
  return undefined;
}

function isName(key: string): boolean {
  return key.startsWith("?.") || key.startsWith("{}.");
}

/** Enters those members of an object that may run by now. */
function enterMembers(line: readonly ClassFacts[], walk: Walk): void {
  const { away, viewed, units } = walk;
  const isViewed = line.some(({ key }) => viewed.has(key));
  const isAway =
    line.some(({ key, extendsForeign }) => extendsForeign || away.has(key)) || (isViewed && units.has("?.*"));
  for (const member of line.flatMap(({ members }) => members)) {
    if (member.static) continue;
    const isNamed = units.has(`?.${member.name}`) || (isViewed && units.has(`{}.${member.name}`));
    if (isAway || isNamed || runsUnnamed(member, walk)) enter(member.key, walk);
  }
}

function runsUnnamed(member: MemberFacts, { overrides, units }: Walk): boolean {
  return runsAtOnce(member) || isImplied(member) || overrides.overridden(member.key).some((key) => units.has(key));
}

/** Whether a member's code runs when an object is constructed. */
export function runsAtOnce({ form, holdsFunction, static: isStatic }: MemberFacts): boolean {
  return !isStatic && (form === "constructor" || (form === "field" && !holdsFunction));
}

/** Whether the language may call a member without naming it: iteration, `await`, conversion to a text. */
function isImplied({ name }: MemberFacts): boolean {
  return name === "" || implied.has(name);
}

const implied: ReadonlySet<string> = new Set(["then", "next", "return", "throw", "toString", "valueOf", "toJSON"]);
