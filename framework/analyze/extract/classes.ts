import { ts } from "ts-morph";
import type { ClassFacts, MemberFacts, MethodFacts, ParameterFacts } from "../facts.ts";
import { onlyMakesFunctions } from "./functions.ts";
import { type Reader, readDecorators } from "./decorators.ts";
import { hasModifier, type ExportTable } from "./exports.ts";
import { baseClass, constructorOf, extendsAny, isPrimitive, isPrivate } from "./heritage.ts";
import { isStatic, keyOf, memberName } from "./keys.ts";
import { readType } from "./types.ts";

/** Reads a class of the project: all that links need, whatever the kinds are. */
export function readClass(node: ts.ClassLikeDeclaration, exported: ExportTable, reader: Reader): ClassFacts {
  const { program } = reader;
  const base = baseOf(node, reader);
  const exportName = exportNameOf(node, exported);
  return {
    key: keyOf(node, program),
    name: node.name?.text ?? "default",
    ...(exportName !== undefined && { exportName }),
    abstract: hasModifier(node, ts.SyntaxKind.AbstractKeyword),
    generic: (node.typeParameters?.length ?? 0) > 0,
    ...(base !== undefined && { extends: base }),
    extendsForeign: base === undefined && extendsAny(node),
    decorators: readDecorators(node, reader),
    parameters: (constructorOf(node)?.parameters ?? []).map((parameter) => readParameter(parameter, reader)),
    members: node.members.flatMap((member) => readMember(member, reader)),
    at: program.locate(node.name ?? node),
  };
}

/** The name under which a file exports a class, however it does. */
function exportNameOf(node: ts.ClassLikeDeclaration, { names }: ExportTable): string | undefined {
  for (const [name, exported] of names) {
    if (exported.type === "declaration" && exported.node === node) return name;
    if (exported.type === "local" && exported.name.text === node.name?.text) return name;
  }
  return undefined;
}

function baseOf(node: ts.ClassLikeDeclaration, reader: Reader): string | undefined {
  const base = baseClass(node, reader);
  return base && keyOf(base, reader.program);
}

function readMember(member: ts.ClassElement, reader: Reader): readonly MemberFacts[] {
  const form = formOf(member);
  if (!form) return [];
  const decorators = readDecorators(member, reader);
  const { program } = reader;
  const isField = ts.isPropertyDeclaration(member);
  const facts: MemberFacts = {
    key: keyOf(member, program),
    name: memberName(member) ?? "",
    form,
    static: isStatic(member),
    private: isPrivate(member),
    decorators,
    at: program.locate(member.name ?? member),
    holdsFunction: isField && member.initializer !== undefined && onlyMakesFunctions(member.initializer),
    reaches: isField && decorators.length === 0 ? reachedFrom(member, reader) : [],
    ...(decorators.length > 0 && isField && member.type && { type: readType(member.type, reader) }),
    ...(decorators.length > 0 && ts.isMethodDeclaration(member) && { method: readMethod(member, reader) }),
  };
  return [facts, ...(ts.isConstructorDeclaration(member) ? parameterFields(member, reader) : [])];
}

/** `constructor(private readonly storage: Storage)` declares a field. */
function parameterFields(node: ts.ConstructorDeclaration, reader: Reader): readonly MemberFacts[] {
  const fields = node.parameters.filter((parameter) => ts.isParameterPropertyDeclaration(parameter, node));
  return fields.map((parameter) => ({
    key: keyOf(parameter, reader.program),
    name: ts.isIdentifier(parameter.name) ? parameter.name.text : "",
    form: "field",
    static: false,
    private: isPrivate(parameter),
    decorators: [],
    at: reader.program.locate(parameter.name),
    holdsFunction: false,
    reaches: reachedFrom(parameter, reader),
  }));
}

function reachedFrom(
  node: ts.PropertyDeclaration | ts.ParameterDeclaration,
  { program, reach }: Reader,
): readonly string[] {
  if (isPrimitive(node.type)) return [];
  return [...reach.of(program.checker.getTypeAtLocation(node))].map((owner) => keyOf(owner, program));
}

function formOf(member: ts.ClassElement): MemberFacts["form"] | undefined {
  if (ts.isConstructorDeclaration(member)) return "constructor";
  if (ts.isMethodDeclaration(member)) return "method";
  if (ts.isAccessor(member) || ts.isAutoAccessorPropertyDeclaration(member)) return "accessor";
  return ts.isPropertyDeclaration(member) ? "field" : undefined;
}

function readMethod(node: ts.MethodDeclaration, reader: Reader): MethodFacts {
  const sameName = node.parent.kind === ts.SyntaxKind.ClassDeclaration ? node.parent.members : undefined;
  const overloads = sameName?.filter(
    (member) => ts.isMethodDeclaration(member) && memberName(member) === memberName(node),
  );
  return {
    parameters: node.parameters
      .filter((parameter) => !isThis(parameter))
      .map((parameter) => readParameter(parameter, reader)),
    span: { start: node.getStart(), end: node.end },
    overloaded: (overloads?.length ?? 1) > 1,
    generator: node.asteriskToken !== undefined,
    hasBody: node.body !== undefined,
  };
}

function isThis(parameter: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(parameter.name) && parameter.name.text === "this";
}

function readParameter(node: ts.ParameterDeclaration, reader: Reader): ParameterFacts {
  return {
    name: ts.isIdentifier(node.name) ? node.name.text : "",
    ...(node.type && { type: readType(node.type, reader) }),
    optional: node.questionToken !== undefined || node.initializer !== undefined,
    rest: node.dotDotDotToken !== undefined,
    at: reader.program.locate(node),
  };
}
