import { ts } from "ts-morph";
import { baseClass, isPrimitive, isPrivate } from "./heritage.ts";
import type { Names } from "./names.ts";
import type { Program } from "./program.ts";

/** Some classes. */
export type Classes = ReadonlySet<ts.ClassDeclaration>;

/** Which classes of the project a value of a type gives access to. */
export interface Reach {
  /** Classes that may hold resources and are reached from the type by its parts, arguments and properties. */
  of(type: ts.Type): Classes;
  /** The classes of the first that the second no longer shows, not even as a base class. */
  lost(given: Classes, shown: Classes): readonly ts.ClassDeclaration[];
  /** The class that a type itself is; for the type of `this`, the class around it. */
  classOf(type: ts.Type): ts.ClassDeclaration | undefined;
}

/** What was found from a type, and how deep in another one it stood: the deeper, the less far it was followed. */
interface Answer {
  readonly found: Classes;
  readonly depth: number;
}

const limitOfDepth = 4;
const limitOfProperties = 100;
const empty: Classes = new Set();
const opaque = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never | ts.TypeFlags.Void;
const primitive =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined;

/** What is known so far. */
interface Memory {
  readonly program: Program;
  readonly names: Names;
  readonly types: Map<ts.Type, Answer>;
  readonly classes: Map<ts.ClassDeclaration, boolean>;
}

/** Opens the reach of a program's types; every type is followed once. */
export function openReach(program: Program, names: Names): Reach {
  const memory: Memory = { program, names, types: new Map(), classes: new Map() };
  return {
    of: (type) => find(type, 0, memory),
    classOf: (type) => classOf(program.checker.getBaseConstraintOfType(type) ?? type),
    lost(given, shown) {
      const covered = new Set([...shown].flatMap((node) => lineOf(node, names)));
      return [...given].filter((node) => !covered.has(node) && lineOf(node, names).every((base) => !shown.has(base)));
    },
  };
}

function find(type: ts.Type, depth: number, memory: Memory): Classes {
  const answer = memory.types.get(type);
  if (answer && answer.depth <= depth) return answer.found;
  memory.types.set(type, { found: empty, depth });
  const found = follow(type, depth, memory);
  memory.types.set(type, { found, depth });
  return found;
}

function follow(type: ts.Type, depth: number, memory: Memory): Classes {
  const { checker } = memory.program;
  if (depth > limitOfDepth || type.flags & (opaque | primitive)) return empty;
  if (type.isUnionOrIntersection()) return merge(type.types.map((part) => find(part, depth, memory)));
  if (type.flags & ts.TypeFlags.Instantiable) {
    const constraint = checker.getBaseConstraintOfType(type);
    return constraint && constraint !== type ? find(constraint, depth, memory) : empty;
  }
  const node = classOf(type);
  const parts = isReference(type) ? checker.getTypeArguments(type) : [];
  const inside = node || isOfLibrary(type, memory) ? parts : [...parts, ...partsOf(type, checker)];
  const found = inside.map((part) => find(part, depth + 1, memory));
  return merge(node && mayHold(node, memory) ? [...found, new Set([node])] : found);
}

function isOfLibrary(type: ts.Type, { program }: Memory): boolean {
  return type.symbol?.declarations?.some((declaration) => program.isLibrary(declaration)) ?? false;
}

/** The types of what an object holds, and of what a function returns. */
function partsOf(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const properties = type.getProperties().slice(0, limitOfProperties);
  const plain = properties.filter((property) => !(property.flags & ts.SymbolFlags.Method));
  const indexes = [type.getStringIndexType(), type.getNumberIndexType()].filter((part) => part !== undefined);
  const results = type.getCallSignatures().map((signature) => signature.getReturnType());
  return [...plain.map((property) => checker.getTypeOfSymbol(property)), ...indexes, ...results];
}

/** Whether there is something in an instance, or in one of a subclass, that might be, or lead to, a resource. */
function mayHold(node: ts.ClassDeclaration, memory: Memory): boolean {
  const answer = memory.classes.get(node);
  if (answer !== undefined) return answer;
  memory.classes.set(node, false);
  const base = baseClass(node, memory);
  const holds = hasState(node, memory.names) || (base !== undefined && mayHold(base, memory));
  memory.classes.set(node, holds);
  return holds;
}

/** A class and those that it extends. */
function lineOf(node: ts.ClassDeclaration, names: Names): readonly ts.ClassDeclaration[] {
  const found = new Set<ts.ClassDeclaration>();
  for (let at: ts.ClassDeclaration | undefined = node; at && !found.has(at); at = baseClass(at, { names }))
    found.add(at);
  return [...found];
}

function classOf(type: ts.Type): ts.ClassDeclaration | undefined {
  const node = type.symbol?.valueDeclaration;
  const isInstance = type.isClass() || (isReference(type) && type.target.isClass());
  return isInstance && node && ts.isClassDeclaration(node) ? node : undefined;
}

function isReference(type: ts.Type): type is ts.TypeReference {
  const isObject = (type.flags & ts.TypeFlags.Object) !== 0;
  return isObject && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
}

function merge(sets: readonly Classes[]): Classes {
  const filled = sets.filter((set) => set.size > 0);
  if (filled.length < 2) return filled[0] ?? empty;
  return new Set(filled.flatMap((set) => [...set]));
}

function hasState(node: ts.ClassDeclaration, names: Names): boolean {
  const isOurs = (owner: ts.Node): boolean =>
    ts.canHaveDecorators(owner) &&
    (ts.getDecorators(owner) ?? []).some(({ expression }) => {
      return names.iffcName(ts.isCallExpression(expression) ? expression.expression : expression) !== undefined;
    });
  if (isOurs(node) || node.members.some(isOurs)) return true;
  const fields = node.members.filter(ts.isPropertyDeclaration);
  const parameters = node.members.filter(ts.isConstructorDeclaration).flatMap(({ parameters: list }) => [...list]);
  const stored = parameters.filter((parameter) => ts.isParameterPropertyDeclaration(parameter, parameter.parent));
  const isOverridable = (member: ts.ClassElement): boolean =>
    (ts.isMethodDeclaration(member) || ts.isGetAccessor(member)) && !isPrivate(member);
  return [...fields, ...stored].some(({ type }) => !isPrimitive(type)) || node.members.some(isOverridable);
}
