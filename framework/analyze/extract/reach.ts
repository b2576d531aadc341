import { ts } from "ts-morph";
import { baseClass, isPrivate } from "./classes.ts";
import type { Names } from "./names.ts";
import type { Program } from "./program.ts";

/** Which classes of the project a value of a type gives access to. */
export interface Reach {
  /** Classes that may hold resources and are reached from the type by its parts, arguments and properties. */
  of(type: ts.Type): ReadonlySet<ts.ClassDeclaration>;
  /** The classes of the first that the second no longer shows, not even as a base class. */
  lost(given: ReadonlySet<ts.ClassDeclaration>, shown: ReadonlySet<ts.ClassDeclaration>): readonly ts.ClassDeclaration[];
  /** The class that a type itself is. */
  classOf(type: ts.Type): ts.ClassDeclaration | undefined;
}

/** What was found from a type, and how deep in another one it stood: the deeper, the less far it was followed. */
interface Answer {
  readonly found: ReadonlySet<ts.ClassDeclaration>;
  readonly depth: number;
}

const limitOfDepth = 4;
const limitOfProperties = 100;
const empty: ReadonlySet<ts.ClassDeclaration> = new Set();
const opaque = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never | ts.TypeFlags.Void;
const primitive =
  ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike |
  ts.TypeFlags.ESSymbolLike | ts.TypeFlags.Null | ts.TypeFlags.Undefined;

/** Opens the reach of a program's types; every type is followed once. */
export function openReach(program: Program, names: Names): Reach {
  const { checker } = program;
  const known = new Map<ts.Type, Answer>();
  const holding = new Map<ts.ClassDeclaration, boolean>();

  const mayHold = (node: ts.ClassDeclaration): boolean => {
    const answer = holding.get(node);
    if (answer !== undefined) return answer;
    holding.set(node, false);
    const base = baseClass(node, { names });
    const holds = hasOpenState(node, names) || (base !== undefined && mayHold(base));
    holding.set(node, holds);
    return holds;
  };
  const follow = (type: ts.Type, depth: number): ReadonlySet<ts.ClassDeclaration> => {
    if (depth > limitOfDepth || type.flags & (opaque | primitive)) return empty;
    if (type.isUnionOrIntersection()) return merge(type.types.map((part) => find(part, depth)));
    if (type.flags & ts.TypeFlags.TypeParameter) {
      const constraint = checker.getBaseConstraintOfType(type);
      return constraint && constraint !== type ? find(constraint, depth) : empty;
    }
    const node = classOf(type);
    const parts = argumentsOf(type).map((part) => find(part, depth + 1));
    if (node) return merge([...parts, mayHold(node) ? new Set([node]) : empty]);
    const isLibrary = type.symbol?.declarations?.some((declaration) => program.isLibrary(declaration)) ?? false;
    return isLibrary ? merge(parts) : merge([...parts, ...propertiesOf(type).map((part) => find(part, depth + 1))]);
  };
  const argumentsOf = (type: ts.Type): readonly ts.Type[] => (isReference(type) ? checker.getTypeArguments(type) : []);
  const propertiesOf = (type: ts.Type): readonly ts.Type[] => {
    const properties = type.getProperties().slice(0, limitOfProperties);
    const plain = properties.filter((property) => !(property.flags & ts.SymbolFlags.Method));
    return [...plain.map((property) => checker.getTypeOfSymbol(property)), ...indexTypes(type)];
  };
  const indexTypes = (type: ts.Type): readonly ts.Type[] =>
    [type.getStringIndexType(), type.getNumberIndexType()].filter((part) => part !== undefined);
  const find = (type: ts.Type, depth: number): ReadonlySet<ts.ClassDeclaration> => {
    const answer = known.get(type);
    if (answer && answer.depth <= depth) return answer.found;
    known.set(type, { found: empty, depth });
    const found = follow(type, depth);
    known.set(type, { found, depth });
    return found;
  };
  const ancestors = (node: ts.ClassDeclaration): ReadonlySet<ts.ClassDeclaration> => {
    const found = new Set<ts.ClassDeclaration>();
    for (let at: ts.ClassDeclaration | undefined = node; at && !found.has(at); at = baseClass(at, { names })) found.add(at);
    return found;
  };
  return {
    of: (type) => find(type, 0),
    classOf,
    lost(given, shown) {
      const covered = new Set([...shown].flatMap((node) => [...ancestors(node)]));
      return [...given].filter((node) => !covered.has(node) && [...ancestors(node)].every((base) => !shown.has(base)));
    },
  };
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

function merge(sets: readonly ReadonlySet<ts.ClassDeclaration>[]): ReadonlySet<ts.ClassDeclaration> {
  const filled = sets.filter((set) => set.size > 0);
  if (filled.length < 2) return filled[0] ?? empty;
  return new Set(filled.flatMap((set) => [...set]));
}

/** Whether others can get at something in an instance that might be, or lead to, a resource. */
function hasOpenState(node: ts.ClassDeclaration, names: Names): boolean {
  const isOurs = (owner: ts.Node): boolean =>
    ts.canHaveDecorators(owner) && (ts.getDecorators(owner) ?? []).some(({ expression }) => {
      return names.iffcName(ts.isCallExpression(expression) ? expression.expression : expression) !== undefined;
    });
  if (isOurs(node) || node.members.some(isOurs)) return true;
  const fields = node.members.filter(ts.isPropertyDeclaration);
  const parameters = node.members.filter(ts.isConstructorDeclaration).flatMap(({ parameters: list }) => [...list]);
  const stored = parameters.filter((parameter) => ts.isParameterPropertyDeclaration(parameter, parameter.parent));
  return [...fields, ...stored].some((field) => !isPrivate(field) && !isPrimitive(field.type));
}

const keywords: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.BigIntKeyword,
  ts.SyntaxKind.VoidKeyword,
  ts.SyntaxKind.NeverKeyword,
  ts.SyntaxKind.LiteralType,
];

/** Whether a type is written as one whose values cannot hold anything. */
export function isPrimitive(node: ts.TypeNode | undefined): boolean {
  return node !== undefined && keywords.includes(node.kind);
}
