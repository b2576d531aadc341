/**
 * What the compiler says of a decorator that does not fit → the same in plain words. The decorators' types carry their
 * reasons as text, which TypeScript prints among its own account of how it compared two contexts. Pure.
 */

/** A message and the lines below it that explain it, without their indentation. */
type Said = readonly string[];

/** The codes of decorators that cannot be applied to a class, a property, a method. */
const decoratorCodes: ReadonlySet<string> = new Set(["TS1238", "TS1240", "TS1241"]);

const wordings: readonly ((said: Said) => string | undefined)[] = [reason, placement, member, field, method];

/** One message out of what the compiler said with a code, in plain words where there are any. */
export function wordError(code: string, said: Said): string {
  if (!decoratorCodes.has(code)) return said.join(" ");
  const explained = said.slice(1);
  for (const wording of wordings) {
    const message = wording(explained);
    if (message !== undefined) return message;
  }
  return explained.length > 0 ? explained.join(" ") : said.join(" ");
}

/** The package that an error would not be there with, where the compiler cannot find something outside the project. */
export function packageOf(code: string, [said = ""]: Said): string | undefined {
  if (code === "TS2580" || code === "TS2591") return /Try `npm i --save-dev (@types\/node)`/u.exec(said)?.[1];
  const [, what, name = ""] = /^Cannot find (module|type definition file for) '([^']+)'/u.exec(said) ?? [];
  if (what === undefined) return undefined;
  if (what !== "module") return `@types/${name}`;
  if (name.startsWith("node:")) return "@types/node";
  return /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*/u.exec(name)?.[0];
}

/** The reason that a decorator's type gives: a text that nothing can be assigned to. */
function reason(said: Said): string | undefined {
  const [, text] = /DecoratorContext<.* is not assignable to type '"(.+ .+)"'\.$/u.exec(said.at(-1) ?? "") ?? [];
  if (text === undefined) return undefined;
  const unescaped = text.replaceAll('\\"', '"');
  return `${unescaped.charAt(0).toUpperCase()}${unescaped.slice(1)}.`;
}

/** A decorator of a field on a method, of a class on a method, or one that was not called. */
function placement([argument = ""]: Said): string | undefined {
  const [, expected = ""] =
    /^Argument of type '\(.* is not assignable to parameter of type '(.+)'\.$/u.exec(argument) ?? [];
  if (expected === "undefined") return "This decorator belongs on a field.";
  if (expected.startsWith("ClassOf<")) return "This decorator belongs on a class.";
  if (expected.startsWith("`/")) return 'This decorator must be called with a path, such as ("/orders").';
  return undefined;
}

/** A member of the class itself, or one that nobody else may call. */
function member(said: Said): string | undefined {
  const [, property] = /^Types of property '(static|private)' are incompatible\.$/mu.exec(said.join("\n")) ?? [];
  return property === undefined ? undefined : `This decorator does not go on a ${property} member.`;
}

/** A field of one type under the decorator of another. */
function field([argument = ""]: Said): string | undefined {
  const [, is = "", wants = ""] =
    /^Argument of type '(.+)' is not assignable to parameter of type '(.+)'\.$/u.exec(argument) ?? [];
  const [found, expected] = [secondArgument(is, "ClassFieldDecoratorContext<"), secondArgument(wants, "FieldContext<")];
  const other = expected ?? secondArgument(wants, "ClassFieldDecoratorContext<");
  if (found === undefined || other === undefined) return undefined;
  return `The field's type is ${found}, and this decorator makes ${other.replace(/<.*\b(?:never|keyof)\b.*>/u, "<...>")}.`;
}

/** A method that takes or gives something else than its trigger. */
function method([argument = "", ...explained]: Said): string | undefined {
  const [, is, wants] =
    /^Argument of type '(\(.+)' is not assignable to parameter of type '(.+)'\.$/u.exec(argument) ?? [];
  if (is === undefined) return undefined;
  return `The method is ${is}, and its trigger needs ${wants}: ${explained.join(" ")}`;
}

/** The second type argument behind a name, such as `Queue<Order>` in `Context<Orders, Queue<Order>> & { ... }`. */
function secondArgument(type: string, name: string): string | undefined {
  const start = type.indexOf(name);
  if (start === -1) return undefined;
  const [, second] = typeArguments(type.slice(start + name.length));
  return second;
}

/** Splits what follows an opening bracket at its commas, up to the bracket that closes it. */
function typeArguments(text: string): readonly string[] {
  const found = [""];
  let depth = 0;
  for (const character of text.replaceAll("=>", "→")) {
    if (")>]}".includes(character) && depth-- === 0) break;
    if ("(<[{".includes(character)) depth++;
    if (character === "," && depth === 0) found.push("");
    else found.push(found.pop() + character);
  }
  return found.map((argument) => argument.replaceAll("→", "=>").trim());
}
